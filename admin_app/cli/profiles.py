"""`flask profiles`: learners from a file."""

from collections.abc import Iterator
from typing import TextIO, cast

import click
from pydantic import ValidationError

from admin_app.documents import Document, DocumentError
from admin_app.extensions import db
from admin_app.operations.profiles import upsert_profiles
from admin_app.schemas.base import sentences
from admin_app.schemas.profiles import ProfileInsert


@click.group()
def profiles() -> None:
    """Learners' profiles."""


@profiles.command("upsert")
@click.argument("file", type=click.File(encoding="utf-8"))
def upsert(file: TextIO) -> None:
    """Make or renew the profiles in FILE: a JSON array, or one JSON object a line. All of them or none.

    Each has a user_identifier and may have name, course_slug and survey; a field that is not given stays as it is.
    """
    count = upsert_profiles(list(_profiles(_text(file))))
    db.session.commit()
    click.echo(f"{count} profiles are up to date.")


def _text(file: TextIO) -> str:
    try:
        return file.read()
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is not UTF-8 text.") from None


def _profiles(text: str) -> Iterator[ProfileInsert]:
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        for number, item in enumerate(cast("list[object]", _parsed(text, "").value), 1):
            yield _profile(item, f"Item {number}")
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _profile(_parsed(line, f"Line {number}: ").value, f"Line {number}")


def _parsed(text: str, place: str) -> Document:
    try:
        return Document.parse(text)
    except DocumentError as error:
        raise click.ClickException(f"{place}{error}") from None


def _profile(item: object, place: str) -> ProfileInsert:
    try:
        return ProfileInsert.model_validate(item)
    except ValidationError as error:
        reasons = "; ".join(f"{path}: {sentence}" for path, sentence in sentences(error).items())
        raise click.ClickException(f"{place}: {reasons}") from None
