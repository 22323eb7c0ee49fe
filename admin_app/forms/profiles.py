"""The form of a learner's profile."""

from admin_app.forms.base import Form, Group
from admin_app.forms.fields import DocumentField, SuggestField, TextField
from admin_app.schemas.profiles import ProfileInsert, ProfileUpdate
from admin_app.words import _l


class ProfileForm(Form):
    """What is known of a learner."""

    insert, update = ProfileInsert, ProfileUpdate
    groups = (
        Group(("user_identifier", "name"), _l("Who it is"), row="even"),
        Group(("course_slug",), _l("Their course")),
        Group(("survey",)),
    )

    user_identifier = TextField(
        _l("Identifier"), description=_l("As the learner app sends it, such as auth0|1234567890.")
    )
    name = TextField(_l("Name"))
    course_slug = SuggestField(_l("Course slug"), description=_l("The course that this learner gets."))
    survey = DocumentField(
        _l("Survey"), description=_l("What the learner answered; their personalized descriptions are written from it.")
    )
