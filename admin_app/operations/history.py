"""What the history forgets: what is old, and what is a learner's who asks for it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, func, literal_column, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.dml import Delete, Update

from admin_app.documents import Document
from admin_app.extensions import db
from admin_app.models import PersonalizedLessonDescription, Profile, ProfileViewRecord, Revision
from admin_app.models.revisions import KIND, kind_of
from admin_app.queries.revisions import OPERATIONS, RECORDED

_PROFILES, _PERSONALIZED = Profile.__tablename__, PersonalizedLessonDescription.__tablename__


@dataclass(frozen=True)
class Erased:
    """How much of a learner was removed: rows that were there, and revisions and looks that told of them."""

    profiles: int
    personalized: int
    revisions: int
    views: int

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing of such a learner."""
        return not (self.profiles or self.personalized or self.revisions or self.views)


def prune(older_than: timedelta) -> int:
    """Forget the revisions that are older; say how many. The rows themselves and their newer revisions stay."""
    # All there are, so that the index finds what is old of each; a time that goes on meanwhile could not be looked up.
    kinds = [kind_of(table, operation) for table in RECORDED for operation in OPERATIONS]
    is_old = Revision.occurred_at < func.statement_timestamp() - older_than
    return _affected(delete(Revision).where(literal_column(f"({KIND})").in_(kinds), is_old))


def erase_learner(user_identifier: str) -> Erased:
    """Delete a learner with their personalized rows, and what the history and the log of looks hold of them.

    Earlier profiles with the identifier count, too. One that bears another identifier by now stays, but for what was
    recorded while it bore this one.
    """
    learners = _profile_ids(user_identifier)
    personalized = _affected(
        delete(PersonalizedLessonDescription).where(PersonalizedLessonDescription.profile_id.in_(learners))
    )
    profiles = _affected(delete(Profile).where(Profile.user_identifier == user_identifier))
    # Last, so that what the deletes have just recorded goes as well.
    revisions = _affected(_scrub(user_identifier, learners))
    of_learner = ProfileViewRecord.profile_id.in_(learners) | (ProfileViewRecord.user_identifier == user_identifier)
    views = _affected(delete(ProfileViewRecord).where(of_learner))
    # The session may hold rows that are gone.
    db.session.expire_all()
    return Erased(profiles, personalized, revisions, views)


def _profile_ids(user_identifier: str) -> list[UUID]:
    """The profiles that had the identifier last: the one that is there, and those that are gone."""
    recorded = select(Revision.row_id).where(Revision.table_name == _PROFILES, _names(user_identifier))
    bearing = select(Profile.id).where(Profile.user_identifier == user_identifier)
    known = db.session.scalars(recorded.union(bearing)).all()
    others = select(Profile.id).where(Profile.id.in_(known), Profile.user_identifier != user_identifier)
    return sorted({key for key in known if key} - set(db.session.scalars(others)))


def _names(user_identifier: str) -> ColumnElement[bool]:
    return or_(*(side["user_identifier"].astext == user_identifier for side in _sides()))


def _sides() -> tuple[InstrumentedAttribute[Document | None], ...]:
    return Revision.before, Revision.after


def _scrub(user_identifier: str, learners: list[UUID]) -> Update:
    keys = [str(learner) for learner in learners]
    of_profile = (Revision.table_name == _PROFILES) & (Revision.row_id.in_(learners) | _names(user_identifier))
    theirs = or_(*(side["profile_id"].astext.in_(keys) for side in _sides()))
    of_learner = or_(of_profile, (Revision.table_name == _PERSONALIZED) & theirs)
    erased = update(Revision).where(of_learner, Revision.erased_at.is_(None))
    return erased.values(before=None, after=None, erased_at=func.clock_timestamp())


def _affected(statement: Delete | Update) -> int:
    result: CursorResult[object] = db.session.connection().execute(statement)
    return result.rowcount
