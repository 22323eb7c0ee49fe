"""Who looked at whom, newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import aliased

from admin_app.extensions import db
from admin_app.models import Profile, ProfileViewRecord, User


@dataclass(frozen=True)
class RecordedLook:
    """A look. `viewer` is None where the account is gone, `profile_id` where the learner is or where all were shown.

    `everybody` says that it named no learner: it was at all of them.
    """

    id: int
    viewer: str | None
    user_identifier: str | None
    profile_id: UUID | None
    page: str
    viewed_at: datetime
    everybody: bool


def recorded_looks(*, viewer: str = "", learner: str = "", before: int | None = None, limit: int) -> list[RecordedLook]:
    """The newest looks: of the person with that address, at the learner with that identifier, older than that one.

    One statement.
    """
    look, person, place = ProfileViewRecord, aliased(User), aliased(ProfileViewRecord)
    wanted = (
        select(
            *(look.id, User.email, look.user_identifier, Profile.id, look.page, look.viewed_at),
            look.profile_id.is_(None),
        )
        .outerjoin(User, User.id == look.user_id)
        .outerjoin(Profile, Profile.id == look.profile_id)
    )
    if viewer:
        # One person at most, whose looks are together in an index, in the order of the page.
        wanted = wanted.where(look.user_id == select(person.id).where(person.email == viewer.lower()).scalar_subquery())
    if learner:
        wanted = wanted.where(look.user_identifier == learner)
    if before is not None:
        moment = select(place.viewed_at).where(place.id == before).scalar_subquery()
        wanted = wanted.where(tuple_(look.viewed_at, look.id) < tuple_(moment, before))
    rows = db.session.execute(wanted.order_by(look.viewed_at.desc(), look.id.desc()).limit(limit))
    return [RecordedLook(*row) for row in rows]
