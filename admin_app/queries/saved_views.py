"""The views of lists that people have saved."""

from sqlalchemy import func, select

from admin_app.extensions import db
from admin_app.models import SavedView


def saved_views_of(user_id: int, table_name: str) -> list[SavedView]:
    """A person's views of a table, by name."""
    own = select(SavedView).where(SavedView.user_id == user_id, SavedView.table_name == table_name)
    return list(db.session.scalars(own.order_by(func.lower(SavedView.name), SavedView.id)))


def saved_view_of(user_id: int, table_name: str, id: int) -> SavedView | None:
    """A view of a table, if it is this person's, held until the transaction ends: another tab may be deleting it."""
    own = select(SavedView).where(SavedView.user_id == user_id, SavedView.table_name == table_name)
    return db.session.scalar(own.where(SavedView.id == id).with_for_update())


def count_of_saved_views(user_id: int, table_name: str) -> int:
    """How many views of a table a person has."""
    count = select(func.count()).select_from(SavedView)
    return db.session.scalar(count.where(SavedView.user_id == user_id, SavedView.table_name == table_name)) or 0
