"""The form of a lesson."""

from admin_app.forms.base import Form, Group
from admin_app.forms.fields import COURSE, DocumentField, LinesField, PickerField, TextField, WholeNumberField
from admin_app.schemas.lessons import LessonInsert, LessonUpdate
from admin_app.words import _l


class LessonForm(Form):
    """What an editor says of a lesson."""

    insert, update = LessonInsert, LessonUpdate
    groups = (
        Group(("course_id", "lesson_number"), _l("Where it belongs"), row="short-last"),
        Group(("title", "summary"), _l("What it is")),
        Group(("content",)),
    )

    course_id = PickerField(_l("Course"), **COURSE)
    lesson_number = WholeNumberField(_l("Number"), description=_l("Its place in the course."))
    title = TextField(_l("Title"))
    summary = LinesField(_l("Summary"), description=_l("One or two sentences that say what the lesson is about."))
    content = DocumentField(
        _l("Content"), description=_l("The material of the lesson itself, the same for every learner.")
    )
