"""What the helper can be asked for, by name: each a function of progress and values to what JSON carries."""

from collections.abc import Callable, Mapping
from typing import Any

from ganvas.errors import pick
from ganvas.studio.progress import Progress
from ganvas.studio.tasks import explore, gallery, making, shape, signing, training, works

Task = Callable[..., Any]

TASKS: dict[str, Task] = {
    "advise": training.advise,
    "altered": works.altered,
    "atlas": explore.atlas,
    "direction-from": explore.direction_from,
    "directions": explore.directions,
    "film": making.film,
    "gather": works.gather,
    "hear": making.hear,
    "leave-out": works.leave_out,
    "look": works.look,
    "making": making.making,
    "mine": works.mine,
    "name-direction": explore.name_direction,
    "project": shape.project_own,
    "propose": shape.propose_six,
    "say": works.say,
    "take-sound": making.take_sound,
    "take": making.take,
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
    "who": making.who,
}


def run(name: str, values: Mapping[str, Any], progress: Progress) -> Any:
    """Do a task.

    Raises:
        GanvasError: it refused.
    """
    return pick(TASKS, "task", name)(progress, **values)
