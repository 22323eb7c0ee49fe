"""The pages of standard lesson descriptions."""

from admin_app.forms.lesson_descriptions import LessonDescriptionForm
from admin_app.models import Course, Lesson, LessonDescription
from admin_app.queries.matching import sort_key
from admin_app.views import formatters, of_lesson
from admin_app.views.base import CREATED, TableView
from admin_app.views.filters import EqualsId, Statement, created
from admin_app.views.pickers import LESSONS


class LessonDescriptionView(TableView):
    """Standard descriptions, by course and lesson."""

    singular = "standard description"
    learners_will = "see no description where they saw the standard one"
    told_apart_by = "lesson.course.title"
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
    eager = (of_lesson.named(LessonDescription.lesson),)
    search_columns = (Lesson.title, Course.title, Course.slug)
    search_hint = "lesson or course"
    sort_keys = {
        "lesson": Lesson.lesson_number,
        "lesson.course.title": sort_key(Course.title),
        "created_at": LessonDescription.created_at,
    }
    default_order = (sort_key(Course.title), Lesson.course_id, Lesson.lesson_number)
    filters = (
        *of_lesson.FILTERS,
        EqualsId("Lesson id", LessonDescription.lesson_id),
        *created(LessonDescription.created_at),
    )
    parent_export_columns = of_lesson.EXPORTED

    def joined(self, statement: Statement) -> Statement:
        """With the lesson and its course."""
        return statement.join(LessonDescription.lesson).join(Lesson.course)
