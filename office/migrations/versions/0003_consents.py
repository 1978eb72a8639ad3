"""Sign-ins at QuickBooks under way, and problems with a button."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forward only; problems from before have no button."""
    op.add_column("problems", sa.Column("label", sa.String(length=48), nullable=True))
    op.add_column("problems", sa.Column("address", sa.String(length=200), nullable=True))
    op.create_table(
        "consents",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("home", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_consents")),
    )
