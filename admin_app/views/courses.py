"""The pages of courses."""

from typing import Any

from admin_app.errors import RefusedError
from admin_app.forms.base import Form
from admin_app.forms.courses import CourseForm
from admin_app.models import Course
from admin_app.models.sort_keys import sort_key
from admin_app.operations.courses import move_profiles
from admin_app.permissions import Permission
from admin_app.queries.consequences import learners_on
from admin_app.queries.facts import Facts
from admin_app.queries.related import RelatedLesson, first_lessons
from admin_app.views.access import can, link
from admin_app.views.base import CREATED, Outcome, TableView
from admin_app.views.facts import Fact, bounded, in_sentence, learners_fact
from admin_app.views.filters import Contains, Empty, Equals, created
from admin_app.views.related import Card, Item, new_row, page_of
from admin_app.views.row_links import Lead
from admin_app.words import _, _l, ngettext


class CourseView(TableView):
    """Courses, by title."""

    singular = _l("course")
    words = {
        "new": _l("New course"),
        "edit": _l("Edit course"),
        "gone": _l("There is no such course: it may have been deleted a moment ago."),
        "created": _l("The course “%(name)s” was created."),
        "saved": _l("The course “%(name)s” was saved."),
        "unchanged": _l("The course “%(name)s” had no changes, so nothing was written."),
        "as_others_left_it": _l("The course “%(name)s” stays as it is."),
        "deleted_meanwhile": _l("This course was deleted while you were editing it"),
        "changed_meanwhile": _l("Not saved yet: this course was changed while you were editing it"),
        "save_as_new": _l("What you typed is still below. Save it as a new course, or leave it with Cancel."),
        "none_yet": _l("No courses yet"),
        "search": _l("Search by title, slug or description"),
        "delete": _l("Delete this course?"),
        "deleted": _l("The course “%(name)s” was deleted."),
        "learners_may": _l("Some learners may find no course where theirs was."),
    }
    told_apart_by = "slug"
    form = CourseForm
    column_list = ("title", "slug", "description", "created_at")
    column_details_list = ("title", "slug", "description", "created_at", "id")
    prose = ("description",)
    column_labels = {"title": _l("Title"), "slug": _l("Slug"), "description": _l("Description"), **CREATED}
    search_columns = (Course.title, Course.slug, Course.description)
    sort_keys = {
        "title": sort_key(Course.title),
        "slug": sort_key(Course.slug),
        "created_at": Course.created_at,
    }
    default_order = (sort_key(Course.title),)
    filters = (
        Contains(_l("Title"), Course.title),
        Contains(_l("Slug"), Course.slug),
        Equals(_l("Slug"), Course.slug),
        Empty(_l("Description"), Course.description),
        *created(Course.created_at),
    )
    leads = (Lead(_l("Lessons"), "list-numbers", "lessons.index_view", "related", "flt0_course_slug_equals", "slug"),)

    def learners_see(self, count: int, shown: str) -> str:
        """What so many learners see after a deletion."""
        return ngettext(
            "%(shown)s learner will find no course where theirs was.",
            "%(shown)s learners will find no course where theirs was.",
            count,
            shown=shown,
        )

    def facts(self, row: Any, found: Facts) -> list[Fact]:
        """How many learners have it."""
        url = link("profiles.index_view", flt0_course_slug_equals=row.slug)
        return [learners_fact(_("Learners on this course"), found, url)]

    def related(self, row: Any, found: Facts, *, editing: bool) -> list[Card]:
        """Its first lessons."""
        all_url = self.get_url("lessons.index_view", flt0_course_slug_equals=row.slug)
        return [
            Card(
                _("Lessons"),
                "list-numbers",
                [self._lesson(lesson, editing) for lesson in first_lessons(row.id)],
                bounded(found.counts["lessons"]),
                _("This course has no lessons yet."),
                all_url,
                add_url=new_row("lessons", editing=editing, course_id=row.id),
                add_label=_("Add lesson"),
                is_main=True,
            )
        ]

    def _lesson(self, lesson: RelatedLesson, editing: bool) -> Item:
        note = "" if lesson.is_described else _("no description")
        label = f"{lesson.lesson_number}. {lesson.title}"
        return Item(label, note, page_of("lessons", lesson.id, editing=editing), is_missing=not lesson.is_described)

    @property
    def can_move_profiles(self) -> bool:
        """Whether learners may be moved along to a new slug: that is a change of their profiles."""
        return can(Permission.PROFILES_WRITE)

    def write(self, form: Form, row: Any, update: Any) -> Outcome:
        """Write the course; where it has a new slug, let the learners on the old one follow or not, as was chosen.

        Raises RefusedError, and with it takes the slug back, until that is chosen.
        """
        old = row.slug
        # A slug that is taken is refused before anything is asked about it.
        outcome = super().write(form, row, update)
        if row.slug == old:
            return outcome
        left, there = learners_on([old, row.slug])
        met = [_already(there, row.slug)] if there else []
        if not left:
            return Outcome(True, met)
        answers = self._answers(old, row.slug)
        if form.move_profiles.data not in answers:
            self._ask(form, answers, there, row.slug)
            raise RefusedError(_left(left, old), "slug")
        if form.move_profiles.data == "move":
            return Outcome(True, [_moved(move_profiles(old, row.slug), row.slug), *met])
        return Outcome(True, [_still(left, old), *met])

    def _answers(self, old: str, new: str) -> dict[str, str]:
        move = {"move": _("Move them along to “%(slug)s”: they keep seeing this course", slug=new)}
        leave = {"leave": _("Leave them on “%(slug)s”: they see no course there", slug=old)}
        return (move if self.can_move_profiles else {}) | leave

    def _ask(self, form: Form, answers: dict[str, str], there: int, new: str) -> None:
        notes = [
            _will_see(there, new) if there else "",
            "" if self.can_move_profiles else _("Only an administrator can move learners along."),
        ]
        question = _("What becomes of the learners on the old slug?")
        form.move_profiles.ask(question, answers, " ".join(filter(None, notes)))


def _left(count: int, slug: str) -> str:
    return ngettext(
        "%(shown)s learner is on the old slug “%(slug)s”. Choose below what becomes of them.",
        "%(shown)s learners are on the old slug “%(slug)s”. Choose below what becomes of them.",
        count,
        shown=in_sentence(count),
        slug=slug,
    )


def _still(count: int, slug: str) -> str:
    return ngettext(
        "%(shown)s learner is still on “%(slug)s”.",
        "%(shown)s learners are still on “%(slug)s”.",
        count,
        shown=in_sentence(count),
        slug=slug,
    )


def _moved(count: int, slug: str) -> str:
    return ngettext(
        "%(num)s learner moved along to “%(slug)s”.", "%(num)s learners moved along to “%(slug)s”.", count, slug=slug
    )


def _already(count: int, slug: str) -> str:
    return ngettext(
        "%(shown)s learner is on “%(slug)s” already and now sees it.",
        "%(shown)s learners are on “%(slug)s” already and now see it.",
        count,
        shown=in_sentence(count),
        slug=slug,
    )


def _will_see(count: int, slug: str) -> str:
    return ngettext(
        "%(shown)s learner is on “%(slug)s” already and will see this course.",
        "%(shown)s learners are on “%(slug)s” already and will see this course.",
        count,
        shown=in_sentence(count),
        slug=slug,
    )
