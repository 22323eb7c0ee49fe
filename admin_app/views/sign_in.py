"""Signing in and out: Flask-Security with our people and our pages."""

import secrets
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MailUtil,
    Security,
    SQLAlchemyUserDatastore,
    Totp,
    user_authenticated,
)
from flask_security.core import RoleMixin
from flask_security.utils import check_and_update_authn_fresh, get_message, set_request_attr, verify_password
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from admin_app.extensions import db
from admin_app.models import User
from admin_app.operations.sessions import end_session
from admin_app.operations.users import spend_code
from admin_app.queries.users import user_of_session
from admin_app.views import errors, guessing
from admin_app.views.arguments import is_ours
from admin_app.views.kept_fields import is_restored, kept_fields
from admin_app.words import _

NEXT = "next"
SESSION_ID = "session_id"
# When the session was signed in to; a password that is asked for again later does not prolong it.
BEGAN = "began"
PASSWORDS = ("password", "password_confirm", "new_password", "new_password_confirm")
# Of what is typed as one: more characters than any has.
TYPED = 200
# The steps of signing in, between which a form that was interrupted is handed on.
STEPS = ("security.login", "security.two_factor_token_validation")
FORMS = (*STEPS, "security.verify", "security.change_password", "security.reset_password")


class SignInForm(LoginForm):
    """Address and password; nobody is remembered past the end of a session."""

    remember = None  # type: ignore[assignment]  # WTForms leaves such a field out


class NewPasswordForm(ChangePasswordForm):
    """The present password and twice a new one; all that is wrong with either is told at once."""

    def validate(self, **given: Any) -> bool:
        """Look at the present password also where the new one does not hold."""
        fits = super().validate(**given)
        if not fits and not self.password.errors and g.user.password:
            self.password.errors = self._refusals_of_present()
        return fits

    def _refusals_of_present(self) -> list[str]:
        typed = current_app.extensions["security"].password_util.normalize(self.password.data or "")
        if not typed.strip():
            return [get_message("PASSWORD_NOT_PROVIDED")[0]]
        return [] if verify_password(typed, g.user.password) else [get_message("INVALID_PASSWORD")[0]]


class Addresses(MailUtil):
    """E-mail addresses as names of accounts: mail is never sent, so any domain will do."""

    def normalize(self, email: str) -> str:
        """The address as accounts have it."""
        return email.strip().lower()

    def validate(self, email: str) -> str:
        """The same."""
        return self.normalize(email)


class CodesOnce(Totp):
    """Codes of authenticator apps, each of which counts once: whoever has seen one typed cannot use it again."""

    def get_last_counter(self, user: Any) -> int | None:
        """The moment whose code was used last."""
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Use a code up. Raises UsedTokenError, also where another request was quicker."""
        if not spend_code(user.id, tmatch.counter):
            raise UsedTokenError


class _NoRoles(RoleMixin):
    """Flask-Security wants a model of roles; ours are in permissions.py."""


def register(app: Flask) -> None:
    """Give the application its sign-in."""
    people = SQLAlchemyUserDatastore(db, User, _NoRoles)
    security = Security(
        app,
        people,
        login_form=SignInForm,
        change_password_form=NewPasswordForm,
        mail_util_cls=Addresses,
        totp_cls=CodesOnce,
    )
    security.login_manager.user_loader(_person_of_session)
    # Sessions only: a token in a header or an address would outlive them.
    security.login_manager.request_loader(lambda request: None)
    # Else it would look the person up for every file.
    security.principal.identity_loaders.clear()
    security.want_json(lambda request: False)
    for processor in (security.login_context_processor, security.tf_token_validation_context_processor):
        processor(lambda: {"kept_fields": kept_fields() if is_restored() else []})
    security.tf_token_validation_context_processor(lambda: _key_again(security.totp_factory))
    user_authenticated.connect(_begin_session, app)
    user_logged_out.connect(_end_session, app)
    app.before_request(_refuse_json)
    app.before_request(_forget_other_sites)
    app.before_request(_cut_passwords)
    app.before_request(_already_signed_in)
    app.after_request(_say_refused)
    app.after_request(_carry_on)
    app.after_request(_lead_to_sign_in)
    guessing.register(app)


def _person_of_session(fs_uniquifier: str) -> User | None:
    """The person of a session that is neither over nor signed out, as the database has them now."""
    session_id, began = session.get(SESSION_ID), session.get(BEGAN, 0)
    is_over = time.time() - began > current_app.permanent_session_lifetime.total_seconds()
    user = None if is_over or session_id is None else user_of_session(fs_uniquifier, session_id)
    if user is None or not user.active:
        return None
    # What Flask-Security's own loader tells its pages.
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", began))
    return user


def _begin_session(app: Flask, **given: object) -> None:
    session[SESSION_ID] = secrets.token_urlsafe(16)
    session[BEGAN] = time.time()


def _end_session(app: Flask, **given: object) -> None:
    session_id = session.pop(SESSION_ID, None)
    if session_id:
        end_session(session_id, app.permanent_session_lifetime)
        db.session.commit()


def _refuse_json() -> None:
    if request.blueprint == "security" and request.is_json:
        abort(415, _("This page takes what its form sends, not JSON."))


def _forget_other_sites() -> None:
    """Take a place to go on to that is not on this site out of what was sent; signing in would be refused for it."""
    if request.blueprint == "security":
        request.args, request.form = _with_place_here(request.args), _with_place_here(request.form)


def _with_place_here(given: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    pairs = given.items(multi=True)
    return ImmutableMultiDict((name, value) for name, value in pairs if name != NEXT or is_ours(value))


def _cut_passwords() -> None:
    """Cut what is longer than any password, which stays wrong: hashing fails on what goes on without end."""
    if request.blueprint == "security":
        pairs = request.form.items(multi=True)
        request.form = ImmutableMultiDict(
            (name, value[:TYPED] if name in PASSWORDS else value) for name, value in pairs
        )


def _already_signed_in() -> ResponseReturnValue | None:
    """Whoever has signed in, perhaps elsewhere meanwhile, goes on from the steps, and so does a form that they kept."""
    if not g.get("user") or request.endpoint not in STEPS or _is_turning_second_factor_on():
        return None
    target = request.args.get(NEXT) or url_for("admin.index")
    return redirect(target, 307 if is_restored() and _takes_forms(target) else 302)


def _is_turning_second_factor_on() -> bool:
    return (
        request.endpoint == "security.two_factor_token_validation" and session.get("tf_state") == "validating_profile"
    )


def _key_again(codes: Totp) -> dict[str, str]:
    """The picture and the key once more, after a code that was not right, for whoever is still setting the app up.

    Not long after the password was typed last: somebody who finds the screen unlocked would have the key.
    """
    if not g.get("user") or not _is_turning_second_factor_on() or "tf_totp_secret" not in session:
        return {}
    within, grace = (current_app.config[f"SECURITY_{name}"] for name in ("FRESHNESS", "FRESHNESS_GRACE_PERIOD"))
    if not check_and_update_authn_fresh(within, grace):
        return {}
    values = codes.fetch_setup_values(session["tf_totp_secret"], g.user)
    return {"authr_qrcode": values["image"], "authr_key": values["key"]}


def _say_refused(response: Response) -> Response:
    """A form that is shown again because it was refused is 422, as everywhere; the first sight of a form is not."""
    is_form = request.method == "POST" and request.endpoint in FORMS and response.status_code == 200
    if is_form and not guessing.is_code_awaited():
        response.status_code = 422
    return response


def _carry_on(response: Response) -> Response:
    """After each step hand a form that was interrupted on, at last to its page: 307 sends it there as it was."""
    if request.endpoint in STEPS and response.status_code == 302 and is_restored():
        response.status_code = 307 if _takes_forms(response.location or "") else 302
    return response


def _takes_forms(target: str) -> bool:
    """Whether a page shows a form that is handed on to it, unsaved, or hands it on itself.

    The fields come with a valid token, and another site may have made them up: every other page would obey.
    """
    adapter = request_ctx.url_adapter
    assert adapter is not None
    try:
        endpoint = adapter.match(urlsplit(target).path, "POST")[0]
    except (HTTPException, RoutingException):
        return False
    return endpoint in STEPS or endpoint.endswith(errors.FORMS)


def _lead_to_sign_in(response: Response) -> Response:
    """A link that is used up leads to signing in: the page that would mail another one is closed."""
    if request.endpoint == "security.reset_password" and response.location == url_for("security.forgot_password"):
        response.location = url_for("security.login")
    return response
