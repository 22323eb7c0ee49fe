"""Whether the process is alive, and whether it can serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from admin_app.queries.health import database_revision, newest_revision

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
    if revision != newest_revision():
        return {"status": "unavailable", "reason": "The database is not migrated: run flask db upgrade."}, 503
    return {"status": "ok"}
