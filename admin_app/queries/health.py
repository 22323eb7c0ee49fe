"""Whether the database answers, and which migration it is at."""

from sqlalchemy import text

from admin_app.extensions import db


def database_revision() -> str | None:
    """The revision that the database is migrated to; None where it never was."""
    has_table = db.session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    revision: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version")) if has_table else None
    return revision
