"""The form of a lesson."""

from admin_app.forms.base import Form
from admin_app.forms.fields import DocumentField, LinesField, PickerField, TextField, WholeNumberField
from admin_app.schemas.lessons import LessonInsert, LessonUpdate


class LessonForm(Form):
    """What an editor says of a lesson."""

    insert, update = LessonInsert, LessonUpdate

    course_id = PickerField("Course", noun="course")
    lesson_number = WholeNumberField("Number", description="Its place in the course.")
    title = TextField("Title")
    summary = LinesField("Summary")
    content = DocumentField("Content")
