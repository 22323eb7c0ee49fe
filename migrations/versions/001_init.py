"""The six tables, their keys and the trigger that keeps created_at."""

from pathlib import Path

from alembic import op

revision = "001"
down_revision = None
branch_labels = None
depends_on = None

SCRIPT = Path(__file__).parents[1] / "001_init.sql"
TABLES = (
    "personalized_lesson_descriptions",
    "lesson_assets",
    "lesson_descriptions",
    "lessons",
    "profiles",
    "courses",
)


def upgrade() -> None:
    """Make what is missing; a database that already has the tables keeps every row."""
    run(SCRIPT.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Take back the trigger, and the tables too as long as none holds a row."""
    for table in TABLES:
        run(f"DROP TRIGGER IF EXISTS set_timestamps ON {table}")
    run("DROP FUNCTION IF EXISTS set_timestamps()")
    if not holds_rows():
        run(f"DROP TABLE {', '.join(TABLES)}")


def holds_rows() -> bool:
    """Whether any of the tables has a row."""
    exists = " OR ".join(f"EXISTS (SELECT FROM {table})" for table in TABLES)  # nosec  # names of our own
    return bool(op.get_bind().exec_driver_sql(f"SELECT {exists}").scalar_one())


def run(sql: str) -> None:
    """Send a script as it is: its percent signs are no parameters."""
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
