"""The pages of courses."""

from typing import Any

from admin_app.forms.courses import CourseForm
from admin_app.models import Course
from admin_app.queries.matching import sort_key
from admin_app.views.base import CREATED, Link, TableView
from admin_app.views.filters import Contains, Empty, Equals, created


class CourseView(TableView):
    """Courses, by title."""

    singular = "course"
    delete_note = (
        "Its lessons go with it, and their descriptions, personalized versions and assets. This cannot be undone."
    )
    form = CourseForm
    column_list = ("title", "slug", "description", "created_at")
    column_details_list = ("title", "slug", "description", "created_at", "id")
    column_labels = CREATED
    search_columns = (Course.title, Course.slug, Course.description)
    search_hint = "title, slug or description"
    sort_keys = {
        "title": sort_key(Course.title),
        "slug": sort_key(Course.slug),
        "created_at": Course.created_at,
    }
    default_order = (sort_key(Course.title),)
    filters = (
        Contains("Title", Course.title),
        Contains("Slug", Course.slug),
        Equals("Slug", Course.slug),
        Empty("Description", Course.description),
        *created(Course.created_at),
    )

    def links(self, row: Any) -> list[Link]:
        """Its lessons."""
        url = self.get_url("lessons.index_view", flt0_course_slug_equals=row.slug)
        return [{"label": "Lessons", "url": url, "icon": "list-numbers"}]
