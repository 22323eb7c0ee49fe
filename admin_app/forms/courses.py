"""The form of a course."""

from admin_app.forms.base import Form, Group
from admin_app.forms.fields import LinesField, QuestionField, TextField
from admin_app.schemas.courses import CourseInsert, CourseUpdate
from admin_app.words import _l


class CourseForm(Form):
    """What an editor says of a course."""

    insert, update = CourseInsert, CourseUpdate
    groups = (
        Group(("title", "description"), _l("What it is")),
        Group(("slug", "move_profiles"), _l("How learners come to it")),
    )

    title = TextField(_l("Title"))
    description = LinesField(_l("Description"), description=_l("What a learner reads about the course as a whole."))
    slug = TextField(
        _l("Slug"), description=_l("Letters, digits and hyphens. Learners' profiles name their course by it.")
    )
    move_profiles = QuestionField(_l("Learners on the old slug"))
