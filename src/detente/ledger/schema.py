"""The tables of the ledger as they stand now; ``migrations`` tells how they came to be, a test holds the two equal.

Row numbers are given by the writer, counting up in the order of the input, and not by the database: so the same input
gives the same rows, also when it took several tries.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMAS = ("0001", "0002", "0003")
"""All versions of the schema, oldest first; the last is the one that this version of Detente writes."""
VERSION_TABLE = "ledger_version"
ROLES = ("trigger", "actor", "recipient", "place", "date", "killed", "injured", "detained", "source")
JOIN_RULES = ("founds", "alike", "copy", "joined by hand", "split by hand")
CORRECTIONS = ("join", "split")
REVIEWS = ("accept", "reject", "type", "status", "time", "span", "actor", "add", "remove", "undo")
NO_DAY = "9999-12-32"
"""Stands for a day that is not known and sorts after every day."""


class _TextWithoutNul(TypeDecorator[str]):
    """PostgreSQL cannot keep U+0000: the sign for it, U+2400, stands in its place, so that offsets stay right."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value.replace("\0", "\u2400") if value else value


Words = Text().with_variant(_TextWithoutNul(), "postgresql")
"""Text that comes from reports and may hold any character."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("identity", Text, nullable=False, unique=True),
    Column("version", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("codebook", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("ended", Text),
    Column("reports", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("rejects", Integer, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("report_id", Words, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("text", Words, nullable=False),
    Column("title", Words),
    Column("byline", Words),
    Column("dateline", Words),
    Column("published", Words),
    Column("publisher", Words),
    Column("url", Words),
    Column("language", Words),
    Column("body", Text, nullable=False),
    Column("file", Words),
    Column("line", Integer),
    Column("run", ForeignKey("runs.id"), nullable=False),
    Column("superseded_by", ForeignKey("reports.id")),
    UniqueConstraint("report_id", "revision"),
    CheckConstraint("revision >= 1", name="revision"),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("report", ForeignKey("reports.id"), nullable=False, index=True),
    Column("run", ForeignKey("runs.id"), nullable=False),
    Column("superseded_by", ForeignKey("readings.id")),
)
"""The mark that one run has read one revision of a report, with events or without."""

sentences = Table(
    "sentences",
    metadata,
    Column("reading", ForeignKey("readings.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    CheckConstraint('start >= 0 AND "end" >= start', name="span"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("event_id", Words, nullable=False, index=True),
    Column("reading", ForeignKey("readings.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("quad", Text, nullable=False),
    Column("score", Double, nullable=False),
    Column("cameo", Text),
    Column("status", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("model", Text, nullable=False),
    Column("codebook", Text, nullable=False),
    Column("first_day", Text),
    Column("last_day", Text),
    Column("superseded_by", ForeignKey("readings.id")),
    Column("meaning", LargeBinary),
    Column("turn", Integer, nullable=False, server_default=text("0")),
    Column("review", ForeignKey("reviews.id")),
    UniqueConstraint("reading", "ordinal"),
    CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
)
"""``first_day`` and ``last_day`` are what ``since`` and ``until`` are held against: the event's own date, else its
report's. ``meaning`` is what ``detente.incidents.meaning`` makes of trigger and sentence, null where nothing did.

An event that somebody has corrected gets a new row in the same reading, with the last correction that it follows from
as ``review``; the older row says in ``superseded_by`` that this very reading now has another in its place, or none.
``turn`` is the place in the order of reading: of a row as it was coded its own number, of a corrected one that of the
row that was coded. ``ordinal`` counts the rows as they were coded from 0; a corrected one has minus its own number."""

Index("ix_events_current", events.c.type, events.c.turn, sqlite_where=text("superseded_by IS NULL"))
Index("ix_events_turn", events.c.turn, sqlite_where=text("superseded_by IS NULL"))

mentions = Table(
    "mentions",
    metadata,
    Column("event", ForeignKey("events.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("name", Words),
    Column("actor_id", Text),
    Column("country", Text),
    Column("sector", Text),
    Column("rule", Text),
    Column("geonames_id", Integer),
    Column("admin1", Text),
    Column("lat", Double),
    Column("lon", Double),
    Column("precision", Text),
    Column("date_from", Text),
    Column("date_to", Text),
    Column("min", BigInteger),
    Column("max", BigInteger),
    Column("kind", Text),
    Column("folded", Words),
    CheckConstraint(f"role IN {ROLES}", name="role"),
    CheckConstraint('start >= 0 AND "end" >= start', name="span"),
    sqlite_with_rowid=False,
)
"""Who and what an event names, one row each, the trigger among them. ``folded`` is what ``actor`` is searched in: text
and name of an actor or recipient without capitals."""

Index(
    "ix_mentions_country",
    mentions.c.country,
    mentions.c.role,
    mentions.c.event,
    sqlite_where=text("country IS NOT NULL"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("event_id", Words, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("change", Words, nullable=False),
    Column("author", Words, nullable=False, index=True),
    Column("made", Text, nullable=False),
    Column("supersedes", ForeignKey("reviews.id"), unique=True),
    Column("type", Text, nullable=False),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("trigger_start", Integer, nullable=False),
    Column("trigger_end", Integer, nullable=False),
    CheckConstraint(f"kind IN {REVIEWS}", name="kind"),
)
"""What people said of one event, one row a correction, each after the one that it ``supersedes`` as the last of its
event. ``change`` is what was said, in JSON; the columns after ``supersedes`` are how the event was coded then: a
correction holds of any reading that codes it so."""

doubts = Table(
    "doubts",
    metadata,
    Column("event", ForeignKey("events.id"), primary_key=True, autoincrement=False),
    Column("doubt", Double, nullable=False),
    Column("parts", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""How much each event that stands in an incident and was not reviewed is to be doubted, kept in place; ``parts`` is a
list of [reason, doubt] in JSON, which sum to ``doubt``."""

Index("ix_doubts_doubt", doubts.c.doubt.desc(), doubts.c.event)

rejects = Table(
    "rejects",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("run", ForeignKey("runs.id"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("file", Words, nullable=False),
    Column("line", Integer),
    Column("field", Words),
    Column("reason", Text, nullable=False),
    Column("detail", Words, nullable=False),
    Column("advice", Words, nullable=False),
    UniqueConstraint("run", "digest"),
)

groupings = Table(
    "groupings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Text, nullable=False),
    Column("weights", Text, nullable=False),
    Column("superseded_by", ForeignKey("groupings.id")),
)
"""By which version of Detente and which weights events were put into incidents; the one that holds does so now."""

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("incident_id", Text, nullable=False, index=True),
    Column("grouping", ForeignKey("groupings.id"), nullable=False),
    Column("holds", Boolean, nullable=False),
    Column("superseded_by", ForeignKey("incidents.id")),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("first_day", Text),
    Column("last_day", Text),
    Column("confidence", Double, nullable=False),
    Column("publishers", Integer, nullable=False),
    Column("place", Words),
    Column("country", Text),
    Column("lat", Double),
    Column("lon", Double),
    Column("precision", Text),
    CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
    CheckConstraint("NOT (holds AND superseded_by IS NOT NULL)", name="holds"),
)
"""An incident as it stood at some time. When its members or what they say change it gets a new row, and the old one
says in ``superseded_by`` where most of its events are now, or nothing where none of them holds any more. The columns
after that are what incidents are looked for by; all else follows from the members."""

Index(
    "ix_incidents_listed",
    func.coalesce(incidents.c.first_day, text(f"'{NO_DAY}'")),
    incidents.c.incident_id,
    sqlite_where=text("holds"),
)

incident_members = Table(
    "incident_members",
    metadata,
    Column("incident", ForeignKey("incidents.id"), primary_key=True),
    Column("event", ForeignKey("events.id"), primary_key=True, index=True),
    Column("rule", Text, nullable=False),
    Column("joined_to", ForeignKey("events.id")),
    Column("probability", Double),
    Column("parts", Text, nullable=False),
    CheckConstraint(f"rule IN {JOIN_RULES}", name="rule"),
    CheckConstraint("probability >= 0 AND probability <= 1", name="probability"),
    sqlite_with_rowid=False,
)
"""Why each event is in its incident; ``parts`` is a list of [comparison, level, weight] in JSON."""

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("first_event", Words, nullable=False, index=True),
    Column("second_event", Words, nullable=False, index=True),
    Column("author", Words, nullable=False),
    Column("made", Text, nullable=False),
    Column("superseded_by", ForeignKey("corrections.id")),
    CheckConstraint(f"kind IN {CORRECTIONS}", name="kind"),
)
"""What people said of two events: one happening, or two. It is said of their ids, the smaller first, so that it stays
when a report is read again. Of two that speak of one pair the later holds; none that hold contradict each other."""

standing = Table(
    "standing",
    metadata,
    Column("event", ForeignKey("events.id"), primary_key=True, autoincrement=False),
    Column("event_id", Words, nullable=False, unique=True),
    Column("telling", Text, index=True),
    Column("sort", Words, nullable=False),
    Column("changed", Boolean, nullable=False),
)
"""Where each event stands, kept in place; an event that holds and is not here is still to be put into an incident.
``telling`` and ``sort`` are what ``detente.incidents.grouping`` keeps of it. ``changed`` tells that its report was
found to copy another text than when it was put there."""

block_keys = Table(
    "block_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("event", ForeignKey("events.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""Events by what they could be joined on, kept in place."""

copies = Table(
    "copies",
    metadata,
    Column("report", ForeignKey("reports.id"), primary_key=True, autoincrement=False),
    Column("copy_of", ForeignKey("reports.id"), index=True),
)
"""Reports that hold and were compared with all others, kept in place: each with the one whose text it copies."""

copy_bands = Table(
    "copy_bands",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("report", ForeignKey("reports.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""Reports by the bands of their text's signature, kept in place."""
