"""Setting rows to what the history knows of them. All of it in a savepoint: everything or nothing.

The database copies what it has recorded; no document comes here. What is restored is recorded like any other write.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from typing import cast as cast_type
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, cast, func, literal, or_, select, text
from sqlalchemy.exc import DBAPIError

from admin_app.errors import RefusedError, RowGoneError
from admin_app.extensions import Base, db
from admin_app.models import Revision
from admin_app.operations.recorded_rows import insert_recorded, parents_of, set_recorded, text_array
from admin_app.operations.refusals import is_refusal, restoring_refusal
from admin_app.queries.revisions import RECORDED, label_of, version_of
from admin_app.words import _, _l

Side = Literal["before", "after"]

# Parents come before what hangs on them.
TABLES = [table.name for table in Base.metadata.sorted_tables if table.name in RECORDED and table.schema is None]
# What these hold is a learner's: where the learner is gone, it stays gone.
PERSONALIZED = "personalized_lesson_descriptions"
KEPT = {"id", "created_at"}

# What is said of a parent that is gone.
_PARENT_GONE = {
    "courses": _l("Nothing was restored: the course %(name)s that it belongs to is gone; bring that back first."),
    "lessons": _l("Nothing was restored: the lesson %(name)s that it belongs to is gone; bring that back first."),
    "profiles": _l("Nothing was restored: the learner %(name)s that it belongs to is gone; bring that back first."),
}
_ERASED = _l("Nothing was restored: what this row held was erased.")


@dataclass(frozen=True)
class Restored:
    """How many rows of each table came back; `left_out` are personalized rows whose learner or lesson is gone."""

    rows: dict[str, int]
    left_out: int


@dataclass(frozen=True)
class Undone:
    """How many rows of each table were set back and brought back; `left_out` as in Restored, and what was erased."""

    updated: dict[str, int]
    restored: dict[str, int]
    left_out: int


def restore_deleted(revision_id: int) -> Restored:
    """Bring back a deleted row with all that its deletion took along, each as it was.

    Raises RefusedError where it is there again, where its parent is gone or where a unique value is taken.
    """
    revision = _revision(revision_id)
    if revision.operation != "delete":
        raise RefusedError(_("Nothing was restored: this is not a deletion."))
    if not revision.has_before:
        raise RefusedError(str(_ERASED))
    _refuse_unless_it_has_a_place(revision)
    rows: dict[str, int] = {}
    left_out = 0
    with _restoring():
        for table in _reached_from(revision.table_name):
            deleted = _deleted_with(revision, table)
            rows[table] = insert_recorded(table, deleted, where=_has_parents(table))
            if table == PERSONALIZED:
                left_out = _count(deleted) - rows[table] + _count(_erased_with(revision))
    return Restored({table: count for table, count in rows.items() if count}, left_out)


def taken_along(revision_id: int) -> dict[str, int]:
    """How many rows of each table would come back with a deleted row, itself left out. One statement a table."""
    revision = _revision(revision_id)
    tables = [table for table in _reached_from(revision.table_name) if table != revision.table_name]
    counts = {table: _count(_deleted_with(revision, table)) for table in tables}
    return {table: count for table, count in counts.items() if count}


def restore_version(revision_id: int, *, expected_version: int, side: Side = "after") -> bool:
    """Set a row to what it was after (or before) a revision; say whether that changed anything.

    Raises RefusedError where its version is another one by now or a constraint is hit, RowGoneError where it is gone.
    """
    return _restore(revision_id, side, expected_version, None)


def restore_field(revision_id: int, field: str, *, expected_version: int, side: Side = "after") -> bool:
    """Set one column of a row to what it was; otherwise as restore_version."""
    return _restore(revision_id, side, expected_version, field)


def restore_path(
    revision_id: int, field: str, path: Sequence[str | int], *, expected_version: int, side: Side = "after"
) -> bool:
    """Set one place of a document to what it was, or take it away where it was not; otherwise as restore_version."""
    if not path:
        return restore_field(revision_id, field, expected_version=expected_version, side=side)
    return _restore(revision_id, side, expected_version, field, [str(step) for step in path])


def undo(transaction_id: int) -> Undone:
    """Take back the updates and deletes of a transaction; what it inserted stays.

    Raises RefusedError where one of the rows was changed later, or where a constraint is hit.
    """
    done = _done_in(transaction_id)
    updated: dict[str, int] = {}
    restored: dict[str, int] = {}
    left_out = _count(done.where(Revision.operation != "insert", Revision.erased_at.is_not(None)))
    with _restoring():
        for table in TABLES:
            ends = _ends(done, table)
            _refuse_newer(table, ends)
            updated[table] = set_recorded(table, _first(ends, deleted=False))
            gone = _first(ends, deleted=True)
            restored[table] = insert_recorded(table, gone, where=_has_parents(table))
            left_out += _count(gone) - restored[table]
    if not any([*updated.values(), *restored.values()]):
        raise RefusedError(_("There is nothing to take back."))
    return Undone({t: n for t, n in updated.items() if n}, {t: n for t, n in restored.items() if n}, left_out)


@contextmanager
def _restoring() -> Iterator[None]:
    try:
        with db.session.begin_nested():
            yield
            # A key of another table may wait for the commit, where nobody could tell what it says.
            db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        raise restoring_refusal(error) from error
    finally:
        # The session may hold rows as they were.
        db.session.expire_all()


def _revision(revision_id: int) -> Row[Any]:
    images = Revision.before.is_not(None).label("has_before"), Revision.after.is_not(None).label("has_after")
    columns = Revision.id, Revision.table_name, Revision.row_id, Revision.operation, Revision.erased_at
    transaction = Revision.transaction_id, Revision.transaction_at
    statement = select(*columns, *transaction, *images).where(Revision.id == revision_id)
    revision = db.session.execute(statement).one_or_none()
    if revision is None:
        raise RefusedError(_("This part of the history is not kept any more."))
    return cast_type("Row[Any]", revision)


def _count(revisions: Select[Any]) -> int:
    return db.session.scalars(select(func.count()).select_from(revisions.subquery())).one()


# Deleted rows


def _refuse_unless_it_has_a_place(revision: Row[Any]) -> None:
    key = RECORDED[revision.table_name].__table__.c.id
    if db.session.scalar(select(key).where(key == revision.row_id)):
        row = revision.table_name, revision.row_id
        raise RefusedError(_("Nothing was restored: this row is there again already."), row=row)
    for column, parent in parents_of(revision.table_name).items():
        _refuse_without(revision, column, parent)


def _refuse_without(revision: Row[Any], column: str, parent: str) -> None:
    parent_id = db.session.scalar(select(Revision.before[column].astext).where(Revision.id == revision.id))
    key = RECORDED[parent].__table__.c.id
    if parent_id is None or db.session.scalar(select(key).where(key == UUID(parent_id))):
        return
    label = label_of(parent, UUID(parent_id))
    sentence = str(_PARENT_GONE[parent]) % {"name": f"“{label}”" if label else parent_id}
    raise RefusedError(sentence, row=(parent, UUID(parent_id)))


def _reached_from(root: str) -> list[str]:
    """A table and those that hang on it, parents first."""
    reached = [root]
    for table in TABLES:
        if set(parents_of(table).values()) & set(reached):
            reached.append(table)
    return reached


def _deletions(revision: Row[Any]) -> Select[int]:
    """What the transaction of a revision deleted."""
    transaction = Revision.transaction_id == revision.transaction_id, Revision.transaction_at == revision.transaction_at
    return select(Revision.id).where(*transaction, Revision.operation == "delete")


def _deleted_with(revision: Row[Any], table: str) -> Select[int]:
    """The revisions of the rows of a table that a deletion took along, the last where there are several of a row."""
    if table == revision.table_name:
        return select(Revision.id).where(Revision.id == revision.id)
    hanging = _deletions(revision).where(Revision.table_name == table, _hangs_on(revision, table))
    return hanging.with_only_columns(func.max(Revision.id).label("id")).group_by(Revision.row_id)


def _hangs_on(revision: Row[Any], table: str) -> ColumnElement[bool]:
    # `IS true` keeps each list of parents a hash table. As a join it could become a loop over both sides, since
    # PostgreSQL does not know how much a transaction did that has just ended.
    reached = _reached_from(revision.table_name)
    parents = [
        Revision.before[column].astext.in_(_row_ids(_deleted_with(revision, parent)))
        for column, parent in parents_of(table).items()
        if parent in reached
    ]
    return or_(*parents).is_(True)


def _row_ids(revisions: Select[int]) -> Select[str]:
    return select(cast(Revision.row_id, Text)).where(Revision.id.in_(revisions))


def _erased_with(revision: Row[Any]) -> Select[int]:
    """What was erased of the personalized rows that the same transaction deleted; nobody knows any more of what."""
    return _deletions(revision).where(Revision.table_name == PERSONALIZED, Revision.erased_at.is_not(None))


def _has_parents(table: str) -> ColumnElement[bool] | None:
    """For what may be left out: whether all that a recorded row hangs on is there."""
    if table != PERSONALIZED:
        return None
    keys = {column: RECORDED[parent].__table__.c.id for column, parent in parents_of(table).items()}
    found = [
        select(key).where(key == cast(Revision.before[column].astext, key.type)).exists()
        for column, key in keys.items()
    ]
    return found[0] & found[1]


# Versions


def _restore(
    revision_id: int, side: Side, expected_version: int, field: str | None, path: list[str] | None = None
) -> bool:
    revision = _revision(revision_id)
    if revision.erased_at is not None:
        raise RefusedError(str(_ERASED))
    if not getattr(revision, f"has_{side}"):
        raise RefusedError(_("Nothing was restored: there was no such row at that time."))
    model = RECORDED[revision.table_name]
    if field is not None and (field in KEPT or field not in model.__table__.columns):
        raise RefusedError(_("Nothing was restored: this field cannot be set to what it was."))
    with _restoring():
        _lock(model, revision.row_id, expected_version)
        if path is not None and field is not None:
            _refuse_without_place(model, revision, side, field, path)
        only = select(Revision.id).where(Revision.id == revision_id)
        set_recorded(revision.table_name, only, side=side, field=field, path=path)
        return version_of(model, revision.row_id) != expected_version


def _lock(model: type[Base], row_id: UUID, expected_version: int) -> None:
    key = model.__table__.c.id
    if db.session.scalar(select(key).where(key == row_id).with_for_update()) is None:
        raise RowGoneError
    if version_of(model, row_id) != expected_version:
        sentence = _("Nothing was restored: this row was changed meanwhile. Look at it again before you go on.")
        raise RefusedError(sentence)


def _refuse_without_place(model: type[Base], revision: Row[Any], side: Side, field: str, path: list[str]) -> None:
    """There has to be a list or an object to put something into; nothing is needed to take nothing away."""
    document = model.__table__.c[field]
    wanted = getattr(Revision, side)[field].op("#>")(text_array(path))
    kind = func.jsonb_typeof(document.op("#>")(text_array(path[:-1])))
    statement = select(wanted.is_(None) | func.coalesce(kind.in_(["object", "array"]), False))
    statement = statement.where(model.__table__.c.id == Revision.row_id, Revision.id == revision.id)
    if not db.session.scalar(statement):
        sentence = _("Nothing was restored: there is no place for this in the document as it is now.")
        raise RefusedError(sentence)


# Transactions


def _done_in(transaction_id: int) -> Select[int]:
    """What a transaction did; of several with the number, which a moved database may have, the last."""
    of_number = Revision.transaction_id == transaction_id
    last = select(func.max(Revision.transaction_at)).where(of_number).scalar_subquery()
    done = select(Revision.id).where(of_number, Revision.transaction_at == last)
    if db.session.scalar(done.where(Revision.operation == "truncate").limit(1)):
        raise RefusedError(_("Nothing was taken back: a table was emptied, and nobody knows of what."))
    return done


def _ends(done: Select[int], table: str) -> Any:
    """Of each row of a table the first revision, with the last one's id and operation.

    In one reading: a join of the transaction with itself could become a loop over both sides, since PostgreSQL does not
    know how much a transaction did that has just ended.
    """
    of_table = done.where(Revision.table_name == table, Revision.row_id.is_not(None))
    of_row: dict[str, Any] = {"partition_by": Revision.row_id, "order_by": Revision.id, "rows": (None, None)}
    columns = (
        *(Revision.id, Revision.row_id, Revision.operation, Revision.erased_at),
        func.first_value(Revision.id).over(**of_row).label("first"),
        func.last_value(Revision.id).over(**of_row).label("last"),
        func.last_value(Revision.operation).over(**of_row).label("last_operation"),
    )
    read = of_table.with_only_columns(*columns).subquery("read")
    return select(read).where(read.c.id == read.c.first).subquery("ends")


def _first(ends: Any, *, deleted: bool) -> Select[int]:
    """The first revision of each row that was there before; its other side is what the row is set back to."""
    was_deleted = ends.c.last_operation == "delete"
    return select(ends.c.id).where(*_was_there(ends), was_deleted if deleted else ~was_deleted)


def _was_there(ends: Any) -> tuple[ColumnElement[bool], ...]:
    return ends.c.operation != "insert", ends.c.erased_at.is_(None)


def _refuse_newer(table: str, ends: Any) -> None:
    """Lock the rows, so that none changes any more, and see whether one has changed."""
    key = RECORDED[table].__table__.c.id
    there = select(ends.c.row_id).where(*_was_there(ends), ends.c.last_operation != "delete")
    locked = select(literal(1)).where(key.in_(there)).order_by(key).with_for_update()
    expected, found = _count(there), _count(locked)
    newer = Revision.__table__.alias("newer")
    later = select(newer.c.row_id).join(ends, ends.c.row_id == newer.c.row_id).where(*_was_there(ends))
    changed = db.session.scalar(later.where(newer.c.id > ends.c.last, newer.c.table_name == table).limit(1))
    if changed or found < expected:
        label = changed and label_of(table, changed)
        name = f"“{label}”" if label else _("one of the rows")
        row = (table, changed) if changed else None
        sentence = _("Nothing was taken back: %(name)s was changed later.", name=name)
        raise RefusedError(sentence, row=row, is_later=True)
