from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ganvas.gallery.gallery import Gallery
from tests.gallery import postgres


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if why := postgres.why_not():
        pytest.skip(why)
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def open_gallery(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Gallery]]:
    """Opens the same gallery again and again, in SQLite and in PostgreSQL."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    if url:
        wipe(url)
    opened: list[Gallery] = []

    def again() -> Gallery:
        opened.append(Gallery.open(tmp_path / "gallery", url))
        return opened[-1]

    yield again
    for one in opened:
        one.close()


@pytest.fixture
def gallery(open_gallery: Callable[[], Gallery]) -> Gallery:
    return open_gallery()


def wipe(url: str) -> None:
    """An empty database again."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
