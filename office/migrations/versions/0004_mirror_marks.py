"""How far QuickBooks was heard, what it announced, and customers as the desk looks them up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Forward only; customers kept from before get their card when they are next loaded."""
    op.add_column("customers", sa.Column("card", sa.Text(), nullable=True))
    op.add_column("customers", sa.Column("card_of", sa.String(length=40), nullable=True))
    op.create_table(
        "mirror_marks",
        sa.Column("realm", sa.String(length=32), nullable=False),
        sa.Column("cursor", sa.String(length=40), nullable=True),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("realm", name=op.f("pk_mirror_marks")),
    )
    op.create_table(
        "announcements",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("realm", sa.String(length=32), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("operation", sa.String(length=16), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_announcements")),
    )
    op.create_index("ix_announcements_open", "announcements", ["realm", "heard_at"])
