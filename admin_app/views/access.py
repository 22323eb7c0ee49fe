"""The gate: every request passes it before its page runs, and what nobody has opened is closed."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

from flask import Flask, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, current_user
from sqlalchemy.exc import DBAPIError

from admin_app.extensions import db
from admin_app.models import User
from admin_app.operations.actors import Actor, act_as
from admin_app.operations.profile_views import Look, record_look
from admin_app.permissions import SUBJECTS, Permission, Role, only_reads
from admin_app.views.arguments import uuid_of
from admin_app.views.errors import FORMS
from admin_app.views.from_replica import read_from_replica
from admin_app.views.kept_fields import kept_fields
from admin_app.views.parts import is_fetched

# Lists show the beginnings of surveys and descriptions, a page of learners at a time.
LIST, EXPORT = "list", "export"
PREVIEWS = ("previews", "previews_json")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Rule(Enum):
    """Pages that are not a matter of roles."""

    OPEN = "anybody, signed in or not"
    SIGNED_IN = "everybody who is signed in"
    CLOSED = "nobody: a page of a package that has no use here"


# What is done with the rows of a table on each of its pages; Flask-Admin's editing in the list is not used.
TABLE_PAGES: Mapping[str, str] = MappingProxyType(
    {
        "index_view": "read",
        "details_view": "read",
        "json_paths": "read",
        # A person's own, whatever else they may do with the rows.
        "saved_views": "read",
        "export": "export",
        "create_view": "write",
        "edit_view": "write",
        "presence": "write",
        "ajax_lookup": "write",
        "next_number": "write",
        "usual_fields": "write",
        "delete_view": "delete",
        "action_view": "delete",
        "history_view": "history",
        "compare_view": "history",
        "restore_view": "restore",
        "ajax_update": "closed",
    }
)
PAGES: Mapping[str, Permission | Rule] = MappingProxyType(
    {
        "static": Rule.OPEN,
        "home": Rule.OPEN,
        "preferences.choose_language": Rule.OPEN,
        "health.healthz": Rule.OPEN,
        "health.readyz": Rule.OPEN,
        "security.login": Rule.OPEN,
        "security.two_factor_token_validation": Rule.OPEN,
        "security.reset_password": Rule.OPEN,
        # Mail is not assumed: links are made by administrators, and nobody is rescued by a message.
        "security.forgot_password": Rule.CLOSED,
        "security.two_factor_rescue": Rule.CLOSED,
        # Its answer to a wrong code is a new key; the page that signing in uses keeps the key.
        "security.two_factor_setup_validate": Rule.CLOSED,
        # There is one kind of second factor, so there is nothing to select.
        "security.tf_select": Rule.CLOSED,
        # Flask-Admin's own files, which no page of ours loads.
        "admin.static": Rule.CLOSED,
        "security.logout": Rule.SIGNED_IN,
        "security.change_password": Rule.SIGNED_IN,
        "security.verify": Rule.SIGNED_IN,
        "security.two_factor_setup": Rule.SIGNED_IN,
        "account.show": Rule.SIGNED_IN,
        "account.sign_out_everywhere": Rule.SIGNED_IN,
        "admin.index": Rule.SIGNED_IN,
        # It finds only what the person may read.
        "finding.find_json": Rule.SIGNED_IN,
        "users.index": Permission.USERS_MANAGE,
        "users.create": Permission.USERS_MANAGE,
        "users.edit": Permission.USERS_MANAGE,
        "users.disable": Permission.USERS_MANAGE,
        "users.enable": Permission.USERS_MANAGE,
        "users.reset": Permission.USERS_MANAGE,
        "profile_views.index": Permission.VIEWS_READ,
        "previews.show": Permission.PREVIEW_READ,
        "previews_json.show_json": Permission.PREVIEW_READ,
        "activity.index": Permission.HISTORY_READ,
        # What else it takes depends on what is taken back.
        "activity.undo": Permission.CONTENT_RESTORE,
    }
)
# The pages that only read: they may show rows as the replica has them, a moment late. A form is the beginning of a
# write, what is about people is never late, and who has a row open, as its details tell, no replica knows.
LATE_TABLE_PAGES = ("index_view", "json_paths", "export", "history_view", "compare_view")
LATE_PAGES = ("admin.index", "finding.find_json", "previews.show", "previews_json.show_json", "activity.index")
# Their forms write to the person's own account, which is no content; and so does a page of each table.
OWN_ACCOUNT = ("security", "account")
OWN_PAGES = ("saved_views",)
HISTORY_PAGES = ("history_view", "compare_view", "restore_view")
# The pages that show learners, and what the log calls them. An argument names the row or learner; lists and exports
# have many.
LOOKS: Mapping[str, str] = MappingProxyType(
    {
        "profiles.details_view": "details",
        "profiles.edit_view": "form",
        "profiles.index_view": LIST,
        "profiles.export": EXPORT,
        "profiles.json_paths": f"{LIST} of answers in surveys",
        "personalized-lesson-descriptions.details_view": "personalized description",
        "personalized-lesson-descriptions.edit_view": "form of a personalized description",
        "personalized-lesson-descriptions.index_view": f"{LIST} of personalized descriptions",
        "personalized-lesson-descriptions.export": f"{EXPORT} of personalized descriptions",
        "personalized-lesson-descriptions.json_paths": f"{LIST} of what personalized descriptions hold",
        "profiles.history_view": "history",
        "profiles.compare_view": "two versions",
        "profiles.restore_view": "version to restore",
        "personalized-lesson-descriptions.history_view": "history of a personalized description",
        "personalized-lesson-descriptions.compare_view": "two versions of a personalized description",
        "personalized-lesson-descriptions.restore_view": "version of a personalized description to restore",
        "previews.show": "preview",
        "previews_json.show_json": "preview as JSON",
    }
)


def register(app: Flask) -> None:
    """Put the gate before every page, and let templates ask what the person may do."""
    app.before_request(admit)
    app.context_processor(lambda: {"user": g.get("user"), "can": can})


def required(endpoint: str) -> Permission | Rule:
    """What it takes to use a page; closed where nobody has decided."""
    table, _dot, page = endpoint.partition(".")
    if table in SUBJECTS and page in TABLE_PAGES:
        action = TABLE_PAGES[page]
        if action == "history":
            return Permission.HISTORY_READ
        return Rule.CLOSED if action == "closed" else Permission(f"{SUBJECTS[table]}:{action}")
    return PAGES.get(endpoint, Rule.CLOSED)


def may_be_late(endpoint: str) -> bool:
    """Whether a page may show rows as the replica has them."""
    table, _dot, page = endpoint.partition(".")
    return endpoint in LATE_PAGES or (table in SUBJECTS and page in LATE_TABLE_PAGES)


def writes_rows(endpoint: str) -> bool:
    """Whether a page that is posted to writes what those pages show."""
    is_apart = endpoint.partition(".")[2] in (*OWN_PAGES, "presence")
    return isinstance(required(endpoint), Permission) and not is_apart


def can(permission: Permission | str) -> bool:
    """Whether the person of this request may do it."""
    user: User | None = g.get("user")
    return user is not None and user.may(Permission(permission))


def link(endpoint: str, **values: Any) -> str | None:
    """The address of a page where the person of this request may use it."""
    return url_for(endpoint, **values) if may_open(endpoint) else None


def may_open(endpoint: str) -> bool:
    """Whether the person of this request may use a page."""
    rule = required(endpoint)
    return not isinstance(rule, Permission) or can(rule)


def admit() -> ResponseReturnValue | None:
    """Let a request through to its page, or say why not."""
    rule = required(request.endpoint) if request.endpoint else Rule.OPEN
    if rule is Rule.CLOSED:
        abort(404)
    if request.endpoint in ("static", "health.healthz", "health.readyz"):
        return None
    user = _person()
    if rule is Rule.OPEN:
        return None
    if user is None:
        return _ask_to_sign_in()
    if isinstance(rule, Permission) and not user.may(rule):
        abort(403)
    _note_look(user)
    if request.endpoint and may_be_late(request.endpoint):
        read_from_replica()
    _say_who_acts(user)
    return None


def _person() -> User | None:
    """The person of the session as the database has them now, so that a new role or a disabling counts at once."""
    try:
        user: User | None = current_user._get_current_object() if current_user.is_authenticated else None
    except DBAPIError:
        # Else the page that tells of it would ask the database once more who is there.
        g._login_user = AnonymousUserMixin()
        raise
    g.user, g.user_id = user, user and user.id
    if user is not None and request.blueprint not in OWN_ACCOUNT:
        # Else each commit and rollback would have the person loaded anew.
        db.session.expunge(user)
    return user


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.path.endswith(".json") or request.accept_mimetypes.best == "application/json":
        abort(401)
    if request.method not in SAFE_METHODS:
        # Once the person has signed in again, their form is there as they left it.
        kept = kept_fields() if (request.endpoint or "").endswith(FORMS) else []
        return render_template("security/login_user.html", kept_fields=kept, next_url=_page_to_return_to()), 401
    return redirect(url_for("security.login", next=request.full_path.removesuffix("?")))


def _page_to_return_to() -> str:
    """The page itself; what is only posted to has none, so the first one."""
    methods = (request.url_rule and request.url_rule.methods) or ()
    return request.full_path.removesuffix("?") if "GET" in methods else url_for("admin.index")


def _note_look(user: User) -> None:
    """Record a look before anything is shown, in a transaction of its own. A form that is refused shows its row too."""
    page = LOOKS.get(request.endpoint or "")
    if page is None or request.method not in ("GET", "POST"):
        return
    look = _look(user, page)
    if look is not None:
        record_look(look)
        db.session.commit()


def _look(user: User, page: str) -> Look | None:
    """What the page will show, by the argument that the page itself goes by: others could lead the log astray."""
    common: dict[str, Any] = {"user_id": user.id, "page": page, "request_id": g.get("request_id")}
    if page.startswith((LIST, EXPORT)):
        return Look(**common, everybody=True, is_typing=page.startswith(LIST) and is_fetched())
    if request.blueprint in PREVIEWS:
        identifier = request.args.get("profile")
        return None if identifier is None else Look(**common, user_identifier=identifier)
    row_id = uuid_of(request.args.get("id"))
    if row_id is None:
        return None
    common["is_of_history"] = (request.endpoint or "").partition(".")[2] in HISTORY_PAGES
    if request.blueprint == "profiles":
        return Look(**common, profile_id=row_id)
    return Look(**common, personalized_id=row_id)


def _say_who_acts(user: User) -> None:
    """Tell the database who acts; somebody who only looks is held to it there, whatever a page has in mind."""
    is_own = request.blueprint in OWN_ACCOUNT or (request.endpoint or "").partition(".")[2] in OWN_PAGES
    read_only = only_reads(Role(user.role)) and not is_own
    if read_only or request.method not in SAFE_METHODS:
        act_as(Actor(user_id=user.id, request_id=g.get("request_id"), read_only=read_only))
