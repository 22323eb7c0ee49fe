"""The first page: what needs a person today, how far the courses are covered, what happened lately, and totals."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose

from admin_app.permissions import Permission
from admin_app.queries.dashboard import BOUND, MAX_LESSONS, Coverage, Overview, overview
from admin_app.views import menu
from admin_app.views.access import can, link
from admin_app.views.menu import Page
from admin_app.views.steps import newest
from admin_app.words import _, number

RECENT = 6


@dataclass(frozen=True)
class Attention:
    """Rows that need a person, why, and the way to them."""

    count: str
    label: str
    text: str
    icon: str
    url: str


@dataclass(frozen=True)
class Share:
    """The lessons of a course that are covered in one way, and the way to them."""

    kind: str
    count: int
    url: str


@dataclass(frozen=True)
class CoveredCourse:
    """A course with its lessons by what their learners get."""

    title: str
    url: str
    lessons: str
    shares: list[Share]


class DashboardView(AdminIndexView):  # type: ignore[misc]  # Flask-Admin's view is Any to mypy
    """What needs a person, what there is, and what is missing."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Counts, each leading to its rows. Three statements."""
        found = overview()
        # Who writes content begins with it; who does not is here for the learners.
        is_content_first = can(Permission.CONTENT_WRITE)
        return str(
            self.render(
                "dashboard/index.html",
                attention=_in_order(_content_attention(found), _learner_attention(found), is_content_first),
                totals=_in_order(_content_totals(found), _learner_totals(found), is_content_first),
                coverage=[_covered(course) for course in found.coverage],
                courses_left_out=_count(found.courses - len(found.coverage), BOUND - len(found.coverage)),
                has_more_courses=found.courses > len(found.coverage),
                new_course_url=link("courses.create_view", url=url_for("admin.index")),
                recent=newest(RECENT) if can(Permission.HISTORY_READ) else None,
                is_content_first=is_content_first,
            )
        )


def _in_order(content: list[Any], learners: list[Any], is_content_first: bool) -> list[Any]:
    return [*content, *learners] if is_content_first else [*learners, *content]


def _content_totals(found: Overview) -> list[dict[str, Any]]:
    return [
        _total(menu.COURSES, found.courses),
        _total(menu.LESSONS, found.lessons),
        _total(menu.LESSON_DESCRIPTIONS, found.lesson_descriptions),
        _total(menu.LESSON_ASSETS, found.lesson_assets),
    ]


def _learner_totals(found: Overview) -> list[dict[str, Any]]:
    return [
        _total(menu.PROFILES, found.profiles),
        _total(menu.PERSONALIZED_LESSON_DESCRIPTIONS, found.personalized_lesson_descriptions),
    ]


def _total(page: Page, count: int) -> dict[str, Any]:
    return {"label": page.label, "count": _count(count), "url": url_for(page.endpoint), "icon": page.icon}


def _content_attention(found: Overview) -> list[Attention]:
    if not found.lessons_without_description:
        return []
    return [
        Attention(
            _count(found.lessons_without_description),
            _("Lessons without a description"),
            _("Their learners see only a title."),
            "list-numbers",
            url_for(menu.LESSONS.endpoint, flt0_without_description_is="1"),
        )
    ]


def _learner_attention(found: Overview) -> list[Attention]:
    items = (
        (
            found.profiles_with_unknown_course,
            _("Learners with an unknown course"),
            _("Their course slug names no course."),
            "user-question",
            url_for(menu.PROFILES.endpoint, flt0_unknown_course_is="1"),
        ),
        (
            found.profiles_without_course,
            _("Learners without a course"),
            _("They see no lessons at all."),
            "user",
            url_for(menu.PROFILES.endpoint, flt0_course_slug_is_empty="1"),
        ),
    )
    return [Attention(_count(count), *rest) for count, *rest in items if count]


def _covered(course: Coverage) -> CoveredCourse:
    lessons: dict[str, Any] = {"flt0_course_slug_equals": course.slug}
    described, missing = lessons | {"flt1_without_description_is": "0"}, lessons | {"flt1_without_description_is": "1"}
    shares = (
        ("personalized", course.personalized, described | {"flt2_personalized_is": "1"}),
        ("standard", course.standard, described | {"flt2_personalized_is": "0"}),
        ("missing", course.missing, missing),
    )
    return CoveredCourse(
        title=course.title,
        url=url_for(menu.LESSONS.endpoint, **lessons),
        lessons=_count(course.lessons, MAX_LESSONS),
        shares=[Share(kind, count, url_for(menu.LESSONS.endpoint, **filters)) for kind, count, filters in shares],
    )


def _count(count: int, bound: int = BOUND) -> str:
    return number(count) if count <= bound else f"{number(bound)}+"
