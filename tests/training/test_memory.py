"""Freed memory is kept for the next step."""

import json
import platform
import subprocess
import sys

import pytest

FAULTS = """
import json, resource, sys
import torch
from ganvas.training.memory import keep_freed_pages

def faults() -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        torch.ones(16 * 2**20)  # 64 MB: 16,384 pages
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

faults()
before = faults()
known = keep_freed_pages()
faults()
print(json.dumps([before, known, faults()]))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told to keep what is freed")
def test_freed_memory_is_used_again():
    done = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True)
    before, known, after = json.loads(done.stdout)
    assert known
    assert after < before / 10  # huge pages or not, what was freed comes back without a fault
