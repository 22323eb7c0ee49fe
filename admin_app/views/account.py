"""A person's own account: what it is, its password and second factor, and signing out everywhere."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import logout_user

from admin_app.extensions import db
from admin_app.operations.sessions import end_all_sessions
from admin_app.words import _

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """The account, with the ways to change it."""
    return render_template("account/show.html")


@blueprint.post("/sign-out-everywhere/")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the person, this one included."""
    end_all_sessions(g.user)
    db.session.commit()
    logout_user()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for("security.login"))
