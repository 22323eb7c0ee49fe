"""Who looked at which learner, and when; for administrators."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin_app.queries.profile_views import recorded_looks
from admin_app.views.arguments import number_id, search_text
from admin_app.words import _l

# The pages as the log names them (LOOKS of access.py), as people call them.
PAGE_NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "details": _l("Details"),
        "form": _l("Form"),
        "list": _l("List"),
        "export": _l("Export"),
        "personalized description": _l("Personalized description"),
        "form of a personalized description": _l("Form of a personalized description"),
        "list of personalized descriptions": _l("List of personalized descriptions"),
        "list of answers in surveys": _l("List of answers in surveys"),
        "list of what personalized descriptions hold": _l("List of what personalized descriptions hold"),
        "export of personalized descriptions": _l("Export of personalized descriptions"),
        "history": _l("History"),
        "two versions": _l("Two versions"),
        "version to restore": _l("Version to restore"),
        "history of a personalized description": _l("History of a personalized description"),
        "two versions of a personalized description": _l("Two versions of a personalized description"),
        "version of a personalized description to restore": _l("Version of a personalized description to restore"),
        "preview": _l("Preview"),
        "preview as JSON": _l("Preview as JSON"),
    }
)
PAGE_SIZE = 50
blueprint = Blueprint("profile_views", __name__, url_prefix="/admin/profile-views")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Looks at learners, newest first; of one person, or at one learner, where the address says so."""
    person, learner = search_text("person"), search_text("learner", longest=None)
    before = number_id(request.args["before"]) if request.args.get("before") else None
    found = recorded_looks(viewer=person, learner=learner, before=before, limit=PAGE_SIZE + 1)
    asked: dict[str, Any] = {"person": person or None, "learner": learner or None}
    last = found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else None
    return render_template(
        "profile_views/index.html",
        looks=found[:PAGE_SIZE],
        person=person,
        learner=learner,
        older_url=last and url_for(".index", before=last, **asked),
        page_name=lambda page: PAGE_NAMES.get(page, page),
        newest_url=url_for(".index", **asked) if before is not None else None,
    )
