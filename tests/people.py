"""The people of the tests: one a role, in every database, with the means to be signed in as any of them."""

import time
from typing import Any
from uuid import uuid4

import psycopg
from argon2 import PasswordHasher
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

PASSWORD = "correct horse"
# Of every server of the tests.
SECRET_KEY = "only-for-tests"
COOKIE = "persona_session"
ROLES = ("admin", "editor", "support")
# Seconds that a code of a second factor counts for, and in which a test is done with those that it has.
STEP, ENOUGH = 30, 5
# Guessing these takes no time, and nor does checking them.
QUICK_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
_ADD = (
    "INSERT INTO admin.users (email, role, password, fs_uniquifier)"
    " VALUES (%(email)s, %(role)s, %(password)s, %(role)s) ON CONFLICT DO NOTHING"
)


def email_of(role: str) -> str:
    """The address of the person with this role."""
    return f"{role}@example.com"


def add_people(address: str) -> None:
    """Add them to the migrated database at a libpq address."""
    with psycopg.connect(address) as connection:
        for role in ROLES:
            connection.execute(_ADD.encode(), {"email": email_of(role), "role": role, "password": _HASH})


def session_of(role: str) -> dict[str, Any]:
    """What the session of a person who has just signed in holds."""
    now = time.time()
    return {"_user_id": role, "_fresh": True, "fs_paa": now, "began": now, "session_id": uuid4().hex}


def sign_in(client: FlaskClient, role: str = "admin") -> FlaskClient:
    """Make a client go on as the person with this role."""
    with client.session_transaction() as kept:
        kept.clear()
        kept.update(session_of(role))
    return client


def cookie(role: str, secret_key: str = SECRET_KEY) -> str:
    """The session of a person who has just signed in, as a browser keeps it in the cookie COOKIE."""
    app = Flask(__name__)
    app.secret_key = secret_key
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return str(serializer.dumps(session_of(role)))


def wait_for_time_to_type() -> None:
    """Where the code of a second factor is about to change, wait for it: the one before it would no longer be taken."""
    left = STEP - time.time() % STEP
    if left < ENOUGH:
        time.sleep(left)
