"""The first schema: reports and their revisions, readings, sentences, events, mentions, runs, rejects."""

import sqlalchemy as sa
from alembic import op

from detente.ledger.schema import Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    _runs()
    _reports()
    _readings()
    _events()
    _mentions()
    _rejects()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


def _runs() -> None:
    op.create_table(
        "runs",
        _id(),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("codebook", sa.Text, nullable=False),
        sa.Column("started", sa.Text, nullable=False),
        sa.Column("ended", sa.Text),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("rejects", sa.Integer, nullable=False),
        sa.UniqueConstraint("identity", name="uq_runs_identity"),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        _id(),
        sa.Column("report_id", Words, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("text", Words, nullable=False),
        sa.Column("title", Words),
        sa.Column("byline", Words),
        sa.Column("dateline", Words),
        sa.Column("published", Words),
        sa.Column("publisher", Words),
        sa.Column("url", Words),
        sa.Column("language", Words),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("file", Words),
        sa.Column("line", sa.Integer),
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id", name="fk_reports_run"), nullable=False),
        sa.Column("superseded_by", sa.Integer, sa.ForeignKey("reports.id", name="fk_reports_superseded_by")),
        sa.UniqueConstraint("report_id", "revision", name="uq_reports_report_id_revision"),
        sa.CheckConstraint("revision >= 1", name="ck_reports_revision"),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        _id(),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.id", name="fk_readings_report"), nullable=False),
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id", name="fk_readings_run"), nullable=False),
        sa.Column("superseded_by", sa.Integer, sa.ForeignKey("readings.id", name="fk_readings_superseded_by")),
    )
    op.create_index("ix_readings_report", "readings", ["report"])
    op.create_table(
        "sentences",
        sa.Column("reading", sa.Integer, sa.ForeignKey("readings.id", name="fk_sentences_reading"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.CheckConstraint('start >= 0 AND "end" >= start', name="ck_sentences_span"),
        sqlite_with_rowid=False,
    )


def _events() -> None:
    op.create_table(
        "events",
        _id(),
        sa.Column("event_id", Words, nullable=False),
        sa.Column("reading", sa.Integer, sa.ForeignKey("readings.id", name="fk_events_reading"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("sentence_start", sa.Integer, nullable=False),
        sa.Column("sentence_end", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("mode", sa.Text),
        sa.Column("quad", sa.Text, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("cameo", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("codebook", sa.Text, nullable=False),
        sa.Column("first_day", sa.Text),
        sa.Column("last_day", sa.Text),
        sa.Column("superseded_by", sa.Integer, sa.ForeignKey("readings.id", name="fk_events_superseded_by")),
        sa.UniqueConstraint("reading", "ordinal", name="uq_events_reading_ordinal"),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name="ck_events_confidence"),
    )
    op.create_index("ix_events_event_id", "events", ["event_id"])
    op.create_index("ix_events_current", "events", ["type"], sqlite_where=sa.text("superseded_by IS NULL"))


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("event", sa.Integer, sa.ForeignKey("events.id", name="fk_mentions_event"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", Words, nullable=False),
        sa.Column("name", Words),
        sa.Column("actor_id", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("sector", sa.Text),
        sa.Column("rule", sa.Text),
        sa.Column("geonames_id", sa.Integer),
        sa.Column("admin1", sa.Text),
        sa.Column("lat", sa.Double),
        sa.Column("lon", sa.Double),
        sa.Column("precision", sa.Text),
        sa.Column("date_from", sa.Text),
        sa.Column("date_to", sa.Text),
        sa.Column("min", sa.BigInteger),
        sa.Column("max", sa.BigInteger),
        sa.Column("kind", sa.Text),
        sa.Column("folded", Words),
        sa.CheckConstraint(
            "role IN ('trigger', 'actor', 'recipient', 'place', 'date', 'killed', 'injured', 'detained', 'source')",
            name="ck_mentions_role",
        ),
        sa.CheckConstraint('start >= 0 AND "end" >= start', name="ck_mentions_span"),
        sqlite_with_rowid=False,
    )


def _rejects() -> None:
    op.create_table(
        "rejects",
        _id(),
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id", name="fk_rejects_run"), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("file", Words, nullable=False),
        sa.Column("line", sa.Integer),
        sa.Column("field", Words),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", Words, nullable=False),
        sa.Column("advice", Words, nullable=False),
        sa.UniqueConstraint("run", "digest", name="uq_rejects_run_digest"),
    )
