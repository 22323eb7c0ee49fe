"""The pages of standard lesson descriptions."""

from sqlalchemy.orm import contains_eager

from admin_app.forms.lesson_descriptions import LessonDescriptionForm
from admin_app.models import Course, Lesson, LessonDescription
from admin_app.queries.matching import sort_key
from admin_app.views import formatters
from admin_app.views.base import CREATED, TableView
from admin_app.views.filters import Contains, Equals, EqualsId, NumberIs, Statement, created
from admin_app.views.pickers import LESSONS


class LessonDescriptionView(TableView):
    """Standard descriptions, by course and lesson."""

    singular = "standard description"
    delete_note = "Learners without a version of their own will see no description. This cannot be undone."
    form = LessonDescriptionForm
    pickers = {"lesson_id": LESSONS}
    column_list = ("lesson", "lesson.course.title", "data_summary", "created_at")
    column_details_list = ("lesson.course.title", "lesson", "data", "created_at", "id")
    column_labels = {
        "lesson.course.title": "Course",
        "data_summary": "Description",
        "data": "Description",
        **CREATED,
    }
    column_formatters = {"data_summary": formatters.document_summary}
    eager = (
        contains_eager(LessonDescription.lesson)
        .load_only(Lesson.lesson_number, Lesson.title)
        .contains_eager(Lesson.course)
        .load_only(Course.title),
    )
    search_columns = (Lesson.title, Course.title, Course.slug)
    search_hint = "lesson or course"
    sort_keys = {
        "lesson": Lesson.lesson_number,
        "lesson.course.title": sort_key(Course.title),
        "created_at": LessonDescription.created_at,
    }
    default_order = (sort_key(Course.title), Lesson.course_id, Lesson.lesson_number)
    filters = (
        Equals("Course slug", Course.slug),
        NumberIs("Lesson number", Lesson.lesson_number),
        Contains("Lesson title", Lesson.title),
        EqualsId("Lesson id", LessonDescription.lesson_id),
        *created(LessonDescription.created_at),
    )
    parent_export_columns = {"course_slug": Course.slug, "lesson_number": Lesson.lesson_number}

    def joined(self, statement: Statement) -> Statement:
        """With the lesson and its course."""
        return statement.join(LessonDescription.lesson).join(Lesson.course)
