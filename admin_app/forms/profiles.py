"""The form of a learner's profile."""

from admin_app.forms.base import Form
from admin_app.forms.fields import DocumentField, SuggestField, TextField
from admin_app.schemas.profiles import ProfileInsert, ProfileUpdate


class ProfileForm(Form):
    """What is known of a learner."""

    insert, update = ProfileInsert, ProfileUpdate

    user_identifier = TextField("Identifier", description="As the learner app sends it, such as auth0|1234567890.")
    name = TextField("Name")
    course_slug = SuggestField("Course slug", description="The course that this learner gets.")
    survey = DocumentField("Survey")
