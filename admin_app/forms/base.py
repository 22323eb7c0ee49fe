"""What every form shares: its token, what changed in it, and refusals at the field they speak of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from flask_wtf import FlaskForm
from pydantic import ValidationError
from wtforms import Field, RadioField
from wtforms.fields.choices import SelectFieldBase
from wtforms.fields.core import UnboundField

from admin_app.errors import RefusedError
from admin_app.schemas.base import Schema, Update, sentences

SchemaType = TypeVar("SchemaType", bound=Schema)


@dataclass(frozen=True)
class Group:
    """Fields that belong together, by their names, and what they are together; a field alone speaks for itself.

    `row` sets them beside each other where there is room: "even", or "short-first" and "short-last" by what they hold.
    """

    fields: tuple[str, ...]
    label: Any = None
    row: str = ""


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose fields are named like the columns of a table."""

    insert: ClassVar[type[Schema]]
    update: ClassVar[type[Update]]
    groups: ClassVar[tuple[Group, ...]]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.columns():
            if self.insert.model_fields[field.name].is_required():
                field.flags.required = True

    @classmethod
    def typed(cls) -> dict[str, Any]:
        """The labels of the fields that a person types into, by their names; not of those that are choices."""
        fields = {name: field for name, field in vars(cls).items() if isinstance(field, UnboundField)}
        typed = {name: field for name, field in fields.items() if not issubclass(field.field_class, SelectFieldBase)}
        return {name: field.args[0] for name, field in typed.items()}

    def inserted(self) -> Schema | None:
        """What was filled in as an Insert; None, with sentences at the fields, where it does not hold."""
        given = {field.name: field.data for field in self.columns() if field.data is not None}
        return self._checked(self.insert, given)

    def updated(self, row: Any) -> Update | None:
        """What differs from the row as an Update; None, with sentences at the fields, where it does not hold."""
        changed = {field.name: field.data for field in self.columns() if not _is_same(field, getattr(row, field.name))}
        return self._checked(self.update, {"id": row.id, **changed})

    def columns(self) -> list[Field]:
        """The fields that stand for columns."""
        return [field for field in self if field.name in self.insert.model_fields]

    def grouped(self) -> list[tuple[Group, list[Field]]]:
        """The fields to be shown, in their groups: a question is one only where it is asked."""
        shown = {field.name: field for field in self if not (isinstance(field, RadioField) and not field.choices)}
        return [(group, [shown[name] for name in group.fields if name in shown]) for group in self.groups]

    def begin(self) -> None:
        """Let the first field that is still empty have the focus when the page opens."""
        empty = next((field for field in self.columns() if field.data is None), None)
        if empty is not None:
            empty.render_kw = {**(empty.render_kw or {}), "autofocus": True}

    def refuse(self, refused: RefusedError) -> None:
        """Show a refusal at its field, or above the form."""
        self._refuse(refused.field, refused.message)

    def _checked(self, schema: type[SchemaType], values: Mapping[str, Any]) -> SchemaType | None:
        fits = self.validate()
        try:
            checked = schema.model_validate(dict(values))
        except ValidationError as error:
            for path, sentence in sentences(error).items():
                self._refuse(path, sentence)
            return None
        return checked if fits else None

    def _refuse(self, name: str | None, sentence: str) -> None:
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(sentence)
        elif not field.errors:
            field.errors = [sentence]


def _is_same(field: Field, stored: object) -> bool:
    if field.data == stored:
        return True
    return field.is_same(stored) if hasattr(field, "is_same") else False
