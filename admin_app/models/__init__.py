"""The six tables, and the dashboard's own."""

from admin_app.models.courses import Course
from admin_app.models.ended_sessions import EndedSession
from admin_app.models.lesson_assets import LessonAsset
from admin_app.models.lesson_descriptions import LessonDescription
from admin_app.models.lessons import Lesson
from admin_app.models.open_rows import OpenRow
from admin_app.models.personalized_lesson_descriptions import PersonalizedLessonDescription
from admin_app.models.profile_views import ProfileViewRecord
from admin_app.models.profiles import Profile
from admin_app.models.revisions import Revision
from admin_app.models.saved_views import SavedView
from admin_app.models.users import User

__all__ = [
    "Course",
    "EndedSession",
    "Lesson",
    "LessonAsset",
    "LessonDescription",
    "OpenRow",
    "PersonalizedLessonDescription",
    "Profile",
    "ProfileViewRecord",
    "Revision",
    "SavedView",
    "User",
]
