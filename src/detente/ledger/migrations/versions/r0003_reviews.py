"""Corrections of events, doubts, search in reports and sentences, and where incidents were."""

import sqlalchemy as sa
from alembic import op

from detente.ledger.schema import Words
from detente.ledger.search_index import index_all, make_index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables, columns and indexes; what is there stays as it is."""
    _reviews()
    _events()
    _doubts()
    _incidents()
    connection = op.get_bind()
    make_index(connection)
    index_all(connection)


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("event_id", Words, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("change", Words, nullable=False),
        sa.Column("author", Words, nullable=False),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("supersedes", sa.Integer, sa.ForeignKey("reviews.id", name="fk_reviews_supersedes")),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("sentence_start", sa.Integer, nullable=False),
        sa.Column("sentence_end", sa.Integer, nullable=False),
        sa.Column("trigger_start", sa.Integer, nullable=False),
        sa.Column("trigger_end", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "kind IN ('accept', 'reject', 'type', 'status', 'time', 'span', 'actor', 'add', 'remove', 'undo')",
            name="ck_reviews_kind",
        ),
        sa.UniqueConstraint("supersedes", name="uq_reviews_supersedes"),
    )
    for column in ("event_id", "author"):
        op.create_index(f"ix_reviews_{column}", "reviews", [column])


def _events() -> None:
    op.add_column("events", sa.Column("turn", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.execute("UPDATE events SET turn = id")
    # Alembic adds no reference to a table of SQLite, which takes one with the column alone.
    op.execute("ALTER TABLE events ADD COLUMN review INTEGER CONSTRAINT fk_events_review REFERENCES reviews (id)")
    op.drop_index("ix_events_current", "events")
    holds = sa.text("superseded_by IS NULL")
    op.create_index("ix_events_current", "events", ["type", "turn"], sqlite_where=holds)
    op.create_index("ix_events_turn", "events", ["turn"], sqlite_where=holds)
    op.create_index(
        "ix_mentions_country", "mentions", ["country", "role", "event"], sqlite_where=sa.text("country IS NOT NULL")
    )


def _doubts() -> None:
    op.create_table(
        "doubts",
        sa.Column(
            "event",
            sa.Integer,
            sa.ForeignKey("events.id", name="fk_doubts_event"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("doubt", sa.Double, nullable=False),
        sa.Column("parts", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_doubts_doubt", "doubts", [sa.text("doubt DESC"), "event"])


def _incidents() -> None:
    columns = (("place", Words), ("country", sa.Text), ("lat", sa.Double), ("lon", sa.Double), ("precision", sa.Text))
    for name, kind in columns:
        op.add_column("incidents", sa.Column(name, kind))
    listed = sa.text("coalesce(first_day, '9999-12-32')")
    op.create_index("ix_incidents_listed", "incidents", [listed, "incident_id"], sqlite_where=sa.text("holds"))
    # Nothing groups by this name: the next to bring incidents up to date starts anew and finds out where they were.
    op.execute("UPDATE groupings SET version = version || ', without places' WHERE superseded_by IS NULL")
