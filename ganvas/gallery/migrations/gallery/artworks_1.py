"""Artworks with their models, corpora, tags, lineage, the words that find them, and how they look."""

import sqlalchemy as sa
from alembic import op

revision = "gallery_1"
down_revision = None

BY_BYTES = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")  # so that a range is a beginning


def upgrade() -> None:
    """Make the tables."""
    _sources()
    op.create_table(
        "artworks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("path", sa.Text, nullable=False, unique=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("pixels", sa.String(64), nullable=False),
        sa.Column("medium", sa.String(32), nullable=False),
        sa.Column("width_px", sa.Integer, nullable=False),
        sa.Column("height_px", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sketch", sa.Text),
        sa.Column("model", sa.String(64), sa.ForeignKey("models.digest")),
        sa.Column("corpus", sa.String(64), sa.ForeignKey("corpora.digest")),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("edition_of", sa.Integer, nullable=False),
        sa.Column("starred", sa.Boolean, nullable=False),
        sa.Column("time", sa.String(40), nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("pixels", "model", "corpus", "starred"):
        op.create_index(f"artworks_by_{column}", "artworks", [column, "id"])
    _about("tags", sa.Column("tag", BY_BYTES, primary_key=True), first="artwork")
    op.create_index("tags_by_tag", "tags", ["tag", "artwork"])
    _about("words", sa.Column("word", BY_BYTES, primary_key=True), first="word")
    op.create_index("words_by_artwork", "words", ["artwork"])
    _about("looks", sa.Column("look", sa.LargeBinary, nullable=False), first="artwork")
    op.create_table(
        "lineage",
        sa.Column("artwork", sa.Integer, sa.ForeignKey("artworks.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("parent", sa.Integer, sa.ForeignKey("artworks.id"), nullable=False),
    )
    op.create_index("lineage_by_parent", "lineage", ["parent"])


def _sources() -> None:
    op.create_table(
        "corpora",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "models",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("corpus", sa.String(64), sa.ForeignKey("corpora.digest"), nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
    )


def _about(name: str, column: sa.Column[object], first: str) -> None:
    """A table of something about an artwork."""
    artwork = sa.Column("artwork", sa.Integer, sa.ForeignKey("artworks.id"), primary_key=True)
    op.create_table(name, *((artwork, column) if first == "artwork" else (column, artwork)))
