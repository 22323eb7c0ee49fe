"""Filters inside documents: what people type, their chips, and that the rest of the list keeps them."""

import csv
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from admin_app.queries.json_filters import Condition, Operation
from admin_app.views.json_expressions import ExpressionError, parsed, path_text
from tests.conftest import Statements
from tests.views import rows
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import ASSETS, COURSES, LESSONS, PERSONALIZED, PROFILES, TABLES, Table, each_document

IS, IS_NOT, CONTAINS, GREATER, LESS, EXISTS, MISSING = Operation


@pytest.mark.parametrize(
    ("text", "keys", "operation", "value", "is_text"),
    [
        ('survey.child_age = "3-6"', ("child_age",), IS, "3-6", True),
        ("survey.challenges contains bedtime", ("challenges",), CONTAINS, "bedtime", False),
        ("  survey.child_age=3 - 6 ", ("child_age",), IS, "3 - 6", False),
        ("survey.child_age IS 3-6", ("child_age",), IS, "3-6", False),
        ("survey.child_age is not 3-6", ("child_age",), IS_NOT, "3-6", False),
        ("survey.child_age != 3-6", ("child_age",), IS_NOT, "3-6", False),
        ("survey.a == 1", ("a",), IS, "1", False),
        ("survey.a!==1", ("a",), IS_NOT, "1", False),
        ("survey.a = =1", ("a",), IS, "=1", False),
        ("survey.isolated is isolated", ("isolated",), IS, "isolated", False),
        ("survey.children_count > 1.5", ("children_count",), GREATER, "1.5", False),
        ("survey.children_count <-1e3", ("children_count",), LESS, "-1e3", False),
        ("survey.comment exists", ("comment",), EXISTS, "", False),
        ("survey.comment is not missing", ("comment",), EXISTS, "", False),
        ("survey.comment is missing", ("comment",), MISSING, "", False),
        ("survey.comment missing", ("comment",), MISSING, "", False),
        ('survey.comment is "missing"', ("comment",), IS, "missing", True),
        ("survey exists", (), EXISTS, "", False),
        ('survey."a.b"."".ключ.x-y:z = ""', ("a.b", "", "ключ", "x-y:z"), IS, "", True),
        (r'survey."a \"b\" \\" contains "\"\n"', ('a "b" \\',), CONTAINS, '"\n', True),
        ("survey.возраст = “3-6”", ("возраст",), IS, "3-6", True),
        ("survey.возраст = «3-6»", ("возраст",), IS, "3-6", True),
    ],
)
def test_understood(text: str, keys: tuple[str, ...], operation: Operation, value: str, is_text: bool) -> None:
    assert parsed(text, ["survey"]) == ("survey", Condition(keys, operation, value, is_text))


REFUSED = [
    "survey",
    "survey.",
    "survey.child_age",
    "survey.child_age =",
    "survey.child_age is",
    "survey.child_age contains ",
    "survey.child_age like x",
    "survey.child_age exists already",
    ".child_age = 1",
    "= 1",
    "%",
    "child_age = 1",
    "courses.slug = a",
    'survey."child_age = 1',
    'survey.a = "1',
    'survey.a = "1" or 2',
    r'survey."\u0000" = 1',
    r'survey.a = "\ud800"',
    "survey.a > two",
    "survey.a > 1e9999",
    "survey.a >= 1",
    "survey.a[0] = 1",
    "survey" + ".a" * 13 + " = 1",
    "survey.a = " + "x" * 400,
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_answered_is_refused_in_words(client: FlaskClient, text: str) -> None:
    with pytest.raises(ExpressionError):
        parsed(text, ["survey"])
    address = f"{PROFILES.path}?{urlencode({'flt0_json_fits': text})}"
    answered(client.get(address), 400)
    answered(client.get(address.replace("?", "export/csv/?")), 400)
    answered(client.get(address.replace("?", "views/?")), 400)


def test_what_was_mistyped_can_be_corrected(client: FlaskClient) -> None:
    wanted = str(rows.add_profile(name="Анна", survey='{"a": 1}').id)
    rows.add_profile(name="Пётр", survey='{"a": 1}')
    page = answered(client.get(f"{PROFILES.path}?{asking('survey exists', 'survey.a > <b>', search='анна')}"), 400)
    field = page.one("input[@id='json-expression']")
    assert (field.attrib["value"], field.attrib["aria-invalid"]) == ("survey.a > <b>", "true")
    assert "take a number" in page.errors()["json-expression"]
    sent = {control.attrib["name"]: control.attrib["value"] for control in page.one("main").iter("input")}
    page = opened(client, f"{PROFILES.path}?{urlencode(sent | {field.attrib['name']: 'survey.a > 0'})}")
    assert page.row_ids() == [wanted]


def test_a_search_for_the_same_is_no_mistyped_filter(client: FlaskClient) -> None:
    page = answered(client.get(PROFILES.path, query_string={"search": "a", "flt0_json_fits": "a"}), 400)
    assert page.one("input[@id='json-expression']").attrib["name"] == "flt0_json_fits"
    assert [(kept.attrib["name"], kept.attrib["value"]) for kept in page.all("main//input[@type='hidden']")] == [
        ("search", "a")
    ]


def test_no_more_filters_than_a_person_would_ask(client: FlaskClient) -> None:
    assert "at most 10" in answered(client.get(f"{PROFILES.path}?{asking(*['survey exists'] * 11)}"), 400).main
    assert len(chips(filtered(client, *["survey exists"] * 10))) == 10


def asking(*expressions: str, **others: str) -> str:
    """The query of a list with those filters."""
    return urlencode({**{f"flt{n}_json_fits": text for n, text in enumerate(expressions)}, **others})


def filtered(client: FlaskClient, *expressions: str, path: str = PROFILES.path, **others: str) -> Page:
    """A list with those filters."""
    return opened(client, f"{path}?{asking(*expressions, **others)}")


def chips(page: Page) -> list[str]:
    return [words(chip) for chip in page.all("li[@class='chip']")]


def test_several_are_chips_and_each_can_be_taken_away(client: FlaskClient) -> None:
    wanted = str(rows.add_profile(survey='{"child_age": "3-6", "challenges": ["Bedtime", "screens"]}').id)
    other = str(rows.add_profile(survey='{"child_age": "7-10", "challenges": ["bedtime"]}').id)
    rows.add_profile(survey='{"child_age": "3-6", "challenges": []}')
    page = filtered(client, 'survey.child_age = "3-6"', "survey.challenges contains bedtime")
    assert page.row_ids() == [wanted]
    assert chips(page) == ["Survey › child_age is 3-6", "Survey › challenges contains bedtime"]
    first = page.all("a[@class='chip-remove']")[0]
    assert set(opened(client, first.attrib["href"]).row_ids()) == {wanted, other}


def test_the_rest_of_the_list_keeps_them(client: FlaskClient) -> None:
    for number in range(45):
        rows.add_profile(name=f"Анна {number}", survey='{"a.b": "да"}')
        rows.add_profile(name=f"Пётр {number}", survey='{"a.b": "нет"}')
    asked = 'survey."a.b" != "нет"'
    page = filtered(client, asked, search="а", page_size="20", flt1_survey_is_empty="0")
    assert "1–20 of 45" in page.main
    links = [page.sort_link("Name")]
    links += [link.attrib["href"] for link in page.all("a[@class='page-link']") + page.all("p[@class='page-sizes']/a")]
    assert len(links) >= 6
    for link in links:
        followed = opened(client, link)
        assert "of 45" in followed.main
        assert "Survey › a.b is not нет" in chips(followed)
    # A form of the page sends what the filters were, along with its own field.
    for name in ("list-search", "filter-form", "list-menu-panel json-filter-form"):
        form = page.one(f"form[@class='{name}']")
        sent = {field.attrib["name"]: field.attrib["value"] for field in form.iter("input") if field.get("value")}
        assert "Survey › a.b is not нет" in chips(opened(client, f"{PROFILES.path}?{urlencode(sent)}")), name
    exported = client.get(f"{PROFILES.path}export/csv/", query_string={"flt0_json_fits": asked}).text
    assert len(list(csv.reader(exported.splitlines()))) == 46


def test_another_filter_is_added_to_those_in_force(client: FlaskClient) -> None:
    rows.add_profile(name="Анна", survey='{"b": 1}')
    page = filtered(client, "survey exists", sort="1", desc="1", search="а")
    form = page.one("form[@class='list-menu-panel json-filter-form']")
    sent = {field.attrib["name"]: field.attrib.get("value", "survey.b exists") for field in form.iter("input")}
    page = opened(client, f"{PROFILES.path}?{urlencode(sent)}")
    assert chips(page) == ["contains а", "Survey exists", "Survey › b exists"]
    assert page.one("th[@aria-sort='descending']") is not None


def test_what_is_typed_is_escaped(client: FlaskClient) -> None:
    page = filtered(client, 'survey."<b>" = "<script>alert(1)</script>"')
    assert chips(page) == ["Survey › <b> is <script>alert(1)</script>"]


@each_document
def test_every_table_with_documents_has_them(client: FlaskClient, csrf_token: str, table: Table) -> None:
    row_id = table.add("Сон").id
    rows.run(f'UPDATE {table.sql} SET {table.document_column} = \'{{"tips": [{{"n": 1}}]}}\'')
    field = table.document_column
    assert len(filtered(client, f"{field}.tips.n = 1", path=table.path).row_ids()) == 1
    assert filtered(client, f"{field}.tips.n = 2", path=table.path).row_ids() == []
    told = client.get(f"{table.path}json-paths/").get_json()["paths"]
    assert [path["path"] for path in told] == [f"{field}.tips", f"{field}.tips.n"]
    assert told[1]["values"] == [{"typed": "1", "label": "1"}]
    assert (
        str(row_id)
        in filtered(client, f"{told[1]['path']} = {told[1]['values'][0]['typed']}", path=table.path).row_ids()
    )


def test_a_table_without_documents_has_none(client: FlaskClient) -> None:
    assert opened(client, COURSES.path).all("details[@data-json-filter]") == []
    answered(client.get(f"{COURSES.path}json-paths/"), 404)
    answered(client.get(f"{COURSES.path}?flt0_json_fits=survey+exists"), 400)


def test_what_is_offered_is_found(client: FlaskClient) -> None:
    rows.add_profile(survey='{"a.b": ["3", 3, true, "say \\"x\\""], "": {"ключ": "%"}}')
    told = client.get(f"{PROFILES.path}json-paths/").get_json()["paths"]
    offered = [f"{path['path']} = {value['typed']}" for path in told for value in path["values"]]
    assert len(offered) == 5
    for expression in offered:
        assert len(filtered(client, expression).row_ids()) == 1, expression
    assert path_text("survey", ("", "ключ")) in [path["path"] for path in told]


def looks() -> list[Any]:
    return [rows.one("SELECT count(*) FROM admin.profile_views WHERE profile_id IS NULL")]


@pytest.mark.parametrize(("table", "counts"), [(PROFILES, 1), (PERSONALIZED, 1), (LESSONS, 0), (ASSETS, 0)])
def test_learners_answers_are_looked_at(client: FlaskClient, statements: Statements, table: Table, counts: int) -> None:
    (before,) = looks()
    with statements() as seen:
        assert client.get(f"{table.path}json-paths/").status_code == 200
    assert len(seen) == 2 + counts
    assert looks() == [before + counts]


def test_support_reads_them_too(login_as: Callable[[str], FlaskClient]) -> None:
    rows.add_profile(survey='{"a": 1}')
    support = login_as("support")
    assert support.get(f"{PROFILES.path}json-paths/").get_json()["paths"][0]["path"] == "survey.a"
    assert "Survey › a is 1" in chips(filtered(support, "survey.a = 1"))


def test_a_filter_inside_documents_costs_no_statement(client: FlaskClient, statements: Statements) -> None:
    rows.add_profile(survey='{"a": 1}')
    counts = []
    for expressions in ((), ("survey.a = 1", "survey.b is missing")):
        with statements() as seen:
            filtered(client, *expressions)
        counts.append(len(seen))
    assert counts[1] <= counts[0] <= 4


def test_all_tables_are_covered() -> None:
    assert [table.name for table in TABLES if not table.document] == ["courses"]
