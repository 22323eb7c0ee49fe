"""The indexes of the activity by kind, which is a table and an operation; they take the place of five of 004."""

from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

# As admin_app/models/revisions.py has it.
KIND = "(left(table_name, 8) || left(operation, 1))"
OUTSIDE = "WHERE user_id IS NULL AND command IS NULL"
NEW = (
    # the activity of all, of a table, of an operation and of both
    ("revisions_kind_idx", f"({KIND}, occurred_at, id)"),
    # the same of a person, of a command and of those outside; each revision is in one of the three
    ("revisions_user_id_kind_idx", f"(user_id, {KIND}, occurred_at, id) WHERE user_id IS NOT NULL"),
    ("revisions_command_kind_idx", f"(command, {KIND}, occurred_at, id) WHERE command IS NOT NULL"),
    ("revisions_outside_kind_idx", f"({KIND}, occurred_at, id) {OUTSIDE}"),
    # what one transaction did, one after the other
    ("revisions_transaction_id_id_idx", "(transaction_id, id)"),
)
OLD = (
    ("revisions_activity_idx", "(table_name, operation, occurred_at, id)"),
    ("revisions_user_id_idx", "(user_id, occurred_at, id) WHERE user_id IS NOT NULL"),
    ("revisions_command_idx", "(command, occurred_at, id) WHERE command IS NOT NULL"),
    ("revisions_outside_idx", f"(occurred_at, id) {OUTSIDE}"),
    ("revisions_transaction_id_idx", "(transaction_id)"),
)
# What an interrupted CREATE INDEX CONCURRENTLY leaves behind: it costs every write and serves no query.
IS_BROKEN = "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid)"


def upgrade() -> None:
    """Make the new ones, then drop the old ones, without blocking a writer."""
    replace(NEW, OLD)


def downgrade() -> None:
    """The other way round."""
    replace(OLD, NEW)


def replace(wanted: tuple[tuple[str, str], ...], unwanted: tuple[tuple[str, str], ...]) -> None:
    """Make indexes of the history and drop others."""
    with op.get_context().autocommit_block():
        for name, definition in wanted:
            if op.get_bind().exec_driver_sql(IS_BROKEN, (f"admin.{name}",)).scalar_one():
                op.execute(f"DROP INDEX CONCURRENTLY admin.{name}")
            op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON admin.revisions {definition}")
        # PostgreSQL learns how common the values of an expression are only from the rows themselves.
        op.execute("ANALYZE admin.revisions")
        for name, _definition in unwanted:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS admin.{name}")
