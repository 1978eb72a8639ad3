"""Every version of the owner's rules, and requests that nobody needs a rule for."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Forward only."""
    when = sa.DateTime(timezone=True)
    op.create_table(
        "rule_versions",
        sa.Column("version", sa.String(16), primary_key=True),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("kept_at", when, nullable=False),
    )
    op.create_table(
        "set_aside",
        sa.Column("call_id", sa.String(32), sa.ForeignKey("calls.id"), primary_key=True),
        sa.Column("set_aside_at", when, nullable=False),
    )
