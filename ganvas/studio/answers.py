"""Answers that a process of ours owes to somebody who waits in the server's loop."""

import asyncio
from typing import Any


def settle(answer: "asyncio.Future[Any]", value: Any) -> None:
    """Give an answer, or the exception that it is, if the one who asked still waits; call it in their loop."""
    if answer.done():
        return
    if isinstance(value, Exception):
        answer.set_exception(value)
    else:
        answer.set_result(value)
