"""Pages as a browser reads them: their elements, and what their forms send."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Element = ET.Element
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What only the inside of a program would say.
INSIDE = ("Traceback", "psycopg", "sqlalchemy", "SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "SAVEPOINT")


class Page(HTMLParser):
    """An HTML document as a tree; an end tag without its start is an error."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self._open = [self.root]
        self.feed(html)
        self.close()
        assert len(self._open) == 1, f"<{self._open[-1].tag}> is never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        element = ET.SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element that is closed at once, as in SVG."""
        ET.SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        assert self._open.pop().tag == tag, f"</{tag}> ends nothing"

    def handle_data(self, data: str) -> None:
        """Add text."""
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data

    def all(self, path: str) -> list[Element]:
        """The elements at a path, in order."""
        return self.root.findall(f".//{path}")

    def one(self, path: str) -> Element:
        """The only element at a path."""
        found = self.all(path)
        assert len(found) == 1, f"{len(found)} times {path}"
        return found[0]

    @property
    def text(self) -> str:
        """All that the page says, with single spaces."""
        return words(self.root)

    @property
    def main(self) -> str:
        """What the page says below its menu, with single spaces."""
        return words(self.one("main"))

    def row_ids(self) -> list[str]:
        """The ids of the rows that a list shows, in order."""
        return [box.attrib["value"] for box in self.all("input[@name='rowid']")]

    def column(self, label: str) -> list[str]:
        """The cells of a list below a heading, in order."""
        cells = [*self.all("tbody/tr/th"), *self.all("tbody/tr/td")]
        return [words(cell) for cell in cells if cell.get("data-label") == label]

    def sort_link(self, label: str) -> str:
        """Where a click on a heading leads."""
        (link,) = (link for link in self.all("a[@class='sort-link']") if words(link) == label)
        return link.attrib["href"]

    def errors(self) -> dict[str, str]:
        """For each field that is refused the sentence beside it."""
        notes = self.all("div[@class='invalid-feedback']")
        return {note.attrib["id"].removesuffix("-error"): words(note) for note in notes}

    def fields(self) -> dict[str, str]:
        """What a browser sends when the page's form is submitted as it is."""
        form = self.one("form[@class='record-form']")
        found: dict[str, str] = {}
        for element in form.iter():
            name = element.get("name", "")
            if element.get("type") == "radio" and "checked" not in element.attrib:
                continue
            if element.tag == "input" and name:
                # A line of text cannot hold line breaks.
                found[name] = element.get("value", "").replace("\r", "").replace("\n", "")
            elif element.tag == "textarea":
                found[name] = _typed_lines(element.text or "")
            elif element.tag == "select" and len(element):
                chosen = element.find("option[@selected]")
                found[name] = (element[0] if chosen is None else chosen).get("value", "")
        return found


def words(element: Element) -> str:
    """The text of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _typed_lines(text: str) -> str:
    unix = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
    return unix.replace("\n", "\r\n")


def opened(client: FlaskClient, address: str, status: int = 200, **query: str) -> Page:
    """The page at an address."""
    return answered(client.get(address, query_string=query or None), status)


def answered(response: TestResponse, status: int) -> Page:
    """A page in words and in the dashboard's frame, answered with this status."""
    assert response.status_code == status, response.text.partition("<main")[2] or response.text
    for word in INSIDE:
        assert word not in response.text
    page = Page(response.text)
    page.one("a[@class='skip-link']")
    assert page.main
    return page
