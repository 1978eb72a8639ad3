"""How far a first reading of QuickBooks' customers and items came, so that a restart goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Forward only; a reading that was under way before begins anew."""
    op.add_column("mirror_marks", sa.Column("begun", sa.JSON(), nullable=True))
