"""Signing in and out: Flask-Security with our people, our pages and limits on guessing."""

import secrets
import time
from typing import Any

from flask import Flask, Response, abort, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import user_logged_out
from flask_security import LoginForm, MailUtil, Security, SQLAlchemyUserDatastore, user_authenticated
from flask_security.core import RoleMixin
from flask_security.utils import set_request_attr, validate_redirect_url

from admin_app.extensions import db, limiter
from admin_app.models import User
from admin_app.operations.sessions import end_session
from admin_app.queries.users import user_of_session
from admin_app.views.kept_fields import is_restored, kept_fields

SESSION_ID = "session_id"
# Guesses, not sign-ins: only what was refused counts.
PER_ACCOUNT = "10 per 10 minutes"
PER_ADDRESS = "50 per 10 minutes"
GUESSING = ("security.login", "security.two_factor_token_validation", "security.verify", "security.change_password")


class SignInForm(LoginForm):
    """Address and password; nobody is remembered past the end of a session."""

    remember = None  # type: ignore[assignment]  # WTForms leaves such a field out


class Addresses(MailUtil):
    """E-mail addresses as names of accounts: mail is never sent, so any domain will do."""

    def normalize(self, email: str) -> str:
        """The address as accounts have it."""
        return email.strip().lower()

    def validate(self, email: str) -> str:
        """The same."""
        return self.normalize(email)


class _NoRoles(RoleMixin):
    """Flask-Security wants a model of roles; ours are in permissions.py."""


def register(app: Flask) -> None:
    """Give the application its sign-in."""
    people = SQLAlchemyUserDatastore(db, User, _NoRoles)
    security = Security(app, people, login_form=SignInForm, mail_util_cls=Addresses)
    security.login_manager.user_loader(_person_of_session)
    # Sessions only: a token in a header or an address would outlive them.
    security.login_manager.request_loader(lambda request: None)
    # Else it would look the person up for every file.
    security.principal.identity_loaders.clear()
    security.want_json(lambda request: False)
    security.login_context_processor(lambda: {"kept_fields": kept_fields() if is_restored() else []})
    user_authenticated.connect(_begin_session, app)
    user_logged_out.connect(_end_session, app)
    app.before_request(_refuse_json)
    app.before_request(_already_signed_in)
    app.after_request(_carry_on)
    limiter.init_app(app)
    for endpoint in GUESSING:
        app.view_functions[endpoint] = _limited(app.view_functions[endpoint])


def _limited(view: Any) -> Any:
    for limit, key in ((PER_ACCOUNT, _account), (PER_ADDRESS, get_remote_address)):
        view = limiter.limit(limit, key_func=key, methods=["POST"], deduct_when=_is_refused)(view)
    return view


def _is_refused(response: Response) -> bool:
    return response.status_code not in (302, 307)


def _account() -> str:
    # Who guesses codes has named the account before.
    name = request.form.get("email") or session.get("tf_user_id") or session.get("_user_id") or ""
    return str(name).strip().lower()


def _person_of_session(fs_uniquifier: str) -> User | None:
    """The person of a session that is neither over nor signed out, as the database has them now."""
    session_id, began = session.get(SESSION_ID), session.get("fs_paa", 0)
    is_over = time.time() - began > current_app.permanent_session_lifetime.total_seconds()
    user = None if is_over or session_id is None else user_of_session(fs_uniquifier, session_id)
    if user is None or not user.active:
        return None
    # What Flask-Security's own loader tells its pages.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", began)
    return user


def _begin_session(app: Flask, **given: Any) -> None:
    session[SESSION_ID] = secrets.token_urlsafe(16)


def _end_session(app: Flask, **given: Any) -> None:
    session_id = session.pop(SESSION_ID, None)
    if session_id:
        end_session(session_id, app.permanent_session_lifetime)
        db.session.commit()


def _refuse_json() -> None:
    if request.blueprint == "security" and request.is_json:
        abort(415, "This page takes what its form sends, not JSON.")


def _already_signed_in() -> ResponseReturnValue | None:
    """A form that was interrupted goes back to its page also where the person has signed in elsewhere meanwhile."""
    target = request.args.get("next", "")
    carries_on = request.endpoint == "security.login" and is_restored() and g.get("user")
    return redirect(target, 307) if carries_on and validate_redirect_url(target) else None


def _carry_on(response: Response) -> Response:
    """After signing in, hand a form that was interrupted back to its page: 307 sends it there as it was."""
    if request.endpoint == "security.login" and response.status_code == 302 and is_restored():
        response.status_code = 307
    return response
