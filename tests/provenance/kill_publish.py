"""Publishes the files that it is told to, again and again, until it is killed: see test_publish.py."""

import sys
from pathlib import Path

from ganvas.provenance import keys
from ganvas.provenance.claim import Words
from ganvas.provenance.ledger import Lines
from ganvas.publishing.publish import Wishes, publish


def main(folder: Path, ledger: Path) -> None:
    credential, shelf = keys.unlock("ada"), Lines(ledger)
    wishes = Wishes(Words(title="killed"), marked=False)
    with shelf.held():
        print("ready", flush=True)
        for path in sorted(folder.iterdir()):
            if path.suffix in {".png", ".gif"}:
                publish(path, credential, shelf, wishes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
