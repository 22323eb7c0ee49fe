"""The paths that the documents of a table really have, for the form of a filter to offer."""

from typing import Any

from flask import abort, jsonify
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin_app.documents import dump
from admin_app.queries.occurring_paths import Occurring, occurring_paths
from admin_app.views.json_expressions import path_text
from admin_app.views.json_filters import InsideDocuments
from admin_app.views.listing import Listing
from admin_app.words import _


class PathPages(Listing):
    """A table that tells what is in its documents."""

    @expose("/json-paths/")
    def json_paths(self) -> ResponseReturnValue:
        """Paths as typed and in words, with types and frequent values, as JSON: this shows what learners wrote."""
        chosen = next((item for item in self._filters if isinstance(item, InsideDocuments)), None)
        if chosen is None:
            abort(404, _("This table has no documents."))
        found = occurring_paths(self.model)
        return jsonify(paths=[_told(chosen, path) for path in found if path.keys or set(path.types) != {"object"}])


def _told(chosen: InsideDocuments, path: Occurring) -> dict[str, Any]:
    # A text is offered in quotes, so that it is not taken for a number.
    values = [
        {"typed": dump(value), "label": value if isinstance(value, str) else dump(value)} for value in path.values
    ]
    return {
        "path": path_text(path.field, path.keys),
        "label": chosen.place(path.field, path.keys),
        "types": path.types,
        "values": values,
    }
