"""Incidents: their members, corrections, what is needed to keep them up to date, and the meaning of events."""

import sqlalchemy as sa
from alembic import op

from detente.ledger.schema import Words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the tables; what is there stays as it is."""
    op.add_column("events", sa.Column("meaning", sa.LargeBinary))
    _incidents()
    _members()
    _corrections()
    _standing()
    _copies()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


def _to(table: str, column: str, other: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{other}.id", name=f"fk_{table}_{column}")


def _incidents() -> None:
    op.create_table(
        "groupings",
        _id(),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("weights", sa.Text, nullable=False),
        sa.Column("superseded_by", sa.Integer, _to("groupings", "superseded_by", "groupings")),
    )
    op.create_table(
        "incidents",
        _id(),
        sa.Column("incident_id", sa.Text, nullable=False),
        sa.Column("grouping", sa.Integer, _to("incidents", "grouping", "groupings"), nullable=False),
        sa.Column("holds", sa.Boolean, nullable=False),
        sa.Column("superseded_by", sa.Integer, _to("incidents", "superseded_by", "incidents")),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("first_day", sa.Text),
        sa.Column("last_day", sa.Text),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("publishers", sa.Integer, nullable=False),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name="ck_incidents_confidence"),
        sa.CheckConstraint("NOT (holds AND superseded_by IS NOT NULL)", name="ck_incidents_holds"),
    )
    op.create_index("ix_incidents_incident_id", "incidents", ["incident_id"])


def _members() -> None:
    op.create_table(
        "incident_members",
        sa.Column("incident", sa.Integer, _to("incident_members", "incident", "incidents"), primary_key=True),
        sa.Column("event", sa.Integer, _to("incident_members", "event", "events"), primary_key=True),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("joined_to", sa.Integer, _to("incident_members", "joined_to", "events")),
        sa.Column("probability", sa.Double),
        sa.Column("parts", sa.Text, nullable=False),
        sa.CheckConstraint(
            "rule IN ('founds', 'alike', 'copy', 'joined by hand', 'split by hand')", name="ck_incident_members_rule"
        ),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name="ck_incident_members_probability"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_members_event", "incident_members", ["event"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        _id(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("first_event", Words, nullable=False),
        sa.Column("second_event", Words, nullable=False),
        sa.Column("author", Words, nullable=False),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("superseded_by", sa.Integer, _to("corrections", "superseded_by", "corrections")),
        sa.CheckConstraint("kind IN ('join', 'split')", name="ck_corrections_kind"),
    )
    for name in ("first_event", "second_event"):
        op.create_index(f"ix_corrections_{name}", "corrections", [name])


def _standing() -> None:
    op.create_table(
        "standing",
        sa.Column("event", sa.Integer, _to("standing", "event", "events"), primary_key=True, autoincrement=False),
        sa.Column("event_id", Words, nullable=False),
        sa.Column("telling", sa.Text),
        sa.Column("sort", Words, nullable=False),
        sa.Column("changed", sa.Boolean, nullable=False),
        sa.UniqueConstraint("event_id", name="uq_standing_event_id"),
    )
    op.create_index("ix_standing_telling", "standing", ["telling"])
    _index_of_keys("block_keys", "event", "events")


def _copies() -> None:
    op.create_table(
        "copies",
        sa.Column("report", sa.Integer, _to("copies", "report", "reports"), primary_key=True, autoincrement=False),
        sa.Column("copy_of", sa.Integer, _to("copies", "copy_of", "reports")),
    )
    op.create_index("ix_copies_copy_of", "copies", ["copy_of"])
    _index_of_keys("copy_bands", "report", "reports")


def _index_of_keys(table: str, column: str, other: str) -> None:
    op.create_table(
        table,
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(column, sa.Integer, _to(table, column, other), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{table}_{column}", table, [column])
