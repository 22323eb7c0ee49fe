"""What a person has chosen for this browser: the language. The zone of its times is the browser's own."""

from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel.support import NullTranslations
from flask import Blueprint, Flask, abort, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from admin_app.views.arguments import is_ours
from admin_app.words import ENGLISH, SENTENCES, _, catalogue, looked_up, number

# Each in its own words, for whoever looks for theirs.
LANGUAGES = {"en": "English", "ru": "Русский"}
# Their regions: a day and a list as English has them, and the catalogues of packages that have Russia's only.
LOCALES = {"en": ENGLISH, "ru": "ru_RU"}
LANGUAGE, TIMEZONE = "language", "timezone"
DEFAULT = "en"
ONE_YEAR = 365 * 24 * 60 * 60
UTC = ZoneInfo("UTC")
blueprint = Blueprint("preferences", __name__, url_prefix="/preferences")


def register(app: Flask) -> None:
    """Choose language and zone for each request; a command speaks English."""
    Babel(app, default_locale=ENGLISH, locale_selector=_region, timezone_selector=_timezone)
    # Ours find the sentence more quickly, and write its number as the language does.
    app.jinja_env.install_gettext_callables(_, _form, newstyle=True)  # type: ignore[attr-defined]  # of its i18n
    app.jinja_env.globals["_"] = _told
    app.jinja_env.globals["ngettext"] = _counting(app.jinja_env.globals["ngettext"])
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"language": language, "languages": LANGUAGES})


def language() -> str:
    """The language of this request."""
    locale = get_locale()
    return locale.language if locale else DEFAULT


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    """Remember a language in this browser, and go back to where it was chosen."""
    chosen, back = request.form.get(LANGUAGE, ""), request.form.get("url", "")
    if chosen not in LANGUAGES:
        abort(400)
    response = redirect(back if is_ours(back) else url_for("admin.index"))
    response.set_cookie(LANGUAGE, chosen, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


def _region() -> str:
    return LOCALES[_language()]


def _language() -> str:
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get(LANGUAGE)
    return chosen if chosen in LANGUAGES else _asked_for()


def _asked_for() -> str:
    """The language that the browser likes best, whatever its country: werkzeug would rather take `ru` than `en-GB`."""
    wished = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((tag for tag in wished if tag in LANGUAGES), DEFAULT)


def _timezone() -> ZoneInfo:
    """The zone that the browser's script has noted; UTC before it has."""
    name = request.cookies.get(TIMEZONE, "") if has_request_context() else ""
    return ZoneInfo(name) if name in _zones() else UTC


def _told(text: str, /, **values: Any) -> Markup:
    """A sentence of a template; as everywhere in Jinja a percent sign of its own is doubled."""
    told = _as_markup(catalogue(), text)
    return told % values if values or "%" in told else told


@lru_cache(SENTENCES)
def _as_markup(found: NullTranslations, text: str) -> Markup:
    return Markup(looked_up(found, text))  # noqa: S704  # nosec B704  # our own words


def _form(one: str, many: str, num: int) -> str:
    told: str = catalogue().ungettext(one, many, num)
    return told


def _counting(ngettext: Any) -> Any:
    @pass_context
    def counting(context: Context, one: str, many: str, num: int, **values: Any) -> str:
        told: str = ngettext(context, one, many, num, **{"num": number(num), **values})
        return told

    return counting


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
