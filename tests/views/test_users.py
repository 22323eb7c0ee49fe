"""The accounts of the dashboard's people, kept by administrators; and the log of who looked at whom."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.models import User
from admin_app.operations import users
from admin_app.permissions import Role
from admin_app.queries.users import user_by_email
from tests import people
from tests.conftest import Statements
from tests.views.entrance import enter, entered, is_in, token
from tests.views.pages import answered, opened, words

USERS = "/admin/users/"
ADMIN, EDITOR, SUPPORT = (people.email_of(role) for role in people.ROLES)
WRONG_IDS = ("", "x", "-1", "1.5", "99999999999999999999", "١", "1 ", "0x1", "7f3a0e4c-0000-4000-8000-000000000000")


def found(email: str) -> User:
    user = user_by_email(email)
    assert user
    db.session.refresh(user)
    return user


def add(email: str, role: Role = Role.EDITOR) -> User:
    user = users.create_user(email, role, people.PASSWORD)
    db.session.commit()
    return user


def test_everybody_is_listed_with_what_matters(client: FlaskClient) -> None:
    users.disable_user(found(SUPPORT))
    add("anna@example.com")
    users.create_user("new@example.com", Role.SUPPORT)
    db.session.commit()
    page = opened(client, USERS)
    assert page.column("E-mail address") == [
        f"{ADMIN} (you)", "anna@example.com", EDITOR, "new@example.com", SUPPORT,
    ]  # fmt: skip
    assert page.column("Role") == ["Administrator", "Editor", "Editor", "Support", "Support"]
    assert page.column("Signs in") == ["Yes", "Yes", "Yes", "Not yet: no password chosen", "Disabled"]
    assert page.column("Second factor") == ["Off"] * 5


def test_a_list_of_many_is_cut_into_pages(client: FlaskClient, statements: Statements) -> None:
    db.session.add_all(
        User(email=f"p{number:03}@many.example", role="support", fs_uniquifier=str(number)) for number in range(120)
    )
    db.session.commit()
    address, seen = f"{USERS}?search=m%25y", list[str]()
    assert "Nobody found" in opened(client, address).main, "% means itself"
    address = f"{USERS}?search=@MANY"
    while address:
        with statements() as asked:
            page = opened(client, address)
        assert len(asked) == 2
        seen += page.column("E-mail address")
        address = next((link.attrib["href"] for link in page.all("a") if words(link) == "Next page"), "")
    assert seen == [f"p{number:03}@many.example" for number in range(120)]


def link_on(client: FlaskClient, address: str, data: dict[str, str], **query: str) -> str:
    """The one-time link that a form leads to."""
    response = client.post(address, data=data | {"csrf_token": token(client, USERS + "new/")}, query_string=query)
    page = answered(response, 200)
    link = page.one("input[@id='link']").attrib["value"]
    assert "Location" not in response.headers
    assert urlsplit(link).path not in str(response.headers)
    assert response.headers["Cache-Control"] == "no-store"
    return link


def choose(app: Flask, link: str, password: str) -> int:
    """Open a link in a browser of one's own and choose a password there."""
    person = app.test_client()
    path = urlsplit(link).path
    shown = person.get(path)
    if shown.status_code != 200:
        assert "Ask an administrator" in answered(person.get("/login"), 200).main
        return shown.status_code
    data = {"password": password, "password_confirm": password, "csrf_token": token(person, path)}
    return person.post(path, data=data).status_code


def test_a_new_person_chooses_a_password_by_the_link(app: Flask, client: FlaskClient) -> None:
    link = link_on(client, f"{USERS}new/", {"email": " Anna@Example.com", "role": "support"})
    assert link.startswith("http://localhost/reset/")
    assert enter(app.test_client(), "anna@example.com", "").status_code == 422
    assert choose(app, link, "short") == 422
    assert choose(app, link, "long enough") == 302
    person = app.test_client()
    assert enter(person, "anna@example.com", "long enough").status_code == 302
    assert person.get("/admin/courses/new/").status_code == 403
    assert choose(app, link, "somebody else") == 302, "the link works once"
    assert enter(app.test_client(), "anna@example.com", "somebody else").status_code == 422


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"email": ADMIN.upper(), "role": "admin"}, {"email": "There is an account of"}),
        ({"email": "", "role": "editor"}, {"email": "Write an e-mail address"}),
        ({"email": "x", "role": "editor"}, {"email": "Write an e-mail address"}),
        ({"email": "a b@c.example", "role": "editor"}, {"email": "Write an e-mail address"}),
        ({"email": "a@b.example", "role": "owner"}, {"role": "Choose one"}),
        ({"email": "a@b.example"}, {"role": "Choose one"}),
        ({"email": "<b>@", "role": ""}, {"email": "Write an e-mail address", "role": "Choose one"}),
    ],
)
def test_what_does_not_hold_is_told_at_its_field(
    client: FlaskClient, fields: dict[str, str], refused: dict[str, str]
) -> None:
    data = fields | {"csrf_token": token(client, f"{USERS}new/")}
    page = answered(client.post(f"{USERS}new/", data=data), 422)
    assert page.errors().keys() == refused.keys()
    assert all(page.errors()[name].startswith(sentence) for name, sentence in refused.items())
    assert page.one("input[@id='email']").attrib["value"] == fields["email"]
    assert len(list(db.session.scalars(select(User)))) == 3


def test_a_role_is_changed(app: Flask, client: FlaskClient) -> None:
    person = entered(app, "editor")
    page = opened(client, f"{USERS}edit/", id=str(found(EDITOR).id))
    assert [box.attrib["value"] for box in page.all("input[@type='radio'][@checked]")] == ["editor"]
    data = {"role": "support", "csrf_token": token(client, USERS + "new/")}
    response = client.post(f"{USERS}edit/?id={found(EDITOR).id}", data=data)
    assert response.headers["Location"] == USERS
    assert "editor@example.com is support now." in opened(client, USERS).main
    assert person.get("/admin/courses/new/").status_code == 403
    page = answered(client.post(f"{USERS}edit/?id={found(EDITOR).id}", data=data | {"role": "x"}), 422)
    assert page.errors() == {"role": "Choose one of the roles."}


def test_a_role_that_is_saved_as_it_was_is_told_so(client: FlaskClient) -> None:
    data = {"role": "editor", "csrf_token": token(client, USERS + "new/")}
    page = answered(client.post(f"{USERS}edit/?id={found(EDITOR).id}", data=data, follow_redirects=True), 200)
    assert "editor@example.com is an editor as before: nothing was changed." in page.main


def test_roles_have_one_name_everywhere(client: FlaskClient) -> None:
    form = opened(client, f"{USERS}edit/", id=str(found(ADMIN).id))
    names = [(span.text or "").strip() for span in form.all("span[@class='form-check-label']")]
    listed = set(opened(client, USERS).column("Role"))
    assert listed == set(names)
    assert names[0] in opened(client, "/account/").main


def test_a_person_is_kept_out_and_let_in_again(app: Flask, client: FlaskClient) -> None:
    person, data = entered(app, "editor"), {"id": str(found(EDITOR).id), "csrf_token": token(client, USERS + "new/")}
    assert EDITOR in opened(client, f"{USERS}disable/", id=data["id"]).main
    assert is_in(person), "it asks first"
    assert client.post(f"{USERS}disable/", data=data).status_code == 302
    assert not is_in(person)
    assert enter(app.test_client(), EDITOR).status_code == 422
    assert client.post(f"{USERS}enable/", data=data).status_code == 302
    assert is_in(entered(app, "editor"))


def test_a_reset_asks_first_and_takes_everything_away(app: Flask, client: FlaskClient) -> None:
    person, user = entered(app, "editor"), found(EDITOR)
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "{}"
    db.session.commit()
    page = opened(client, f"{USERS}reset/", id=str(user.id))
    assert "every session" in page.main
    assert is_in(person)
    link = link_on(client, f"{USERS}reset/", {"id": str(user.id)})
    assert not is_in(person)
    assert (found(EDITOR).password, found(EDITOR).has_second_factor) == (None, False)
    assert enter(app.test_client(), EDITOR).status_code == 422
    newer = link_on(client, f"{USERS}reset/", {"id": str(user.id)})
    assert choose(app, link, "long enough") == 302, "an older link is void"
    assert enter(app.test_client(), EDITOR, "long enough").status_code == 422
    assert choose(app, newer, "long enough") == 302
    assert enter(app.test_client(), EDITOR, "long enough").status_code == 302


def test_the_link_of_a_person_who_was_disabled_is_void(app: Flask, client: FlaskClient) -> None:
    link = link_on(client, f"{USERS}reset/", {"id": str(found(EDITOR).id)})
    users.disable_user(found(EDITOR))
    db.session.commit()
    assert choose(app, link, "long enough") == 302
    assert found(EDITOR).password is None


def test_a_link_is_for_the_host_that_the_administrator_is_on(app: Flask) -> None:
    client = people.sign_in(app.test_client())
    data = {"id": str(found(EDITOR).id), "csrf_token": token(client, USERS + "new/")}
    page = answered(client.post(f"{USERS}reset/", data=data, base_url="http://localhost:8000"), 200)
    assert page.one("input[@id='link']").attrib["value"].startswith("http://localhost:8000/reset/")
    assert client.post(f"{USERS}reset/", data=data, base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize(("path", "fields"), [("edit", {"role": "support"}), ("disable", {})])
def test_the_last_administrator_stays(client: FlaskClient, path: str, fields: dict[str, str]) -> None:
    row_id = str(found(ADMIN).id)
    data = fields | {"id": row_id, "csrf_token": token(client, USERS + "new/")}
    response = client.post(f"{USERS}{path}/", data=data, query_string={"id": row_id}, follow_redirects=True)
    page = answered(response, 422 if path == "edit" else 200)
    assert "last administrator who can sign in, so nothing was changed: they still are one." in page.main
    assert (found(ADMIN).role, found(ADMIN).active) == ("admin", True)


def test_an_administrator_may_step_down_while_there_is_another(app: Flask) -> None:
    add("other@example.com", Role.ADMIN)
    client = entered(app)
    data = {"role": "editor", "csrf_token": token(client, USERS + "new/")}
    assert client.post(f"{USERS}edit/?id={found(ADMIN).id}", data=data).status_code == 302
    assert client.get(USERS).status_code == 403
    assert is_in(client)


def test_an_administrator_may_disable_themself_while_there_is_another(app: Flask) -> None:
    add("other@example.com", Role.ADMIN)
    client = entered(app)
    data = {"id": str(found(ADMIN).id), "csrf_token": token(client, USERS + "new/")}
    client.post(f"{USERS}disable/", data=data)
    assert not is_in(client)


@pytest.mark.parametrize("row_id", WRONG_IDS)
def test_an_id_that_is_none_is_told(client: FlaskClient, row_id: str) -> None:
    data = {"id": row_id, "role": "editor", "csrf_token": token(client, USERS + "new/")}
    for path in ("edit", "reset", "disable"):
        opened(client, f"{USERS}{path}/", 404, id=row_id)
    for path in ("edit", "reset", "disable", "enable"):
        answered(client.post(f"{USERS}{path}/", data=data, query_string={"id": row_id}), 404)


def test_nobody_is_called_by_what_could_be_markup(client: FlaskClient) -> None:
    user = add("<script>x</script>\"'@example.com")
    for address in (
        USERS,
        f"{USERS}edit/?id={user.id}",
        f"{USERS}reset/?id={user.id}",
        f"{USERS}disable/?id={user.id}",
    ):
        assert "<script>x" not in client.get(address).text


def test_all_this_is_for_administrators(login_as: Callable[[str], FlaskClient]) -> None:
    for role in ("editor", "support"):
        client = login_as(role)
        assert client.get(USERS).status_code == 403
        assert not re.search("Users|Looks at", opened(client, "/admin/").text)
