"""What the documents of a table really have: paths for a filter to offer, and fields for a new document."""

from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin_app.documents import dump
from admin_app.queries.json_filters import documents_of
from admin_app.queries.occurring_paths import Occurring, occurring_paths
from admin_app.queries.usual_fields import usual_fields
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

    @expose("/usual-fields/")
    def usual_fields(self) -> ResponseReturnValue:
        """The fields that most documents of a form's field have, empty, as JSON text; null where none are usual."""
        columns = {column.key: column for column in documents_of(self.model).values()}
        name = request.args.get("field", "")
        if name not in columns:
            abort(404, _("This table has no such document."))
        shape = usual_fields(columns[name])
        return jsonify(document=shape and shape.text)


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
