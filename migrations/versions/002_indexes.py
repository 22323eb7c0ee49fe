"""The indexes that pages ask for and no unique constraint covers."""

from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

INDEXES = (
    # learners of a course, and profiles whose slug names none
    ("profiles_course_slug_idx", "profiles", "course_slug"),
    # assets of a lesson
    ("lesson_assets_lesson_id_idx", "lesson_assets", "lesson_id"),
    # personalized versions of a lesson, and the cascade when a lesson goes
    (
        "personalized_lesson_descriptions_lesson_id_idx",
        "personalized_lesson_descriptions",
        "lesson_id",
    ),
)


def upgrade() -> None:
    """Make the indexes without blocking a writer."""
    with op.get_context().autocommit_block():
        for name, table, column in INDEXES:
            op.create_index(name, table, [column], postgresql_concurrently=True, if_not_exists=True)


def downgrade() -> None:
    """Drop the indexes without blocking a writer."""
    with op.get_context().autocommit_block():
        for name, table, _ in INDEXES:
            op.drop_index(name, table, postgresql_concurrently=True, if_exists=True)
