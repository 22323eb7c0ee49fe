"""The pages of lessons' assets."""

from admin_app.forms.base import Form
from admin_app.forms.lesson_assets import LessonAssetForm
from admin_app.models import Course, Lesson, LessonAsset
from admin_app.queries.lesson_assets import asset_types
from admin_app.queries.matching import sort_key
from admin_app.views import formatters, of_lesson
from admin_app.views.base import CREATED, TableView
from admin_app.views.filters import Contains, Empty, Equals, Statement, created
from admin_app.views.pickers import LESSONS


class LessonAssetView(TableView):
    """Assets, by course and lesson."""

    singular = "asset"
    learners_will = "see fewer assets"
    told_apart_by = "lesson.course.title"
    form = LessonAssetForm
    pickers = {"lesson_id": LESSONS}
    column_list = ("url", "asset_type", "lesson", "lesson.course.title", "asset_metadata_summary", "created_at")
    column_details_list = ("lesson.course.title", "lesson", "asset_type", "url", "asset_metadata", "created_at", "id")
    column_labels = {
        "url": "Address",
        "asset_type": "Type",
        "lesson.course.title": "Course",
        "asset_metadata_summary": "Metadata",
        "asset_metadata": "Metadata",
        **CREATED,
    }
    column_formatters = {"asset_metadata_summary": formatters.document_summary}
    eager = (of_lesson.named(LessonAsset.lesson),)
    search_columns = (LessonAsset.url, LessonAsset.asset_type, Lesson.title, Course.title)
    search_hint = "address, type, lesson or course"
    sort_keys = {
        "url": LessonAsset.url,
        "asset_type": sort_key(LessonAsset.asset_type),
        "lesson": Lesson.lesson_number,
        "lesson.course.title": sort_key(Course.title),
        "created_at": LessonAsset.created_at,
    }
    default_order = (sort_key(Course.title), Lesson.course_id, Lesson.lesson_number, LessonAsset.created_at)
    filters = (
        Equals("Type", LessonAsset.asset_type),
        Contains("Address", LessonAsset.url),
        *of_lesson.FILTERS,
        Empty("Metadata", LessonAsset.asset_metadata),
        *created(LessonAsset.created_at),
    )
    parent_export_columns = of_lesson.EXPORTED

    def joined(self, statement: Statement) -> Statement:
        """With the lesson and its course."""
        return statement.join(LessonAsset.lesson).join(Lesson.course)

    def prepare(self, form: Form) -> None:
        """Offer the usual types and those in use."""
        super().prepare(form)
        form.asset_type.options = asset_types()
