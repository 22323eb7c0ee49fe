"""Fields that keep what was typed: text, whole numbers, choices by typing, suggestions and JSON documents.

A field that is absent from what was sent keeps its stored value; only one that is sent empty is emptied.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from markupsafe import Markup
from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import Choice, SelectFieldBase  # type: ignore[attr-defined]  # types of WTForms 3.2
from wtforms.widgets import Select, TextArea, TextInput

from admin_app.documents import WHITESPACE, Document, DocumentError
from admin_app.schemas.base import MAX_INTEGER
from admin_app.words import _, _l


class TextField(StringField):
    """One line of text; nothing typed is None."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what was typed."""
        if valuelist:
            self.data = _unix(valuelist[0]) or None

    def is_same(self, stored: object) -> bool:
        """Whether a stored text is what the form shows; a browser cannot show line breaks in one line."""
        return isinstance(stored, str) and re.sub(r"[\r\n]", "", stored) == (self.data or "")


class LinesField(TextField):
    """Text of several lines; nothing typed is None."""

    widget = TextArea()

    def is_same(self, stored: object) -> bool:
        """Whether a stored text is what the form shows; browsers send line breaks in their own way."""
        return isinstance(stored, str) and _unix(stored) == (self.data or "")


class WholeNumberField(Field):
    """A whole number; nothing typed is None."""

    widget = TextInput()

    def _value(self) -> str:
        return _typed(self) if self.data is None else str(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what was typed. Raises ValueError where that is no whole number."""
        if not valuelist:
            return
        self.data = None
        text = valuelist[0].strip()
        if text and not re.fullmatch(r"-?[0-9]{1,10}", text):
            raise ValueError(_("This must be a whole number from 1 to %(most)s.", most=f"{MAX_INTEGER:,}"))
        self.data = int(text) if text else None


# No field says autocomplete="off": a browser then gives nothing back to whoever returns to the form from an error page.


class SuggestWidget(TextInput):
    """A line of text with suggestions: the values in use, and any other."""

    def __call__(self, field: Any, **attributes: object) -> Markup:
        """Draw the field and its list."""
        options = Markup("").join(Markup("<option value='{}'></option>").format(value) for value in field.options)
        line = super().__call__(field, list=f"{field.id}-options", **attributes)
        return line + Markup('<datalist id="{}-options">{}</datalist>').format(field.id, options)


class SuggestField(TextField):
    """A line of text whose usual values are offered; the view fills `options`."""

    widget = SuggestWidget()
    options: Sequence[str] = ()


class PickerField(SelectFieldBase):
    """The id of a row of another table, chosen by typing; without script only the current choice is offered."""

    widget = Select()

    def __init__(self, label: str, *, find: str, choose: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.find, self.choose = find, choose
        self.chosen: tuple[str, str] | None = None

    def offer(self, lookup_url: str, chosen: tuple[str, str] | None) -> None:
        """Say where to look rows up, and the id and label of the one chosen."""
        self.chosen = chosen
        self.render_kw = {"data-picker-url": lookup_url, "data-placeholder": self.find}

    def iter_choices(self) -> Iterator[Choice]:
        """The current choice."""
        if self.chosen:
            yield Choice(*self.chosen, selected=True, render_kw={})

    def process_data(self, value: object) -> None:
        """Take the id of the row's parent, or one from an address; one that is no id is nothing."""
        self.data = value if isinstance(value, UUID) else _uuid(str(value))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what was chosen. Raises ValueError where that is no id."""
        if not valuelist:
            return
        text = valuelist[0].strip()
        self.data = _uuid(text)
        if text and self.data is None:
            raise ValueError(self.choose)


# The words of a picker: what stands in it before something is typed, and what it says of anything else.
COURSE = {"find": _l("Type to find a course"), "choose": _l("Choose a course from the list.")}
LESSON = {"find": _l("Type to find a lesson"), "choose": _l("Choose a lesson from the list.")}
LEARNER = {"find": _l("Type to find a learner"), "choose": _l("Choose a learner from the list.")}


class QuestionField(RadioField):
    """A question that a form asks only where saving raises it: the view offers its answers."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)

    def ask(self, label: str, answers: Mapping[str, str], description: str) -> None:
        """Show it, with the words of each answer."""
        self.label.text = label
        self.choices = list(answers.items())
        self.description = description


class DocumentWidget(TextArea):
    """The text of a document; a script puts an editor over it, and the text stays what is sent."""

    def __call__(self, field: Any, **attributes: object) -> Markup:
        """Draw the field."""
        attributes |= {"data-json-editor": "", "data-json-label": field.label.text, "spellcheck": "false"}
        return super().__call__(field, rows=16, autocapitalize="off", **attributes)


class DocumentField(Field):
    """A JSON document or nothing. Empty is None, which is SQL NULL; JSON null is typed as null."""

    widget = DocumentWidget()

    def _value(self) -> str:
        if self.raw_data:
            return _typed(self)
        return self.data.pretty() if isinstance(self.data, Document) else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what was typed. Raises DocumentError with its place in words."""
        if not valuelist:
            return
        stored, text = self.data, _unix(valuelist[0])
        self.data = None
        try:
            self.data = Document.parse(text) if text.strip(WHITESPACE) else None
        except DocumentError:
            # What the form showed is kept, even a document of the learner app that is past our limits.
            if not (isinstance(stored, Document) and text == stored.pretty()):
                raise
            self.data = stored


def _typed(field: Field) -> str:
    return str(field.raw_data[0]) if field.raw_data else ""


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
