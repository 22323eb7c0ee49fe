"""Who looked at which learner, and when; for administrators."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin_app.queries.profile_views import recorded_looks
from admin_app.views.arguments import number_id, search_text

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
        newest_url=url_for(".index", **asked) if before is not None else None,
    )
