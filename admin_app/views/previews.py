"""The personalized course of a learner, as the learner gets it."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from admin_app.documents import Document, dump
from admin_app.models import LessonAsset, Profile
from admin_app.queries.previews import (
    LessonMaterial,
    PersonalizedCourse,
    PreviewedLesson,
    Source,
    materials_of_course,
    personalized_course,
)
from admin_app.queries.profiles import profiles_matching
from admin_app.reading import FieldsNode, Node, reading, summary
from admin_app.views.access import link
from admin_app.views.arguments import search_text
from admin_app.views.formatters import NO_SUCH_COURSE

MATCHES = 20
LINKS = ("http://", "https://")
json_blueprint = Blueprint("previews_json", __name__)
NO_MATERIAL = LessonMaterial(None, [])


@dataclass(frozen=True)
class AssetCard:
    """An asset as the page shows it; what is no web address is shown as text."""

    asset_type: str
    url: str
    is_link: bool
    edit_url: str | None
    metadata_text: str | None


@dataclass(frozen=True)
class LessonCard:
    """A lesson as the page shows it, with the ways to edit each of its parts."""

    id: UUID
    lesson_number: int
    title: str
    summary: str | None
    source: Source
    reading: Node | None
    standard_reading: Node | None
    content_reading: Node | None
    assets: list[AssetCard]
    edit_url: str | None
    description_edit_url: str | None
    personalized_edit_url: str | None
    add_description_url: str | None
    personalize_url: str | None


@dataclass(frozen=True)
class Problem:
    """Why there is no course to show, and what to do."""

    title: str
    text: str
    actions: list[dict[str, str]]


class PreviewView(BaseView):  # type: ignore[misc]  # Flask-Admin's view is Any to mypy
    """Find a learner, and see the course as that learner does."""

    @expose("/")
    def show(self) -> ResponseReturnValue:
        """The course of the profile that the address names; without one, the choice of a profile."""
        identifier = request.args.get("profile")
        return self._course(identifier) if identifier else self._choice(search_text("q"))

    def _choice(self, text: str) -> ResponseReturnValue:
        found = profiles_matching(text, limit=MATCHES)
        matches = [_match(profile) for profile in found]
        if request.headers.get("X-Requested-With") == "fetch":
            fragment = render_template("previews/_matches.html", matches=matches, q=text, limit=MATCHES)
            # Else a cache could show the fragment, which has the address of the page.
            return Response(fragment, headers={"Vary": "X-Requested-With"})
        return str(self.render("previews/choose.html", matches=matches, q=text, limit=MATCHES))

    def _course(self, identifier: str) -> ResponseReturnValue:
        preview = personalized_course(identifier)
        page = self.render(
            "previews/show.html",
            preview=preview,
            lessons=_cards(preview) if preview and preview.course else [],
            problem=_problem(preview, identifier),
            course_edit_url=_edit_url("courses", preview.course.id, _here()) if preview and preview.course else None,
            profile_edit_url=_edit_url("profiles", preview.profile.id, _here()) if preview else None,
            profile_url=preview and url_for("profiles.details_view", id=preview.profile.id, url=_here()),
            back_url=url_for("previews.show"),
        )
        return page, 200 if preview else 404


def _match(profile: Profile) -> dict[str, str | None]:
    known = "no course" if profile.course_slug is None else profile.course.title if profile.course else None
    return {
        "user_identifier": profile.user_identifier,
        "name": profile.name,
        "course": known or f"{profile.course_slug}: {NO_SUCH_COURSE}",
        "url": url_for("previews.show", profile=profile.user_identifier),
    }


@json_blueprint.get("/admin/preview.json")
def show_json() -> ResponseReturnValue:
    """The same as JSON, every digit of a number as it is stored."""
    preview = personalized_course(request.args.get("profile", ""))
    if preview is None:
        abort(404, "There is no profile with this user_identifier.")
    return _json(_as_json(preview))


def _here() -> str:
    return request.full_path


def _cards(preview: PersonalizedCourse) -> list[LessonCard]:
    materials = materials_of_course(preview.course.id) if preview.course else {}
    return [_card(preview, lesson, materials.get(lesson.id, NO_MATERIAL)) for lesson in preview.lessons]


def _card(preview: PersonalizedCourse, lesson: PreviewedLesson, material: LessonMaterial) -> LessonCard:
    here = f"{_here()}#lesson-{lesson.lesson_number}"
    personalized = lesson.source == "personalized"
    return LessonCard(
        id=lesson.id,
        lesson_number=lesson.lesson_number,
        title=lesson.title,
        summary=lesson.summary,
        source=lesson.source,
        reading=_reading(lesson.description, lesson.title),
        standard_reading=_reading(lesson.standard, lesson.title) if personalized else None,
        content_reading=reading(material.content),
        assets=[_asset(asset, here) for asset in material.assets],
        edit_url=link("lessons.edit_view", id=lesson.id, url=here),
        description_edit_url=_edit_url("lesson-descriptions", lesson.standard_id, here),
        personalized_edit_url=_edit_url("personalized-lesson-descriptions", lesson.personalized_id, here),
        add_description_url=None
        if lesson.standard_id
        else link("lesson-descriptions.create_view", lesson_id=lesson.id, url=here),
        personalize_url=None
        if lesson.personalized_id
        else link(
            "personalized-lesson-descriptions.create_view",
            profile_id=preview.profile.id,
            lesson_id=lesson.id,
            url=here,
        ),
    )


def _reading(document: Document | None, title: str) -> Node | None:
    """A description set for reading, without a title of its own where that is the lesson's."""
    node = reading(document)
    return replace(node, title=None) if isinstance(node, FieldsNode) and node.title == title else node


def _edit_url(endpoint: str, row_id: UUID | None, here: str) -> str | None:
    return link(f"{endpoint}.edit_view", id=row_id, url=here) if row_id else None


def _asset(asset: LessonAsset, here: str) -> AssetCard:
    return AssetCard(
        asset_type=asset.asset_type,
        url=asset.url,
        is_link=(asset.url or "").lower().startswith(LINKS),
        edit_url=link("lesson-assets.edit_view", id=asset.id, url=here),
        metadata_text=summary(asset.asset_metadata_summary),
    )


def _problem(preview: PersonalizedCourse | None, identifier: str) -> Problem | None:
    if preview is None:
        text = f"No profile has the identifier “{identifier}”. Look for the learner by name, or ask for the identifier."
        return Problem("No such learner", text, [{"label": "Find a learner", "url": url_for("previews.show")}])
    edit = _action("Edit the profile", "profiles.edit_view", id=preview.profile.id)
    slug = preview.profile.course_slug
    if not slug:
        return Problem("No course yet", "This profile names no course. Give it a course slug to show one.", edit)
    if preview.course is None:
        create = _action(f"New course “{slug}”", "courses.create_view", slug=slug)
        text = f"The profile names the course “{slug}”, but no course has this slug. Correct it, or create the course."
        return Problem("Unknown course", text, [*edit, *create])
    if not preview.lessons:
        add = _action("New lesson", "lessons.create_view", course_id=preview.course.id)
        return Problem("No lessons yet", "This course has no lessons; its learners see only its title.", add)
    return None


def _action(label: str, endpoint: str, **values: Any) -> list[dict[str, str]]:
    """What the person may do about it: nothing or one thing."""
    url = link(endpoint, url=_here(), **values)
    return [{"label": label, "url": url}] if url else []


def _as_json(preview: PersonalizedCourse) -> dict[str, Any]:
    lessons = [
        {
            "id": lesson.id,
            "lesson_number": lesson.lesson_number,
            "title": lesson.title,
            "summary": lesson.summary,
            "source": lesson.source,
            "description": lesson.description,
        }
        for lesson in preview.lessons
    ]
    return {
        "profile": vars(preview.profile),
        "course": vars(preview.course) if preview.course else None,
        "lessons": lessons,
    }


def _json(value: object) -> Response:
    return Response(dump(value), mimetype="application/json")
