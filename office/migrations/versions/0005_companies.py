"""What a QuickBooks company is and how it is set up, as it last said."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward only; a company that has no row yet is read with the next round."""
    op.create_table(
        "companies",
        sa.Column("realm", sa.String(length=32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("realm", name=op.f("pk_companies")),
    )
