"""Where a preview leads: the parts of each lesson are edited and compared, with the lesson to come back to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import url_for

from admin_app.queries.previews import PreviewedLesson, PreviewedProfile
from admin_app.views.access import may_open
from admin_app.views.row_links import RowAddress, quoted

# The address for a row, from the place of its lesson on the page; None where there is none or the person may not.
Way = Callable[[UUID | None, "Anchor"], str | None]
_HASH = quoted("#")
# What may be done, by which the page has its icon and words, and the address.
Edit = tuple[str, str]


class Anchor:
    """The place of a lesson on the page: as it stands behind an address, and within an argument of one."""

    def __init__(self, lesson_number: int) -> None:
        self.text = f"#lesson-{lesson_number}"
        self.quoted = f"{_HASH}lesson-{lesson_number}"


class Ways:
    """The ways of all lessons of a page, whose address is `here`: what is the same in all is put together once."""

    def __init__(self, profile: PreviewedProfile, here: str) -> None:
        self.lesson = _way("lessons.edit_view", url=here)
        self.description = _way("lesson-descriptions.edit_view", url=here)
        self.personalized = _way("personalized-lesson-descriptions.edit_view", url=here)
        self.asset = _way("lesson-assets.edit_view", url=here)
        self.add_description = _way("lesson-descriptions.create_view", "lesson_id", url=here)
        self.personalize = _way(
            "personalized-lesson-descriptions.create_view", "lesson_id", profile_id=profile.id, url=here
        )
        self.compare = mode_url(profile.user_identifier, compare=1)

    def edits(self, lesson: PreviewedLesson, anchor: Anchor, *, may_compare: bool) -> list[Edit]:
        """What the person may do with a lesson."""
        urls = {
            "compare": f"{self.compare}{anchor.text}" if may_compare else None,
            "lesson": self.lesson(lesson.id, anchor),
            "description": self.description(lesson.standard_id, anchor),
            "add_description": None if lesson.standard_id else self.add_description(lesson.id, anchor),
            "personalized": self.personalized(lesson.personalized_id, anchor),
            "personalize": None if lesson.personalized_id else self.personalize(lesson.id, anchor),
        }
        return [(name, url) for name, url in urls.items() if url]


def mode_url(identifier: str, **values: Any) -> str:
    """A way to look at the whole course."""
    return url_for("previews.show", profile=identifier, **values)


def _way(endpoint: str, argument: str = "id", **same: Any) -> Way:
    if not may_open(endpoint):
        return lambda _row_id, _anchor: None
    address = RowAddress(url_for, endpoint, argument, **same)
    # The address of this page comes last: the lesson's place goes behind it.
    return lambda row_id, anchor: address(row_id) + anchor.quoted if row_id else None
