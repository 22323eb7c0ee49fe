"""The personalized course of a learner, as the learner gets it."""

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from admin_app.documents import Document, dump
from admin_app.models import Profile
from admin_app.queries.previews import (
    PersonalizedCourse,
    PreviewedAsset,
    PreviewedLesson,
    Source,
    personalized_course,
)
from admin_app.queries.profiles import profiles_matching
from admin_app.reading import FieldsNode, Node, reading, summary
from admin_app.views.access import link
from admin_app.views.arguments import search_text
from admin_app.views.beside import Beside, Comparer
from admin_app.views.parts import page_or_part
from admin_app.views.preview_ways import Anchor, Edit, Ways, mode_url
from admin_app.words import _, ngettext

MATCHES = 20
LINKS = ("http://", "https://")
json_blueprint = Blueprint("previews_json", __name__)


@dataclass(frozen=True)
class AssetCard:
    """An asset as the page shows it; what is no web address is shown as text."""

    asset_type: str
    url: str
    is_link: bool
    edit_url: str | None
    edit_label: str
    metadata_text: str | None


@dataclass(frozen=True)
class LessonCard:
    """A lesson as the page shows it, with the ways to edit each of its parts; `asset_count` is a number in words.

    It `stands_alone` where there is no standard text that it could be compared with, as was asked for.
    """

    id: UUID
    lesson_number: int
    title: str
    summary: str | None
    source: Source
    reading: Node | None
    beside: Beside | None
    stands_alone: bool
    content_reading: Node | None
    assets: list[AssetCard]
    asset_count: str
    edits: list[Edit]


@dataclass(frozen=True)
class Problem:
    """Why there is no course to show, and what to do."""

    title: str
    text: str
    actions: list[dict[str, str]]


@dataclass(frozen=True)
class Mode:
    """A way to look at the course: as the learner does, beside the standard texts, or only where the two differ."""

    label: str
    icon: str
    url: str
    is_chosen: bool


class PreviewView(BaseView):  # type: ignore[misc]  # Flask-Admin's view is Any to mypy
    """Find a learner, and see the course as that learner does."""

    @expose("/")
    def show(self) -> ResponseReturnValue:
        """The course of the profile that the address names; without one, the choice of a profile."""
        identifier = request.args.get("profile")
        return self._course(identifier) if identifier else self._choice(search_text("q"))

    def _choice(self, text: str) -> ResponseReturnValue:
        found = profiles_matching(text, limit=MATCHES)
        matches = [_match(profile, text) for profile in found]
        template = page_or_part("previews/choose.html", "previews/_matches.html")
        return str(self.render(template, matches=matches, q=text, limit=MATCHES))

    def _course(self, identifier: str) -> ResponseReturnValue:
        preview = personalized_course(identifier, with_material=True)
        lessons = _cards(preview) if preview and preview.course else []
        page = self.render(
            "previews/show.html",
            preview=preview,
            survey=summary(preview.survey_summary) if preview else None,
            lessons=lessons,
            left_out=len(preview.lessons) - len(lessons) if preview else 0,
            modes=_modes(preview) if preview else [],
            problem=_problem(preview, identifier),
            course_edit_url=_edit_url("courses", preview.course.id, _here()) if preview and preview.course else None,
            profile_edit_url=_edit_url("profiles", preview.profile.id, _here()) if preview else None,
            profile_url=preview and url_for("profiles.details_view", id=preview.profile.id, url=_here()),
            back_url=url_for("previews.show"),
        )
        return page, 200 if preview else 404


def _match(profile: Profile, text: str) -> dict[str, Any]:
    course = profile.course.title if profile.course else None
    if profile.course_slug is None:
        course = _("no course")
    return {
        "user_identifier": _marked(profile.user_identifier, text),
        "name": _marked(profile.name, text) if profile.name else None,
        "course": course or _("%(slug)s: no such course", slug=profile.course_slug),
        "url": url_for("previews.show", profile=profile.user_identifier),
    }


def _marked(text: str, wanted: str) -> list[str]:
    """The text in pieces, every second of which is one of the words that were looked for."""
    words = sorted(map(re.escape, wanted.split()), key=len, reverse=True)
    return re.split(f"({'|'.join(words)})", text, flags=re.IGNORECASE) if words else [text]


@json_blueprint.get("/admin/preview.json")
def show_json() -> ResponseReturnValue:
    """The same as JSON, every digit of a number as it is stored."""
    preview = personalized_course(request.args.get("profile", ""))
    if preview is None:
        abort(404, _("There is no profile with this user_identifier."))
    return _json(_as_json(preview))


def _here() -> str:
    return request.full_path


def _is_asked(name: str) -> bool:
    return request.args.get(name, "") not in ("", "0")


def _modes(preview: PersonalizedCourse) -> list[Mode]:
    """The ways to look at the course, where there is something to compare."""
    if not any(map(_is_comparable, preview.lessons)):
        return []
    only, compare = _is_asked("only"), _is_asked("compare")
    identifier = preview.profile.user_identifier
    return [
        Mode(_("As the learner sees it"), "school", mode_url(identifier), not only and not compare),
        Mode(_("Beside the standard text"), "columns-3", mode_url(identifier, compare=1), compare and not only),
        Mode(_("Only what differs"), "arrows-diff", mode_url(identifier, compare=1, only=1), only),
    ]


def _is_comparable(lesson: PreviewedLesson) -> bool:
    return lesson.source == "personalized" and lesson.standard is not None


def _cards(preview: PersonalizedCourse) -> list[LessonCard]:
    only = _is_asked("only") and any(map(_is_comparable, preview.lessons))
    comparable = sum(map(_is_comparable, preview.lessons))
    comparer = Comparer(comparable) if only or _is_asked("compare") else None
    ways = Ways(preview.profile, _here())
    cards = [_card(ways, lesson, comparer, only_differing=only) for lesson in preview.lessons]
    return [card for card in cards if not only or card.stands_alone or (card.beside and card.beside.differing)]


def _card(ways: Ways, lesson: PreviewedLesson, comparer: Comparer | None, *, only_differing: bool) -> LessonCard:
    anchor = Anchor(lesson.lesson_number)
    is_personalized, beside = lesson.source == "personalized", None
    if comparer and is_personalized and lesson.standard and lesson.description:
        beside = comparer.beside(lesson.standard, lesson.description, only_differing=only_differing)
    return LessonCard(
        id=lesson.id,
        lesson_number=lesson.lesson_number,
        title=lesson.title,
        summary=lesson.summary,
        source=lesson.source,
        reading=_reading(lesson.description, lesson.title),
        beside=beside,
        stands_alone=comparer is not None and is_personalized and not lesson.standard,
        content_reading=reading(lesson.content),
        assets=[_asset(asset, ways.asset(asset.id, anchor)) for asset in lesson.assets],
        asset_count=ngettext("%(num)s asset", "%(num)s assets", len(lesson.assets)),
        edits=ways.edits(lesson, anchor, may_compare=comparer is None and _is_comparable(lesson)),
    )


def _reading(document: Document | None, title: str) -> Node | None:
    """A description set for reading, without a title of its own where that is the lesson's."""
    node = reading(document)
    return replace(node, title=None) if isinstance(node, FieldsNode) and node.title == title else node


def _edit_url(endpoint: str, row_id: UUID | None, here: str) -> str | None:
    return link(f"{endpoint}.edit_view", id=row_id, url=here) if row_id else None


def _asset(asset: PreviewedAsset, edit_url: str | None) -> AssetCard:
    return AssetCard(
        asset_type=asset.asset_type,
        url=asset.url,
        is_link=(asset.url or "").lower().startswith(LINKS),
        edit_url=edit_url,
        edit_label=_("Edit %(what)s", what=asset.asset_type),
        metadata_text=summary(asset.metadata_summary),
    )


def _problem(preview: PersonalizedCourse | None, identifier: str) -> Problem | None:
    if preview is None:
        text = _(
            "No profile has the identifier “%(identifier)s”. Look for the learner by name, or ask for the identifier.",
            identifier=identifier,
        )
        find = {"label": _("Find a learner"), "url": url_for("previews.show")}
        return Problem(_("No such learner"), text, [find])
    edit = _action(_("Edit the profile"), "profiles.edit_view", id=preview.profile.id)
    slug = preview.profile.course_slug
    if not slug:
        text = _("This profile names no course. Give it a course slug to show one.")
        return Problem(_("No course yet"), text, edit)
    if preview.course is None:
        create = _action(_("New course “%(slug)s”", slug=slug), "courses.create_view", slug=slug)
        text = _(
            "The profile names the course “%(slug)s”, but no course has this slug. Correct it, or create the course.",
            slug=slug,
        )
        return Problem(_("Unknown course"), text, [*edit, *create])
    if not preview.lessons:
        add = _action(_("New lesson"), "lessons.create_view", course_id=preview.course.id)
        return Problem(_("No lessons yet"), _("This course has no lessons; its learners see only its title."), add)
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
