"""The people of the dashboard: accounts, ended sessions, looks at learners, rows that are open."""

from pathlib import Path

from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

SCRIPT = Path(__file__).parents[1] / "003_people.sql"


def upgrade() -> None:
    """Make the schema and its tables."""
    op.get_bind().exec_driver_sql(SCRIPT.read_text(encoding="utf-8"), execution_options={"no_parameters": True})


def downgrade() -> None:
    """Drop what is worth a minute or a session; accounts and the log of looks only while they are empty."""
    for table in ("open_rows", "ended_sessions"):
        op.drop_table(table, schema="admin")
    for table in ("profile_views", "users"):
        if is_empty(f"admin.{table}"):
            op.drop_table(table, schema="admin")
    if is_empty("pg_class WHERE relnamespace = 'admin'::regnamespace"):
        op.execute("DROP SCHEMA admin")


def is_empty(rows: str) -> bool:
    """Whether there are no such rows."""
    statement = f"SELECT NOT EXISTS (SELECT FROM {rows})"  # noqa: S608  # nosec  # names of ours
    return bool(op.get_bind().exec_driver_sql(statement).scalar_one())
