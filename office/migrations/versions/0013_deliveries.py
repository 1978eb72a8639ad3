"""What became of each text, as the carrier reports it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Forward only."""
    op.add_column("messages", sa.Column("delivery", sa.String(16), nullable=True))
    op.add_column("messages", sa.Column("delivery_code", sa.Integer(), nullable=True))
