"""The pages of learners' profiles."""

from typing import Any

from sqlalchemy.orm import contains_eager

from admin_app.forms.base import Form
from admin_app.forms.profiles import ProfileForm
from admin_app.models import Course, Profile
from admin_app.queries.courses import course_by_slug, course_slugs
from admin_app.queries.matching import sort_key
from admin_app.views import formatters
from admin_app.views.base import CREATED, Link, TableView
from admin_app.views.filters import Contains, Empty, Equals, Holds, Statement, created

SUGGESTED_SLUGS = 100


class ProfileView(TableView):
    """Learners, the newest first."""

    singular = "profile"
    learners_will = "lose their profile, their survey and the descriptions written for them"
    told_apart_by = "course_slug"
    form = ProfileForm
    column_list = ("user_identifier", "name", "course_slug", "survey_summary", "created_at")
    column_details_list = ("user_identifier", "name", "course_slug", "survey", "created_at", "id")
    column_labels = {
        "user_identifier": "Identifier",
        "course_slug": "Course slug",
        "survey_summary": "Survey",
        **CREATED,
    }
    column_formatters = {
        "survey_summary": formatters.document_summary,
        "course_slug": formatters.course_of_profile,
    }
    column_formatters_detail = {"course_slug": formatters.course_of_profile}
    eager = (contains_eager(Profile.course).load_only(Course.slug, Course.title),)
    search_columns = (Profile.user_identifier, Profile.name)
    search_hint = "identifier or name"
    sort_keys = {
        "user_identifier": Profile.user_identifier,
        "name": sort_key(Profile.name),
        "course_slug": Profile.course_slug,
        "created_at": Profile.created_at,
    }
    default_order = (Profile.created_at.desc(),)
    filters = (
        Contains("Identifier", Profile.user_identifier),
        Contains("Name", Profile.name),
        Equals("Course slug", Profile.course_slug),
        Empty("Course slug", Profile.course_slug),
        Holds(
            "Unknown course",
            Profile.course_slug.is_not(None) & Course.id.is_(None),
        ),
        Empty("Survey", Profile.survey),
        *created(Profile.created_at),
    )

    def joined(self, statement: Statement) -> Statement:
        """With the course, where the slug names one."""
        return statement.outerjoin(Profile.course)

    def links(self, row: Any) -> list[Link]:
        """What the learner sees."""
        url = self.get_url("previews.show", profile=row.user_identifier)
        return [{"label": "Preview", "url": url, "icon": "school"}]

    def prepare(self, form: Form) -> None:
        """Offer the slugs of courses; any other is allowed, since the learner app sets it freely."""
        super().prepare(form)
        form.course_slug.options = course_slugs(SUGGESTED_SLUGS)
        slug = form.course_slug.data
        if slug and not form.course_slug.errors and course_by_slug(slug) is None:
            form.course_slug.description = f"No course has the slug “{slug}”, so this learner sees no lessons."
