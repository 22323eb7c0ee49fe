"""The six tables, and what the dashboard keeps for itself in the schema `admin`."""

from admin_app.models.courses import Course
from admin_app.models.lesson_assets import LessonAsset
from admin_app.models.lesson_descriptions import LessonDescription
from admin_app.models.lessons import Lesson
from admin_app.models.personalized_lesson_descriptions import PersonalizedLessonDescription
from admin_app.models.profiles import Profile
from admin_app.models.revisions import Revision

__all__ = [
    "Course",
    "Lesson",
    "LessonAsset",
    "LessonDescription",
    "PersonalizedLessonDescription",
    "Profile",
    "Revision",
]
