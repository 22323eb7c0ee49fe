"""The form of a standard lesson description."""

from admin_app.forms.base import Form, Group
from admin_app.forms.fields import LESSON, DocumentField, PickerField
from admin_app.schemas.lesson_descriptions import LessonDescriptionInsert, LessonDescriptionUpdate
from admin_app.words import _l


class LessonDescriptionForm(Form):
    """What every learner without a version of their own sees of a lesson."""

    insert, update = LessonDescriptionInsert, LessonDescriptionUpdate
    groups = (Group(("lesson_id",), _l("Where it belongs")), Group(("data",)))

    lesson_id = PickerField(_l("Lesson"), **LESSON)
    data = DocumentField(
        _l("Description"), description=_l("What every learner reads who has no version of their own of this lesson.")
    )
