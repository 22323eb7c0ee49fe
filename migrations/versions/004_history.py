"""The history: a table of revisions, and the triggers that write it."""

from pathlib import Path

from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

SCRIPT = Path(__file__).parents[1] / "004_history.sql"
TABLES = (
    "personalized_lesson_descriptions",
    "lesson_assets",
    "lesson_descriptions",
    "lessons",
    "profiles",
    "courses",
)
TRIGGERS = ("record_insert", "record_update", "record_delete", "record_truncate")


def upgrade() -> None:
    """Record from now on; a history that is there already goes on."""
    run(SCRIPT.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Stop recording, and take back the table as long as it holds nothing."""
    for table in TABLES:
        for trigger in TRIGGERS:
            run(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
    run("DROP FUNCTION IF EXISTS admin.record_changes(), admin.image(anyelement)")
    if not op.get_bind().exec_driver_sql("SELECT EXISTS (SELECT FROM admin.revisions)").scalar_one():
        run("DROP TABLE admin.revisions")


def run(sql: str) -> None:
    """Send a script as it is: its percent signs are no parameters."""
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
