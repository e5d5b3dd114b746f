"""What the helper can be asked for, by name: each a function of progress and values to what JSON carries."""

from collections.abc import Callable, Mapping
from typing import Any

from ganvas.errors import pick
from ganvas.studio.progress import Progress
from ganvas.studio.tasks import making, training, works

Task = Callable[..., Any]

TASKS: dict[str, Task] = {
    "advise": training.advise,
    "altered": works.altered,
    "film": making.film,
    "gather": works.gather,
    "hear": making.hear,
    "leave-out": works.leave_out,
    "look": works.look,
    "making": making.making,
    "mine": works.mine,
    "say": works.say,
    "take-sound": making.take_sound,
    "take": making.take,
    "take-back": works.take_back,
}


def run(name: str, values: Mapping[str, Any], progress: Progress) -> Any:
    """Do a task.

    Raises:
        GanvasError: it refused.
    """
    return pick(TASKS, "task", name)(progress, **values)
