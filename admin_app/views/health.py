"""Whether the process is alive, and whether it can serve."""

from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from admin_app.queries.health import database_revision

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process is alive."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database answers and is migrated; 503 with the reason otherwise."""
    try:
        revision = database_revision()
    except SQLAlchemyError:
        return {"status": "unavailable", "reason": "The database does not answer."}, 503
    if revision != newest_revision(current_app.extensions["migrate"].directory):
        return {"status": "unavailable", "reason": "The database is not migrated: run flask db upgrade."}, 503
    return {"status": "ok"}


@cache
def newest_revision(directory: str) -> str | None:
    """The revision that the migrations end in."""
    return ScriptDirectory(Path(directory)).get_current_head()
