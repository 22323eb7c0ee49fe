"""Whether the database answers, and which migration it is at."""

from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import text

from admin_app.extensions import db, migrate


def database_revision() -> str | None:
    """The revision that the database is migrated to; None where it never was."""
    has_table = db.session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    revision: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version")) if has_table else None
    return revision


@cache
def newest_revision() -> str | None:
    """The revision that the migrations end in."""
    return ScriptDirectory(str(migrate.directory)).get_current_head()


def is_known(revision: str | None) -> bool:
    """Whether the migrations lead there; else a newer version of the dashboard has migrated the database."""
    return revision is None or revision in _revisions()


@cache
def _revisions() -> frozenset[str]:
    return frozenset(each.revision for each in ScriptDirectory(str(migrate.directory)).walk_revisions())
