"""The first page: totals, and what needs a person."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose

from admin_app.queries.dashboard import BOUND, overview


class DashboardView(AdminIndexView):  # type: ignore[misc]  # Flask-Admin's view is Any to mypy
    """What there is, and what is missing."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Counts, each leading to its rows."""
        found = overview()
        totals = [
            _total("Courses", found.courses, "courses", "book"),
            _total("Lessons", found.lessons, "lessons", "list-numbers"),
            _total("Standard descriptions", found.lesson_descriptions, "lesson-descriptions", "file-text"),
            _total("Assets", found.lesson_assets, "lesson-assets", "paperclip"),
            _total("Profiles", found.profiles, "profiles", "users"),
            _total(
                "Personalized descriptions",
                found.personalized_lesson_descriptions,
                "personalized-lesson-descriptions",
                "user-star",
            ),
        ]
        attention = [
            _attention(
                "Lessons without a description",
                found.lessons_without_description,
                "Their learners see only a title.",
                url_for("lessons.index_view", flt0_without_description_is="1"),
            ),
            _attention(
                "Learners with an unknown course",
                found.profiles_with_unknown_course,
                "Their course slug names no course.",
                url_for("profiles.index_view", flt0_unknown_course_is="1"),
            ),
            _attention(
                "Learners without a course",
                found.profiles_without_course,
                "They see no lessons at all.",
                url_for("profiles.index_view", flt0_course_slug_is_empty="1"),
            ),
        ]
        needed = [item for item in attention if item["count"] != "0"]
        return str(self.render("dashboard/index.html", totals=totals, attention=needed))


def _count(number: int) -> str:
    return f"{number:,}" if number <= BOUND else f"{BOUND:,}+"


def _total(label: str, count: int, endpoint: str, icon: str) -> dict[str, str]:
    return {"label": label, "count": _count(count), "url": url_for(f"{endpoint}.index_view"), "icon": icon}


def _attention(label: str, count: int, text: str, url: str) -> dict[str, str]:
    return {"label": label, "count": _count(count), "text": text, "url": url}
