"""CSV by PostgreSQL: what it says of each value, how it is planned, and how it ends."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Text, cast, event, func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import scoped_session

from admin_app.extensions import db, session_beside
from admin_app.models import Course, Profile
from admin_app.queries.csv_rows import csv_pieces
from tests.conftest import MakeDatabase, Statements, make_app
from tests.json_texts import json_texts
from tests.views import rows

# What a spreadsheet would run, as Python says it: the same that PostgreSQL is told.
FORMULA = re.compile(r"""[\t\r]|[\s"'\ufeff\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]""")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
BLANKS = [
    "",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\x1f",
    "\x85",
    "\xa0",
    "\u2003",
    "\u200b",
    "\u200f",
    "\u2060",
    "\u3000",
    "\ufeff",
    '"',
    "'",
]
SIGNS = ["", "=", "+", "-", "@", "＝", "＋", "－", "＠", "−", "–", "١", "é"]
RESTS = [
    "",
    "1+1",
    "1",
    "1.10",
    "1e5",
    "1.",
    "SUM(A1)",
    'a","b',
    "первая\nвторая",
    "\\.",
    "a\x00b".replace("\x00", "\\0"),
]
HOSTILE = ["".join(parts) for parts in product(BLANKS, SIGNS, RESTS)]


COLUMNS = {"slug": Course.slug, "title": Course.title}


def guarded(value: str) -> str:
    """A text as a cell has it."""
    return f"'{value}" if FORMULA.match(value) and not NUMBER.fullmatch(value) else value


def read(pieces: Iterator[bytes]) -> list[list[str]]:
    """The rows of a file, without its titles."""
    return list(csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig"), newline="")))[1:]


def store(titles: list[str]) -> None:
    """A course each, their slugs in the order of the titles."""
    rows.run("DELETE FROM courses")
    values = [{"slug": f"{number:06}", "title": title} for number, title in enumerate(titles)]
    db.session.execute(insert(Course), values)
    db.session.commit()


def exported_titles() -> list[str]:
    """The titles of the courses in a file."""
    return [
        row[0]
        for row in read(csv_pieces(session_beside(), {"title": Course.title}, select(Course).order_by(Course.slug)))
    ]


@pytest.mark.usefixtures("session")
def test_a_formula_of_any_width_and_behind_any_blank_is_guarded_and_nothing_else() -> None:
    store(HOSTILE)
    assert exported_titles() == [guarded(value) for value in HOSTILE]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_out_as_it_is_stored(session: scoped_session[Session], titles: list[str]) -> None:
    store(titles)
    assert exported_titles() == [guarded(value) for value in titles]


@given(st.lists(json_texts(), min_size=1, max_size=5))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_comes_out_as_postgresql_writes_it(session: scoped_session[Session], documents: list[str]) -> None:
    rows.run("DELETE FROM profiles")
    for number, document in enumerate(documents):
        rows.run(
            "INSERT INTO profiles (user_identifier, survey) VALUES (:n, CAST(:d AS jsonb))",
            n=f"{number:06}",
            d=document,
        )
    stored = session.scalars(select(cast(Profile.survey, Text)).order_by(Profile.user_identifier)).all()
    found = read(
        csv_pieces(session_beside(), {"survey": Profile.survey}, select(Profile).order_by(Profile.user_identifier))
    )
    assert [row[0] for row in found] == [guarded(document or "") for document in stored]


@pytest.mark.usefixtures("session")
def test_times_are_in_utc_as_iso_writes_them() -> None:
    times = {
        "2025-01-02 03:04:05+00": "2025-01-02T03:04:05+00:00",
        "2025-01-02 03:04:05.1234+03": "2025-01-02T00:04:05.123400+00:00",
        "0001-01-01 00:00+00": "0001-01-01T00:00:00+00:00",
        "9999-12-31 23:59:59.999999+00": "9999-12-31T23:59:59.999999+00:00",
        "10000-01-01 00:00+00": "",
        "0044-03-15 12:00+00 BC": "",
        "infinity": "",
        "-infinity": "",
    }
    rows.run("SET LOCAL timezone = 'America/New_York'")
    for number, at in enumerate(times):
        rows.run(
            "INSERT INTO courses (slug, title, created_at) VALUES (:n, '', CAST(:at AS timestamptz))",
            n=str(number),
            at=at,
        )
    found = read(csv_pieces(session_beside(), {"created_at": Course.created_at}, select(Course).order_by(Course.slug)))
    assert [row[0] if row else "" for row in found] == list(times.values())
    assert all(datetime.fromisoformat(each) for each in times.values() if each)


@pytest.mark.usefixtures("session")
def test_a_file_begins_with_its_mark_and_titles_and_has_the_ends_of_line_of_csv() -> None:
    rows.add_course(slug="сон", title='"a", b', description=None)
    pieces = csv_pieces(
        session_beside(),
        {"slug": Course.slug, "title": Course.title, "description": Course.description},
        select(Course),
    )
    assert b"".join(pieces) == '\ufeffslug,title,description\r\nсон,"""a"", b",\r\n'.encode()
    assert (
        b"".join(csv_pieces(session_beside(), {"slug": Course.slug}, select(Course).where(Course.title == "%s")))
        == b"\xef\xbb\xbfslug\r\n"
    )


def test_it_may_take_its_time_and_only_reads(session: scoped_session[Session], statements: Statements) -> None:
    rows.add_course()
    rows.run("SET LOCAL statement_timeout = 20")
    columns = {"slept": cast(func.pg_sleep(0.05), Text), "read_only": func.current_setting("transaction_read_only")}
    with statements() as seen:
        assert read(csv_pieces(session_beside(), columns, select(Course))) == [["", "on"]]
    assert len(seen) == 2


def test_an_order_that_an_index_has_is_not_sorted_for(session: scoped_session[Session]) -> None:
    session.execute(text("INSERT INTO courses (slug, title) SELECT md5(n::text), 'x' FROM generate_series(1, 3000) n"))
    session.execute(text("ANALYZE courses"))
    copies: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        copies.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    for order in (Course.slug, Course.title):
        list(csv_pieces(session_beside(), COLUMNS, select(Course).order_by(order)))
    event.remove(Engine, "before_cursor_execute", note)
    plans = [
        "\n".join(
            session.connection()
            .exec_driver_sql(f"EXPLAIN {statement[6:].partition(') TO STDOUT')[0]}", values)
            .scalars()
        )
        for statement, values in copies
        if statement.startswith("COPY")
    ]
    assert ["Sort" in plan for plan in plans] == [False, True]


@pytest.mark.usefixtures("session")
def test_what_fails_at_the_first_row_is_an_error_of_the_statement() -> None:
    rows.add_course(title="no number")
    with pytest.raises(DBAPIError):
        next(
            csv_pieces(
                session_beside(), {"number": cast(cast(Course.title, Text), Course.created_at.type)}, select(Course)
            )
        )


@pytest.fixture(scope="module")
def full(database_url: MakeDatabase) -> Iterator[Flask]:
    """An application over a database with more courses than any buffer on the way holds."""
    url = database_url()
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO courses (slug, title) SELECT n::text, repeat('сон', 2000) FROM generate_series(1, 2000) n"
        )
    application = make_app(url)
    yield application
    with application.app_context():
        db.engine.dispose()


COPIES = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%' AND state = 'active'"
)


def test_a_database_that_goes_in_the_middle_breaks_the_file_off(full: Flask) -> None:
    with full.app_context():
        pieces = csv_pieces(session_beside(), COLUMNS, select(Course))
        next(pieces)
        (backend,) = db.session.scalars(COPIES).all()
        db.session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
        with pytest.raises(OperationalError):
            list(pieces)
        db.session.rollback()
        assert len(read(csv_pieces(session_beside(), COLUMNS, select(Course)))) == 2000


def test_a_file_that_nobody_reads_on_ends_its_statement(full: Flask) -> None:
    with full.app_context():
        pieces = csv_pieces(session_beside(), COLUMNS, select(Course))
        next(pieces)
        assert len(db.session.scalars(COPIES).all()) == 1
        pieces.close()
        # A transaction sees what is under way as it was when it first asked.
        db.session.rollback()
        assert db.session.scalars(COPIES).all() == []
        # The connection is as good as new.
        assert len(read(csv_pieces(session_beside(), COLUMNS, select(Course)))) == 2000
