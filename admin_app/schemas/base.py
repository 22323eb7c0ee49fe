"""What the schemas of all tables have in common: their base, their field types and their sentences."""

import re
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    InstanceOf,
    Strict,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from admin_app.documents import Document, DocumentError, path_text
from admin_app.words import _, _l, number

MAX_INTEGER = 2_147_483_647
_TIME = _l("This must be a time with its zone, such as 2026-01-31T12:00:00+03:00.")

# The default of a field that an Update leaves as it is: it is not in model_fields_set.
UNSET: Any = None


class Schema(BaseModel):
    """Refuses unknown keys and wrong types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, from_attributes=True)

    def given(self) -> dict[str, Any]:
        """The fields that were given, by column."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def _storable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("nul", _("A NUL character can't be stored; take it out."))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("surrogate", _("This text has half of a character pair; take it out.")) from None
    return text


def _at_most(limit: int) -> AfterValidator:
    def check(text: str) -> str:
        if len(text) > limit:
            length, room = number(len(text)), number(limit)
            message = _("This has %(length)s characters; there is room for %(room)s.", length=length, room=room)
            raise PydanticCustomError("too_long", message)
        return text

    return AfterValidator(check)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", _("Write something here; it can't be empty."))
    return text


def _is_slug_sign(sign: str) -> bool:
    return sign.isalpha() or sign in "0123456789-"


def _slug(text: str) -> str:
    if not text.strip("-") or not all(map(_is_slug_sign, text)):
        message = _("A slug is made of letters, digits and hyphens, such as good-sleep-2.")
        raise PydanticCustomError("slug", message)
    return text


def _lesson_number(value: int) -> int:
    if not 1 <= value <= MAX_INTEGER:
        raise PydanticCustomError("lesson_number", _("The number of a lesson is a whole number from 1 on."))
    return value


def _web_address(text: str) -> str:
    if any(sign.isspace() or not sign.isprintable() for sign in text) or not _is_web_address(text):
        message = _("An address begins with http:// or https:// and names a site, such as https://example.com/a.pdf.")
        raise PydanticCustomError("url", message)
    return text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _moment(value: object) -> object:
    # pydantic would take a number for seconds since 1970.
    if isinstance(value, datetime) or (isinstance(value, str) and re.match(r"[0-9]{4}-", value)):
        return value
    raise PydanticCustomError("datetime_type", str(_TIME))


def _document(value: object) -> Document:
    if isinstance(value, Document):
        return value
    if value is None:
        raise PydanticCustomError("missing", _("This is required."))
    try:
        return Document.of(value)
    except DocumentError as error:
        raise PydanticCustomError("document", "{reason}", {"reason": str(error)}) from error


Id = Annotated[UUID, Strict(False)]
Moment = Annotated[AwareDatetime, Strict(False), BeforeValidator(_moment)]
Text = Annotated[str, AfterValidator(_storable), _at_most(100_000)]
# A key in an index: PostgreSQL has room for 2,704 bytes, and a character takes up to four.
Key = Annotated[Text, _at_most(600)]
Name = Annotated[Text, AfterValidator(_not_blank), _at_most(1_000)]
NamedKey = Annotated[Key, AfterValidator(_not_blank)]
Slug = Annotated[Key, AfterValidator(_slug)]
LessonNumber = Annotated[int, AfterValidator(_lesson_number)]
WebAddress = Annotated[Text, AfterValidator(_web_address)]
# In a nullable field None is SQL NULL; JSON null is Document("null").
Json = Annotated[InstanceOf[Document], BeforeValidator(_document)]


class Update(Schema):
    """What changes in the row with this id: the fields that are given."""

    id: Id

    def given(self) -> dict[str, Any]:
        """The fields that change, by column."""
        return {column: value for column, value in super().given().items() if column != "id"}


_SENTENCES = {
    "missing": _l("This is required."),
    "extra_forbidden": _l("There is no such field."),
    "string_type": _l("This must be text."),
    "int_type": _l("This must be a whole number."),
    "uuid_type": _l("This must be the id of a row."),
    "uuid_parsing": _l("This must be the id of a row."),
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "timezone_aware": _TIME,
}


def sentences(error: ValidationError) -> dict[str, str]:
    """What a schema refused: for each field's path a sentence."""
    return {path_text(details["loc"]): _sentence(details) for details in error.errors()}


def _sentence(details: ErrorDetails) -> str:
    kind = "missing" if details["input"] is None else details["type"]
    return str(_SENTENCES.get(kind) or details["msg"])
