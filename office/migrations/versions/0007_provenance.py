"""Where each value was said, and how many tries to hear it failed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Forward only; what was written before does not say where it was heard."""
    misses = sa.Column("misses", sa.Integer(), nullable=False, server_default="0")
    op.add_column("field_changes", misses)
    op.add_column("field_changes", sa.Column("turn_id", sa.Integer(), nullable=True))
    op.add_column("field_changes", sa.Column("heard_ms", sa.Integer(), nullable=True))
