"""What is said to people, in the language of whoever reads it; the one importer of Flask-Babel's gettext.

A sentence is written in English where it is said, its values as %(name)s, and looked up in `translations/` by those
words. Outside a request, in a command, it stays English.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import flask_babel
from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import g, has_app_context
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

# Where there is no request, and where its language is English.
ENGLISH = "en_GB"
# More sentences than there are, in all languages.
SENTENCES = 8192
_NO_CATALOGUE = NullTranslations()
_catalogues: dict[Locale, NullTranslations] = {}


def _(text: str, /, **values: object) -> str:
    """A sentence, translated now."""
    told: str = looked_up(catalogue(), text)
    return told % values if values else told


@lru_cache(SENTENCES)
def looked_up(found: NullTranslations, text: str) -> str:
    """A sentence of a catalogue: one that is not in it, as every English one, would be looked for in several places."""
    told: str = found.ugettext(text)
    return told


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """A sentence in the form for a number, which it has as %(num)s, written as the language writes it."""
    told: str = catalogue().ungettext(one, many, num)
    return told % {"num": number(num), **values}


def _l(text: str, /, **values: object) -> Any:
    """A sentence translated each time it is shown: for what a module or a class holds."""
    return _Later(_, text, **values)


class _Later(LazyString):  # type: ignore[misc]  # Flask-Babel has no types
    """Flask-Babel's own, which a template need not look up twice to learn that it is plain text."""

    def __html__(self) -> Markup:
        return escape(str(self))


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name for it
    """A sentence as it is, which somebody else looks up."""
    return text


def catalogue() -> NullTranslations:
    """The sentences in the language of this request; English ones outside."""
    if not has_app_context():
        return _NO_CATALOGUE
    # A page asks for hundreds of sentences: finding their catalogue anew each time would take longer than they do.
    kept = g._get_current_object()
    if "catalogue" not in kept:
        kept.catalogue = _catalogue_of(flask_babel.get_locale())
    found: NullTranslations = kept.catalogue
    return found


def _catalogue_of(locale: Locale) -> NullTranslations:
    if locale not in _catalogues:
        _catalogues[locale] = flask_babel.get_translations()
    return _catalogues[locale]


def number(value: int) -> str:
    """A number with its thousands set apart."""
    if -1_000 < value < 1_000:
        return str(value)
    return format_decimal(value, locale=_locale())


def about(value: int) -> str:
    """A large number as one remembers it, in two digits: “21,000”, “2.0 million”."""
    step = 10 ** max(0, len(str(value)) - 2)
    rounded = round(value / step) * step
    if rounded < 1_000_000:
        return number(rounded)
    pattern = "#,##0.0" if rounded < 10_000_000 else "#,##0"
    return _("%(num)s million", num=format_decimal(value / 1_000_000, pattern, locale=_locale()))


def listed(words: Iterable[object]) -> str:
    """Words as a sentence has them: “a, b and c”."""
    return format_list([str(word) for word in words], locale=_locale())


def cut(text: str, limit: int) -> str:
    """A text, or where it is longer its beginning and how long it is."""
    if len(text) <= limit:
        return text
    beginning = text[:limit]
    return ngettext(
        "%(beginning)s… (%(num)s character in all)",
        "%(beginning)s… (%(num)s characters in all)",
        len(text),
        beginning=beginning,
    )


def _locale() -> Any:
    # Babel's own choice would be what the environment of the server names.
    return flask_babel.get_locale() or ENGLISH
