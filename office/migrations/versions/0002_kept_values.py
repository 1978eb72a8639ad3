"""Values of field changes in their parts, beside the words that people read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Forward only; rows from before have no parts and are read from their words."""
    op.add_column("field_changes", sa.Column("kept", sa.JSON(), nullable=True))
