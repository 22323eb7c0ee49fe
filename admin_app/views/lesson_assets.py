"""The pages of lessons' assets."""

from typing import Any

from sqlalchemy import DateTime, func, literal_column

from admin_app.forms.base import Form
from admin_app.forms.lesson_assets import LessonAssetForm
from admin_app.models import Course, Lesson, LessonAsset
from admin_app.models.sort_keys import sort_key
from admin_app.queries.facts import Facts
from admin_app.queries.lesson_assets import asset_types
from admin_app.views import formatters, of_lesson
from admin_app.views.access import link
from admin_app.views.base import CREATED, TableView
from admin_app.views.facts import Fact, learners_fact
from admin_app.views.filters import Contains, Empty, Equals, created
from admin_app.views.pickers import LESSONS
from admin_app.views.related import Card
from admin_app.words import _, _l, ngettext

NEVER = literal_column("timestamptz 'infinity'", DateTime(timezone=True))


class LessonAssetView(TableView):
    """Assets, by course and lesson."""

    singular = _l("asset")
    words = {
        "new": _l("New asset"),
        "edit": _l("Edit asset"),
        "gone": _l("There is no such asset: it may have been deleted a moment ago."),
        "created": _l("The asset “%(name)s” was created."),
        "saved": _l("The asset “%(name)s” was saved."),
        "unchanged": _l("The asset “%(name)s” had no changes, so nothing was written."),
        "as_others_left_it": _l("The asset “%(name)s” stays as it is."),
        "deleted_meanwhile": _l("This asset was deleted while you were editing it"),
        "changed_meanwhile": _l("Not saved yet: this asset was changed while you were editing it"),
        "save_as_new": _l("What you typed is still below. Save it as a new asset, or leave it with Cancel."),
        "none_yet": _l("No assets yet"),
        "search": _l("Search by address, type, lesson or course"),
        "delete": _l("Delete this asset?"),
        "deleted": _l("The asset “%(name)s” was deleted."),
        "learners_may": _l("Some learners may see fewer assets."),
    }
    told_apart_by = "lesson.course.title"
    form = LessonAssetForm
    pickers = {"lesson_id": LESSONS}
    column_list = ("url", "asset_type", "lesson", "lesson.course.title", "asset_metadata_summary", "created_at")
    column_details_list = ("asset_type", "url", "asset_metadata", "created_at", "id")
    prose = ("asset_metadata",)
    column_labels = {
        "lesson": _l("Lesson"),
        "url": _l("Address"),
        "asset_type": _l("Type"),
        "lesson.course.title": _l("Course"),
        "asset_metadata_summary": _l("Metadata"),
        "asset_metadata": _l("Metadata"),
        **CREATED,
    }
    column_formatters = {"asset_metadata_summary": formatters.document_summary}
    parents = (LessonAsset.lesson, Lesson.course)
    eager = (of_lesson.named(LessonAsset.lesson),)
    search_columns = (LessonAsset.url, LessonAsset.asset_type, Lesson.title, Course.title)
    sort_keys = {
        "url": LessonAsset.url,
        "asset_type": sort_key(LessonAsset.asset_type),
        "lesson": of_lesson.BY_NUMBER,
        "lesson.course.title": of_lesson.BY_COURSE,
        "created_at": LessonAsset.created_at,
    }
    # Only a first key may be missing.
    default_order = (
        *of_lesson.BY_COURSE,
        func.coalesce(LessonAsset.created_at, literal_column("timestamptz 'infinity'", DateTime(timezone=True))),
    )
    filters = (
        Equals(_l("Type"), LessonAsset.asset_type),
        Contains(_l("Address"), LessonAsset.url),
        *of_lesson.FILTERS,
        Empty(_l("Metadata"), LessonAsset.asset_metadata),
        *created(LessonAsset.created_at),
    )
    parent_export_columns = of_lesson.EXPORTED

    def learners_see(self, count: int, shown: str) -> str:
        """What so many learners see after a deletion."""
        return ngettext(
            "%(shown)s learner will see fewer assets.",
            "%(shown)s learners will see fewer assets.",
            count,
            shown=shown,
        )

    def facts(self, row: Any, found: Facts) -> list[Fact]:
        """How many learners get it."""
        url = link("profiles.index_view", flt0_course_slug_equals=row.lesson.course.slug)
        return [learners_fact(_("Learners of its course"), found, url)]

    def related(self, row: Any, found: Facts, *, editing: bool) -> list[Card]:
        """Its lesson."""
        return [of_lesson.card(row.lesson, editing=editing)]

    def prepare(self, form: Form) -> None:
        """Offer the usual types and those in use."""
        super().prepare(form)
        form.asset_type.options = asset_types()
