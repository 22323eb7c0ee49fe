"""A form of a new row that is sent again: the same row where it says the same, another one where it does not."""

from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from admin_app.models import Course
from tests.views.pages import answered, opened

NEW = "/admin/courses/new/"


def titles(session: scoped_session[Session]) -> list[str]:
    return list(session.scalars(select(Course.title).order_by(Course.title)))


def test_what_was_sent_already_is_there_once(client: FlaskClient, session: scoped_session[Session]) -> None:
    fields = opened(client, NEW).fields() | {"slug": "sleep", "title": "Сон", "description": ""}
    answers = [client.post(NEW, data=fields, follow_redirects=True) for _ in range(2)]
    assert session.scalar(select(func.count()).select_from(Course)) == 1
    assert all("The course “Сон” was created." in answered(answer, 200).main for answer in answers)


def test_a_form_that_was_gone_back_to_makes_another_row(client: FlaskClient, session: scoped_session[Session]) -> None:
    fields = opened(client, NEW).fields() | {"slug": "sleep", "title": "Сон"}
    client.post(NEW, data=fields)
    client.post(NEW, data=fields | {"slug": "food", "title": "Еда"})
    assert titles(session) == ["Еда", "Сон"]


def test_another_form_with_the_same_slug_is_refused(client: FlaskClient, session: scoped_session[Session]) -> None:
    filled = {"slug": "sleep", "title": "Сон"}
    client.post(NEW, data=opened(client, NEW).fields() | filled)
    page = answered(client.post(NEW, data=opened(client, NEW).fields() | filled), 422)
    assert "Сон" in page.errors()["slug"]


def test_a_refused_form_stays_the_same_form(client: FlaskClient, session: scoped_session[Session]) -> None:
    fields = opened(client, NEW).fields()
    refused = answered(client.post(NEW, data=fields | {"slug": "no slug!", "title": "Сон"}), 422)
    assert refused.fields()["_once"] == fields["_once"]
    restored = answered(client.post(NEW, data=fields | {"slug": "sleep", "title": "Сон", "_restore": "1"}), 200)
    assert restored.fields()["_once"] == fields["_once"]


def test_what_names_no_form_makes_a_row_each_time(client: FlaskClient, session: scoped_session[Session]) -> None:
    token = opened(client, NEW).fields()["csrf_token"]
    for slug, once in (("sleep", None), ("food", "no id")):
        sent = {"csrf_token": token, "slug": slug, "title": slug, "_once": once}
        assert client.post(NEW, data={name: value for name, value in sent.items() if value}).status_code == 302
    assert titles(session) == ["food", "sleep"]
