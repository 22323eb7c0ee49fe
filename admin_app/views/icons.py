"""The icons of pages. A list has hundreds, so each is put together once, not by a macro at each place."""

from functools import lru_cache

from flask import Flask, g, url_for
from markupsafe import Markup

# More than the sprite has.
ICONS = 512


def register(app: Flask) -> None:
    """Give templates `icon("name")`."""
    app.jinja_env.globals["icon"] = icon


def icon(name: str) -> Markup:
    """An icon of the sprite; decorative, so the words beside it must say the same."""
    kept = g._get_current_object()
    if "sprite" not in kept:
        kept.sprite = url_for("static", filename="vendor/icons.svg")
    return _drawn(kept.sprite, name)


@lru_cache(ICONS)
def _drawn(sprite: str, name: str) -> Markup:
    shape = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
    return Markup(shape).format(sprite, name)  # noqa: S704  # nosec B704  # our own words
