"""The indexes by which rows are found as one types, with wrong letters too."""

from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

COLUMNS = (
    ("courses", "slug"),
    ("courses", "title"),
    ("lessons", "title"),
    ("profiles", "user_identifier"),
    ("profiles", "name"),
    ("lesson_assets", "url"),
    ("lesson_assets", "asset_type"),
)
# The expression of admin_app/models/search_keys.py.
KEY = "translate(lower({}), 'оеаинтсрвлкмдпуяыгзбчйхжшюцщэфёьъ', 'oeaintsrvlkmdpuqygzb4yhjxwcxefe')"
# What an interrupted CREATE INDEX CONCURRENTLY leaves behind: it costs every write and serves no query.
IS_BROKEN = "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid)"


def upgrade() -> None:
    """Make the indexes without blocking a writer."""
    with op.get_context().autocommit_block():
        for table, column in COLUMNS:
            name = f"{table}_{column}_key_trigrams_idx"
            if op.get_bind().exec_driver_sql(IS_BROKEN, (name,)).scalar_one():
                op.execute(f"DROP INDEX CONCURRENTLY {name}")
            key = KEY.format(column)
            op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} USING gin (({key}) gin_trgm_ops)")
        # Else PostgreSQL would not know how common the letters are until the tables have changed much.
        op.execute("ANALYZE courses, lessons, profiles, lesson_assets")


def downgrade() -> None:
    """Drop the indexes without blocking a writer."""
    with op.get_context().autocommit_block():
        for table, column in COLUMNS:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {table}_{column}_key_trigrams_idx")
