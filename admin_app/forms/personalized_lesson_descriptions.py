"""The form of a learner's own version of a lesson's description."""

from admin_app.forms.base import Form, Group
from admin_app.forms.fields import LEARNER, LESSON, DocumentField, PickerField
from admin_app.schemas.personalized_lesson_descriptions import (
    PersonalizedLessonDescriptionInsert,
    PersonalizedLessonDescriptionUpdate,
)
from admin_app.words import _l


class PersonalizedLessonDescriptionForm(Form):
    """What one learner sees of a lesson instead of the standard description."""

    insert, update = PersonalizedLessonDescriptionInsert, PersonalizedLessonDescriptionUpdate
    groups = (Group(("profile_id", "lesson_id"), _l("Where it belongs"), row="even"), Group(("content",)))

    profile_id = PickerField(_l("Learner"), **LEARNER)
    lesson_id = PickerField(_l("Lesson"), **LESSON)
    content = DocumentField(
        _l("Description"), description=_l("What this learner reads of the lesson instead of the standard description.")
    )
