"""Signed files under attack: random damage, every bit flipped, and kills while publishing.

    python benchmarks/tampering.py [--mutations 3000] [--kills 60] [--parts mutations,flips,kills] [--workers N]

Counts what was noticed, writes results/tampering.json, and ends with 1 if anything was not: a crash, an answer that
took longer than ten seconds, a flipped bit that changed a picture unnoticed, a kill that left neither the old state
nor the new. Works with a key and a folder of its own.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from common import REPOSITORY, RESULTS, write_json

sys.path.insert(0, str(REPOSITORY))

from ganvas.provenance import keys
from ganvas.provenance.keys import Credential
from tests.provenance.files import FILES
from tests.provenance.tampering import TINY, flip, mutate, tiny
from tests.publishing.test_cut_off import check_state, kill_once

WORDS = "a passphrase for a benchmark"
TOO_LONG_S = 10


def mutations(credential: Credential, count: int) -> dict[str, object]:
    verdicts: Counter[str] = Counter()
    slowest_s, before = 0.0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "cleared").mkdir()
        for verdict in mutate(Path(folder), credential, count, seed=2026):
            verdicts[verdict] += 1
            now = time.perf_counter()
            slowest_s, before = max(slowest_s, now - before), now
    return {"tried": count, "verdicts": dict(verdicts), "slowest_s": round(slowest_s, 2)}


def flips_of(name: str) -> dict[str, int]:
    """Each of the eight bits of every byte of one tiny signed picture, flipped alone."""
    data = tiny(name, keys.unlock("ada"))
    return asdict(flip(name, data, range(len(data)), range(8))) | {"bytes": len(data)}


def flips(workers: int) -> dict[str, dict[str, int]]:
    with ProcessPoolExecutor(workers) as pool:
        return dict(zip(TINY, pool.map(flips_of, TINY), strict=True))


def kills(count: int) -> dict[str, int]:
    """Publish thirty files and kill in between, at moments spread over the time that it takes."""
    old_left = new_left = 0
    for number in range(count):
        with tempfile.TemporaryDirectory() as folder:
            files, ledger = Path(folder) / "files", Path(folder) / "published.jsonl"
            files.mkdir()
            old = {f"{place:02d}.png": FILES["a.png"]() for place in range(30)}
            for name, data in old.items():
                (files / name).write_bytes(data)
            kill_once(files, ledger, number / count * 1.6)
            check_state(files, ledger, old)
            kept = sum((files / name).read_bytes() == data for name, data in old.items())
            old_left, new_left = old_left + kept, new_left + len(old) - kept
    return {"kills": count, "files_old": old_left, "files_new": new_left}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--parts", default="mutations,flips,kills")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that flip")
    options = parser.parse_args()
    path = RESULTS / "tampering.json"
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"GANVAS_HOME": home, "GANVAS_PASSPHRASE": WORDS}
        keys.make("ada", "Ada", WORDS)
        parts = {
            "mutations": lambda: mutations(keys.unlock("ada"), options.mutations),
            "flips": lambda: flips(options.workers),
            "kills": lambda: kills(options.kills),
        }
        found = {part: parts[part]() for part in options.parts.split(",")}
    result = (json.loads(path.read_text()) if path.is_file() else {}) | found
    write_json(path, result)
    print(found)
    unnoticed = any(one["another_picture"] for one in result.get("flips", {}).values())
    return int(unnoticed or result.get("mutations", {}).get("slowest_s", 0) > TOO_LONG_S)


if __name__ == "__main__":
    sys.exit(main())
