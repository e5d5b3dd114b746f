import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError
from ganvas.studio.helper import Helper, HelperLost, Replaced


def with_helper(act: Callable[[Helper], Awaitable[None]]) -> None:
    async def whole() -> None:
        helper = Helper()
        try:
            await act(helper)
        finally:
            helper.close()

    asyncio.run(whole())


def test_a_task_is_done_told_and_refused_in_a_sentence(tmp_path: Path):
    told: list[tuple[str, float]] = []
    into = str(tmp_path / "ink")

    async def act(helper: Helper) -> None:
        found = await helper.do(
            "gather", lambda words, share: told.append((words, share)), sources=["builtin:ink?works=12"], into=into,
            author="", mine=False,
        )  # fmt: skip
        assert (found["added"], found["left_out"], found["lines"]) == (12, 0, [])
        assert len(Corpus.open(into)) == 12
        with pytest.raises(GanvasError, match="no such folder or file"):
            await helper.do("gather", sources=[str(tmp_path / "no")], into=into, author="", mine=False)
        with pytest.raises(GanvasError, match="unknown task"):
            await helper.do("dance")
        with pytest.raises(HelperLost, match="TypeError"):
            await helper.do("look", mood=1)  # our own mistake is said, and the next task goes on
        looked = await helper.do("look", corpus=into, into=str(tmp_path / "looks"), size_px=32, start=0)
        assert looked["works"] == 12
        assert (tmp_path / "looks" / looked["board"]["name"]).stat().st_size > 1000
        assert looked["counts"]["by_basis"] == {"public-domain": 12}

    with_helper(act)


def test_the_latest_of_a_name_wins_and_a_helper_that_is_stopped_is_replaced(tmp_path: Path):
    async def act(helper: Helper) -> None:
        values: dict[str, Any] = {"into": str(tmp_path / "ink"), "author": "", "mine": False}
        first = asyncio.ensure_future(helper.do("gather", sources=["builtin:ink?works=20000"], **values))
        await asyncio.sleep(0.2)
        second = asyncio.ensure_future(helper.do("look", corpus="a", into="b", size_px=32, start=0))
        third = asyncio.ensure_future(helper.do("look", corpus="c", into="d", size_px=32, start=0))
        with pytest.raises(Replaced):
            await second
        helper.stop()
        with pytest.raises(HelperLost, match="ended before it was done"):
            await first
        with pytest.raises(GanvasError, match="c:"):
            await third

    with_helper(act)
    assert not (tmp_path / "ink" / "corpus.json").exists()
