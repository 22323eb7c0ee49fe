"""What revisions changed, and rows as they were, as documents; never more of them than a page bears."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, case, cast, func, null, select, text

from admin_app.documents import Document
from admin_app.extensions import db
from admin_app.models.columns import JSON
from admin_app.queries.revisions import state


@dataclass(frozen=True)
class Sides:
    """A row before and after a revision; of an update only the columns that it changed.

    `is_large` where both together would have been too much: then neither is here.
    """

    before: Document | None
    after: Document | None
    is_large: bool = False


# How much is stored is known without reading it, but compressed; therefore what is left is measured once more.
_SIDES = text(
    """
    WITH stored AS (
        SELECT id, before, after,
            sum(coalesce(pg_column_size(before), 0) + coalesce(pg_column_size(after), 0)) OVER newest AS size
        FROM admin.revisions WHERE id = ANY(:ids) WINDOW newest AS (ORDER BY id DESC)
    ), changed AS (
        SELECT stored.id, before - unchanged AS before, after - unchanged AS after
        FROM stored, LATERAL (
            SELECT coalesce(array_agg(key), '{}') AS unchanged
            FROM jsonb_each(before) AS old JOIN jsonb_each(after) AS new USING (key)
            WHERE old.value::text = new.value::text
        ) AS columns
        WHERE size <= :most
    ), measured AS (
        SELECT *, sum(coalesce(octet_length(before::text), 0) + coalesce(octet_length(after::text), 0))
            OVER (ORDER BY id DESC) AS size
        FROM changed
    )
    SELECT id, before, after FROM measured WHERE size <= :most
    """
).columns(before=JSON, after=JSON)


def sides_of(ids: Sequence[int], *, most: int) -> dict[int, Sides]:
    """What each of some revisions changed, the newest first as long as all are no more than so many bytes."""
    found = {
        row.id: Sides(row.before, row.after) for row in db.session.execute(_SIDES, {"ids": list(ids), "most": most})
    }
    return {revision_id: found.get(revision_id) or Sides(None, None, is_large=True) for revision_id in ids}


def bounded_state(table: str, row_id: UUID, version: int, *, most: int) -> tuple[Document | None, bool]:
    """The row as it was at a version, as state_at has it, and whether it is larger than so many bytes: then None."""
    image = state(table, row_id, version).subquery().c.image
    is_large = func.coalesce(func.octet_length(cast(image, Text)) > most, False)
    row = db.session.execute(select(case((is_large, null()), else_=image).label("image"), is_large)).one_or_none()
    return (None, False) if row is None else (row[0], row[1])
