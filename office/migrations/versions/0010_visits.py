"""Visits, the quarter hours they take, and what people's own calendars have taken."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Forward only."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    when = sa.DateTime(timezone=True)
    op.create_table(
        "visits",
        sa.Column("id", number, primary_key=True, autoincrement=True),
        sa.Column("call_id", sa.String(32), sa.ForeignKey("calls.id"), nullable=True),
        sa.Column("key", sa.String(160), unique=True, nullable=False),
        sa.Column("uid", sa.String(64), unique=True, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("starts_at", when, nullable=False),
        sa.Column("ends_at", when, nullable=False),
        sa.Column("until_at", when, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32)),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("phone", sa.JSON()),
        sa.Column("email", sa.JSON()),
        sa.Column("address", sa.JSON()),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("trade", sa.String(64), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("urgency", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("booked_at", when, nullable=False),
        sa.Column("changed_at", when, nullable=False),
    )
    for column in ("call_id", "starts_at", "customer_id"):
        op.create_index(f"ix_visits_{column}", "visits", [column])
    op.create_table(
        "busy_blocks",
        sa.Column("id", number, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("starts_at", when, nullable=False),
        sa.Column("ends_at", when, nullable=False),
    )
    op.create_index("ix_busy_blocks_person", "busy_blocks", ["person"])
    op.create_table(
        "visit_slots",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("starts_at", when, primary_key=True),
        sa.Column("visit_id", number, sa.ForeignKey("visits.id"), nullable=True),
        sa.Column("busy_id", number, sa.ForeignKey("busy_blocks.id"), nullable=True),
    )
    for column in ("visit_id", "busy_id"):
        op.create_index(f"ix_visit_slots_{column}", "visit_slots", [column])
