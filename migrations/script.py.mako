"""${message}

Rules of a migration here:
- a database that is in use is safe: no row is changed or lost, nothing waits long for a lock; indexes are made
  `concurrently`, in an autocommit block;
- downgrade takes back what upgrade made, and never a row;
- the models agree with it: `flask db check` finds nothing.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
