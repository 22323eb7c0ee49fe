"""Times and numbers as the reader's language writes them, times in the reader's zone."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import format_datetime, format_decimal, format_time
from markupsafe import Markup

DAY_AND_TIME = "d MMM y, HH:mm"
TIME = "HH:mm"


def register(app: Flask) -> None:
    """Give templates `value | moment` and `value | number`."""
    app.add_template_filter(moment)
    app.add_template_filter(number)


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


def number(value: int) -> str:
    """A number with its thousands set apart."""
    shown: str = format_decimal(value)
    return shown
