"""Recording who looked at whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Insert, Select, Uuid, cast, insert, literal, null, select
from sqlalchemy.sql.functions import coalesce

from admin_app.extensions import db
from admin_app.models import PersonalizedLessonDescription, Profile, ProfileViewRecord, Revision

COLUMNS = ["user_id", "profile_id", "user_identifier", "page", "request_id"]


@dataclass(frozen=True)
class Look:
    """One look: by whom, at which page, and at whom: one of the four after that says it.

    A page of the history shows rows that are gone, too.
    """

    user_id: int
    page: str
    request_id: str | None
    profile_id: UUID | None = None
    user_identifier: str | None = None
    personalized_id: UUID | None = None
    everybody: bool = False
    with_history: bool = False


def record_look(look: Look) -> None:
    """Write it down, where there is such a learner; where only the history has them, that. One or two statements."""
    if look.everybody:
        of_all = {"user_id": look.user_id, "page": look.page, "request_id": look.request_id}
        db.session.execute(insert(ProfileViewRecord).values(of_all))
        return
    found = select(
        literal(look.user_id), Profile.id, Profile.user_identifier, literal(look.page), literal(look.request_id)
    )
    if look.personalized_id:
        own = PersonalizedLessonDescription
        found = found.join(own, own.profile_id == Profile.id).where(own.id == look.personalized_id)
    elif look.profile_id:
        found = found.where(Profile.id == look.profile_id)
    else:
        found = found.where(Profile.user_identifier == look.user_identifier)
    recorded = db.session.execute(_record(found).returning(ProfileViewRecord.id)).all()
    if look.with_history and not recorded:
        db.session.execute(_record(_from_history(look)))


def _record(found: Any) -> Insert:
    return insert(ProfileViewRecord).from_select(COLUMNS, found)


def _from_history(look: Look) -> Select[Any]:
    """The learner as the newest revision of a row that is gone knows them; erased ones are known by id at most."""
    last, is_profile = coalesce(Revision.after, Revision.before), look.profile_id is not None
    name = last["user_identifier"].astext if is_profile else null()
    profile_id = Revision.row_id if is_profile else cast(last["profile_id"].astext, Uuid)
    found = select(literal(look.user_id), profile_id, name, literal(look.page), literal(look.request_id))
    table = (Profile if is_profile else PersonalizedLessonDescription).__tablename__
    own = found.where(Revision.row_id == (look.profile_id or look.personalized_id), Revision.table_name == table)
    return own.order_by(Revision.id.desc()).limit(1)
