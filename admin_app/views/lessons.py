"""The pages of lessons."""

from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import exists
from sqlalchemy.orm import contains_eager

from admin_app.extensions import db
from admin_app.forms.base import Form
from admin_app.forms.lessons import LessonForm
from admin_app.models import Course, Lesson, LessonDescription
from admin_app.models.sort_keys import sort_key
from admin_app.queries.facts import Facts
from admin_app.queries.lessons import next_lesson_number
from admin_app.queries.personalized_lesson_descriptions import is_personalized
from admin_app.queries.related import Parts, RelatedAsset, parts_of
from admin_app.reading import summary
from admin_app.views import formatters, of_lesson
from admin_app.views.access import link
from admin_app.views.arguments import row_id
from admin_app.views.base import CREATED, TableView
from admin_app.views.facts import Fact, bounded, counted, learners_fact
from admin_app.views.filters import Contains, Empty, Equals, Holds, NumberIs, created
from admin_app.views.pickers import COURSES
from admin_app.views.related import Card, Item, new_row, page_of
from admin_app.views.row_links import Lead
from admin_app.words import _, _l, ngettext


class LessonView(TableView):
    """Lessons, by course and number."""

    singular = _l("lesson")
    words = {
        "new": _l("New lesson"),
        "edit": _l("Edit lesson"),
        "gone": _l("There is no such lesson: it may have been deleted a moment ago."),
        "created": _l("The lesson “%(name)s” was created."),
        "saved": _l("The lesson “%(name)s” was saved."),
        "unchanged": _l("The lesson “%(name)s” had no changes, so nothing was written."),
        "as_others_left_it": _l("The lesson “%(name)s” stays as it is."),
        "deleted_meanwhile": _l("This lesson was deleted while you were editing it"),
        "changed_meanwhile": _l("Not saved yet: this lesson was changed while you were editing it"),
        "save_as_new": _l("What you typed is still below. Save it as a new lesson, or leave it with Cancel."),
        "none_yet": _l("No lessons yet"),
        "search": _l("Search by title, summary or course"),
        "delete": _l("Delete this lesson?"),
        "deleted": _l("The lesson “%(name)s” was deleted."),
        "learners_may": _l("Some learners may see fewer lessons."),
    }
    told_apart_by = "course.title"
    form = LessonForm
    pickers = {"course_id": COURSES}
    column_list = ("title", "lesson_number", "course.title", "summary", "content_summary", "created_at")
    column_details_list = ("lesson_number", "title", "summary", "content", "created_at", "id")
    prose = ("summary", "content")
    column_labels = {
        "title": _l("Title"),
        "summary": _l("Summary"),
        "content": _l("Content"),
        "lesson_number": _l("Number"),
        "course.title": _l("Course"),
        "content_summary": _l("Content"),
        **CREATED,
    }
    column_formatters = {"content_summary": formatters.document_summary}
    parents = (Lesson.course,)
    eager = (contains_eager(Lesson.course).load_only(Course.title, Course.slug),)
    search_columns = (Lesson.title, Lesson.summary, Course.title, Course.slug)
    sort_keys = {
        "title": sort_key(Lesson.title),
        "lesson_number": Lesson.lesson_number,
        "course.title": (sort_key(Course.title), Course.id, Lesson.lesson_number),
        "created_at": Lesson.created_at,
    }
    default_order = (sort_key(Course.title), Course.id, Lesson.lesson_number)
    filters = (
        Equals(_l("Course slug"), Course.slug),
        Contains(_l("Course title"), Course.title),
        NumberIs(_l("Number"), Lesson.lesson_number),
        Contains(_l("Title"), Lesson.title),
        Empty(_l("Content"), Lesson.content),
        Holds(_l("Without description"), ~exists().where(LessonDescription.lesson_id == Lesson.id)),
        Holds(_l("Personalized"), is_personalized()),
        *created(Lesson.created_at),
    )
    parent_export_columns = {"course_slug": Course.slug}
    leads = (
        Lead(
            _l("Standard description"),
            "file-text",
            "lesson-descriptions.index_view",
            "related",
            argument="flt0_lesson_id_equals",
        ),
    )

    def learners_see(self, count: int, shown: str) -> str:
        """What so many learners see after a deletion."""
        return ngettext(
            "%(shown)s learner will see fewer lessons.",
            "%(shown)s learners will see fewer lessons.",
            count,
            shown=shown,
        )

    def facts(self, row: Any, found: Facts) -> list[Fact]:
        """How many learners get it, and how many versions of it were written for one of them."""
        enrolled = link("profiles.index_view", flt0_course_slug_equals=row.course.slug)
        return [
            Fact(_("Course"), str(row.course), page_of("courses", row.course.id, editing=False)),
            learners_fact(_("Learners of its course"), found, enrolled),
            counted(
                _("Personalized descriptions"),
                found.counts["personalized_lesson_descriptions"],
                link("personalized-lesson-descriptions.index_view", **of_lesson.filtered(row)),
            ),
        ]

    def related(self, row: Any, found: Facts, *, editing: bool) -> list[Card]:
        """Its standard description and its assets."""
        parts = parts_of(row.id)
        described = found.counts["lesson_descriptions"]
        add_description = None if described else new_row("lesson-descriptions", editing=editing, lesson_id=row.id)
        return [
            Card(
                _("Standard description"),
                "file-text",
                [self._description(parts, editing)] if parts.description_id else [],
                empty=_("Learners without a version of their own see nothing here."),
                add_url=add_description,
                add_label=_("Add description"),
            ),
            Card(
                _("Assets"),
                "paperclip",
                [self._asset(asset, editing) for asset in parts.assets],
                bounded(found.counts["lesson_assets"]),
                _("No videos, documents or links yet."),
                self.get_url("lesson-assets.index_view", **of_lesson.filtered(row)),
                add_url=new_row("lesson-assets", editing=editing, lesson_id=row.id),
                add_label=_("Add asset"),
            ),
        ]

    def _description(self, parts: Parts, editing: bool) -> Item:
        url = page_of("lesson-descriptions", parts.description_id, editing=editing)
        return Item(summary(parts.description) or _("Standard description"), url=url)

    def _asset(self, asset: RelatedAsset, editing: bool) -> Item:
        return Item(asset.url, asset.asset_type, page_of("lesson-assets", asset.id, editing=editing))

    def prepare(self, form: Form) -> None:
        """Offer the next free number of the course."""
        super().prepare(form)
        if form.lesson_number.raw_data is None and form.lesson_number.data is None and form.course_id.chosen:
            form.lesson_number.data = next_lesson_number(form.course_id.data)
        form.lesson_number.render_kw = {"data-next-number-url": self.get_url(".next_number"), "inputmode": "numeric"}

    @expose("/next-number/")
    def next_number(self) -> ResponseReturnValue:
        """The number that the next lesson of a course takes, as JSON."""
        course_id = row_id(request.args.get("course_id"))
        if db.session.get(Course, course_id) is None:
            abort(404, _("There is no such course."))
        return jsonify(lesson_number=next_lesson_number(course_id))
