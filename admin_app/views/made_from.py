"""What a form says besides its columns: the version it was made from, and what was chosen where two changes collide."""

from flask import request

from admin_app.json_paths import PathError, path_of
from admin_app.operations.edits import Answers, Side
from admin_app.views.arguments import number_of
from admin_app.views.kept_fields import Field

# The version that the form was made from; the one whose collisions it shows; of each collision, by its number, the
# place and what is chosen.
VERSION, SEEN, ASKED, CHOICE = "_version", "_seen", "_asked-", "_choice-"
SIDES: tuple[Side, Side] = ("mine", "theirs")


def version_sent() -> tuple[bool, int | None]:
    """Whether the form says which version it was made from, and that version; None for what can be none."""
    return VERSION in request.form, number_of(request.form.get(VERSION))


def seen_sent() -> tuple[int | None, Answers]:
    """The version whose collisions the form showed, and what was chosen; nothing where that makes no sense."""
    numbers = [name.removeprefix(ASKED) for name in request.form if name.startswith(ASKED)]
    try:
        answers = {path_of(request.form[ASKED + number]): _chosen(number) for number in numbers}
    except PathError:
        answers = {}
    return (number_of(request.form.get(SEEN)), answers) if answers else (None, {})


def carried() -> list[Field]:
    """What a form that is shown again sends once more of all this."""
    return [field for field in request.form.items() if field[0].startswith((VERSION, SEEN, ASKED, CHOICE))]


def _chosen(number: str) -> Side | None:
    chosen = request.form.get(f"{CHOICE}{number}")
    return next((side for side in SIDES if side == chosen), None)
