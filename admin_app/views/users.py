"""The people of the dashboard: who may sign in, as what; for administrators."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.forms.users import RoleForm, UserForm
from admin_app.models import User
from admin_app.operations.users import checked_email, create_user, disable_user, enable_user, reset_user, set_role
from admin_app.permissions import Role
from admin_app.queries.users import user_by_id, users_after
from admin_app.views.arguments import number_id, search_text
from admin_app.words import _

PAGE_SIZE = 50
blueprint = Blueprint("users", __name__, url_prefix="/admin/users")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Everybody, by address."""
    search, after = search_text("search"), search_text("after")
    found = users_after(after, search, limit=PAGE_SIZE + 1)
    last = found[PAGE_SIZE - 1].email if len(found) > PAGE_SIZE else None
    next_url = last and url_for(".index", search=search or None, after=last)
    return render_template("users/index.html", people=found[:PAGE_SIZE], search=search, after=after, next_url=next_url)


@blueprint.route("/new/", methods=("GET", "POST"))
def create() -> ResponseReturnValue:
    """Add a person, and show the link with which they choose a password."""
    form = UserForm()
    if request.method != "POST":
        return render_template("users/new.html", form=form)
    try:
        # Both fields are looked at, so that both are told of at once.
        fits, email = form.validate(), checked_email(form.email.data or "")
        if fits:
            user = create_user(email, form.chosen)
            token = reset_user(user)
            db.session.commit()
            return _link_page(user, token, is_new=True)
    except RefusedError as refused:
        db.session.rollback()
        form.refuse(refused)
    return render_template("users/new.html", form=form), 422


@blueprint.route("/edit/", methods=("GET", "POST"))
def edit() -> ResponseReturnValue:
    """A person's role, and the ways to keep them out and to let them in again."""
    user = _user(request.args.get("id"))
    form = RoleForm(role=user.role)
    if request.method == "POST" and form.validate():
        if form.chosen == user.role:
            flash(_unchanged(user), "success")
            return redirect(url_for(".index"))
        try:
            set_role(user, form.chosen)
            db.session.commit()
        except RefusedError as refused:
            db.session.rollback()
            form.refuse(refused)
        else:
            flash(_changed(user), "success")
            return redirect(url_for(".index"))
    return render_template("users/edit.html", form=form, person=user), 422 if form.errors else 200


@blueprint.route("/disable/", methods=("GET", "POST"))
def disable() -> ResponseReturnValue:
    """Ask, then keep a person out, from their next click on."""
    if request.method != "POST":
        return render_template("users/disable.html", person=_user(request.args.get("id")))
    user = _user(request.form.get("id"))
    try:
        disable_user(user)
        db.session.commit()
    except RefusedError as refused:
        db.session.rollback()
        flash(refused.message, "danger")
        return redirect(url_for(".edit", id=user.id))
    flash(_("%(email)s cannot sign in any more, and is signed out everywhere.", email=user.email), "success")
    return redirect(url_for(".index"))


@blueprint.post("/enable/")
def enable() -> ResponseReturnValue:
    """Let a person in again."""
    user = _user(request.form.get("id"))
    enable_user(user)
    db.session.commit()
    flash(_("%(email)s can sign in again.", email=user.email), "success")
    return redirect(url_for(".index"))


@blueprint.route("/reset/", methods=("GET", "POST"))
def reset() -> ResponseReturnValue:
    """Ask, then take password, second factor and sessions away, and show the link for a new password."""
    if request.method != "POST":
        return render_template("users/reset.html", person=_user(request.args.get("id")))
    user = _user(request.form.get("id"))
    token = reset_user(user)
    db.session.commit()
    return _link_page(user, token, is_new=False)


def _link_page(user: User, token: str, *, is_new: bool) -> ResponseReturnValue:
    # Not after a redirect: the link would have to travel in an address or in the cookie.
    link = url_for("security.reset_password", token=token, _external=True)
    return render_template("users/link.html", person=user, link=link, is_new=is_new)


def _user(text: str | None) -> User:
    return user_by_id(number_id(text)) or abort(404, _("There is no such person."))


def _changed(user: User) -> str:
    match Role(user.role):
        case Role.ADMIN:
            return _("%(email)s is an administrator now.", email=user.email)
        case Role.EDITOR:
            return _("%(email)s is an editor now.", email=user.email)
        case Role.SUPPORT:
            return _("%(email)s is support now.", email=user.email)


def _unchanged(user: User) -> str:
    match Role(user.role):
        case Role.ADMIN:
            return _("%(email)s is an administrator as before: nothing was changed.", email=user.email)
        case Role.EDITOR:
            return _("%(email)s is an editor as before: nothing was changed.", email=user.email)
        case Role.SUPPORT:
            return _("%(email)s is support as before: nothing was changed.", email=user.email)
