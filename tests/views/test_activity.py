"""The activity: everything newest first, narrowed by filters that are shown and can be taken away."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from admin_app.extensions import db
from tests import people
from tests.conftest import Statements
from tests.views import rows
from tests.views.form_pages import after, edit_url
from tests.views.histories import change, hidden, links, newest, remove, sentences
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import COURSES, LESSONS, TABLES, Table
from tests.views.test_undo import all_rows, course_with_everything

ACTIVITY = "/admin/activity/"


def lines(page: Page) -> list[str]:
    """What the activity says, newest first, without the rows that are folded away."""
    return [words(line) for line in page.all("p[@class='activity-sentence']")]


def chips(page: Page) -> list[str]:
    """The filters in force."""
    return [words(chip) for chip in page.all("li[@class='chip']")]


def step() -> None:
    """What comes now is done by another transaction, and by nobody of ours, for the tests that stay in one."""
    db.session.execute(text("UPDATE admin.revisions SET transaction_id = -id"))
    db.session.execute(text("SELECT set_config('admin.user_id', '', true)"))
    db.session.commit()


def saved(client: FlaskClient, table: Table, row_id: object) -> None:
    """Change a row by its form."""
    name, value = table.changed
    fields = opened(client, edit_url(table, row_id)).fields() | {name: value}
    after(client, client.post(edit_url(table, row_id), data=fields))


def test_everything_is_told_newest_first_and_leads_to_the_row(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Сон").id
    saved(client, COURSES, row_id)
    step()
    remove("courses", row_id)
    page = opened(client, ACTIVITY)
    assert lines(page) == [
        "Somebody outside the dashboard (database role postgres) deleted the course Сон и бодрость",
        "admin@example.com changed the title of the course Сон и бодрость",
        "Somebody outside the dashboard (database role postgres) created the course Сон",
    ]
    assert links(page, "Сон и бодрость")[0] == f"{COURSES.path}history/?id={row_id}"


def test_what_one_step_did_is_folded_under_the_row_that_took_it_along(committing: FlaskClient) -> None:
    course = course_with_everything()
    remove("courses", course)
    page = opened(committing, ACTIVITY)
    assert lines(page)[0].endswith("deleted the course Сон")
    folded = words(page.all("details[@class='activity-along']")[0])
    assert folded.startswith("and with it 3 lessons, 3 standard descriptions, 3 assets and 3 personalized descriptions")


def test_a_long_step_is_not_cut_by_the_page(committing: FlaskClient) -> None:
    course = rows.add_course(title="Сон").id
    for number in range(120):
        rows.add_lesson(course_id=course, lesson_number=number)
    remove("courses", course)
    page = opened(committing, ACTIVITY)
    assert lines(page)[0].endswith("deleted the course Сон")
    assert "and with it 120 lessons" in page.main
    (older,) = links(page, "Older")
    assert "created the lesson" in lines(opened(committing, older))[0]


def test_a_step_with_many_rows_is_one_line_among_others_and_told_row_by_row_elsewhere(committing: FlaskClient) -> None:
    rows.add_course(title="Сон")
    rows.run("INSERT INTO profiles (user_identifier) SELECT n::text FROM generate_series(1, 900) AS n")
    rows.add_course(title="Свет")
    page = opened(committing, ACTIVITY)
    newest, many, oldest = lines(page)
    assert newest.endswith("created the course Свет")
    assert oldest.endswith("created the course Сон")
    assert re.search(r"created \d\d\d profiles or more$", many)
    (named,) = page.all("details[@class='activity-along']")
    assert len(list(named.iter("li"))) == 21
    (address,) = links(page, "All of them, one by one")
    found: list[str] = []
    while address:
        page = opened(committing, address)
        assert chips(page) == ["What: created or brought back", "Only: what was done in one step"]
        found += lines(page)
        address = next(iter(links(page, "Older")), "")
    assert len(found) == 900
    assert len(set(found)) == 900


def test_pages_follow_each_other_without_a_gap(client: FlaskClient) -> None:
    row_id = rows.add_course().id
    for number in range(119):
        change("courses", row_id, title=f"{number:03}")
    step()
    found, address = [], ACTIVITY
    while address:
        page = opened(client, address)
        found += lines(page)
        address = next(iter(links(page, "Older")), "")
    assert len(found) == 120
    assert [line[-3:] for line in found[:-1]] == [f"{number:03}" for number in reversed(range(119))]


@pytest.mark.parametrize(
    ("query", "expected", "chip"),
    [
        ("person={admin}", 1, "By: admin@example.com"),
        ("person=outside", 3, "By: outside the dashboard"),
        ("person=command:flask demo load", 1, "By: flask demo load"),
        ("person=command:flask serve", 0, "By: flask serve"),
        ("table=lessons", 1, "Table: lessons"),
        ("row={course}", 3, "Row: {course}"),
        ("operation=update", 2, "What: changed"),
        ("since=2026-01-01", 5, "Since: 1 Jan 2026"),
        ("since=9999-01-01", 0, "Since: 1 Jan 9999"),
        ("until=2020-01-01", 0, "Until: 1 Jan 2020"),
        ("deleted=1", 0, "Only: deleted rows that are still gone"),
    ],
)
def test_filters_narrow_and_are_shown(client: FlaskClient, query: str, expected: int, chip: str) -> None:
    course = rows.add_course().id
    rows.add_lesson()
    saved(client, COURSES, course)
    step()
    db.session.execute(text("SELECT set_config('admin.command', 'flask demo load', true)"))
    change("courses", course, slug="new")
    db.session.execute(text("SELECT set_config('admin.command', '', true)"))
    step()
    admin = db.session.execute(text("SELECT id FROM admin.users WHERE role = 'admin'")).scalar_one()
    names = {"admin": admin, "course": course}
    page = opened(client, f"{ACTIVITY}?{query.format(**names)}")
    assert len(lines(page)) == expected
    assert chips(page) == [chip.format(**names)]
    (remove_link,) = page.all("a[@class='chip-remove']")
    assert remove_link.attrib["href"] == ACTIVITY
    name, _, value = query.format(**names).partition("=")
    control = next(each for each in page.all("*[@name]") if each.attrib["name"] == name)
    chosen = control.find("option[@selected]") if control.tag == "select" else control
    assert chosen is not None
    assert chosen.attrib["value"] == value


def test_a_filter_is_kept_on_the_next_page(client: FlaskClient) -> None:
    row_id = rows.add_course().id
    for number in range(60):
        change("courses", row_id, title=str(number))
    step()
    rows.add_profile()
    page = opened(client, f"{ACTIVITY}?table=courses&operation=update&person=outside")
    (older,) = links(page, "Older")
    following = opened(client, older)
    assert len(lines(following)) == 10
    assert len(chips(following)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "person=x",
        "person=" + "9" * 30,
        "person=%D9%A1",
        "table=users",
        "table=admin.users",
        "row=x",
        "step=x",
        "step=1~yesterday",
        "step=x~2026-11-24T00:00:00%2B00:00",
        "operation=drop",
        "since=yesterday",
        "since=2026-02-30",
        "until=9999-12-31",
        "until=0000-01-01",
        "before=x",
        "before=2026-11-24~1",
        "before=2026-11-24T00:00:00%2B00:00~x",
        "before=2026-11-24T00:00:00~1",
        "before=2026-11-24T00:00:00%2B00:00~" + "9" * 40,
        "since=%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_filters_that_mean_nothing_are_told(client: FlaskClient, query: str) -> None:
    answered(client.get(f"{ACTIVITY}?{query}"), 400)


@pytest.mark.parametrize(
    "query", ["since=0001-01-01", "until=0001-01-01", "before=0001-01-01T00:00:00%2B23:59~1", "person=command:%00x"]
)
def test_the_ends_of_time_are_no_error_of_the_server(client: FlaskClient, query: str) -> None:
    rows.add_course()
    assert client.get(f"{ACTIVITY}?{query}").status_code in (200, 400)


def test_deleted_rows_that_are_still_gone_can_be_brought_back(committing: FlaskClient) -> None:
    course = course_with_everything()
    back = rows.add_course(title="Здесь").id
    remove("courses", back)
    rows.add_course(id=back, title="Здесь")
    remove("courses", course)
    page = opened(committing, f"{ACTIVITY}?deleted=1")
    assert [line.rpartition(" ")[2] for line in lines(page)] == ["Сон"]
    (address,) = links(page, "Bring it back …")
    assert f"revision={newest(course)}" in address
    opened(committing, address)
    assert links(opened(people.sign_in(committing, "support"), f"{ACTIVITY}?deleted=1"), "Bring it back …") == []
    assert all_rows()["courses"]


def test_a_truncated_table_is_told(committing: FlaskClient) -> None:
    rows.add_asset()
    rows.run("TRUNCATE lesson_assets")
    assert lines(opened(committing, ACTIVITY))[0].endswith("emptied all assets")


def test_hostile_names_are_text(client: FlaskClient) -> None:
    hostile = '<img src=x onerror=alert(1)>"\u202e'
    for table in TABLES:
        table.add(hostile)
    for query in ("", f"?person=command:{quote(hostile)}"):
        page = opened(client, ACTIVITY + query)
        assert not page.all("img")


@pytest.mark.parametrize("role", ["admin", "editor", "support"])
def test_everybody_reads_it(client: FlaskClient, login_as: Callable[[str], FlaskClient], role: str) -> None:
    rows.add_lesson(title="Сон")
    assert "Сон" in opened(login_as(role), ACTIVITY).main


def test_it_costs_the_same_for_five_changes_and_for_two_hundred(client: FlaskClient, statements: Statements) -> None:
    costs = []
    row_id = rows.add_lesson().id
    for number in range(200):
        change("lessons", row_id, title=str(number))
        if number in (4, 199):
            with statements() as seen:
                opened(client, f"{ACTIVITY}?table=lessons")
                opened(client, ACTIVITY)
            costs.append(len(seen) / 2)
    assert max(costs) <= 5, costs


def test_nothing_has_happened_yet(client: FlaskClient) -> None:
    assert "Nothing has happened yet" in opened(client, ACTIVITY).main
    assert "Nothing found" in opened(client, f"{ACTIVITY}?table={LESSONS.sql}").main


def test_a_row_that_came_back_is_told_as_in_its_own_history(committing: FlaskClient) -> None:
    course = course_with_everything()
    remove("courses", course)
    asks = opened(committing, f"{COURSES.path}restore/?id={course}&revision={newest(course)}")
    path = f"{COURSES.path}restore/"
    after(committing, committing.post(path, data=hidden(asks, path)))
    assert lines(opened(committing, ACTIVITY))[0] == "admin@example.com brought back the course Сон"
    assert sentences(opened(committing, f"{COURSES.path}history/?id={course}"))[0].endswith("brought back the course")


def folded(page: Page) -> str:
    """What the newest step did besides, in a word."""
    return words(next(page.all("details[@class='activity-along']")[0].iter("summary")))


def test_several_rows_of_one_table_are_told_by_their_number(committing: FlaskClient) -> None:
    course = rows.add_course().id
    lessons = [rows.add_lesson(course_id=course, lesson_number=n, title="Сон").id for n in range(3)]
    rows.add_asset(lesson_id=lessons[0])
    rows.run("UPDATE lessons SET title = 'Свет', summary = id::text WHERE lesson_number < 2")
    assert lines(opened(committing, ACTIVITY))[0].endswith("changed the summary and title of 2 lessons")
    rows.run("DELETE FROM lessons WHERE lesson_number < 2")
    page = opened(committing, f"{ACTIVITY}?deleted=1")
    assert lines(page)[0].endswith("deleted 2 lessons")
    assert folded(page) == "and with them 1 asset"
    assert sorted(link.partition("&")[0] for link in links(page, "Bring it back …")) == sorted(
        f"{LESSONS.path}restore/?id={lesson}" for lesson in lessons[:2]
    )
    rows.run("DELETE FROM lessons")
    assert lines(opened(committing, ACTIVITY))[0].endswith("deleted the lesson 2. Сон")
    for number in range(2):
        rows.add_profile(user_identifier=f"{number}")
    rows.run("DELETE FROM profiles")
    page = opened(committing, ACTIVITY)
    assert lines(page)[0].endswith("deleted 2 profiles")
    assert folded(page) == "Which ones"


def test_learners_that_followed_a_slug_moved_along(committing: FlaskClient) -> None:
    course = course_with_everything()
    address = edit_url(COURSES, course)
    fields = opened(committing, address).fields() | {"slug": "new", "move_profiles": "move"}
    after(committing, committing.post(address, data=fields))
    page = opened(committing, ACTIVITY)
    assert lines(page)[0] == "admin@example.com changed the slug of the course Сон"
    assert folded(page) == "and moved 1 profile along"


def test_one_row_changed_twice_by_one_step_is_one_row(committing: FlaskClient) -> None:
    row_id = rows.add_course(title="Сон").id
    for title in ("Свет", "Тьма"):
        db.session.execute(text("UPDATE courses SET title = :title WHERE id = :id"), {"title": title, "id": row_id})
    db.session.commit()
    page = opened(committing, ACTIVITY)
    assert lines(page)[0].endswith("changed the title of the course Тьма")
    assert folded(page) == "in 2 changes"


def test_tables_that_were_emptied_together_are_told(committing: FlaskClient) -> None:
    rows.add_asset()
    rows.run("TRUNCATE lessons CASCADE")
    page = opened(committing, ACTIVITY)
    assert lines(page)[0].endswith("emptied all lessons")
    assert folded(page).startswith("and with them all ")
    assert "all assets" in folded(page)
