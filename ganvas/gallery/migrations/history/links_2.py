"""Every event says the digest of itself and of the one before, so that a change in the past is seen."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "history_2"
down_revision = "history_1"
FIELDS = ("id", "actor", "verb", "before", "after", "model", "reason", "time")


def upgrade() -> None:
    """Add the column and link the events that are there."""
    op.execute("DROP TRIGGER events_stay_update")
    op.add_column("events", sa.Column("link", sa.String, nullable=False, server_default=""))
    connection = op.get_bind()
    parents: dict[int, list[int]] = {}
    for event, parent in connection.execute(sa.text("SELECT event, parent FROM parents ORDER BY event, place")):
        parents.setdefault(event, []).append(parent)
    link, links = "", []
    for row in connection.execute(sa.text(f"SELECT {', '.join(FIELDS)} FROM events ORDER BY id")):
        said = [link, *row, parents.get(row.id, [])]
        text = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
        link = hashlib.sha256(text.encode()).hexdigest()
        links.append({"id": row.id, "link": link})
    if links:
        connection.execute(sa.text("UPDATE events SET link = :link WHERE id = :id"), links)
    op.create_index("events_by_verb", "events", ["verb", "id"])
    op.execute(
        "CREATE TRIGGER events_stay_update BEFORE UPDATE ON events"
        " BEGIN SELECT RAISE(ABORT, 'a history is only added to'); END"
    )
