"""Where on this machine a person's own things lie: keys, the list of published works, what they found in bases."""

import os
from pathlib import Path

VARIABLE = "GANVAS_HOME"


def home() -> Path:
    """``GANVAS_HOME``, or ~/.config/ganvas; it need not exist."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else Path.home() / ".config" / "ganvas"
