"""The index that knows which types of assets there are, and their order."""

from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

NAME = "lesson_assets_asset_type_order_idx"
# The expression of admin_app/models/sort_keys.py.
KEYS = "translate(lower(\"left\"(asset_type, 200)), 'ё', 'е'), id"
# What an interrupted CREATE INDEX CONCURRENTLY leaves behind: it costs every write and serves no query.
IS_BROKEN = "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid)"


def upgrade() -> None:
    """Make the index without blocking a writer."""
    with op.get_context().autocommit_block():
        if op.get_bind().exec_driver_sql(IS_BROKEN, (NAME,)).scalar_one():
            op.execute(f"DROP INDEX CONCURRENTLY {NAME}")
        op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {NAME} ON lesson_assets ({KEYS})")
        # Else PostgreSQL would not know how many types there are until the table has changed much.
        op.execute("ANALYZE lesson_assets")


def downgrade() -> None:
    """Drop the index without blocking a writer."""
    with op.get_context().autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
