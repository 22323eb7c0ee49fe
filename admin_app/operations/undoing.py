"""Taking back a whole transaction: its updates and deletes by `restores.undo`, and the rows that it made."""

from dataclasses import dataclass
from typing import Any
from typing import cast as cast_type

from sqlalchemy import CursorResult, Select, delete, func, literal, select, text
from sqlalchemy.exc import DBAPIError

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.models import Revision
from admin_app.operations.recorded_rows import parents_of
from admin_app.operations.refusals import deletion_refusal, is_refusal
from admin_app.operations.restores import TABLES, Undone, undo
from admin_app.queries.revisions import RECORDED, label_of
from admin_app.queries.transactions import Transaction, is_last_of_its_number
from admin_app.words import _


@dataclass(frozen=True)
class TakenBack:
    """How many rows of each table were set back, came back and were taken out again; `left_out` as in Undone."""

    updated: dict[str, int]
    restored: dict[str, int]
    removed: dict[str, int]
    left_out: int


def take_back(transaction: Transaction) -> TakenBack:
    """Take back all that a transaction did, or nothing. Raises RefusedError.

    What it made is deleted, unless it was changed later or something else hangs on it: nothing goes that came later.
    """
    if not is_last_of_its_number(transaction):
        raise RefusedError(_("Nothing was taken back: this part of the history is not kept any more."))
    with db.session.begin_nested():
        undone = undo(transaction.id) if _has_changed(transaction) else Undone({}, {}, 0)
        removed = {table: _remove(transaction, table) for table in reversed(TABLES)}
        if not any([*undone.updated.values(), *undone.restored.values(), *removed.values()]):
            raise RefusedError(_("There is nothing to take back."))
    db.session.expire_all()
    removed = {table: removed[table] for table in TABLES if removed[table]}
    return TakenBack(undone.updated, undone.restored, removed, undone.left_out)


def _of(transaction: Transaction) -> Select[Any]:
    return select(Revision.row_id).where(
        Revision.transaction_id == transaction.id, Revision.transaction_at == transaction.at
    )


def _has_changed(transaction: Transaction) -> bool:
    """Whether it updated or deleted rows that were there before."""
    made = _of(transaction).where(Revision.operation == "insert")
    others = _of(transaction).where(Revision.operation != "insert", Revision.row_id.not_in(made))
    truncated = _of(transaction).where(Revision.operation == "truncate")
    return bool(db.session.scalar(select(others.exists() | truncated.exists())))


def _remove(transaction: Transaction, table: str) -> int:
    """Delete what it made in a table; what it made below that is gone already."""
    ends = _made(transaction, table)
    made = select(ends.c.row_id)
    count = db.session.scalars(select(func.count()).select_from(ends)).one()
    if not count:
        return 0
    key = RECORDED[table].__table__.c.id
    # Held, so that none changes any more and nothing new can hang on one.
    locked = select(literal(1)).where(key.in_(made)).order_by(key).with_for_update()
    found = db.session.scalars(select(func.count()).select_from(locked.subquery())).one()
    _refuse_changed(table, ends)
    if found < count:
        raise RefusedError(_("Nothing was taken back: one of the rows was deleted later."))
    _refuse_below(table, made)
    try:
        statement = delete(RECORDED[table]).where(key.in_(made))
        options = {"synchronize_session": False}
        result = cast_type("CursorResult[Any]", db.session.execute(statement, execution_options=options))
        # A key of another table may wait for the commit, where nobody could tell what it says.
        db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        raise deletion_refusal(error, table, {}) from error
    return result.rowcount


def _made(transaction: Transaction, table: str) -> Any:
    """The rows that it made, with the last revision of each."""
    made = func.bool_or(Revision.operation == "insert") & ~func.bool_or(Revision.operation == "delete")
    of_table = _of(transaction).where(Revision.table_name == table, Revision.row_id.is_not(None))
    statement = of_table.with_only_columns(Revision.row_id, func.max(Revision.id).label("last"))
    return statement.group_by(Revision.row_id).having(made).subquery("made")


def _refuse_changed(table: str, ends: Any) -> None:
    later = select(Revision.row_id).join(ends, ends.c.row_id == Revision.row_id)
    later = later.where(Revision.table_name == table, Revision.id > ends.c.last)
    changed = db.session.scalar(later.limit(1))
    if changed:
        sentence = _("Nothing was taken back: %(name)s was changed later.", name=_name(table, changed))
        raise RefusedError(sentence, row=(table, changed), is_later=True)


def _refuse_below(table: str, made: Select[Any]) -> None:
    for child in TABLES:
        for column, parent in parents_of(child).items():
            if parent != table:
                continue
            key, child_id = RECORDED[child].__table__.c[column], RECORDED[child].__table__.c.id
            added = db.session.execute(select(key, child_id).where(key.in_(made)).limit(1)).one_or_none()
            if added:
                name = _name(table, added[0])
                sentence = _("Nothing was taken back: something was added to %(name)s since.", name=name)
                raise RefusedError(sentence, row=(child, added[1]), is_later=True)


def _name(table: str, row_id: Any) -> str:
    label = label_of(table, row_id)
    return f"“{label}”" if label else _("one of the rows")
