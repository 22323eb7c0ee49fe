"""The contents page of the site: every view, its address and its place in the menu."""

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import Admin
from flask_admin.theme import Theme

from admin_app.extensions import db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)
from admin_app.views import errors, health, previews
from admin_app.views.arguments import refuse_nul
from admin_app.views.courses import CourseView
from admin_app.views.dashboard import DashboardView
from admin_app.views.lesson_assets import LessonAssetView
from admin_app.views.lesson_descriptions import LessonDescriptionView
from admin_app.views.lessons import LessonView
from admin_app.views.personalized_lesson_descriptions import PersonalizedLessonDescriptionView
from admin_app.views.previews import PreviewView
from admin_app.views.profiles import ProfileView

# Each list's endpoint is its address below /admin/ too.
TABLES = (
    (CourseView, Course, "courses", "Courses"),
    (LessonView, Lesson, "lessons", "Lessons"),
    (LessonDescriptionView, LessonDescription, "lesson-descriptions", "Standard descriptions"),
    (LessonAssetView, LessonAsset, "lesson-assets", "Assets"),
    (ProfileView, Profile, "profiles", "Profiles"),
    (
        PersonalizedLessonDescriptionView,
        PersonalizedLessonDescription,
        "personalized-lesson-descriptions",
        "Personalized descriptions",
    ),
)

# Groups of the menu: label, then for each page its label, endpoint and icon.
MENU = (
    ("", (("Dashboard", "admin.index", "layout-dashboard"), ("Preview", "previews.show", "school"))),
    (
        "Content",
        (
            ("Courses", "courses.index_view", "book"),
            ("Lessons", "lessons.index_view", "list-numbers"),
            ("Standard descriptions", "lesson-descriptions.index_view", "file-text"),
            ("Assets", "lesson-assets.index_view", "paperclip"),
        ),
    ),
    (
        "Learners",
        (
            ("Profiles", "profiles.index_view", "users"),
            ("Personalized descriptions", "personalized-lesson-descriptions.index_view", "user-star"),
        ),
    ),
)


def register(app: Flask) -> None:
    """Give the application its pages."""
    index = DashboardView(name="Dashboard", endpoint="admin", url="/admin")
    admin = Admin(app, name="Persona", index_view=index, theme=Theme("bootstrap4", "base.html"))
    for view, model, endpoint, name in TABLES:
        admin.add_view(view(model, db, name=name, endpoint=endpoint, url=f"/admin/{endpoint}"))
    admin.add_view(PreviewView(name="Preview", endpoint="previews", url="/admin/preview"))
    app.register_blueprint(previews.json_blueprint)
    app.register_blueprint(health.blueprint)
    app.add_url_rule("/", "home", _home)
    app.before_request(refuse_nul)
    app.context_processor(lambda: {"navigation": _navigation()})
    errors.register(app)


def _home() -> ResponseReturnValue:
    return redirect(url_for("admin.index"))


def _navigation() -> list[dict[str, object]]:
    return [{"label": label, "items": [_item(*page) for page in pages]} for label, pages in MENU]


def _item(label: str, endpoint: str, icon: str) -> dict[str, object]:
    active = request.blueprint == endpoint.partition(".")[0]
    return {"label": label, "url": url_for(endpoint), "icon": icon, "active": active}
