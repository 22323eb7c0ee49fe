"""A row's history and two versions against each other, as people read them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from admin_app.extensions import db
from tests.conftest import Statements
from tests.views import rows
from tests.views.form_pages import GONE, after, edit_url
from tests.views.histories import change, change_json, changes, entries, links, newest, remove, sentences
from tests.views.pages import answered, opened, words
from tests.views.tables import ASSETS, COURSES, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES, Table, each_table


def history_url(table: Table, row_id: object) -> str:
    return f"{table.path}history/?id={row_id}"


def compare_url(table: Table, row_id: object, older: object, newer: object) -> str:
    return f"{table.path}compare/?id={row_id}&from={older}&to={newer}"


@each_table
def test_the_history_tells_who_did_what_newest_first(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    name, value = table.changed
    fields = opened(client, edit_url(table, row_id)).fields() | {name: value}
    after(client, client.post(edit_url(table, row_id), data=fields))
    page = opened(client, history_url(table, row_id))
    first, second = sentences(page)
    assert first.startswith("admin@example.com changed the ")
    assert "Somebody outside the dashboard (database role postgres) created the" in second
    assert [words(entry).count("as it is now") for entry in entries(page)] == [1, 0]
    moments = [time.attrib for time in page.all("time")]
    assert len(moments) == 2
    assert all(moment["datetime"].startswith(moment["title"][:10]) for moment in moments)


@each_table
def test_the_history_is_linked_from_where_a_row_is(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    for address in (table.path, f"{table.path}details/?id={row_id}", edit_url(table, row_id)):
        page = opened(client, address)
        targets = [link.attrib["href"] for link in page.all("a[@href]")]
        assert history_url(table, row_id) in targets, address


def test_who_writes_past_the_dashboard_is_known_by_the_database_role(client: FlaskClient) -> None:
    course = rows.add_course()
    db.session.execute(text("CREATE ROLE learner_app"))
    db.session.execute(text("GRANT SELECT, UPDATE ON courses TO learner_app"))
    db.session.execute(text("SET LOCAL ROLE learner_app"))
    db.session.execute(text("UPDATE courses SET title = 'Иначе' WHERE id = :id"), {"id": course.id})
    db.session.execute(text("RESET ROLE"))
    db.session.commit()
    newest_one = sentences(opened(client, history_url(COURSES, course.id)))[0]
    assert newest_one == "Somebody outside the dashboard (database role learner_app) changed the title of the course"


def test_a_command_is_told_by_its_name(client: FlaskClient) -> None:
    course = rows.add_course().id
    db.session.execute(text("SELECT set_config('admin.command', 'flask demo load', true)"))
    change("courses", course, title="Иначе")
    db.session.execute(text("SELECT set_config('admin.command', '', true)"))
    assert sentences(opened(client, history_url(COURSES, course)))[0].startswith("flask demo load changed")


def test_changes_are_told_by_place_before_and_after(client: FlaskClient) -> None:
    row_id = rows.add_description(data='{"tips": ["Сон", "Свет"], "n": 1.10, "gone": true}').id
    change_json("lesson_descriptions", "data", row_id, '{"tips": ["Сон", "Тьма"], "n": 1.1, "new": null}')
    found = changes(opened(client, history_url(DESCRIPTIONS, row_id)))
    assert {(each["place"], each["text"]) for each in found[:4]} == {
        ("Content › tips › item 2 changed", "Before Свет After Тьма"),
        ("Content › n changed", "Before 1.10 After 1.1"),
        ("Content › gone removed", "Before true"),
        ("Content › new added", "Added null"),
    }


def test_a_long_text_is_told_word_by_word(client: FlaskClient) -> None:
    before = "Ребёнок засыпает сам, если вечер спокоен и в комнате темно, а взрослый рядом."
    row_id = rows.add_lesson(summary=before).id
    change("lessons", row_id, summary=before.replace("темно", "тихо"))
    found = changes(opened(client, history_url(LESSONS, row_id)))[0]
    told = found["element"]
    (removed,), (added,) = list(told.iter("del")), list(told.iter("ins"))
    assert "темно" in words(removed)
    assert "тихо" in words(added)
    # Not by colour alone, and for who hears the page.
    assert "removed" in words(removed)
    assert "added" in words(added)


def test_null_and_the_null_of_json_are_told_apart(client: FlaskClient) -> None:
    row_id = rows.add_lesson(content="null", summary=None).id
    change_json("lessons", "content", row_id, "[]")
    change("lessons", row_id, summary="Кратко")
    change("lessons", row_id, content=None)
    found = changes(opened(client, history_url(LESSONS, row_id)))
    assert [each["text"] for each in found[:3]] == [
        "Before empty list",
        "Before nothing After Кратко",
        "Before null After empty list",
    ]


HOSTILE = [
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "a\u202eb\u2066c\u200bd\ufeffe",
    "{{ 7 * 7 }}{% raw %}",
    "\x01\x7f\x85",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_as_text(client: FlaskClient, hostile: str) -> None:
    row_id = rows.add_course(title="Сон", description=hostile).id
    change("courses", row_id, title=hostile, description=None)
    change("courses", row_id, title=f"{hostile} {'долго ' * 20}")
    revision = newest(row_id)
    for address in (
        history_url(COURSES, row_id),
        compare_url(COURSES, row_id, 0, "now"),
        f"{COURSES.path}restore/?id={row_id}&revision={revision}&field=title&side=before",
        "/admin/activity/",
    ):
        response = client.get(address)
        page = answered(response, 200)
        assert len(page.all("script")) == len(opened(client, "/account/").all("script"))
        assert not page.all("img")
        main = response.text.partition("<main")[2]
        body = main.partition("page-body")[2]
        if address != "/admin/activity/":
            assert not set("\u202e\u2066\u200b\ufeff\x01\x7f") & set("".join(each["text"] for each in changes(page)))
        assert body


def test_a_character_that_nobody_sees_is_named(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Сон").id
    change("courses", row_id, title="Сон\u200b")
    assert changes(opened(client, history_url(COURSES, row_id)))[0]["text"] == "Before Сон After Сон⟨U+200B⟩"


def test_large_and_deep_documents_do_not_stop_a_history(client: FlaskClient) -> None:
    deep = "[" * 3000 + "]" * 3000
    row_id = rows.add_lesson(content='{"a": 1}').id
    change_json("lessons", "content", row_id, f'{{"a": "{"слово " * 400_000}"}}')
    change_json("lessons", "content", row_id, deep)
    change_json("lessons", "content", row_id, f'{{"a": {list(range(300_000))}}}')
    revision = change_json("lessons", "content", row_id, "[1]")
    response = client.get(history_url(LESSONS, row_id))
    page = answered(response, 200)
    assert len(response.data) < 1_000_000
    assert any("too large to be shown among others" in words(entry) for entry in entries(page))
    for alone in links(page, "Look at it alone"):
        assert len(client.get(alone).data) < 1_000_000
        answered(client.get(alone), 200)
    answered(client.get(compare_url(LESSONS, row_id, 0, revision)), 200)


def test_a_history_is_paged_by_the_last_version(client: FlaskClient) -> None:
    row_id = rows.add_course(title="0").id
    for number in range(1, 25):
        change("courses", row_id, title=str(number))
    seen, address = [], history_url(COURSES, row_id)
    for _ in range(3):
        page = opened(client, address)
        seen += [entry.attrib["id"] for entry in entries(page)]
        address = next(iter(links(page, "Older changes")), "")
    assert address == ""
    assert len(seen) == len(set(seen)) == 25


def test_a_deleted_row_has_a_history_still(client: FlaskClient) -> None:
    course = rows.add_course(title="Сон")
    row_id = course.id
    rows.add_lesson(course_id=row_id)
    revision = remove("courses", row_id)
    page = opened(client, history_url(COURSES, row_id))
    assert "This course is deleted" in page.main
    assert "Сон" in page.main
    assert links(page, "Bring it back …") == [f"{COURSES.path}restore/?id={row_id}&revision={revision}"]
    assert links(page, "Restore this version") == []
    assert [each["restore"] for each in changes(page)] == [None] * len(changes(page))


def test_what_was_erased_is_said(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Сон").id
    revision = change("courses", row_id, title="Тайна")
    rows.run("UPDATE admin.revisions SET before = NULL, after = NULL, erased_at = now() WHERE id = :id", id=revision)
    page = opened(client, history_url(COURSES, row_id))
    assert "What it held was erased." in words(entries(page)[0])
    assert "Тайна" not in words(entries(page)[0])
    compared = opened(client, compare_url(COURSES, row_id, revision, "now"))
    assert "What this version held was erased." in compared.main
    answered(client.get(f"{COURSES.path}restore/?id={row_id}&revision={revision}"), 409)


def test_nothing_is_known_of_what_never_was(client: FlaskClient) -> None:
    answered(client.get(history_url(COURSES, GONE)), 404)
    answered(client.get(compare_url(COURSES, GONE, 0, "now")), 404)


def test_any_two_versions_are_compared(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Один").id
    first = newest(row_id)
    change("courses", row_id, title="Два")
    third = change("courses", row_id, title="Три")
    told = {(older, newer): changes(opened(client, compare_url(COURSES, row_id, older, newer))) for older, newer in (
        (first, third), (third, first), (first, "now"), ("now", first),
    )}  # fmt: skip
    assert {pair: found[0]["text"] for pair, found in told.items()} == {
        (first, third): "Before Один After Три",
        (third, first): "Before Три After Один",
        (first, "now"): "Before Один After Три",
        ("now", first): "Before Три After Один",
    }
    assert "Both versions are the same." in opened(client, compare_url(COURSES, row_id, third, "now")).main
    assert "There was no such course" in opened(client, compare_url(COURSES, row_id, 0, first)).main


def test_the_marks_of_a_history_lead_to_a_comparison(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Один").id
    first = newest(row_id)
    second = change("courses", row_id, title="Два")
    page = opened(client, history_url(COURSES, row_id))
    marked = {
        box.attrib["name"]: box.attrib["value"] for box in page.all("input[@type='radio']") if "checked" in box.attrib
    }
    assert marked == {"from": str(first), "to": str(second)}
    assert {box.attrib["form"] for box in page.all("input[@type='radio']")} == {"compare"}
    form = page.one("form[@id='compare']")
    address = f"{form.attrib['action']}?id={form[0].attrib['value']}&from={first}&to={second}"
    assert changes(opened(client, address))[0]["text"] == "Before Один After Два"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("&from=1", 400),
        ("&from=x&to=now", 400),
        ("&from=-1&to=now", 404),
        ("&from=99999999999999999999&to=now", 404),
        ("&from=999999999&to=now", 404),
        ("&from=%D9%A1&to=now", 400),
    ],
)
def test_versions_that_mean_nothing_are_told(client: FlaskClient, query: str, status: int) -> None:
    row_id = rows.add_course().id
    answered(client.get(f"{COURSES.path}compare/?id={row_id}{query}"), status)


def test_a_version_of_another_row_is_not_compared(client: FlaskClient) -> None:
    one, other = rows.add_course().id, rows.add_course().id
    answered(client.get(compare_url(COURSES, one, newest(other), "now")), 404)


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "99999999999999999999"])
def test_a_place_in_a_history_that_means_nothing_is_told(client: FlaskClient, before: str) -> None:
    row_id = rows.add_course().id
    response = client.get(f"{history_url(COURSES, row_id)}&before={before}")
    answered(response, response.status_code)
    assert response.status_code in (400, 404)


@pytest.mark.parametrize("role", ["editor", "support"])
@pytest.mark.parametrize("table", [COURSES, ASSETS, PROFILES, PERSONALIZED], ids=lambda table: table.name)
def test_who_may_only_look_sees_no_way_to_restore(
    client: FlaskClient, login_as: Callable[[str], FlaskClient], role: str, table: Table
) -> None:
    row_id = table.add("Сон").id
    name, value = table.changed
    login_as("admin")
    fields = opened(client, edit_url(table, row_id)).fields() | {name: value}
    after(client, client.post(edit_url(table, row_id), data=fields))
    restores = role == "editor" and table in (COURSES, ASSETS)
    page = opened(login_as(role), history_url(table, row_id))
    assert bool(links(page, "Restore this version")) == restores
    assert any(each["restore"] for each in changes(page)) == restores


@pytest.mark.parametrize("table", [PROFILES, PERSONALIZED], ids=lambda table: table.name)
@pytest.mark.parametrize("page", ["history/?id={id}", "compare/?id={id}&from=0&to=now", "restore/?revision={revision}"])
def test_a_look_at_the_history_of_a_learner_is_recorded(client: FlaskClient, table: Table, page: str) -> None:
    row_id = table.add("Анна").id
    address = f"{table.path}{page.format(id=row_id, revision=newest(row_id))}"
    client.get(address, follow_redirects=True)
    looks = db.session.execute(text("SELECT count(*) FROM admin.profile_views")).scalar_one()
    assert looks == 1


@pytest.mark.parametrize("table", [PROFILES, PERSONALIZED], ids=lambda table: table.name)
def test_a_look_at_a_learner_who_is_deleted_is_recorded_too(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Анна").id
    profile = db.session.execute(text("SELECT id FROM profiles")).scalar_one()
    remove(table.sql, row_id)
    client.get(f"{table.path}details/?id={row_id}")
    opened(client, history_url(table, row_id))
    opened(client, history_url(table, row_id))
    looks = db.session.execute(text("SELECT profile_id, user_identifier FROM admin.profile_views")).all()
    assert [look.profile_id for look in looks] == [profile] * 2
    assert all(look.user_identifier for look in looks)


@pytest.mark.parametrize("table", [COURSES, PROFILES], ids=lambda table: table.name)
def test_a_history_costs_the_same_for_two_versions_and_for_fifty(
    client: FlaskClient, statements: Statements, table: Table
) -> None:
    row_id = table.add("Сон").id
    costs = []
    for number in range(50):
        change(table.sql, row_id, **{"title" if table is COURSES else "name": f"Имя {number}"})
        if number in (0, 49):
            with statements() as seen:
                opened(client, history_url(table, row_id))
            costs.append(len(seen))
    version = newest(row_id)
    for address in (compare_url(table, row_id, version, "now"), f"{history_url(table, row_id)}&before={version}"):
        with statements() as seen:
            opened(client, address)
        costs.append(len(seen))
    # One for who is there, one for the look.
    assert max(costs) <= (6 if table is COURSES else 7), costs


def test_links_that_set_back_say_which_way(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Один").id
    first = newest(row_id)
    second = change("courses", row_id, title="Два")
    page = opened(client, history_url(COURSES, row_id))
    (back,) = links(page, "Take this change back")
    assert f"revision={second}" in back
    assert "side=before" in back
    (version,) = links(page, "Restore this version")
    assert f"revision={first}" in version
    page = opened(client, compare_url(COURSES, row_id, first, second))
    (back,) = links(page, f"Restore this from version {first}")
    assert f"revision={first}" in back
    assert "side=after" in back
    assert links(page, "Take this change back") == []


def test_what_a_row_was_given_as_it_was_made_is_no_difference(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Сон").id
    first = newest(row_id)
    deletion = remove("courses", row_id)
    for older, newer in ((deletion, first), (first, deletion), (0, first)):
        places = [each["place"] for each in changes(opened(client, compare_url(COURSES, row_id, older, newer)))]
        assert any(place.startswith("Title") for place in places)
        assert not [place for place in places if place.startswith(("Id ", "Time of creation"))]
