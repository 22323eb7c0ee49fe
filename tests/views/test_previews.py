"""The course as a learner gets it, as a page and as JSON."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from admin_app.documents import Document
from tests.conftest import Statements
from tests.views import rows
from tests.views.pages import Element, Page, answered, opened, words

ANNA = "auth0|1234567890"
PREVIEW = "/admin/preview/"


@pytest.fixture
def course() -> dict[str, Any]:
    """A course whose lessons 1 to 3 are personalized, standard and missing for Anna; the ids by name."""
    made = rows.add_course(slug="shvz", title="Сила Хорошего Воспитания", description="О сне и еде").id
    # Added out of order, since order is a matter of the number.
    third = rows.add_lesson(course_id=made, lesson_number=3, title="Третий").id
    first = rows.add_lesson(
        course_id=made, lesson_number=1, title="Первый", summary="О ритуалах", content='["План"]'
    ).id
    second = rows.add_lesson(course_id=made, lesson_number=10, title="Десятый").id
    anna = rows.add_profile(user_identifier=ANNA, name="Анна Петрова", course_slug="shvz").id
    return {
        "course": made,
        "first": first,
        "second": second,
        "third": third,
        "anna": anna,
        "standard": rows.add_description(lesson_id=first, data='{"title": "Общий ритуал"}').id,
        "other": rows.add_description(lesson_id=second, data='{"title": "Общий десятый"}').id,
        "own": rows.add_personalized(
            lesson_id=first,
            profile_id=anna,
            content='{"title": "Ритуал Анны", "approach": "Сказки", "tips": ["Режим", "Покой"], "minutes": 1.10}',
        ).id,
    }


def lessons(page: Page) -> list[Element]:
    return page.all("li[@class='card lesson']")


def badge(lesson: Element) -> str:
    head = lesson.find("div[@class='lesson-head']")
    assert head is not None
    return next(words(item) for item in head.iter("span") if item.get("class", "").startswith("badge source"))


@pytest.mark.usefixtures("course")
def test_each_lesson_shows_the_learners_own_text_or_the_standard_one_or_says_that_none_is_there(
    client: FlaskClient,
) -> None:
    page = opened(client, PREVIEW, profile=ANNA)
    first, third, tenth = lessons(page)
    assert [badge(lesson) for lesson in (first, third, tenth)] == ["Personalized", "Missing", "Standard"]
    assert "Ритуал Анны" in words(first)
    assert "no description yet" in words(third)
    assert "Общий десятый" in words(tenth)
    assert page.one("title").text == "Анна Петрова · Preview · Persona"
    assert all(text in page.main for text in ("Сила Хорошего Воспитания", "О сне и еде", "О ритуалах"))


@pytest.mark.usefixtures("course")
def test_the_words_of_the_lessons_are_in_the_language_of_each_reader(client: FlaskClient) -> None:
    for language, edit in (("ru", "Персональное описание"), ("en", "Personalized description")):
        response = client.get(PREVIEW, query_string={"profile": ANNA}, headers={"Accept-Language": language})
        first, *_rest = lessons(Page(response.text))
        assert edit in words(first)


@pytest.mark.usefixtures("course")
def test_the_three_sources_are_counted_at_the_top(client: FlaskClient) -> None:
    page = opened(client, PREVIEW, profile=ANNA)
    assert words(page.one("ul[@class='source-counts']")) == "1 personalized 1 standard 1 missing"


@pytest.mark.usefixtures("course")
def test_another_learner_of_the_course_sees_the_standard_text(client: FlaskClient) -> None:
    rows.add_profile(user_identifier="pavel", course_slug="shvz")
    page = opened(client, PREVIEW, profile="pavel")
    assert [badge(lesson) for lesson in lessons(page)] == ["Standard", "Missing", "Standard"]
    assert "Ритуал Анны" not in page.text


@pytest.mark.parametrize("slug", ["shvz", None])
@pytest.mark.usefixtures("course")
def test_the_page_says_what_the_learner_answered_and_the_json_does_not(client: FlaskClient, slug: str | None) -> None:
    survey = '{"child_age": "3-6", "challenges": ["сон", "<b>еда</b>"]}'
    rows.add_profile(user_identifier="pavel", course_slug=slug, survey=survey)
    page = opened(client, PREVIEW, profile="pavel")
    assert words(page.all("div[@class='preview-who']/p")[1]) == "Survey Child age: 3-6 · Challenges: сон, <b>еда</b>"
    response = client.get("/admin/preview.json?profile=pavel")
    assert response.get_json()["profile"]["user_identifier"] == "pavel"
    assert "challenges" not in response.text


@pytest.mark.usefixtures("course")
def test_without_a_survey_there_is_no_line_for_it(client: FlaskClient) -> None:
    rows.add_profile(user_identifier="pavel", course_slug="shvz")
    assert len(opened(client, PREVIEW, profile="pavel").all("div[@class='preview-who']/p")) == 1


def beside(lesson: Element) -> list[tuple[str, str, str]]:
    """The parts of a lesson's texts: where and what, the standard text, the personalized one."""
    return [
        (words(row[0]), words(row[1]), words(row[2])) for row in lesson.iterfind(".//table[@class='beside']/tbody/tr")
    ]


@pytest.mark.usefixtures("course")
def test_the_standard_text_stands_beside_the_personalized_one_where_it_is_asked_for(client: FlaskClient) -> None:
    plain = lessons(opened(client, PREVIEW, profile=ANNA))
    assert [beside(lesson) for lesson in plain] == [[], [], []]
    assert "Общий ритуал" not in words(plain[0])
    (address,) = (link.attrib["href"] for link in plain[0].iter("a") if words(link).startswith("Compare"))
    first, third, tenth = lessons(opened(client, address))
    assert beside(first)[0] == ("title differs", "Общий ритуал", "Ритуал Анны")
    assert ("minutes added", "nothing", "1.10") in beside(first)
    assert badge(third) == "Missing"
    assert "Общий десятый" in words(tenth)


def test_only_what_differs_is_shown_on_demand(client: FlaskClient, course: dict[str, Any]) -> None:
    rows.add_personalized(lesson_id=course["second"], profile_id=course["anna"], content='{"title": "Общий десятый"}')
    rows.add_personalized(lesson_id=course["third"], profile_id=course["anna"], content='"Только для Анны"')
    beside_all = lessons(opened(client, PREVIEW, profile=ANNA, compare="1"))
    assert "is the same as the standard one" in words(beside_all[2])
    page = opened(client, PREVIEW, profile=ANNA, compare="1", only="1")
    first, third = lessons(page)
    assert beside(first)
    assert "no standard text to compare with" in words(third)
    assert "1 lesson that does not differ is left out" in page.main
    assert [words(link) for link in page.all("a[@aria-current='true']")] == ["Only what differs"]


def test_where_nothing_differs_the_page_says_so(client: FlaskClient, course: dict[str, Any]) -> None:
    rows.add_profile(user_identifier="pavel", course_slug="shvz")
    assert opened(client, PREVIEW, profile="pavel", compare="1", only="1").all("a[@class='mode']") == []
    assert len(lessons(opened(client, PREVIEW, profile="pavel", compare="1", only="1"))) == 3
    pavel = rows.add_profile(user_identifier="ivan", course_slug="shvz").id
    rows.add_personalized(lesson_id=course["second"], profile_id=pavel, content='{"title": "Общий десятый"}')
    page = opened(client, PREVIEW, profile="ivan", compare="1", only="1")
    assert lessons(page) == []
    assert "Nothing differs" in page.main


@pytest.mark.usefixtures("course")
def test_a_form_leads_back_to_the_way_of_looking_that_it_was_opened_from(client: FlaskClient) -> None:
    first = lessons(opened(client, PREVIEW, profile=ANNA, compare="1", only="1"))[0]
    address = next(link.attrib["href"] for link in first.iter("a") if words(link) == "Personalized description")
    saved = client.post(address, data=opened(client, address).fields())
    assert beside(lessons(opened(client, saved.headers["Location"]))[0])


@pytest.mark.usefixtures("course")
def test_the_contents_lead_to_each_lesson(client: FlaskClient) -> None:
    page = opened(client, PREVIEW, profile=ANNA)
    contents = [(link.attrib["href"], words(link)) for link in page.all("a[@class='toc-link']")]
    assert contents[0] == ("#lesson-1", "1 Первый Personalized")
    assert [address for address, _ in contents] == [f"#{lesson.attrib['id']}" for lesson in lessons(page)]


@pytest.mark.usefixtures("course")
def test_a_document_is_set_for_reading(client: FlaskClient) -> None:
    first = lessons(opened(client, PREVIEW, profile=ANNA))[0]
    text = first.find(".//div[@class='lesson-text']")
    assert text is not None
    assert [words(item) for item in text.iter() if item.get("class") == "reading-title"] == ["Ритуал Анны"]
    assert [words(item) for item in text.iter("li")] == ["Режим", "Покой"]
    assert "1.10" in words(text)
    assert "{" not in words(text)


@pytest.mark.parametrize(
    "document",
    ["null", "0", "false", '""', "[]", "{}", '"текст"', "[[], {}]", '{"title": null}', '{"": ""}', '{"title": 1}'],
)
def test_any_document_counts_as_a_description(client: FlaskClient, course: dict[str, Any], document: str) -> None:
    rows.add_personalized(lesson_id=course["third"], profile_id=course["anna"], content=document)
    third = lessons(opened(client, PREVIEW, profile=ANNA))[1]
    assert badge(third) == "Personalized"
    assert "no description yet" not in words(third)
    text = third.find(".//div[@class='lesson-text']")
    assert text is not None
    assert words(text)


def test_every_piece_leads_to_its_form_and_back(client: FlaskClient, course: dict[str, Any]) -> None:
    first, third, _ = lessons(opened(client, PREVIEW, profile=ANNA))
    links = {words(link): link.attrib["href"] for link in first.iter("a") if not words(link).startswith("Compare")}
    assert f"id={course['first']}" in links["Lesson"]
    assert f"id={course['standard']}" in links["Standard description"]
    assert f"id={course['own']}" in links["Personalized description"]
    for address in links.values():
        saved = client.post(address, data=opened(client, address).fields())
        assert saved.headers["Location"].endswith("#lesson-1")
        assert len(lessons(opened(client, saved.headers["Location"]))) == 3
    for link in (link for link in third.iter("a") if words(link) != "Lesson"):
        form = opened(client, link.attrib["href"])
        assert form.fields()["lesson_id"] == str(course["third"])
    assert client.get(f"/admin/profiles/details/?id={course['anna']}").status_code == 200


@pytest.mark.parametrize(("label", "table"), [("Edit course", "courses"), ("Edit profile", "profiles")])
def test_course_and_profile_lead_to_their_forms_and_back(
    client: FlaskClient, course: dict[str, Any], label: str, table: str
) -> None:
    page = opened(client, PREVIEW, profile=ANNA)
    (link,) = (link.attrib["href"] for link in page.all("a") if words(link) == label)
    row_id = course["course" if table == "courses" else "anna"]
    assert link.startswith(f"/admin/{table}/edit/?id={row_id}&url=")
    saved = client.post(link, data=opened(client, link).fields())
    assert saved.headers["Location"].startswith(PREVIEW)
    assert len(lessons(opened(client, saved.headers["Location"]))) == 3


@pytest.mark.usefixtures("course")
def test_lists_lead_to_the_preview(client: FlaskClient) -> None:
    for path in ("/admin/profiles/", "/admin/personalized-lesson-descriptions/"):
        (link,) = (link for link in opened(client, path).all("a") if link.get("title") == "Preview")
        assert "Ритуал Анны" in opened(client, link.attrib["href"]).text


def test_assets_are_links_only_where_they_are_web_addresses(client: FlaskClient, course: dict[str, Any]) -> None:
    texts = [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "ftp://a/b",
        "x",
        "//evil.example",
    ]
    addresses = ["https://example.com/видео", "HTTP://EXAMPLE.COM/a"]
    for url in texts + addresses:
        rows.add_asset(lesson_id=course["first"], url=url)
    first = lessons(opened(client, PREVIEW, profile=ANNA))[0]
    shown = [words(item).partition(" (opens")[0] for item in first.iter("span") if item.get("class") == "asset-url"]
    assert sorted(shown) == sorted(text.strip() for text in texts + addresses)
    links = [link for link in first.iter("a") if link.get("target") == "_blank"]
    assert sorted(link.attrib["href"] for link in links) == sorted(addresses)
    assert all("noopener" in link.attrib["rel"] for link in links)


def test_an_asset_without_a_web_address_breaks_no_page(client: FlaskClient, course: dict[str, Any]) -> None:
    for url in ("http://[", "https://]", "http://", "\ufeff", ""):
        rows.add_asset(lesson_id=course["first"], url=url, asset_metadata='{"title": "Запись"}')
    assert len(lessons(opened(client, PREVIEW, profile=ANNA))) == 3


def test_an_unknown_learner_is_not_found(client: FlaskClient) -> None:
    page = opened(client, PREVIEW, 404, profile="nobody")
    assert "nobody" in page.main
    assert [link.get("href") for link in page.all("a") if words(link) == "Find a learner"] == [PREVIEW]


@pytest.mark.parametrize("slug", [None, ""])
def test_a_learner_without_a_course_is_told_so(client: FlaskClient, slug: str | None) -> None:
    profile = rows.add_profile(user_identifier="anna", course_slug=slug).id
    page = opened(client, PREVIEW, profile="anna")
    assert "No course yet" in page.main
    (edit,) = (link.attrib["href"] for link in page.all("a") if words(link) == "Edit the profile")
    assert f"id={profile}" in edit
    opened(client, edit)


def test_a_slug_that_names_no_course_is_named_and_can_be_made(client: FlaskClient) -> None:
    rows.add_course(slug="shvz")
    rows.add_profile(user_identifier="anna", course_slug="SHVZ")
    page = opened(client, PREVIEW, profile="anna")
    assert "no course has this slug" in page.main
    (create,) = (link.attrib["href"] for link in page.all("a") if words(link) == "New course “SHVZ”")
    form = opened(client, create)
    assert form.fields()["slug"] == "SHVZ"
    saved = client.post(create, data=form.fields() | {"title": "Новый"})
    page = opened(client, saved.headers["Location"])
    assert "No lessons yet" in page.main
    (add,) = (link.attrib["href"] for link in page.all("a") if words(link) == "New lesson")
    assert opened(client, add).fields()["course_id"]


@pytest.mark.parametrize(
    "identifier", ["100%", "a+b", "a b", "a&b=c", "a#b", "a/b?c", "Ёлка", "'", "😀", "\u202e", "a\nb", "."]
)
def test_any_identifier_leads_to_its_preview(client: FlaskClient, identifier: str) -> None:
    rows.add_profile(user_identifier=identifier, name="Анна", course_slug=None)
    for address in (PREVIEW, "/admin/profiles/"):
        link = next(link for link in opened(client, address).all("a") if "profile=" in link.get("href", ""))
        assert "No course yet" in opened(client, link.attrib["href"]).main
    shown = client.get("/admin/preview.json", query_string={"profile": identifier}).get_json()
    assert shown["profile"]["user_identifier"] == identifier


def test_a_learner_is_found_by_name_and_by_identifier(client: FlaskClient) -> None:
    rows.add_profile(user_identifier=ANNA, name="Анна Петрова")
    rows.add_profile(user_identifier="auth0|2", name="Пётр")
    for typed in ("пЕТРОВА", "1234567890", "петрова анна", "|12345"):
        matches = [words(match) for match in opened(client, PREVIEW, q=typed).all("span[@class='match-name']")]
        assert matches == [f"Анна Петрова {ANNA}"]


def test_what_was_looked_for_is_marked(client: FlaskClient) -> None:
    rows.add_profile(user_identifier="auth0|anna.<b>", name="Анна-Анна")
    page = opened(client, PREVIEW, q="анна .<B>")
    assert [words(mark) for mark in page.all("mark")] == ["Анна", "Анна", ".<b>"]


def test_a_search_for_learners_without_result_says_so(client: FlaskClient) -> None:
    assert "“никто”" in opened(client, PREVIEW, q="никто").main
    assert "no learners yet" in opened(client, PREVIEW).main


def test_matches_come_alone_to_a_script(client: FlaskClient) -> None:
    rows.add_profile(name="Анна")
    response = client.get(PREVIEW, query_string={"q": "анна"}, headers={"X-Requested-With": "fetch"})
    assert [words(match).split()[0] for match in Page(response.text).all("span[@class='match-name']")] == ["Анна"]
    assert "<html" not in response.text


@pytest.mark.parametrize("query", ["profile=%00", "q=%00", "%00=x"])
def test_nul_is_refused(client: FlaskClient, query: str) -> None:
    answered(client.get(f"{PREVIEW}?{query}"), 400)
    assert client.get(f"/admin/preview.json?{query}").status_code in (400, 404)


def test_the_json_is_the_course_in_the_agreed_shape(client: FlaskClient, course: dict[str, Any]) -> None:
    response = client.get("/admin/preview.json", query_string={"profile": ANNA})
    assert response.mimetype == "application/json"
    own = {"title": "Ритуал Анны", "approach": "Сказки", "tips": ["Режим", "Покой"], "minutes": 1.1}
    keys = ("id", "lesson_number", "title", "summary", "source", "description")
    shown = (
        (str(course["first"]), 1, "Первый", "О ритуалах", "personalized", own),
        (str(course["third"]), 3, "Третий", None, "missing", None),
        (str(course["second"]), 10, "Десятый", None, "standard", {"title": "Общий десятый"}),
    )
    assert json.loads(response.text) == {
        "profile": {"id": str(course["anna"]), "user_identifier": ANNA, "name": "Анна Петрова", "course_slug": "shvz"},
        "course": {
            "id": str(course["course"]),
            "slug": "shvz",
            "title": "Сила Хорошего Воспитания",
            "description": "О сне и еде",
        },
        "lessons": [dict(zip(keys, lesson, strict=True)) for lesson in shown],
    }


def test_the_json_keeps_every_digit(client: FlaskClient, course: dict[str, Any]) -> None:
    document = '{"a": 1.10, "b": 12345678901234567890123, "c": [0.0, 1E400, null, {}, []], "d": "Ёлка 😀"}'
    rows.add_personalized(lesson_id=course["third"], profile_id=course["anna"], content=document)
    answer = Document(client.get("/admin/preview.json", query_string={"profile": ANNA}).text).value
    assert isinstance(answer, dict)
    shown = answer["lessons"]
    assert isinstance(shown, list)
    assert isinstance(shown[1], dict)
    assert Document.of(shown[1]["description"]) == Document.parse(document)


def test_a_description_of_json_null_is_not_a_missing_one(client: FlaskClient, course: dict[str, Any]) -> None:
    rows.add_description(lesson_id=course["third"], data="null")
    lesson = client.get("/admin/preview.json", query_string={"profile": ANNA}).get_json()["lessons"][1]
    assert (lesson["source"], lesson["description"]) == ("standard", None)


@pytest.mark.parametrize("slug", [None, "no-such-course"])
def test_the_json_of_a_learner_without_a_course_has_none(client: FlaskClient, slug: str | None) -> None:
    rows.add_profile(user_identifier="anna", course_slug=slug)
    shown = client.get("/admin/preview.json?profile=anna").get_json()
    assert (shown["course"], shown["lessons"], shown["profile"]["course_slug"]) == (None, [], slug)


@pytest.mark.parametrize("query", ["", "?profile=", "?profile=nobody", "?profile=AUTH0%7C1234567890", "?profile=%25"])
@pytest.mark.usefixtures("course")
def test_the_json_of_nobody_is_not_found(client: FlaskClient, query: str) -> None:
    response = client.get(f"/admin/preview.json{query}")
    assert response.status_code == 404
    assert sorted(response.get_json()) == ["error", "request_id"]


def test_an_enormous_document_is_cut_for_reading(client: FlaskClient, course: dict[str, Any]) -> None:
    items = [{"title": f"Совет {number}", "text": "Сказка. " * 20} for number in range(5000)]
    document = json.dumps(items, ensure_ascii=False)
    rows.add_personalized(lesson_id=course["third"], profile_id=course["anna"], content=document)
    response = client.get(PREVIEW, query_string={"profile": ANNA})
    assert len(response.data) < 1_000_000
    assert "Совет 0" in response.text
    assert "more" in words(lessons(Page(response.text))[1])


def outside_brackets(statement: str) -> str:
    """A statement without what stands in brackets, such as the arguments of its functions."""
    shorter = re.sub(r"\([^()]*\)", "", statement)
    return statement if shorter == statement else outside_brackets(shorter)


def test_of_the_metadata_of_assets_only_the_beginning_is_read(
    client: FlaskClient, course: dict[str, Any], statements: Statements
) -> None:
    metadata = json.dumps({"title": "Запись", "text": "ы" * 3_000_000}, ensure_ascii=False)
    for lesson in ("first", "first", "third"):
        rows.add_asset(lesson_id=course[lesson], asset_metadata=metadata)
    with statements() as seen:
        response = client.get(PREVIEW, query_string={"profile": ANNA})
    page = answered(response, 200)
    assert len(response.data) < 100_000
    notes = [words(note) for note in page.all("span[@class='asset-note']")]
    assert [note.partition(" ")[0] for note in notes] == ["Запись"] * 3
    assert any("lesson_assets.metadata" in statement for statement in seen)
    assert not any("lesson_assets.metadata" in outside_brackets(statement) for statement in seen)
