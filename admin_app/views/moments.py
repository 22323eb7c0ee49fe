"""Times as the reader's language writes them, in the reader's zone; numbers for templates."""

from datetime import UTC, date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, format_time, get_timezone
from markupsafe import Markup

from admin_app.words import number

DAY_AND_TIME = "d MMM y, HH:mm"
TIME = "HH:mm"
DAY = "EEEE, d MMMM y"
SHORT_DAY = "d MMM y"


def register(app: Flask) -> None:
    """Give templates `value | moment`, `value | number` and `value | day`."""
    app.add_template_filter(moment)
    app.add_template_filter(number)
    app.add_template_filter(day)


def moment(value: datetime, with_day: bool = True) -> Markup:
    """A time to the minute in the reader's zone; the exact one, in UTC, on hover."""
    exact = value.astimezone(UTC)
    try:
        shown = format_datetime(value, DAY_AND_TIME) if with_day else format_time(value, TIME)
    except OverflowError:
        # The last day that Python knows has no name east of Greenwich.
        shown = f"{exact:%Y-%m-%d %H:%M}"
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        exact.isoformat(), f"{exact:%Y-%m-%d %H:%M:%S.%f}", shown
    )


def told_time(value: datetime) -> str:
    """A time in a sentence of plain text: in the reader's zone, without the day where that is today."""
    is_today = day_of(value) == day_of(datetime.now(UTC))
    shown: str = format_time(value, TIME) if is_today else format_datetime(value, DAY_AND_TIME)
    return shown


def day_of(value: datetime) -> date:
    """The day on which something was, for the reader."""
    return value.astimezone(get_timezone()).date()


def day(value: date) -> str:
    """A day as a heading."""
    shown: str = format_date(value, DAY, rebase=False)
    return shown[:1].upper() + shown[1:]


def short_day(value: date) -> str:
    """A day in a few characters."""
    shown: str = format_date(value, SHORT_DAY, rebase=False)
    return shown
