"""The form of a course."""

from admin_app.forms.base import Form
from admin_app.forms.fields import LinesField, QuestionField, TextField
from admin_app.schemas.courses import CourseInsert, CourseUpdate


class CourseForm(Form):
    """What an editor says of a course."""

    insert, update = CourseInsert, CourseUpdate

    title = TextField("Title")
    slug = TextField("Slug", description="Letters, digits and hyphens. Learners' profiles name their course by it.")
    move_profiles = QuestionField("Learners on the old slug")
    description = LinesField("Description")
