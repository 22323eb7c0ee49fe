"""Recording who looked at whom."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, literal, select

from admin_app.extensions import db
from admin_app.models import PersonalizedLessonDescription, Profile, ProfileViewRecord


@dataclass(frozen=True)
class Look:
    """One look: by whom, at which page, and at whom. One of the last four says it."""

    user_id: int
    page: str
    request_id: str | None
    profile_id: UUID | None = None
    user_identifier: str | None = None
    personalized_id: UUID | None = None
    everybody: bool = False


def record_look(look: Look) -> None:
    """Write it down, where there is such a learner. One statement."""
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
    columns = ["user_id", "profile_id", "user_identifier", "page", "request_id"]
    db.session.execute(insert(ProfileViewRecord).from_select(columns, found))
