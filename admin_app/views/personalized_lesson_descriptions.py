"""The pages of learners' own versions of descriptions."""

from typing import Any

from sqlalchemy.orm import contains_eager

from admin_app.forms.personalized_lesson_descriptions import PersonalizedLessonDescriptionForm
from admin_app.models import Course, Lesson, PersonalizedLessonDescription, Profile
from admin_app.queries.matching import sort_key
from admin_app.views import formatters, of_lesson
from admin_app.views.base import CREATED, Link, TableView
from admin_app.views.filters import Contains, Equals, Statement, created
from admin_app.views.pickers import LESSONS, PROFILES


class PersonalizedLessonDescriptionView(TableView):
    """Personalized descriptions, the newest first."""

    singular = "personalized description"
    learners_will = "see the standard description instead, or none where a lesson has none"
    told_apart_by = "lesson.course.title"
    form = PersonalizedLessonDescriptionForm
    pickers = {"profile_id": PROFILES, "lesson_id": LESSONS}
    column_list = ("profile", "lesson", "lesson.course.title", "content_summary", "created_at")
    column_details_list = ("profile", "lesson.course.title", "lesson", "content", "created_at", "id")
    column_labels = {
        "profile": "Learner",
        "lesson.course.title": "Course",
        "content_summary": "Description",
        "content": "Description",
        **CREATED,
    }
    column_formatters = {"content_summary": formatters.document_summary}
    eager = (
        contains_eager(PersonalizedLessonDescription.profile).load_only(Profile.user_identifier, Profile.name),
        of_lesson.named(PersonalizedLessonDescription.lesson),
    )
    search_columns = (Profile.user_identifier, Profile.name, Lesson.title, Course.title)
    search_hint = "learner, lesson or course"
    sort_keys = {
        "profile": sort_key(Profile.name),
        "lesson": Lesson.lesson_number,
        "lesson.course.title": sort_key(Course.title),
        "created_at": PersonalizedLessonDescription.created_at,
    }
    default_order = (PersonalizedLessonDescription.created_at.desc(),)
    filters = (
        Equals("Identifier", Profile.user_identifier),
        Contains("Name", Profile.name),
        *of_lesson.FILTERS,
        *created(PersonalizedLessonDescription.created_at),
    )
    parent_export_columns = {"user_identifier": Profile.user_identifier, **of_lesson.EXPORTED}

    def joined(self, statement: Statement) -> Statement:
        """With the learner, the lesson and its course."""
        own = PersonalizedLessonDescription
        return statement.join(own.profile).join(own.lesson).join(Lesson.course)

    def links(self, row: Any) -> list[Link]:
        """The learner's course."""
        url = self.get_url("previews.show", profile=row.profile.user_identifier)
        return [{"label": "Preview", "url": url, "icon": "school"}]
