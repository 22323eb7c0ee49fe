"""Signing in as a person does it: the page, its form, and the cookie that comes of it."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import people
from tests.views.pages import Page

HERE = "/admin/courses/"


def token(client: FlaskClient, address: str = "/login") -> str:
    """The token of a page's first form."""
    return Page(client.get(address).text).all("input[@name='csrf_token']")[0].attrib["value"]


def enter(
    client: FlaskClient, email: str, password: str = people.PASSWORD, address: str = "/login", **fields: str
) -> TestResponse:
    """Send the sign-in form."""
    data = {"email": email, "password": password, "csrf_token": token(client)} | fields
    return client.post(address, data=data)


def entered(app: Flask, role: str = "admin") -> FlaskClient:
    """Somebody who has just signed in by the page, in a browser of their own."""
    client = app.test_client()
    assert enter(client, people.email_of(role)).status_code == 302
    assert is_in(client)
    return client


def copy_of(app: Flask, client: FlaskClient) -> FlaskClient:
    """A thief with the cookie of that browser."""
    kept = client.get_cookie(people.COOKIE)
    assert kept is not None
    thief = app.test_client()
    thief.set_cookie(people.COOKIE, kept.value)
    return thief


def is_in(client: FlaskClient) -> bool:
    """Whether pages open without signing in."""
    response = client.get(HERE)
    assert response.status_code in (200, 302)
    return response.status_code == 200
