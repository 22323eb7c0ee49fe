"""Users: the people who may sign in to the dashboard."""

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import BigInteger, Identity, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.models.columns import RequiredCreatedAt
from admin_app.permissions import GRANTS, Permission, Role


class User(Base, UserMixin):
    """A person with a role. `fs_uniquifier` names their sessions: a new one ends them all."""

    __tablename__ = "users"
    __table_args__ = {"schema": "admin"}  # noqa: RUF012  # SQLAlchemy's name, and it is not changed

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    role: Mapped[str] = mapped_column(Text)
    # None where the person has not chosen one yet.
    password: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    fs_uniquifier: Mapped[str] = mapped_column(Text, unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(Text)
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    # The moment whose code was used last, in units of 30 seconds.
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[RequiredCreatedAt]

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # never set here
        """None of Flask-Security's own: what a role may do is in permissions.py."""
        return []

    @property
    def role_label(self) -> str:
        """How people call the person's role."""
        return Role(self.role).label

    def may(self, permission: Permission) -> bool:
        """Whether the person's role allows it."""
        return permission in GRANTS[Role(self.role)]

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for a code."""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    def __str__(self) -> str:
        return self.email
