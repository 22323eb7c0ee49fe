"""The pages of standard lesson descriptions."""

from typing import Any

from admin_app.forms.lesson_descriptions import LessonDescriptionForm
from admin_app.models import Course, Lesson, LessonDescription
from admin_app.queries.facts import Facts
from admin_app.views import formatters, of_lesson
from admin_app.views.access import link
from admin_app.views.base import CREATED, TableView
from admin_app.views.facts import Fact, counted, learners_fact
from admin_app.views.filters import EqualsId, created
from admin_app.views.pickers import LESSONS
from admin_app.views.related import Card
from admin_app.words import _, _l, ngettext


class LessonDescriptionView(TableView):
    """Standard descriptions, by course and lesson."""

    singular = _l("standard description")
    words = {
        "new": _l("New standard description"),
        "edit": _l("Edit standard description"),
        "gone": _l("There is no such standard description: it may have been deleted a moment ago."),
        "created": _l("The standard description “%(name)s” was created."),
        "saved": _l("The standard description “%(name)s” was saved."),
        "unchanged": _l("The standard description “%(name)s” had no changes, so nothing was written."),
        "as_others_left_it": _l("The standard description “%(name)s” stays as it is."),
        "deleted_meanwhile": _l("This standard description was deleted while you were editing it"),
        "changed_meanwhile": _l("Not saved yet: this standard description was changed while you were editing it"),
        "save_as_new": _l(
            "What you typed is still below. Save it as a new standard description, or leave it with Cancel."
        ),
        "none_yet": _l("No standard descriptions yet"),
        "search": _l("Search by lesson or course"),
        "delete": _l("Delete this standard description?"),
        "deleted": _l("The standard description “%(name)s” was deleted."),
        "learners_may": _l("Some learners may see no description where they saw the standard one."),
    }
    told_apart_by = "lesson.course.title"
    form = LessonDescriptionForm
    pickers = {"lesson_id": LESSONS}
    column_list = ("lesson", "lesson.course.title", "data_summary", "created_at")
    column_details_list = ("data", "created_at", "id")
    prose = ("data",)
    column_labels = {
        "lesson": _l("Lesson"),
        "lesson.course.title": _l("Course"),
        "data_summary": _l("Description"),
        "data": _l("Description"),
        **CREATED,
    }
    column_formatters = {"data_summary": formatters.document_summary}
    parents = (LessonDescription.lesson, Lesson.course)
    eager = (of_lesson.named(LessonDescription.lesson),)
    search_columns = (Lesson.title, Course.title, Course.slug)
    sort_keys = {
        "lesson": of_lesson.BY_NUMBER,
        "lesson.course.title": of_lesson.BY_COURSE,
        "created_at": LessonDescription.created_at,
    }
    default_order = of_lesson.BY_COURSE
    filters = (
        *of_lesson.FILTERS,
        EqualsId(_l("Lesson id"), LessonDescription.lesson_id),
        *created(LessonDescription.created_at),
    )
    parent_export_columns = of_lesson.EXPORTED

    def learners_see(self, count: int, shown: str) -> str:
        """What so many learners see after a deletion."""
        return ngettext(
            "%(shown)s learner will see no description where they saw the standard one.",
            "%(shown)s learners will see no description where they saw the standard one.",
            count,
            shown=shown,
        )

    def facts(self, row: Any, found: Facts) -> list[Fact]:
        """How many learners see it, and how many versions take its place for one of them."""
        return [
            learners_fact(_("Learners who see it"), found),
            counted(
                _("Personalized descriptions instead"),
                found.counts["personalized_lesson_descriptions"],
                link("personalized-lesson-descriptions.index_view", **of_lesson.filtered(row.lesson)),
            ),
        ]

    def related(self, row: Any, found: Facts, *, editing: bool) -> list[Card]:
        """Its lesson."""
        return [of_lesson.card(row.lesson, editing=editing)]
