"""The pages of the menu: what they are called, where they are, and their icons."""

from dataclasses import dataclass

from flask import g, request

from admin_app.views.access import link


@dataclass(frozen=True)
class Page:
    """A page of the menu; a table's name is its address below /admin/ and its endpoint's first part."""

    label: str
    endpoint: str
    icon: str

    @property
    def name(self) -> str:
        """The view's name in endpoints."""
        return self.endpoint.partition(".")[0]


COURSES = Page("Courses", "courses.index_view", "book")
LESSONS = Page("Lessons", "lessons.index_view", "list-numbers")
LESSON_DESCRIPTIONS = Page("Standard descriptions", "lesson-descriptions.index_view", "file-text")
LESSON_ASSETS = Page("Assets", "lesson-assets.index_view", "paperclip")
PROFILES = Page("Profiles", "profiles.index_view", "users")
PERSONALIZED_LESSON_DESCRIPTIONS = Page(
    "Personalized descriptions", "personalized-lesson-descriptions.index_view", "user-star"
)
USERS = Page("Users", "users.index", "user-cog")
PROFILE_VIEWS = Page("Looks at learners", "profile_views.index", "eye")
ACTIVITY = Page("Activity", "activity.index", "history")

MENU = {
    "": (Page("Dashboard", "admin.index", "layout-dashboard"), Page("Preview", "previews.show", "school")),
    "Content": (COURSES, LESSONS, LESSON_DESCRIPTIONS, LESSON_ASSETS),
    "Learners": (PROFILES, PERSONALIZED_LESSON_DESCRIPTIONS),
    "Insight": (ACTIVITY,),
    "Settings": (USERS, PROFILE_VIEWS),
}


def navigation() -> list[dict[str, object]]:
    """The groups of the menu for the frame of every page: what the person may read, nothing for a stranger."""
    if g.get("user") is None:
        return []
    groups = [(label, [item for page in pages if (item := _item(page))]) for label, pages in MENU.items()]
    return [{"label": label, "items": items} for label, items in groups if items]


def _item(page: Page) -> dict[str, object] | None:
    url, active = link(page.endpoint), request.blueprint == page.name
    return {"label": page.label, "url": url, "icon": page.icon, "active": active} if url else None
