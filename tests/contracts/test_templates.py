"""No template and no page has an inline handler, an inline script or an inline style, so that a strict CSP can hold."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from tests.conftest import ROOT
from tests.views import rows
from tests.views.histories import newest
from tests.views.pages import opened
from tests.views.tables import TABLES

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Tags and expressions of Jinja stand within tags of HTML too; what they write is checked on the pages.
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class Inline(HTMLParser):
    """Collects what a strict CSP refuses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at attributes, and at elements that are themselves inline."""
        names = {name for name, _ in attrs}
        self.found += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith("on")]
        self.found += [
            f"<{tag} {name}={value}>"
            for name, value in attrs
            if (value or "").strip().lower().startswith("javascript:")
        ]
        self.found += ["<style>"] if tag == "style" else []
        self.found += ["<script>"] if tag == "script" and "src" not in names else []
        self._in_script = tag == "script"

    def handle_data(self, data: str) -> None:
        """A script with an address has no text."""
        if self._in_script and data.strip():
            self.found.append(f"<script>{data}")

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._in_script = False


def test_what_is_looked_for_would_be_found() -> None:
    html = '<p style="a"><b onclick="x()"></b><a href=" JavaScript:x()"></a><style></style><script>x()</script>'
    assert len(Inline(html).found) == 6


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_nothing_inline(path: Path) -> None:
    assert Inline(JINJA.sub("", path.read_text("utf-8"))).found == []


def test_no_page_has_anything_inline(client: FlaskClient, session: scoped_session[Session]) -> None:
    addresses = ["/admin/", "/admin/preview/", "/admin/preview/?profile=anna", "/admin/preview/?profile=nobody", "/x"]
    addresses += ["/admin/activity/", "/admin/activity/?table=lessons&deleted=1"]
    profile = rows.add_profile(user_identifier="anna", name="Анна", course_slug="shvz", survey='{"a": [1]}').id
    lesson = rows.add_lesson(course_id=rows.add_course(slug="shvz").id, content='{"a": {"b": [1]}}').id
    rows.add_description(lesson_id=lesson)
    rows.add_personalized(lesson_id=lesson, profile_id=profile)
    rows.add_asset(lesson_id=lesson)
    for table in TABLES:
        row_id = opened(client, table.path).row_ids()[0]
        addresses += [
            table.path,
            f"{table.path}?search=%D1%89",
            f"{table.path}?sort=0&desc=1&page_size=20",
            f"{table.path}new/",
        ]
        addresses += [
            f"{table.path}edit/?id={row_id}",
            f"{table.path}details/?id={row_id}",
            f"{table.path}delete/?id={row_id}",
            f"{table.path}details/?id=x",
            f"{table.path}history/?id={row_id}",
            f"{table.path}compare/?id={row_id}&from=0&to=now",
            f"{table.path}restore/?id={row_id}&revision={newest(row_id)}",
        ]
    for address in addresses:
        assert Inline(client.get(address).text).found == [], address


def test_every_label_and_every_id_on_a_page_is_the_only_one(
    client: FlaskClient, session: scoped_session[Session]
) -> None:
    for table in TABLES:
        row_id = table.add("Сон").id
        for address in (
            table.path,
            f"{table.path}new/",
            f"{table.path}edit/?id={row_id}",
            f"{table.path}details/?id={row_id}",
            f"{table.path}history/?id={row_id}",
            f"{table.path}compare/?id={row_id}&from=0&to=now",
            "/admin/activity/",
            f"{table.path}delete/?id={row_id}",
        ):
            page = opened(client, address)
            ids = [element.attrib["id"] for element in page.all("*[@id]")]
            assert len(ids) == len(set(ids)), address
            assert {label.attrib["for"] for label in page.all("label[@for]")} <= set(ids), address
