"""The index by which a lesson is found by its summary."""

from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

NAME = "lessons_summary_key_trigrams_idx"
# The expression of admin_app/models/search_keys.py.
KEY = "translate(lower(summary), 'оеаинтсрвлкмдпуяыгзбчйхжшюцщэфёьъ', 'oeaintsrvlkmdpuqygzb4yhjxwcxefe')"
# What an interrupted CREATE INDEX CONCURRENTLY leaves behind: it costs every write and serves no query.
IS_BROKEN = "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid)"


def upgrade() -> None:
    """Make the index without blocking a writer."""
    with op.get_context().autocommit_block():
        if op.get_bind().exec_driver_sql(IS_BROKEN, (NAME,)).scalar_one():
            op.execute(f"DROP INDEX CONCURRENTLY {NAME}")
        op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {NAME} ON lessons USING gin (({KEY}) gin_trgm_ops)")
        # Else PostgreSQL would not know how common the letters are until the table has changed much.
        op.execute("ANALYZE lessons")


def downgrade() -> None:
    """Drop the index without blocking a writer."""
    with op.get_context().autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
