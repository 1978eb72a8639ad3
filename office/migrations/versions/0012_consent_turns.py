"""Which words on a call a consent to texts, or its end, was given in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Forward only."""
    op.add_column("text_consents", sa.Column("turn_id", sa.Integer(), nullable=True))
