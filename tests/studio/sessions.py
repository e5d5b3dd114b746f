"""Acts on a session, from its start to its end."""

import asyncio
from collections.abc import Awaitable, Callable

from ganvas.studio.project import Project
from ganvas.studio.session import Session


def with_session(project: Project, act: Callable[[Session], Awaitable[None]]) -> None:
    async def whole() -> None:
        session = Session(project)
        try:
            await session.ready()
            await act(session)
        finally:
            session.close()

    asyncio.run(whole())
