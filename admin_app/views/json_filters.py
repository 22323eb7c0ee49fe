"""Filters of a list by what is in its documents: their argument in the address, their chips, what a page offers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from flask import abort, make_response, render_template, request, url_for
from markupsafe import Markup

from admin_app.extensions import Base
from admin_app.queries.json_filters import Condition, Operation, documents_of, fits
from admin_app.views.arguments import refuse
from admin_app.views.filters import Filter, sentence
from admin_app.views.json_expressions import LONGEST, ExpressionError, example, parsed
from admin_app.words import _, _l

# The name of the argument after its number: flt0_json_fits.
ARGUMENT = "json_fits"
MOST = 10
WORDS: Mapping[Operation, Any] = {
    Operation.IS: _l("is"),
    Operation.IS_NOT: _l("is not"),
    Operation.CONTAINS: _l("contains"),
    Operation.GREATER: _l("is greater than"),
    Operation.LESS: _l("is less than"),
    Operation.EXISTS: _l("exists"),
    Operation.MISSING: _l("is missing"),
}
SENTENCES: Mapping[Operation, Any] = {
    Operation.IS: _l("%(name)s is %(value)s"),
    Operation.IS_NOT: _l("%(name)s is not %(value)s"),
    Operation.CONTAINS: _l("%(name)s contains %(value)s"),
    Operation.GREATER: _l("%(name)s is greater than %(value)s"),
    Operation.LESS: _l("%(name)s is less than %(value)s"),
    Operation.EXISTS: _l("%(name)s exists"),
    Operation.MISSING: _l("%(name)s is missing"),
}


class InsideDocuments(Filter):
    """What an expression says of a document."""

    kind = "json"
    key = "fits"
    field_id = "json-expression"

    def __init__(self, model: type[Base], label: Callable[[str], str]) -> None:
        super().__init__("JSON", None)
        self._columns, self._label = documents_of(model), label

    def clean(self, value: str) -> tuple[str, Condition]:
        """Parse an expression. Raises ExpressionError, which is a ValueError."""
        return parsed(value, self._columns)

    def validate(self, value: str) -> bool:
        """Whether it can be answered; 400 in words where not."""
        try:
            self.clean(value)
        except ExpressionError as error:
            _let_correct(value, str(error), self.fields)
        return True

    def condition(self, value: tuple[str, Condition]) -> Any:
        """What the expression asks."""
        field, asked = value
        return fits(self._columns[field], asked)

    def told(self, value: str) -> Markup:
        """The path in words, what is asked, and the value, as a sentence."""
        field, asked = self.clean(value)
        return sentence(SENTENCES[asked.operation], self.place(field, asked.keys), str(asked.value))

    def place(self, field: str, keys: Sequence[str]) -> str:
        """A path in words."""
        return " › ".join([str(self._label(self._columns[field].key)), *keys])

    @property
    def fields(self) -> list[str]:
        """What a path may begin with."""
        return list(self._columns)


def inside_documents(model: type[Base], label: Callable[[str], str]) -> list[Filter]:
    """The filter of a table with documents, in a list; `label` is what its list calls a column."""
    return [InsideDocuments(model, label)] if documents_of(model) else []


def _let_correct(value: str, sentence: str, fields: Sequence[str]) -> NoReturn:
    """Answer 400 with what was typed, to be corrected, and all else that the address asks."""
    pairs = list(request.args.items())
    # What else the address says may be the same text.
    name = next(name for name, given in pairs if name.endswith(ARGUMENT) and given == value)
    page = render_template(
        "admin/model/json_expression.html",
        sentence=sentence,
        typed=value,
        longest=LONGEST,
        name=name,
        kept=[pair for pair in pairs if pair[0] not in (name, "page")],
        examples=[example(field) for field in fields],
        list_url=url_for(f"{request.blueprint}.index_view"),
    )
    abort(make_response(page, 400))


def refuse_too_many(names: Sequence[str]) -> None:
    """Answer 400 where an address asks more of documents than a person would."""
    if sum(name.endswith(ARGUMENT) for name in names) > MOST:
        refuse(_("This list takes at most %(num)s filters inside documents.", num=MOST))


def for_page(filters: Sequence[Filter], active: Sequence[tuple[int, str, str]]) -> dict[str, Any] | None:
    """What the form of a new filter needs: its argument, what another form carries along, and examples."""
    chosen = next((item for item in filters if isinstance(item, InsideDocuments)), None)
    return chosen and {
        "name": f"flt{len(active)}_{ARGUMENT}",
        "longest": LONGEST,
        "examples": [example(field) for field in chosen.fields],
        "operations": [(operation.value, word) for operation, word in WORDS.items()],
        "kept": [(f"flt{len(filters) + n}_{ARGUMENT}", value) for n, value in enumerate(_values(filters, active))],
    }


def _values(filters: Sequence[Filter], active: Sequence[tuple[int, str, str]]) -> list[str]:
    return [value for index, _name, value in active if isinstance(filters[index], InsideDocuments)]
