"""Events, their parents, and the moves of where the artist stands; none is ever changed or removed."""

import sqlalchemy as sa
from alembic import op

revision = "history_1"
down_revision = None
TABLES = ("events", "parents", "moves")


def upgrade() -> None:
    """Make the tables, and triggers that refuse everything but adding."""
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("verb", sa.String, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("time", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "parents",
        sa.Column("event", sa.Integer, sa.ForeignKey("events.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("parent", sa.Integer, sa.ForeignKey("events.id"), nullable=False),
    )
    op.create_index("parents_by_parent", "parents", ["parent"])
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("verb", sa.String, nullable=False),
        sa.Column("event", sa.Integer, sa.ForeignKey("events.id"), nullable=False),
        sa.Column("time", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("moves_by_event", "moves", ["event"])
    for table in TABLES:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_stay_{change.lower()} BEFORE {change} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'a history is only added to'); END"
            )
