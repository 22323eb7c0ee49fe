"""The contents page of the site: every view and its address."""

from flask import Flask, redirect, url_for
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
from admin_app.views import (
    account,
    documents,
    errors,
    finding,
    headers,
    health,
    icons,
    menu,
    moments,
    previews,
    profile_views,
    session_cookie,
    templates,
    users,
)
from admin_app.views.activity import ActivityView
from admin_app.views.arguments import refuse_nul
from admin_app.views.courses import CourseView
from admin_app.views.dashboard import DashboardView
from admin_app.views.lesson_assets import LessonAssetView
from admin_app.views.lesson_descriptions import LessonDescriptionView
from admin_app.views.lessons import LessonView
from admin_app.views.personalized_lesson_descriptions import PersonalizedLessonDescriptionView
from admin_app.views.previews import PreviewView
from admin_app.views.profiles import ProfileView

TABLES = (
    (CourseView, Course, menu.COURSES),
    (LessonView, Lesson, menu.LESSONS),
    (LessonDescriptionView, LessonDescription, menu.LESSON_DESCRIPTIONS),
    (LessonAssetView, LessonAsset, menu.LESSON_ASSETS),
    (ProfileView, Profile, menu.PROFILES),
    (PersonalizedLessonDescriptionView, PersonalizedLessonDescription, menu.PERSONALIZED_LESSON_DESCRIPTIONS),
)


def register(app: Flask) -> None:
    """Give the application its pages."""
    headers.register(app)
    icons.register(app)
    documents.register(app)
    templates.register(app)
    moments.register(app)
    session_cookie.register(app)
    index = DashboardView(name=menu.DASHBOARD.label, endpoint="admin", url="/admin")
    admin = Admin(app, name="Persona", index_view=index, theme=Theme("bootstrap4", "base.html"))
    for view, model, page in TABLES:
        admin.add_view(view(model, db, name=page.label, endpoint=page.name, url=f"/admin/{page.name}"))
    admin.add_view(PreviewView(name=menu.PREVIEW.label, endpoint="previews", url="/admin/preview"))
    admin.add_view(ActivityView(name=menu.ACTIVITY.label, endpoint="activity", url="/admin/activity"))
    app.register_blueprint(previews.json_blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(finding.blueprint)
    for blueprint in (account.blueprint, users.blueprint, profile_views.blueprint):
        app.register_blueprint(blueprint)
    app.add_url_rule("/", "home", _home)
    app.before_request(refuse_nul)
    app.context_processor(lambda: {"navigation": menu.navigation})
    errors.register(app, {page.name: view.form.typed() for view, _, page in TABLES})


def _home() -> ResponseReturnValue:
    return redirect(url_for("admin.index"))
