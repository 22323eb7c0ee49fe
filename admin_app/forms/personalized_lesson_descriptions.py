"""The form of a learner's own version of a lesson's description."""

from admin_app.forms.base import Form
from admin_app.forms.fields import DocumentField, PickerField
from admin_app.schemas.personalized_lesson_descriptions import (
    PersonalizedLessonDescriptionInsert,
    PersonalizedLessonDescriptionUpdate,
)


class PersonalizedLessonDescriptionForm(Form):
    """What one learner sees of a lesson instead of the standard description."""

    insert, update = PersonalizedLessonDescriptionInsert, PersonalizedLessonDescriptionUpdate

    profile_id = PickerField("Learner", noun="learner")
    lesson_id = PickerField("Lesson", noun="lesson")
    content = DocumentField("Description")
