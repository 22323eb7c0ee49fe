"""Whether the process is alive, and whether it can serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from admin_app.queries.health import database_revision, is_known, newest_revision
from admin_app.views.from_replica import watched_replica

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process is alive."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database answers and is migrated; 503 with the reason otherwise. It serves without the replica, too."""
    try:
        revision = database_revision()
    except SQLAlchemyError:
        return {"status": "unavailable", "reason": "The database does not answer."}, 503
    if not is_known(revision):
        reason = "The database was migrated by a newer version of the dashboard: start that version."
        return {"status": "unavailable", "reason": reason}, 503
    if revision != newest_revision():
        return {"status": "unavailable", "reason": "The database is not migrated: run flask db upgrade."}, 503
    replica = watched_replica()
    if replica is None:
        return {"status": "ok"}
    trouble = replica.trouble()
    state = (
        {"status": "unavailable", "reason": f"{trouble} The primary serves instead."} if trouble else {"status": "ok"}
    )
    return {"status": "ok", "replica": state}
