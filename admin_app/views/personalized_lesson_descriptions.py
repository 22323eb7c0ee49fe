"""The pages of learners' own versions of descriptions."""

from typing import Any

from sqlalchemy.orm import contains_eager

from admin_app.forms.personalized_lesson_descriptions import PersonalizedLessonDescriptionForm
from admin_app.models import Course, Lesson, PersonalizedLessonDescription, Profile
from admin_app.models.sort_keys import sort_key
from admin_app.queries.facts import Facts
from admin_app.queries.related import standard_of
from admin_app.views import formatters, of_lesson
from admin_app.views.base import CREATED, TableView
from admin_app.views.facts import Fact
from admin_app.views.filters import Contains, Equals, created
from admin_app.views.pickers import LESSONS, PROFILES
from admin_app.views.related import Card, Item, new_row, page_of, set_for_reading
from admin_app.views.row_links import Lead
from admin_app.words import _, _l, ngettext


class PersonalizedLessonDescriptionView(TableView):
    """Personalized descriptions, the newest first."""

    singular = _l("personalized description")
    words = {
        "new": _l("New personalized description"),
        "edit": _l("Edit personalized description"),
        "gone": _l("There is no such personalized description: it may have been deleted a moment ago."),
        "created": _l("The personalized description “%(name)s” was created."),
        "saved": _l("The personalized description “%(name)s” was saved."),
        "unchanged": _l("The personalized description “%(name)s” had no changes, so nothing was written."),
        "as_others_left_it": _l("The personalized description “%(name)s” stays as it is."),
        "deleted_meanwhile": _l("This personalized description was deleted while you were editing it"),
        "changed_meanwhile": _l("Not saved yet: this personalized description was changed while you were editing it"),
        "save_as_new": _l(
            "What you typed is still below. Save it as a new personalized description, or leave it with Cancel."
        ),
        "none_yet": _l("No personalized descriptions yet"),
        "search": _l("Search by learner, lesson or course"),
        "delete": _l("Delete this personalized description?"),
        "deleted": _l("The personalized description “%(name)s” was deleted."),
        "learners_may": _l("Some learners may see the standard description instead, or none where a lesson has none."),
    }
    told_apart_by = "lesson.course.title"
    form = PersonalizedLessonDescriptionForm
    pickers = {"profile_id": PROFILES, "lesson_id": LESSONS}
    column_list = ("profile", "lesson", "lesson.course.title", "content_summary", "created_at")
    column_details_list = ("content", "created_at", "id")
    prose = ("content",)
    column_labels = {
        "profile": _l("Learner"),
        "lesson": _l("Lesson"),
        "lesson.course.title": _l("Course"),
        "content_summary": _l("Description"),
        "content": _l("Description"),
        **CREATED,
    }
    column_formatters = {"content_summary": formatters.document_summary}
    parents = (
        PersonalizedLessonDescription.profile,
        PersonalizedLessonDescription.lesson,
        Lesson.course,
    )
    eager = (
        contains_eager(PersonalizedLessonDescription.profile).load_only(
            Profile.user_identifier, Profile.name, Profile.course_slug
        ),
        of_lesson.named(PersonalizedLessonDescription.lesson),
    )
    search_columns = (Profile.user_identifier, Profile.name, Lesson.title, Course.title)
    sort_keys = {
        "profile": (sort_key(Profile.name), Profile.id),
        "lesson": of_lesson.BY_NUMBER,
        "lesson.course.title": of_lesson.BY_COURSE,
        "created_at": PersonalizedLessonDescription.created_at,
    }
    default_order = (PersonalizedLessonDescription.created_at,)
    newest_first = True
    filters = (
        Equals(_l("Identifier"), Profile.user_identifier),
        Contains(_l("Name"), Profile.name),
        *of_lesson.FILTERS,
        *created(PersonalizedLessonDescription.created_at),
    )
    parent_export_columns = {"user_identifier": Profile.user_identifier, **of_lesson.EXPORTED}
    leads = (Lead(_l("Preview"), "school", "previews.show", argument="profile", attribute="profile.user_identifier"),)

    def learners_see(self, count: int, shown: str) -> str:
        """What so many learners see after a deletion."""
        return ngettext(
            "%(shown)s learner will see the standard description instead, or none where a lesson has none.",
            "%(shown)s learners will see the standard description instead, or none where a lesson has none.",
            count,
            shown=shown,
        )

    def facts(self, row: Any, found: Facts) -> list[Fact]:
        """Whether the learner sees it: they may be on another course meanwhile."""
        if row.profile.course_slug == row.lesson.course.slug:
            return [Fact(_("The learner sees it"), _("Yes"))]
        return [Fact(_("The learner sees it"), _("No"), note=_("They are not on the course of this lesson."))]

    def related(self, row: Any, found: Facts, *, editing: bool) -> list[Card]:
        """The learner, the lesson, and what the others read."""
        standard = standard_of(row.lesson_id)
        learner = Item(str(row.profile), url=page_of("profiles", row.profile_id, editing=False))
        add_url = None if standard else new_row("lesson-descriptions", editing=editing, lesson_id=row.lesson_id)
        return [
            Card(_("Learner"), "user", [learner]),
            of_lesson.card(row.lesson, editing=False),
            Card(
                _("Standard description"),
                "file-text",
                empty=_("This lesson has no standard description to compare with."),
                all_url=page_of("lesson-descriptions", standard[0], editing=editing) if standard else None,
                all_label=_("Open"),
                text=set_for_reading(standard[1]) if standard else None,
                add_url=add_url,
                add_label=_("Add description"),
            ),
        ]
