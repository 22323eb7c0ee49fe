"""The pages of learners' profiles."""

from typing import Any

from sqlalchemy.orm import contains_eager

from admin_app.forms.base import Form
from admin_app.forms.profiles import ProfileForm
from admin_app.models import Course, Profile
from admin_app.models.sort_keys import sort_key
from admin_app.queries.courses import course_slugs
from admin_app.queries.facts import Facts
from admin_app.queries.profiles import with_unknown_course
from admin_app.queries.related import RelatedVersion, first_versions
from admin_app.queries.searching import MOST
from admin_app.views import formatters
from admin_app.views.access import link
from admin_app.views.base import CREATED, TableView
from admin_app.views.facts import Fact, bounded
from admin_app.views.filters import Contains, Empty, Equals, HoldsOfFew, created
from admin_app.views.related import Card, Item, new_row, page_of
from admin_app.views.row_links import Lead
from admin_app.words import _, _l, ngettext

SUGGESTED_SLUGS = 100


class ProfileView(TableView):
    """Learners, the newest first."""

    singular = _l("profile")
    words = {
        "new": _l("New profile"),
        "edit": _l("Edit profile"),
        "gone": _l("There is no such profile: it may have been deleted a moment ago."),
        "created": _l("The profile “%(name)s” was created."),
        "saved": _l("The profile “%(name)s” was saved."),
        "unchanged": _l("The profile “%(name)s” had no changes, so nothing was written."),
        "as_others_left_it": _l("The profile “%(name)s” stays as it is."),
        "deleted_meanwhile": _l("This profile was deleted while you were editing it"),
        "changed_meanwhile": _l("Not saved yet: this profile was changed while you were editing it"),
        "save_as_new": _l("What you typed is still below. Save it as a new profile, or leave it with Cancel."),
        "none_yet": _l("No profiles yet"),
        "search": _l("Search by identifier or name"),
        "delete": _l("Delete this profile?"),
        "deleted": _l("The profile “%(name)s” was deleted."),
        "learners_may": _l("Some learners may lose their profile, their survey and the descriptions written for them."),
    }
    told_apart_by = "course_slug"
    form = ProfileForm
    column_list = ("user_identifier", "name", "course_slug", "survey_summary", "created_at")
    column_details_list = ("user_identifier", "name", "course_slug", "survey", "created_at", "id")
    prose = ("survey",)
    column_labels = {
        "name": _l("Name"),
        "survey": _l("Survey"),
        "user_identifier": _l("Identifier"),
        "course_slug": _l("Course slug"),
        "survey_summary": _l("Survey"),
        **CREATED,
    }
    column_formatters = {
        "survey_summary": formatters.document_summary,
        "course_slug": formatters.course_of_profile,
    }
    column_formatters_detail = {"course_slug": formatters.course_of_profile}
    parents = (Profile.course,)
    eager = (contains_eager(Profile.course).load_only(Course.slug, Course.title),)
    search_columns = (Profile.user_identifier, Profile.name)
    sort_keys = {
        "user_identifier": Profile.user_identifier,
        "name": sort_key(Profile.name),
        "course_slug": Profile.course_slug,
        "created_at": Profile.created_at,
    }
    default_order = (Profile.created_at,)
    newest_first = True
    filters = (
        Contains(_l("Identifier"), Profile.user_identifier),
        Contains(_l("Name"), Profile.name),
        Equals(_l("Course slug"), Profile.course_slug),
        Empty(_l("Course slug"), Profile.course_slug),
        HoldsOfFew(
            _l("Unknown course"),
            Profile,
            Profile.course_slug.is_not(None) & Course.id.is_(None),
            with_unknown_course(Profile.id, MOST + 1),
        ),
        Empty(_l("Survey"), Profile.survey),
        *created(Profile.created_at),
    )
    leads = (Lead(_l("Preview"), "school", "previews.show", argument="profile", attribute="user_identifier"),)

    def learners_see(self, count: int, shown: str) -> str:
        """What so many learners see after a deletion."""
        return ngettext(
            "%(shown)s learner will lose their profile, their survey and the descriptions written for them.",
            "%(shown)s learners will lose their profile, their survey and the descriptions written for them.",
            count,
            shown=shown,
        )

    def facts(self, row: Any, found: Facts) -> list[Fact]:
        """The course that the slug names."""
        if row.course_slug is None:
            return [Fact(_("Course"), _("None"), note=_("This learner sees no lessons."))]
        if row.course is None:
            return [Fact(_("Course"), _("No such course"), note=_("This learner sees no lessons."))]
        return [Fact(_("Course"), str(row.course), page_of("courses", row.course.id, editing=False))]

    def related(self, row: Any, found: Facts, *, editing: bool) -> list[Card]:
        """What was written for the learner: how many, and on the details the first of them."""
        versions = [] if editing else first_versions(row.id)
        count = found.counts["personalized_lesson_descriptions"]
        all_url = link("personalized-lesson-descriptions.index_view", flt0_identifier_equals=row.user_identifier)
        return [
            Card(
                _("Personalized descriptions"),
                "user-star",
                [self._own(version, editing) for version in versions],
                bounded(count),
                "" if count else _("This learner sees the standard descriptions."),
                all_url if count else None,
                add_url=new_row("personalized-lesson-descriptions", editing=editing, profile_id=row.id),
                add_label=_("Add description"),
            )
        ]

    def _own(self, version: RelatedVersion, editing: bool) -> Item:
        url = page_of("personalized-lesson-descriptions", version.id, editing=editing)
        return Item(f"{version.lesson_number}. {version.title}", version.course_title, url)

    def prepare(self, form: Form) -> None:
        """Offer the slugs of courses; any other is allowed, since the learner app sets it freely."""
        super().prepare(form)
        # What was refused may be more than the database can look up.
        slug = None if form.course_slug.errors else form.course_slug.data
        form.course_slug.options = course_slugs(SUGGESTED_SLUGS, slug)
        if slug and slug not in form.course_slug.options:
            form.course_slug.description = _(
                "No course has the slug “%(slug)s”, so this learner sees no lessons.", slug=slug
            )
