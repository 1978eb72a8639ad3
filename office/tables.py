"""The tables of the store; times are aware UTC, money is cents, free values are JSON."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_id = BigInteger().with_variant(Integer, "sqlite")


def _call() -> Column[str]:
    return Column("call_id", String(32), ForeignKey("calls.id"), nullable=True, index=True)


calls = Table(
    "calls",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("call_sid", String(64), unique=True, nullable=False),
    Column("from_number", String(32)),
    Column("to_number", String(32)),
    Column("attestation", String(16)),
    Column("started_at", DateTime(timezone=True), nullable=False, index=True),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", String(32)),
    Column("resumed", Integer, nullable=False, default=0),
)

turns = Table(
    "turns",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("who", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("answer_ms", Integer),
)

field_changes = Table(
    "field_changes",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("name", String(32), nullable=False),
    Column("value", Text),
    Column("state", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("refusals", Integer, nullable=False, default=0),
    Column("misses", Integer, nullable=False, default=0, server_default="0"),
    Column("source", String(16), nullable=False),
    Column("alternatives", JSON, nullable=False),
    Column("kept", JSON),
    Column("turn_id", Integer),
    Column("heard_ms", Integer),
    Column("at_ms", Integer, nullable=False),
)

tool_runs = Table(
    "tool_runs",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("name", String(48), nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("result", JSON),
    Column("at_ms", Integer, nullable=False),
    Column("ms", Integer),
)

writes = Table(
    "writes",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("key", String(160), unique=True, nullable=False),
    Column("entity", String(32), nullable=False),
    Column("requestid", String(50), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("qbo_id", String(32)),
    Column("answer", JSON),
    Column("error", Text),
    Column("intuit_tid", String(64)),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("key", String(160), unique=True, nullable=False),
    Column("name", String(48), nullable=False),
    Column("body", JSON, nullable=False),
    Column("happened_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", DateTime(timezone=True), nullable=False),
    Column("processed_at", DateTime(timezone=True)),
    Column("error", Text),
    Index("ix_events_open", "processed_at", "not_before"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("key", String(160), unique=True, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("to_address", String(254), nullable=False),
    Column("body", Text, nullable=False),
    Column("source", Text),
    Column("state", String(16), nullable=False, index=True),
    Column("outside_id", String(64)),
    Column("error", Text),
    Column("delivery", String(16)),
    Column("delivery_code", Integer),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("key", String(64), primary_key=True),
    _call(),
    Column("sender", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("handled_at", DateTime(timezone=True)),
)

text_consents = Table(
    "text_consents",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("number", String(32), nullable=False, index=True),
    Column("allowed", Boolean, nullable=False),
    Column("how", String(64), nullable=False),
    Column("turn_id", Integer),
    Column("given_at", DateTime(timezone=True), nullable=False),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("key", String(160), unique=True, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("field", String(32)),
    Column("note", Text, nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("filed_at", DateTime(timezone=True), nullable=False),
    Column("done_at", DateTime(timezone=True)),
)

promises = Table(
    "promises",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("key", String(160), unique=True, nullable=False),
    Column("words", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("kept_at", DateTime(timezone=True)),
)

problems = Table(
    "problems",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("text", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("open", Boolean, nullable=False, default=True),
    Column("label", String(48)),
    Column("address", String(200)),
)

consents = Table(
    "consents",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("session", String(64), nullable=False),
    Column("home", String(200), nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("offer", Text),
)

customers = Table(
    "customers",
    metadata,
    Column("realm", String(32), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("card", Text),
    Column("card_of", String(40)),
)

items = Table(
    "items",
    metadata,
    Column("realm", String(32), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)

mirror_marks = Table(
    "mirror_marks",
    metadata,
    Column("realm", String(32), primary_key=True),
    Column("cursor", String(40)),
    Column("whole_at", DateTime(timezone=True)),
    Column("counted_at", DateTime(timezone=True)),
    Column("announced_at", DateTime(timezone=True)),
    Column("begun", JSON),
)

announcements = Table(
    "announcements",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("realm", String(32), nullable=False),
    Column("entity", String(32), nullable=False),
    Column("number", String(32), nullable=False),
    Column("operation", String(16), nullable=False),
    Column("noted_at", DateTime(timezone=True), nullable=False),
    Column("heard_at", DateTime(timezone=True)),
    Index("ix_announcements_open", "realm", "heard_at"),
)

companies = Table(
    "companies",
    metadata,
    Column("realm", String(32), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)

calendar_entries = Table(
    "calendar_entries",
    metadata,
    Column("uid", String(160), primary_key=True),
    Column("address", Text, nullable=False),
    Column("etag", String(255), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("state", String(16), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    _call(),
    Column("key", String(160), unique=True, nullable=False),
    Column("uid", String(64), unique=True, nullable=False),
    Column("sequence", Integer, nullable=False, default=0),
    Column("state", String(16), nullable=False),
    Column("person", String(64), nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False, index=True),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("until_at", DateTime(timezone=True), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("company", String(32), nullable=False),
    Column("customer_id", String(32), index=True),
    Column("name", JSON, nullable=False),
    Column("phone", JSON),
    Column("email", JSON),
    Column("address", JSON),
    Column("service", Text, nullable=False),
    Column("trade", String(64), nullable=False),
    Column("people", JSON, nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("booked_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

busy_blocks = Table(
    "busy_blocks",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    Column("person", String(64), nullable=False, index=True),
    Column("source", String(64), nullable=False),
    Column("uid", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
)

# The primary key is what makes a double booking impossible, whatever the code above it does.
visit_slots = Table(
    "visit_slots",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("starts_at", DateTime(timezone=True), primary_key=True),
    Column("visit_id", _id, ForeignKey("visits.id"), nullable=True, index=True),
    Column("busy_id", _id, ForeignKey("busy_blocks.id"), nullable=True, index=True),
)

rule_versions = Table(
    "rule_versions",
    metadata,
    Column("version", String(16), primary_key=True),
    Column("rules", JSON, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("call_id", String(32), ForeignKey("calls.id"), primary_key=True),
    Column("set_aside_at", DateTime(timezone=True), nullable=False),
)
