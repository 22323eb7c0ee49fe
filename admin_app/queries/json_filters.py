"""Rows by what their documents hold: a value at a path, whatever lists lie on the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, inspect, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, JSONPATH

from admin_app.documents import dump
from admin_app.extensions import Base
from admin_app.queries.matching import contains

# As JSON writes it, and no longer than numeric takes it.
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,99})(\.[0-9]{1,99})?([eE][+-]?[0-9]{1,3})?")
WORDS = ("true", "false", "null")


class Operation(StrEnum):
    """What is asked of the value at a path."""

    IS = "is"
    IS_NOT = "is not"
    CONTAINS = "contains"
    GREATER = "greater"
    LESS = "less"
    EXISTS = "exists"
    MISSING = "missing"


@dataclass(frozen=True)
class Condition:
    """A question about the value below those keys; no key at all is the whole document.

    The value is a text as typed: `3` is the number and the text. `is_text` says that only a text is meant.
    """

    keys: tuple[str, ...]
    operation: Operation
    value: str = ""
    is_text: bool = False


def is_number(text: str) -> bool:
    """Whether a text is a number of JSON that numeric has room for."""
    return NUMBER.fullmatch(text) is not None


def documents_of(model: type[Base]) -> Mapping[str, Any]:
    """The jsonb columns of a model by their names in the database."""
    found = [attribute for attribute in inspect(model).column_attrs if isinstance(attribute.columns[0].type, JSONB)]
    return {str(attribute.columns[0].name): attribute.class_attribute for attribute in found}


def fits(column: Any, condition: Condition) -> ColumnElement[bool]:
    """Whether a document answers the question; true or false for any document, and for NULL.

    Of a list any item counts, of a list in a list too. What is not is the opposite of what is, so that both together
    are all rows.
    """
    if condition.operation in (Operation.EXISTS, Operation.MISSING):
        there = func.coalesce(func.jsonb_path_exists(column, _path(condition.keys)), False)
        return there if condition.operation is Operation.EXISTS else not_(there)
    item = func.jsonb_path_query(column, _path(condition.keys, items=True), type_=JSONB).column_valued("item")
    found = select(literal(1)).where(_holds(item, condition)).exists()
    return not_(found) if condition.operation is Operation.IS_NOT else found


def _path(keys: tuple[str, ...], *, items: bool = False) -> ColumnElement[Any]:
    """A path through objects and lists; `[*]` of what is no list is the value itself.

    Keys are written as strings of JSON, in which every sign is itself; the path as a whole is a parameter.
    """
    steps = "".join(f"[*].{dump(key)}" for key in keys)
    return cast(literal(f"lax ${steps}{'[*][*]' if items else ''}", Text), JSONPATH)


def _holds(item: ColumnElement[Any], condition: Condition) -> ColumnElement[bool]:
    kind, text = func.jsonb_typeof(item), item.op("#>>", return_type=Text())(cast(literal("{}", Text), ARRAY(Text)))
    if condition.operation in (Operation.GREATER, Operation.LESS):
        number = _json(condition.value)
        is_beyond = item > number if condition.operation is Operation.GREATER else item < number
        return (kind == "number") & is_beyond
    if condition.operation is Operation.CONTAINS:
        same_text = contains(text, condition.value)
    else:
        same_text = func.lower(text) == func.lower(literal(condition.value, Text))
    same = (kind == "string") & same_text
    if condition.is_text:
        return same
    word = condition.value.lower()
    if word in WORDS:
        return or_(same, item == _json(word))
    # jsonb takes 1 and 1.0 for equal.
    return or_(same, item == _json(condition.value)) if is_number(condition.value) else same


def _json(text: str) -> ColumnElement[Any]:
    return cast(literal(text, Text), JSONB)
