"""HTML and script in any field of any table are text on every page."""

import json
from html import escape

import pytest
from flask.testing import FlaskClient

from tests.views import rows
from tests.views.pages import Page, answered, opened
from tests.views.tables import ASSETS, COURSES, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES

HOSTILE = [
    "<probe>",
    '"><probe>',
    "'><probe>",
    "</textarea><probe>",
    "</title><probe>",
    "</script><script>probe()</script>",
    "<img src=x onerror=probe()>",
    "{{ 7 * 7 }}{% probe %}",
    "&lt;probe&gt;",
    "javascript:probe()",
    "<style>*{x:y}</style><link href=//x>",
    '" style="x:y" formaction="//x',
    "x\r\nX-Made-Up: 1",
    "\u2028<probe>\u2029",
]
FOREIGN = ("probe", "img", "style", "iframe", "object", "base")


def check(page: Page, text: str) -> None:
    """The page shows the text and has no element, handler or address made of it."""
    assert " ".join(text.split()) in page.text + " ".join(
        value for element in page.all("*") for name, value in element.items() if name in ("value", "aria-label")
    )
    for element in page.all("*"):
        assert element.tag not in FOREIGN
        assert not [name for name in element.attrib if name.startswith(("on", "probe", "style", "'", '"', "<"))]
        assert not element.get("href", "").startswith("//")
        assert not element.get("formaction", "").startswith("//")
        assert not element.get("href", "").lower().startswith("javascript:")
        assert element.tag != "script" or (element.get("src") and not (element.text or "").strip())


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_text_on_every_page(client: FlaskClient, text: str) -> None:
    document = json.dumps({text: [text, {"title": text, "approach": text, "tips": [text]}], "title": text})
    course = rows.add_course(title=text, slug=text, description=text)
    lesson = rows.add_lesson(course_id=course.id, title=text, summary=text, content=document, lesson_number=1)
    profile = rows.add_profile(user_identifier=text, name=text, course_slug=text, survey=document)
    made = {
        COURSES.path: course.id,
        LESSONS.path: lesson.id,
        DESCRIPTIONS.path: rows.add_description(lesson_id=lesson.id, data=document).id,
        PROFILES.path: profile.id,
        PERSONALIZED.path: rows.add_personalized(lesson_id=lesson.id, profile_id=profile.id, content=document).id,
        ASSETS.path: rows.add_asset(lesson_id=lesson.id, asset_type=text, url=text, asset_metadata=document).id,
    }
    for path, row_id in made.items():
        check(opened(client, path), text)
        check(opened(client, path, search=text), text)
        check(opened(client, f"{path}details/", id=str(row_id)), text)
        check(opened(client, f"{path}edit/", id=str(row_id)), text)
        check(opened(client, f"{path}delete/", id=str(row_id)), text)
    check(opened(client, "/admin/preview/", profile=text), text)
    check(opened(client, "/admin/preview/", q=text), text)
    check(opened(client, "/admin/preview/", q=text + "nobody"), text)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_text_in_messages_and_refusals(client: FlaskClient, csrf_token: str, text: str) -> None:
    token = {"csrf_token": csrf_token}
    rows.add_course(title=text, slug="taken")
    taken = {"title": text, "slug": "taken", "description": text} | token
    check(answered(client.post("/admin/courses/new/", data=taken), 422), text)
    created = client.post("/admin/courses/new/", data=taken | {"slug": "free"})
    page = opened(client, created.headers["Location"])
    assert " ".join(f"“{text}” was created".split()) in page.main
    check(page, text)
    check(answered(client.post("/admin/courses/new/", data={"title": text}), 400), text)
    check(
        answered(client.post("/admin/lessons/new/", data={"content": text, "lesson_number": text} | token), 422), text
    )
    lesson = rows.add_lesson(course_id=rows.add_course(slug="x").id)
    rows.add_personalized(lesson_id=lesson.id)
    typed = client.post("/admin/courses/delete/", data={"id": str(lesson.course_id), "confirm": text} | token)
    check(answered(typed, 422), text)
    check(opened(client, "/admin/preview/", 404, profile=text), text)
    for name in (f"flt0_{text}", f"flt{text}"):
        response = client.get("/admin/courses/", query_string={name: text})
        check(answered(response, 400), text)
    for name in ("page", "sort"):
        check(answered(client.get("/admin/courses/", query_string={name: text}), 400), text)


def test_a_lookup_and_a_preview_in_json_are_json(client: FlaskClient) -> None:
    rows.add_course(title="<probe>")
    rows.add_profile(user_identifier="<probe>", name="<probe>")
    for address in ("/admin/lessons/ajax/lookup/?name=course_id", "/admin/preview.json?profile=%3Cprobe%3E"):
        response = client.get(address)
        assert response.mimetype == "application/json"
        assert "<probe>" in json.dumps(response.get_json())


def test_an_export_is_never_shown_as_a_page(client: FlaskClient) -> None:
    rows.add_course(title=f"{escape('<probe>')}<probe>")
    response = client.get("/admin/courses/export/csv/", buffered=True)
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.mimetype == "text/csv"
