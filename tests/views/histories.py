"""Histories to test with: changes as the learner app makes them, and what a row's history says."""

from typing import Any

from sqlalchemy import select, text

from admin_app.extensions import db
from admin_app.models import Revision
from tests.views import rows
from tests.views.pages import Element, Page, words

ROLE = "learner_app"


def change(table: str, row_id: object, **values: object) -> int:
    """Write to a row past the dashboard; the revision that it makes."""
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    rows.run(f"UPDATE {table} SET {assignments} WHERE id = :id", id=str(row_id), **values)
    return newest(row_id)


def change_json(table: str, column: str, row_id: object, document: str) -> int:
    """Write a document past the dashboard; the revision that it makes."""
    rows.run(f"UPDATE {table} SET {column} = CAST(:d AS jsonb) WHERE id = :id", id=str(row_id), d=document)
    return newest(row_id)


def remove(table: str, row_id: object) -> int:
    """Delete a row past the dashboard; the revision of its deletion."""
    rows.run(f"DELETE FROM {table} WHERE id = :id", id=str(row_id))
    return newest(row_id)


def newest(row_id: object) -> int:
    """The newest revision of a row."""
    statement = select(Revision.id).where(Revision.row_id == str(row_id)).order_by(Revision.id.desc()).limit(1)
    return db.session.scalars(statement).one()


def count() -> int:
    """How many revisions there are."""
    return int(db.session.execute(text("SELECT count(*) FROM admin.revisions")).scalar_one())


def entries(page: Page) -> list[Element]:
    """The versions that a history shows, newest first."""
    return [item for item in page.all("li") if "version" in item.get("class", "").split()]


def sentences(page: Page) -> list[str]:
    """What the versions of a history say first."""
    return [words(heading) for heading in page.all("h2[@class='version-sentence']")]


def changes(page: Page) -> list[dict[str, Any]]:
    """The changes that a page shows: the place, and the words of both sides or of the text."""
    found = []
    for item in page.all("li[@class='change']"):
        place = next(element for element in item.iter() if element.get("class") == "change-place")
        rest = next(e for e in item.iter() if e.get("class") in ("change-sides", "change-text"))
        link = next((e for e in item.iter("a") if e.get("class") == "change-restore"), None)
        url = None if link is None else link.attrib["href"]
        found.append({"place": words(place), "text": words(rest), "restore": url, "element": rest})
    return found


def hidden(page: Page, action: str) -> dict[str, str]:
    """What the form with that address sends besides its button."""
    (form,) = (form for form in page.all("form") if form.get("action", "").partition("?")[0] == action)
    return {field.attrib["name"]: field.attrib["value"] for field in form.iter("input")}


def links(page: Page, label: str) -> list[str]:
    """Where the links with these words lead."""
    return [link.attrib["href"] for link in page.all("a[@href]") if words(link) == label]
