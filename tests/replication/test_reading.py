"""Pages that only read do so on the replica; whoever writes sees what they wrote; without the replica all goes on."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, event, text

from admin_app import local_postgres
from admin_app.extensions import REPLICA, db
from admin_app.replica import ANOTHER, LATE, NO_ANSWER, NO_PRIMARY, NO_REPLICA
from tests import people
from tests.replication.conftest import Asked, Watched
from tests.replication.servers import DATABASE, Pair, eventually
from tests.views.pages import answered, opened

NOWHERE = "postgresql://nobody@127.0.0.1:1/persona"
Person = Callable[[str], FlaskClient]
ADD_COURSE = "INSERT INTO courses (title, slug) VALUES (%s, %s) RETURNING id"
ADD_PROFILE = "INSERT INTO profiles (user_identifier, course_slug) VALUES (%s, %s) RETURNING id"
LATE_PAGES = (
    "/admin/",
    "/admin/courses/",
    "/admin/courses/export/csv/",
    "/admin/courses/history/?id={course}",
    "/admin/profiles/?search=anna",
    "/admin/profiles/export/csv/",
    "/admin/profiles/json-paths/?column=survey",
    "/admin/preview/?profile={learner}",
    "/admin/preview.json?profile={learner}",
    "/admin/activity/",
    "/admin/find.json?q=Bedtime",
)
PRIMARY_PAGES = (
    "/admin/courses/details/?id={course}",
    "/admin/courses/edit/?id={course}",
    "/admin/courses/new/",
    "/admin/courses/delete/?id={course}",
    "/admin/courses/views/",
    "/admin/lessons/ajax/lookup/?name=course_id",
    "/admin/users/",
    "/admin/profile-views/",
    "/account/",
)


def add(pair: Pair) -> dict[str, object]:
    """A course and a learner, on both servers."""
    slug, learner = uuid4().hex, f"anna-{uuid4().hex}"
    course = pair.primary.value(ADD_COURSE, "Bedtime", slug)
    pair.primary.value(ADD_PROFILE, learner, slug)
    pair.meet()
    return {"course": course, "learner": learner}


def titles(client: FlaskClient) -> list[str]:
    return opened(client, "/admin/courses/").column("Title")


@pytest.mark.parametrize("role", ["admin", "support"])
def test_pages_that_only_read_ask_the_replica(pair: Pair, person: Person, asked: Asked, role: str) -> None:
    client, names = person(role), add(pair)
    for page in LATE_PAGES:
        if role == "support" and "export" in page:
            continue
        with asked() as seen:
            assert client.get(page.format(**names), buffered=True).status_code == 200
        assert seen["replica"], page
        apart = [statement for statement in seen["primary"] if "admin.users" not in statement]
        assert all("INSERT INTO admin.profile_views" in statement for statement in apart), page


def test_forms_and_what_is_about_people_ask_the_primary(pair: Pair, person: Person, asked: Asked) -> None:
    client, names = person("admin"), add(pair)
    for page in PRIMARY_PAGES:
        with asked() as seen:
            assert client.get(page.format(**names)).status_code == 200, page
        assert not seen["replica"], page


def test_a_page_costs_no_statement_more(pair: Pair, person: Person, asked: Asked) -> None:
    add(pair)
    with asked() as seen:
        opened(person("admin"), "/admin/courses/")
    assert (len(seen["primary"]), len(seen["replica"])) == (1, 2)


def test_only_who_wrote_sees_it_before_the_replica_does(pair: Pair, person: Person, asked: Asked) -> None:
    editor, support, row = person("editor"), person("support"), add(pair)["course"]
    form = f"/admin/courses/edit/?id={row}"
    with pair.paused():
        fields = opened(editor, form).fields() | {"title": "Renamed"}
        with asked() as seen:
            assert editor.post(form, data=fields).status_code == 302
        assert sum("pg_current_wal" in statement for statement in seen["primary"]) == 1
        assert "Renamed" in titles(editor)
        assert "Renamed" in opened(editor, f"/admin/courses/history/?id={row}").main
        assert "Renamed" not in titles(support)
        assert "Renamed" not in opened(support, f"/admin/courses/history/?id={row}").main
    eventually(lambda: "Renamed" in titles(support))

    def is_on_replica() -> bool:
        with asked() as seen:
            assert "Renamed" in titles(editor)
        return bool(seen["replica"])

    eventually(is_on_replica)


def test_what_was_written_is_noted_for_a_minute_and_only_after_a_write(pair: Pair, person: Person) -> None:
    editor, row = person("editor"), add(pair)["course"]
    form = f"/admin/courses/edit/?id={row}"
    fields = opened(editor, form).fields()
    assert editor.get_cookie("persona_written") is None
    assert editor.post(form, data=fields | {"title": ""}).status_code == 422
    assert editor.post(f"/admin/courses/presence/?id={row}", data=fields).status_code < 400
    assert editor.get_cookie("persona_written") is None
    assert editor.post(form, data=fields | {"title": "Another"}).status_code == 302
    noted = editor.get_cookie("persona_written")
    assert noted is not None
    assert noted.max_age == 60
    assert noted.http_only


@pytest.mark.parametrize("noted", ["unknown", "-1", "９", "9" * 30])
def test_a_note_that_says_nothing_is_not_believed(pair: Pair, person: Person, asked: Asked, noted: str) -> None:
    client = person("editor")
    client.set_cookie("persona_written", noted)
    with asked() as seen:
        titles(client)
    assert not seen["replica"]


def test_who_is_disabled_is_out_before_the_replica_knows(pair: Pair, person: Person) -> None:
    support = person("support")
    set_active = "UPDATE admin.users SET active = %s WHERE role = 'support'"
    assert support.get("/admin/courses/").status_code == 200
    with pair.paused():
        pair.primary.value(set_active, False)
        assert support.get("/admin/courses/").status_code == 302
        pair.primary.value(set_active, True)


def test_what_the_replica_does_not_know_yet_is_no_404(pair: Pair, person: Person) -> None:
    with pair.paused():
        row = pair.primary.value(ADD_COURSE, "Just made", uuid4().hex)
        pair.primary.value(ADD_PROFILE, "newcomer", None)
        assert "Just made" in opened(person("support"), f"/admin/courses/history/?id={row}").main
        for page in ("/admin/preview.json", "/admin/preview/"):
            assert person("support").get(f"{page}?profile=newcomer").status_code == 200
    assert person("support").get(f"/admin/courses/history/?id={uuid4()}").status_code == 404


@pytest.mark.parametrize("page", ["/admin/courses/", "/admin/find.json?q=bedtime"])
def test_a_page_whose_replica_fails_comes_from_the_primary(
    pair: Pair, application: Flask, person: Person, page: str
) -> None:
    cut: list[str] = []

    def cut_off(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not cut and connection.engine.url.query["host"] == pair.replica.host:  # type: ignore[attr-defined]
            cut.append(statement)
            pair.replica.value("SELECT pg_terminate_backend(%s)", cursor.connection.info.backend_pid)  # type: ignore[attr-defined]

    event.listen(Engine, "before_cursor_execute", cut_off)
    try:
        assert person("admin").get(page, buffered=True).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", cut_off)
    assert cut
    eventually(lambda: application.extensions[REPLICA].may_serve())


def test_the_primary_serves_while_the_replica_is_away(
    pair: Pair, application: Flask, person: Person, asked: Asked
) -> None:
    client = person("admin")

    def state() -> object:
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.get_json()["status"] == "ok"
        return ready.get_json()["replica"]

    assert state() == {"status": "ok"}
    pair.replica.stop()
    try:
        assert client.get("/admin/courses/").status_code == 200
        eventually(lambda: state() != {"status": "ok"})
        assert state() == {"status": "unavailable", "reason": f"{NO_ANSWER} The primary serves instead."}
        with asked() as seen:
            assert client.get("/admin/courses/").status_code == 200
        assert not seen["replica"]
    finally:
        pair.replica.start()
    eventually(lambda: state() == {"status": "ok"})
    with asked() as seen:
        assert client.get("/admin/courses/").status_code == 200
    assert seen["replica"]


def test_a_page_that_waits_for_a_replica_that_hangs_comes_from_the_primary(
    pair: Pair, application: Flask, person: Person, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = person("admin")
    titles(client)
    monkeypatch.setattr(application.extensions[REPLICA], "patience", 0.2)
    with asked() as seen, pair.replica.hanging():
        assert client.get("/admin/courses/").status_code == 200
        assert client.get("/readyz").get_json()["replica"]["reason"].startswith(NO_ANSWER)
    assert any("courses" in statement for statement in seen["primary"])
    monkeypatch.undo()
    eventually(lambda: application.extensions[REPLICA].may_serve())


def test_a_replica_that_falls_behind_is_not_read(pair: Pair, watched: Watched) -> None:
    now = [1000.0]
    replica = watched(pair.primary.url, pair.replica.url, clock=lambda: now[0])
    pair.meet()
    assert replica.look() is None
    with pair.paused():
        now[0] += 3600
        assert replica.look() is None, "nobody has written"
        pair.primary.value(ADD_COURSE, "Later", uuid4().hex)
        now[0] += 9
        assert replica.look() is None
        now[0] += 2
        assert replica.look() == LATE
    pair.meet()
    assert replica.look() is None


def test_what_is_no_replica_of_the_primary_is_not_read(pair: Pair, postgres: Path, watched: Watched) -> None:
    local_postgres.ensure_database(postgres, DATABASE)
    primary, replica = pair.primary.url, pair.replica.url
    other_server, other_database = local_postgres.url(postgres, DATABASE), make_conninfo(replica, dbname="postgres")
    assert watched(primary, primary).look() == NO_REPLICA
    assert watched(primary, other_server).look() == NO_REPLICA
    assert watched(primary, other_database).look() == ANOTHER
    assert watched(other_server, replica).look() == ANOTHER
    assert watched(primary, NOWHERE).look() == NO_ANSWER
    assert watched(replica, replica).look() == NO_PRIMARY


def test_doctor_looks_at_the_replica(pair: Pair, application: Flask, over: Callable[[str, str], Flask]) -> None:
    def told(application: Flask) -> str:
        with application.app_context():
            return application.test_cli_runner().invoke(args=["doctor"]).output

    assert "ok    replica: follows at postgresql+psycopg://postgres@/persona?" in told(application)
    no_pair = over(pair.primary.url, pair.primary.url)
    assert f"FAIL  replica: {NO_REPLICA} The primary serves instead." in told(no_pair)


def only_reads(application: Flask) -> bool:
    with application.app_context():
        return bool(db.session.scalar(text("SHOW default_transaction_read_only")) == "on")


# The last, since there is no pair from here on: the primary refuses writes to whom it has let in, then it is stopped.
def test_the_dashboard_goes_on_where_the_replica_becomes_the_primary(
    pair: Pair, over: Callable[[str, str], Flask]
) -> None:
    both = f"postgresql://postgres@/persona?host={pair.primary.host},{pair.replica.host}"
    application = over(f"{both}&target_session_attrs=read-write", pair.replica.url)
    client = people.sign_in(application.test_client(), "editor")
    row = add(pair)["course"]
    form = f"/admin/courses/edit/?id={row}"
    fields = opened(client, form).fields() | {"title": "After all"}
    pair.primary.value("ALTER SYSTEM SET default_transaction_read_only = on")
    pair.primary.value("SELECT pg_reload_conf()")
    eventually(lambda: only_reads(application))
    assert "can only be read" in answered(client.post(form, data=fields), 503).main
    assert "does not answer" in answered(client.post(form, data=fields), 503).main
    pair.primary.stop()
    pair.replica.value("SELECT pg_promote()")
    assert client.post(form, data=fields).status_code == 302
    assert "After all" in titles(client)
    assert pair.replica.value("SELECT title FROM courses WHERE id = %s", row) == "After all"
    eventually(lambda: client.get("/readyz").get_json()["replica"]["reason"].startswith(NO_REPLICA))
    assert "After all" in titles(client)
