"""Times as the reader's language writes them, in the reader's zone; numbers for templates."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from babel import Locale
from babel import dates as babel_dates
from flask import Flask, g
from flask_babel import format_date, get_locale, get_timezone
from markupsafe import Markup, escape

from admin_app.words import number

DAY = "EEEE, d MMMM y"
SHORT_DAY = "d MMM y"
# The days of some years, in each language.
DAYS = 4096


def register(app: Flask) -> None:
    """Give templates `value | moment`, `value | number` and `value | day`."""
    app.add_template_filter(moment)
    app.add_template_filter(number)
    app.add_template_filter(day)


def moment(value: datetime, with_day: bool = True) -> Markup:
    """A time to the minute in the reader's zone; the exact one, in UTC, on hover."""
    exact = value.astimezone(UTC)
    try:
        shown = _shown(value, with_day=with_day)
    except OverflowError:
        # The last day that Python knows has no name east of Greenwich.
        shown = f"{exact:%Y-%m-%d %H:%M}"
    title = f"{exact:%Y-%m-%d %H:%M:%S.%f} UTC"
    return Markup(f'<time datetime="{exact.isoformat()}" title="{title}">{escape(shown)}</time>')  # noqa: S704  # nosec B704  # digits, and our own words


def told_time(value: datetime) -> str:
    """A time in a sentence of plain text: in the reader's zone, without the day where that is today."""
    is_today = day_of(value) == day_of(datetime.now(UTC))
    return _shown(value, with_day=not is_today)


def _shown(value: datetime, *, with_day: bool) -> str:
    """Our languages write the time of day alike, and the day as SHORT_DAY says."""
    locale, zone = _reader()
    local = value.astimezone(zone)
    time = f"{local:%H:%M}"
    return f"{_day_in(locale, local.date())}, {time}" if with_day else time


def _reader() -> tuple[Locale, tzinfo]:
    """The reader's language and zone, which a list asks for in each row."""
    kept = g._get_current_object()
    if "reader" not in kept:
        kept.reader = get_locale(), get_timezone()
    found: tuple[Locale, tzinfo] = kept.reader
    return found


@lru_cache(DAYS)
def _day_in(locale: Locale, value: date) -> str:
    # Babel goes through its patterns anew each time, and a list has a day in each row.
    return babel_dates.format_date(value, SHORT_DAY, locale=locale)


def day_of(value: datetime) -> date:
    """The day on which something was, for the reader."""
    return value.astimezone(get_timezone()).date()


def day(value: date) -> str:
    """A day as a heading."""
    shown: str = format_date(value, DAY, rebase=False)
    return shown[:1].upper() + shown[1:]


def short_day(value: date) -> str:
    """A day in a few characters."""
    return _day_in(get_locale(), value)
