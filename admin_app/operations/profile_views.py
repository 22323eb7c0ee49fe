"""Recording who looked at whom."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Uuid, cast, func, insert, literal, select
from sqlalchemy.orm import aliased

from admin_app.extensions import db
from admin_app.models import PersonalizedLessonDescription, Profile, ProfileViewRecord, Revision
from admin_app.prepared_statements import PREPARED

A_MOMENT = timedelta(minutes=1)


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
    # A history shows what is deleted, too.
    is_of_history: bool = False
    everybody: bool = False
    # Whoever types into the search of a list looks at it once, not once a letter.
    is_typing: bool = False


def record_look(look: Look) -> None:
    """Write it down, where there is such a learner, or the history has one. One statement."""
    if look.everybody:
        of_all = select(literal(look.user_id), literal(look.page), literal(look.request_id))
        once = of_all.where(~_just_now(look).exists()) if look.is_typing else of_all
        db.session.execute(insert(ProfileViewRecord).from_select(["user_id", "page", "request_id"], once))
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
    looks = found.union_all(_of_the_deleted(look)) if look.is_of_history else found
    columns = ["user_id", "profile_id", "user_identifier", "page", "request_id"]
    statement = insert(ProfileViewRecord).from_select(columns, looks)
    db.session.execute(statement.execution_options(**PREPARED))


def _just_now(look: Look) -> Select[Any]:
    """The same person's look at the same list, a moment ago."""
    record = ProfileViewRecord
    recent = record.viewed_at > func.now() - A_MOMENT
    return select(record.id).where(record.user_id == look.user_id, record.page == look.page, recent)


def _of_the_deleted(look: Look) -> Select[Any]:
    """The same of a profile or a personalized row that is only in the history."""
    model: type[Profile | PersonalizedLessonDescription] = PersonalizedLessonDescription
    profile_id: ColumnElement[Any] = cast(_known("profile_id"), Uuid)
    identifier: ColumnElement[Any] = _identifier_of(profile_id)
    if look.profile_id:
        model, profile_id, identifier = Profile, literal(look.profile_id, Uuid), _known("user_identifier")
    row_id = look.profile_id or look.personalized_id
    statement = select(literal(look.user_id), profile_id, identifier, literal(look.page), literal(look.request_id))
    of_row = Revision.row_id == row_id, Revision.table_name == model.__tablename__, Revision.erased_at.is_(None)
    is_gone = ~select(model.id).where(model.id == row_id).exists()
    return statement.where(*of_row, is_gone).order_by(Revision.id.desc()).limit(1)


def _identifier_of(profile_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """The identifier of a profile, which may be gone with its personalized rows; None where it was erased."""
    there = select(Profile.user_identifier).where(Profile.id == profile_id).correlate(Revision).scalar_subquery()
    other = aliased(Revision)
    of_profile = other.row_id == profile_id, other.table_name == Profile.__tablename__, other.erased_at.is_(None)
    last = select(_known("user_identifier", other)).where(*of_profile).order_by(other.id.desc()).limit(1)
    return func.coalesce(there, last.correlate(Revision).scalar_subquery())


def _known(name: str, revision: Any = Revision) -> ColumnElement[str]:
    return func.coalesce(revision.after[name].astext, revision.before[name].astext, type_=Text)
