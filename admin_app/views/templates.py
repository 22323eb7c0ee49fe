"""How templates become pages: without their indentation, a third of a list's HTML, which browsers read as one space."""

import re

from flask import Flask
from jinja2.ext import Extension

_INDENTATION = re.compile(r"\n[ \t]+")


def register(app: Flask) -> None:
    """Leave it out of every template. Text that keeps its line breaks comes from values, never from a template."""
    app.jinja_env.add_extension(_WithoutIndentation)


class _WithoutIndentation(Extension):
    # Before those that read the template's own words.
    priority = 50

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template, each line where it was."""
        return _INDENTATION.sub("\n", source)
