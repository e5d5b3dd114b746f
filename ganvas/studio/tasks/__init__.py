"""What the helper can be asked for, by name: each a function of progress and values to what JSON carries."""

from collections.abc import Callable, Mapping
from typing import Any

from ganvas.errors import pick
from ganvas.studio.progress import Progress
from ganvas.studio.tasks import gallery, signing, training, works

Task = Callable[..., Any]

TASKS: dict[str, Task] = {
    "advise": training.advise,
    "altered": works.altered,
    "gather": works.gather,
    "leave-out": works.leave_out,
    "look": works.look,
    "mine": works.mine,
    "say": works.say,
    "take-back": works.take_back,
    "authored": gallery.authored,
    "check": gallery.check,
    "clear": gallery.clear,
    "edition": gallery.edition,
    "hub": gallery.hub,
    "keys": signing.look_at_keys,
    "likeness": gallery.likeness,
    "lock-keys": signing.lock_keys,
    "make-key": signing.make_key,
    "pages": gallery.pages,
    "print": gallery.print_form,
    "publish": signing.publish,
    "unlock-key": signing.unlock_key,
}


def run(name: str, values: Mapping[str, Any], progress: Progress) -> Any:
    """Do a task.

    Raises:
        GanvasError: it refused.
    """
    return pick(TASKS, "task", name)(progress, **values)
