"""`flask profiles`: learners from a file, and learners who are to be forgotten."""

from collections.abc import Iterator
from typing import TextIO, cast

import click
from pydantic import ValidationError

from admin_app.cli.acting import ActingGroup
from admin_app.documents import DocumentError, JsonValue, read
from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.operations.history import erase_learner
from admin_app.operations.profiles import upsert_profile
from admin_app.schemas.base import sentences
from admin_app.schemas.profiles import ProfileInsert


@click.group(cls=ActingGroup)
def profiles() -> None:
    """Learners' profiles."""


@profiles.command("upsert")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
def upsert(file: TextIO) -> None:
    """Make or renew the profiles in FILE: a JSON array, or one JSON object a line. All of them or none.

    Each has a user_identifier and may have name, course_slug and survey; a field that is not given stays as it is.
    """
    found = [(place, _profile(value, place)) for place, value in _values(_text(file))]
    for place, profile in found:
        _upsert(profile, place)
    db.session.commit()
    click.echo(f"{len(found)} profiles are up to date.")


@profiles.command("erase")
@click.argument("user_identifier")
def erase(user_identifier: str) -> None:
    """Remove a learner, their personalized rows, and what the history and the log of looks hold of them. For good."""
    erased = erase_learner(user_identifier)
    if erased.is_nothing:
        db.session.rollback()
        raise click.ClickException(f"There is no learner {user_identifier}, and nothing is kept of one.")
    db.session.commit()
    click.echo(
        f"Removed {erased.profiles} profiles, {erased.personalized} personalized descriptions,"
        f" the content of {erased.revisions} revisions and {erased.views} entries of the log of looks."
    )


def _text(file: TextIO) -> str:
    try:
        return file.read()
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is not UTF-8 text.") from None


def _values(text: str) -> Iterator[tuple[str, JsonValue]]:
    """The items of an array or the lines of a file, each with its place."""
    if text.lstrip().startswith("["):
        yield from ((f"Item {number}", value) for number, value in enumerate(_items(text), 1))
        return
    # Not splitlines: a text in JSON may have line separators of Unicode in it.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    yield from ((f"Line {number}", _line(line, number)) for number, line in lines)


def _items(text: str) -> list[JsonValue]:
    try:
        return cast("list[JsonValue]", read(text))
    except DocumentError as error:
        raise click.ClickException(str(error)) from None


def _line(text: str, number: int) -> JsonValue:
    try:
        return read(text)
    except DocumentError as error:
        raise click.ClickException(f"Line {number}: {str(error).removeprefix('Line 1, ')}") from None


def _profile(value: JsonValue, place: str) -> ProfileInsert:
    if not isinstance(value, dict):
        raise click.ClickException(f'{place}: a profile is an object such as {{"user_identifier": "auth0|1"}}.')
    try:
        return ProfileInsert.model_validate(value)
    except ValidationError as error:
        reasons = "; ".join(f"{path}: {sentence}" for path, sentence in sentences(error).items())
        raise click.ClickException(f"{place}: {reasons}") from None


def _upsert(profile: ProfileInsert, place: str) -> None:
    try:
        upsert_profile(profile)
    except RefusedError as refused:
        db.session.rollback()
        raise click.ClickException(f"{place}: {refused.field or 'the profile'}: {refused.message}") from None
