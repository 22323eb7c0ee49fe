"""What is said to people, in the language of whoever reads it; the one importer of Flask-Babel's gettext.

A sentence is written in English where it is said, its values as %(name)s, and looked up in `translations/` by those
words. Outside a request, in a command, it stays English.
"""

from typing import Any

import flask_babel


def _(text: str, **values: object) -> str:
    """A sentence, translated now."""
    told: str = flask_babel.gettext(text, **values)
    return told


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """A sentence in the form for a number, which it has as %(num)s, written as the language writes it."""
    told: str = flask_babel.get_translations().ungettext(one, many, num)
    return told % {"num": flask_babel.format_decimal(num), **values}


def _l(text: str, **values: object) -> Any:
    """A sentence translated each time it is shown: for what a module or a class holds."""
    return flask_babel.lazy_gettext(text, **values)
