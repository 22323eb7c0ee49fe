"""A person's own account: password, second factor, and codes that count once."""

import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from admin_app.extensions import db
from admin_app.operations import users
from admin_app.queries.users import user_by_email
from tests import people
from tests.people import STEP
from tests.views.entrance import HERE, enter, entered, is_in, token
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import LESSONS

ADMIN = people.email_of("admin")
SETUP, CODE = "/account/two-factor", "/login/code"


@pytest.fixture(autouse=True)
def _nobody_has_guessed(app: Flask) -> None:
    app.extensions["guessing"].reset()


class Phone:
    """An authenticator app with a key; each code it gives is newer than the one before, as if time had passed."""

    def __init__(self, key: str) -> None:
        self._totp = TOTP(key)
        people.wait_for_time_to_type()
        # The oldest that is still taken.
        self._time = time.time() - STEP

    def code(self, *, ahead: int = 0) -> str:
        """The code that is shown."""
        return str(self._totp.generate(time=self._time + ahead).token)

    def next_code(self) -> str:
        """The code after that."""
        self._time += STEP
        return self.code()


def set_up(client: FlaskClient) -> tuple[Phone, Page]:
    """Ask for a key, and put it into a phone."""
    data = {"setup": "authenticator", "csrf_token": token(client, SETUP)}
    page = answered(client.post(SETUP, data=data), 200)
    (key,) = page.all("code[@class='totp-key']")
    return Phone((key.text or "").replace("-", "")), page


def key_and_picture(page: Page) -> tuple[list[str], list[str]]:
    """What a page gives to put into a phone."""
    return [words(key) for key in page.all("code[@class='totp-key']")], [img.attrib["src"] for img in page.all("img")]


def send_code(client: FlaskClient, code: str, address: str = CODE, **fields: str) -> TestResponse:
    return client.post(address, data={"code": code, "csrf_token": token(client, address)} | fields)


@pytest.fixture
def phone(app: Flask) -> Phone:
    """The phone of the administrator, whose second factor is on."""
    client = entered(app)
    phone, page = set_up(client)
    assert page.one("img").attrib["src"].startswith("data:image/svg+xml;base64,")
    assert send_code(client, phone.code()).headers["Location"] == "/account/"
    assert "The second factor is on." in opened(client, "/account/").main
    return phone


def asked_for_code(app: Flask, address: str = "/login") -> FlaskClient:
    """Somebody who has typed the right password."""
    client = app.test_client()
    response = enter(client, ADMIN, address=address)
    assert response.headers["Location"].startswith(CODE)
    return client


def test_signing_in_asks_for_a_code(app: Flask, phone: Phone) -> None:
    client = asked_for_code(app)
    assert not is_in(client)
    page = answered(send_code(client, "000000"), 422)
    assert page.errors() == {"code": "This code is not right, or it was used already. Wait for the next one."}
    assert not is_in(client)
    assert send_code(client, phone.next_code()).status_code == 302
    assert is_in(client)


def test_a_code_counts_once(app: Flask, phone: Phone) -> None:
    first, second = asked_for_code(app), asked_for_code(app)
    answered(send_code(first, phone.code()), 422)
    assert send_code(first, phone.next_code()).status_code == 302
    answered(send_code(second, phone.code()), 422)
    assert not is_in(second)
    assert send_code(second, phone.next_code()).status_code == 302


@pytest.mark.parametrize("code", ["", " ", "12345", "1234567", "абвгде", "\x00", "9" * 5000])
def test_what_is_no_code_is_refused(app: Flask, phone: Phone, code: str) -> None:
    client = asked_for_code(app)
    assert answered(send_code(client, code), 422).errors().keys() == {"code"}


@pytest.mark.parametrize("ahead", [-5 * STEP, 5 * STEP])
def test_a_code_of_another_time_is_refused(app: Flask, phone: Phone, ahead: int) -> None:
    answered(send_code(asked_for_code(app), phone.code(ahead=ahead)), 422)


def test_codes_cannot_be_guessed(app: Flask, phone: Phone) -> None:
    client = asked_for_code(app)
    fresh = {"csrf_token": token(client, CODE)}
    # The form names an account of its own each time, as a guesser would.
    answers = [client.post(CODE, data=fresh | {"code": "000000", "email": f"{n}@b.c"}).status_code for n in range(11)]
    assert answers == [422] * 10 + [429]
    assert client.post(CODE, data=fresh | {"code": phone.next_code()}).status_code == 429


def test_the_key_stays_after_a_code_that_is_not_right(app: Flask) -> None:
    client = entered(app)
    phone, first = set_up(client)
    for wrong in ("000000", ""):
        page = answered(send_code(client, wrong), 422)
        assert page.errors().keys() == {"code"}
        assert key_and_picture(page) == key_and_picture(first)
        assert [link.attrib["href"] for link in page.all("a") if words(link) == "Cancel"] == ["/account/"]
    assert "Off" in opened(client, "/account/").main
    assert send_code(client, phone.code()).status_code == 302
    assert "On:" in opened(client, "/account/").main


def test_a_key_is_not_shown_again_long_after_the_password(app: Flask) -> None:
    client = entered(app)
    phone, first = set_up(client)
    with client.session_transaction() as kept:
        kept["fs_paa"] = kept["fs_gexp"] = time.time() - 16 * 60
    page = answered(send_code(client, "000000"), 422)
    assert page.errors().keys() == {"code"}
    assert key_and_picture(page) == ([], [])
    assert key_and_picture(first)[0][0] not in client.get(CODE).text
    assert send_code(client, phone.code()).status_code == 302


def test_a_key_is_not_shown_to_whoever_signs_in(app: Flask, phone: Phone) -> None:
    client = asked_for_code(app)
    for page in (opened(client, CODE), answered(send_code(client, "000000"), 422)):
        assert key_and_picture(page) == ([], [])


def test_it_is_turned_off(app: Flask, phone: Phone) -> None:
    client = asked_for_code(app)
    send_code(client, phone.next_code())
    data = {"setup": "disable", "csrf_token": token(client, SETUP)}
    assert client.post(SETUP, data=data).headers["Location"] == "/account/"
    assert is_in(entered(app))


def test_an_administrator_takes_it_away(app: Flask, phone: Phone) -> None:
    user = user_by_email(ADMIN)
    assert user
    users.reset_user(user)
    db.session.commit()
    db.session.refresh(user)
    assert not user.has_second_factor


def test_after_a_while_the_password_is_asked_for_again(app: Flask) -> None:
    client = entered(app)
    with client.session_transaction() as kept:
        kept["fs_paa"] = time.time() - 16 * 60
    response = client.get(SETUP)
    assert response.headers["Location"].startswith("/account/verify?next=")
    verify = response.headers["Location"]
    answered(client.post(verify, data={"password": "wrong", "csrf_token": token(client, verify)}), 422)
    response = client.post(verify, data={"password": people.PASSWORD, "csrf_token": token(client, verify)})
    assert response.headers["Location"].endswith(SETUP)
    assert client.get(SETUP).status_code == 200


def test_nobody_gets_to_the_code_without_a_password(anonymous: FlaskClient) -> None:
    assert anonymous.get(CODE).headers["Location"] == "/login"
    assert "Sign in with your password first." in opened(anonymous, "/login").main


def test_a_form_whose_session_ended_comes_back_past_the_code(app: Flask, phone: Phone) -> None:
    client, row_id = app.test_client(), str(LESSONS.add("Сон").id)
    typed = {"title": "\r\n  Новое <b>", "content": '{"n": 1.10}', "summary": ""}
    page = answered(client.post(f"{LESSONS.path}edit/?id={row_id}", data=typed), 401)
    for code in (None, "000000", phone.next_code()):
        form = page.one("form")
        sent = {field.attrib["name"]: field.get("value", "") for field in form.iter("input")}
        sent |= {"email": ADMIN, "password": people.PASSWORD} if code is None else {"code": code}
        response = client.post(form.attrib["action"], data=sent)
        while response.status_code == 307:
            response = client.post(response.headers["Location"], data=sent)
        page = Page(response.text)
        if code is None:
            assert response.status_code == 200
            assert page.errors() == {}
    fields = page.fields()
    assert re.sub(r"^\r\n", "", fields["title"]) == "  Новое <b>"
    assert fields["content"] == '{"n": 1.10}'
    assert client.get(HERE).status_code == 200


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"password": "wrong"}, {"password": "This is not your password."}),
        ({"password": ""}, {"password": "Write a password."}),
        ({"new_password": "short", "new_password_confirm": "short"}, {"new_password": "A password has 8 to 128"}),
        ({"new_password_confirm": "different"}, {"new_password_confirm": "These two are not the same."}),
        (
            {"password": "wrong", "new_password_confirm": "different"},
            {"password": "This is not your password.", "new_password_confirm": "These two are not the same."},
        ),
        (
            {"password": " ", "new_password": "", "new_password_confirm": ""},
            {
                "password": "Write a password.",
                "new_password": "Write a password.",
                "new_password_confirm": "Write a password.",
            },
        ),
        (
            {"new_password": people.PASSWORD, "new_password_confirm": people.PASSWORD},
            {"password": "The new password is the present one."},
        ),
    ],
)
def test_a_new_password_that_does_not_hold_is_told_at_its_field(
    app: Flask, fields: dict[str, str], refused: dict[str, str]
) -> None:
    client = entered(app)
    data = {"password": people.PASSWORD, "new_password": "long enough", "new_password_confirm": "long enough"}
    data |= fields | {"csrf_token": token(client, "/account/password")}
    page = answered(client.post("/account/password", data=data), 422)
    assert page.errors().keys() == refused.keys()
    assert all(page.errors()[name].startswith(sentence) for name, sentence in refused.items())
    assert people.PASSWORD not in page.text
    assert enter(app.test_client(), ADMIN).status_code == 302
