"""The forms of people's accounts."""

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import AnyOf

from admin_app.errors import RefusedError
from admin_app.forms.fields import TextField
from admin_app.permissions import Role
from admin_app.words import _l

# What each role is for, in the words of the table in permissions.py.
ROLES = {
    Role.ADMIN: _l("Administrator: everything, people's accounts and learners' profiles too"),
    Role.EDITOR: _l("Editor: writes and deletes content and personalized descriptions, reads profiles"),
    Role.SUPPORT: _l("Support: looks at everything, changes nothing, exports nothing"),
}


class RoleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a person is here for."""

    role = RadioField(
        _l("Role"),
        choices=[(str(role), words) for role, words in ROLES.items()],
        validate_choice=False,
        validators=[AnyOf([str(role) for role in Role], message=_l("Choose one of the roles."))],
    )

    @property
    def chosen(self) -> Role:
        """The role, once the form holds."""
        return Role(self.role.data)

    def refuse(self, refused: RefusedError) -> None:
        """Show a refusal at its field; at the role where it speaks of none."""
        field = self._fields.get(refused.field) or self.role
        field.errors = [refused.message]


class UserForm(RoleForm):
    """A new person."""

    email = TextField(_l("E-mail address"), description=_l("They sign in with it. Nothing is mailed to it."))
