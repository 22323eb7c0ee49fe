"""The pages of the menu: what they are called, where they are, and their icons."""

from dataclasses import dataclass
from typing import Any

from flask import g, request

from admin_app.views.access import link
from admin_app.words import _l


@dataclass(frozen=True)
class Page:
    """A page of the menu; a table's name is its address below /admin/ and its endpoint's first part."""

    # In the language of whoever reads it.
    label: Any
    endpoint: str
    icon: str

    @property
    def name(self) -> str:
        """The view's name in endpoints."""
        return self.endpoint.partition(".")[0]


COURSES = Page(_l("Courses"), "courses.index_view", "book")
LESSONS = Page(_l("Lessons"), "lessons.index_view", "list-numbers")
LESSON_DESCRIPTIONS = Page(_l("Standard descriptions"), "lesson-descriptions.index_view", "file-text")
LESSON_ASSETS = Page(_l("Assets"), "lesson-assets.index_view", "paperclip")
PROFILES = Page(_l("Profiles"), "profiles.index_view", "users")
PERSONALIZED_LESSON_DESCRIPTIONS = Page(
    _l("Personalized descriptions"), "personalized-lesson-descriptions.index_view", "user-star"
)
USERS = Page(_l("Users"), "users.index", "user-cog")
PROFILE_VIEWS = Page(_l("Looks at learners"), "profile_views.index", "eye")
ACTIVITY = Page(_l("Activity"), "activity.index", "history")

DASHBOARD = Page(_l("Dashboard"), "admin.index", "layout-dashboard")
PREVIEW = Page(_l("Preview"), "previews.show", "school")

# The groups, each with its name; the first needs none.
MENU: tuple[tuple[Any, tuple[Page, ...]], ...] = (
    ("", (DASHBOARD, PREVIEW)),
    (_l("Content"), (COURSES, LESSONS, LESSON_DESCRIPTIONS, LESSON_ASSETS)),
    (_l("Learners"), (PROFILES, PERSONALIZED_LESSON_DESCRIPTIONS)),
    (_l("Insight"), (ACTIVITY, PROFILE_VIEWS)),
    (_l("Settings"), (USERS,)),
)


def navigation() -> list[dict[str, object]]:
    """The groups of the menu for the frame of every page: what the person may read, nothing for a stranger."""
    if g.get("user") is None:
        return []
    groups = [(label, [item for page in pages if (item := _item(page))]) for label, pages in MENU]
    return [{"label": label, "items": items} for label, items in groups if items]


def _item(page: Page) -> dict[str, object] | None:
    url, active = link(page.endpoint), request.blueprint == page.name
    return {"label": page.label, "url": url, "icon": page.icon, "active": active} if url else None
