"""The pages of courses."""

from typing import Any

from admin_app.errors import RefusedError
from admin_app.forms.base import Form
from admin_app.forms.courses import CourseForm
from admin_app.models import Course
from admin_app.operations.courses import move_profiles
from admin_app.permissions import Permission
from admin_app.queries.consequences import learners_on
from admin_app.queries.matching import sort_key
from admin_app.views.access import can
from admin_app.views.base import CREATED, Link, TableView
from admin_app.views.deletions import learners
from admin_app.views.filters import Contains, Empty, Equals, created


class CourseView(TableView):
    """Courses, by title."""

    singular = "course"
    learners_will = "find no course where theirs was"
    told_apart_by = "slug"
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

    @property
    def can_move_profiles(self) -> bool:
        """Whether learners may be moved along to a new slug: that is a change of their profiles."""
        return can(Permission.PROFILES_WRITE)

    def write(self, form: Form, row: Any, update: Any) -> str:
        """Write the course; where it has a new slug, let the learners on the old one follow or not, as was chosen.

        Raises RefusedError, and with it takes the slug back, until that is chosen.
        """
        old = row.slug
        # A slug that is taken is refused before anything is asked about it.
        outcome = super().write(form, row, update)
        if row.slug == old:
            return outcome
        left, there = learners_on([old, row.slug])
        met = f" {_learners(there)} on “{row.slug}” already and now see it." if there else ""
        if not left:
            return outcome + met
        answers = self._answers(old, row.slug)
        if form.move_profiles.data not in answers:
            self._ask(form, answers, there, row.slug)
            raise RefusedError(f"{_learners(left)} on the old slug “{old}”. Choose below what becomes of them.", "slug")
        if form.move_profiles.data == "move":
            moved = move_profiles(old, row.slug)
            return f"{outcome} {moved:,} learner{'' if moved == 1 else 's'} moved along to “{row.slug}”.{met}"
        return f"{outcome} {_learners(left)} still on “{old}”.{met}"

    def _answers(self, old: str, new: str) -> dict[str, str]:
        move = {"move": f"Move them along to “{new}”: they keep seeing this course"}
        return (move if self.can_move_profiles else {}) | {"leave": f"Leave them on “{old}”: they see no course there"}

    def _ask(self, form: Form, answers: dict[str, str], there: int, new: str) -> None:
        notes = [
            f"{_learners(there)} on “{new}” already and will see this course." if there else "",
            "" if self.can_move_profiles else "Only an administrator can move learners along.",
        ]
        form.move_profiles.ask("What becomes of the learners on the old slug?", answers, " ".join(filter(None, notes)))


def _learners(count: int) -> str:
    return f"{learners(count)} {'is' if count == 1 else 'are'}"
