"""Texts that callers sent, and who may be texted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _call() -> sa.Column[str]:
    return sa.Column("call_id", sa.String(32), sa.ForeignKey("calls.id"), nullable=True)


def upgrade() -> None:
    """Forward only."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "texts",
        sa.Column("key", sa.String(64), primary_key=True),
        _call(),
        sa.Column("sender", sa.String(32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_texts_call_id", "texts", ["call_id"])
    op.create_table(
        "text_consents",
        sa.Column("id", number, primary_key=True, autoincrement=True),
        _call(),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_text_consents_call_id", "text_consents", ["call_id"])
    op.create_index("ix_text_consents_number", "text_consents", ["number"])
