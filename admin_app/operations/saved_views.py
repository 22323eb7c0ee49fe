"""Saving, renaming and changing the views of lists. A view is a person's own; the caller has found it among theirs."""

from unicodedata import category

from sqlalchemy.exc import IntegrityError

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.models import SavedView
from admin_app.queries.saved_views import count_of_saved_views
from admin_app.words import _

LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS = 80, 4_000, 50


def save_view(user_id: int, table_name: str, name: str, query: str) -> SavedView:
    """Keep the address of a list below a name. Raises RefusedError."""
    name = checked_name(name)
    if count_of_saved_views(user_id, table_name) >= MOST_VIEWS:
        raise RefusedError(
            _("You have %(num)s views of this list, and there is no room for more.", num=MOST_VIEWS), "name"
        )
    view = SavedView(user_id=user_id, table_name=table_name, name=name, query=checked_query(query))
    return _written(view)


def rename_view(view: SavedView, name: str) -> None:
    """Give a view another name. Raises RefusedError."""
    view.name = checked_name(name)
    _written(view)


def change_view(view: SavedView, query: str) -> None:
    """Let a view lead to another address of its list. Raises RefusedError."""
    view.query = checked_query(query)
    _written(view)


def delete_view(view: SavedView) -> None:
    """Forget a view; its address goes on working."""
    db.session.delete(view)
    db.session.flush()


def checked_name(name: str) -> str:
    """A name in one line. Raises RefusedError."""
    name = " ".join(name.split())
    # One that is made of joiners and the like only would be a link that nobody sees.
    if not any(category(sign)[0] in "LNPS" for sign in name):
        raise RefusedError(_("Give the view a name."), "name")
    if len(name) > LONGEST_NAME:
        raise RefusedError(_("This name is too long: there is room for %(num)s characters.", num=LONGEST_NAME), "name")
    # Joiners and marks of direction belong to some scripts.
    if any(category(sign) in ("Cc", "Cs") for sign in name):
        raise RefusedError(_("This name has characters in it that cannot be shown."), "name")
    return name


def checked_query(query: str) -> str:
    """What follows the question mark. Raises RefusedError."""
    if len(query) > LONGEST_QUERY:
        raise RefusedError(_("These searches and filters are too long to be saved as a view."), "name")
    return query


def _written(view: SavedView) -> SavedView:
    name = view.name
    try:
        with db.session.begin_nested():
            db.session.add(view)
    except IntegrityError as error:
        raise RefusedError(_("You have a view “%(name)s” of this list already.", name=name), "name") from error
    return view
