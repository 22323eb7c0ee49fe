"""The indexes along which long lists are read, whatever page is asked for."""

from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

INDEXES = (
    # the newest first, which is how both lists begin
    ("profiles_created_at_id_idx", "profiles", "created_at, id"),
    ("personalized_lesson_descriptions_created_at_id_idx", "personalized_lesson_descriptions", "created_at, id"),
    # what belongs to lessons, by their number
    ("lessons_lesson_number_id_idx", "lessons", "lesson_number, id"),
    # courses by title and learners by name, and what belongs to them; the expression of admin_app/models/sort_keys.py
    ("courses_title_order_idx", "courses", "translate(lower(\"left\"(title, 200)), 'ё', 'е'), id"),
    ("profiles_name_order_idx", "profiles", "translate(lower(\"left\"(name, 200)), 'ё', 'е'), id"),
)
# What an interrupted CREATE INDEX CONCURRENTLY leaves behind: it costs every write and serves no query.
IS_BROKEN = "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid)"


def upgrade() -> None:
    """Make the indexes without blocking a writer."""
    with op.get_context().autocommit_block():
        for name, table, keys in INDEXES:
            if op.get_bind().exec_driver_sql(IS_BROKEN, (name,)).scalar_one():
                op.execute(f"DROP INDEX CONCURRENTLY {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({keys})")
        # Where a far page lies is reckoned from what the planner knows of the values.
        op.execute("ANALYZE courses, lessons, profiles, personalized_lesson_descriptions")


def downgrade() -> None:
    """Drop the indexes without blocking a writer."""
    with op.get_context().autocommit_block():
        for name, _table, _keys in INDEXES:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
