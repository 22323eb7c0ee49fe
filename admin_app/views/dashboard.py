"""The first page: totals, and what needs a person."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose

from admin_app.queries.dashboard import BOUND, Overview, overview
from admin_app.views import menu
from admin_app.views.menu import Page


class DashboardView(AdminIndexView):  # type: ignore[misc]  # Flask-Admin's view is Any to mypy
    """What there is, and what is missing."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Counts, each leading to its rows."""
        found = overview()
        return str(self.render("dashboard/index.html", totals=_totals(found), attention=_attention(found)))


def _totals(found: Overview) -> list[dict[str, str]]:
    return [
        _total(menu.COURSES, found.courses),
        _total(menu.LESSONS, found.lessons),
        _total(menu.LESSON_DESCRIPTIONS, found.lesson_descriptions),
        _total(menu.LESSON_ASSETS, found.lesson_assets),
        _total(menu.PROFILES, found.profiles),
        _total(menu.PERSONALIZED_LESSON_DESCRIPTIONS, found.personalized_lesson_descriptions),
    ]


def _total(page: Page, count: int) -> dict[str, str]:
    return {"label": page.label, "count": _count(count), "url": url_for(page.endpoint), "icon": page.icon}


def _attention(found: Overview) -> list[dict[str, str]]:
    items = (
        (
            found.lessons_without_description,
            "Lessons without a description",
            "Their learners see only a title.",
            url_for(menu.LESSONS.endpoint, flt0_without_description_is="1"),
        ),
        (
            found.profiles_with_unknown_course,
            "Learners with an unknown course",
            "Their course slug names no course.",
            url_for(menu.PROFILES.endpoint, flt0_unknown_course_is="1"),
        ),
        (
            found.profiles_without_course,
            "Learners without a course",
            "They see no lessons at all.",
            url_for(menu.PROFILES.endpoint, flt0_course_slug_is_empty="1"),
        ),
    )
    return [{"count": _count(n), "label": label, "text": text, "url": url} for n, label, text, url in items if n]


def _count(number: int) -> str:
    return f"{number:,}" if number <= BOUND else f"{BOUND:,}+"
