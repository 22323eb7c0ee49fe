"""Who has a row open for editing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from admin_app.extensions import Base
from admin_app.models import OpenRow, User
from admin_app.permissions import Role

# Pages are heard of every 30 seconds while they are looked at; one that misses three is taken to be gone.
PRESENT = timedelta(seconds=90)


def others_with(model: type[Base], row_id: UUID, user_id: int | None) -> Select[*tuple[Any, ...]]:
    """The SELECT of who else has a row open: their e-mail address and since when."""
    # Who may only look has no form, even if they had one a minute ago.
    editors = and_(User.id == OpenRow.user_id, User.active, User.role != Role.SUPPORT)
    return (
        select(User.email, OpenRow.opened_at)
        .join(User, editors)
        .where(OpenRow.table_name == model.__tablename__, OpenRow.row_id == row_id)
        .where(OpenRow.user_id != user_id, OpenRow.seen_at > func.clock_timestamp() - PRESENT)
    )
