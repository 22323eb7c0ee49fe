"""The form of a standard lesson description."""

from admin_app.forms.base import Form
from admin_app.forms.fields import DocumentField, PickerField
from admin_app.schemas.lesson_descriptions import LessonDescriptionInsert, LessonDescriptionUpdate


class LessonDescriptionForm(Form):
    """What every learner without a version of their own sees of a lesson."""

    insert, update = LessonDescriptionInsert, LessonDescriptionUpdate

    lesson_id = PickerField("Lesson", noun="lesson")
    data = DocumentField("Description")
