# Two commands do everything: `make art` and `make test`. They need Python 3.11 or later, its venv, and make.

PYTHON  ?= python3
MINUTES ?= 5
VENV   := .venv
BIN    := $(VENV)/bin
GANVAS := $(BIN)/ganvas
READY  := $(VENV)/.ready

.PHONY: help art test check bench clean

help:
	@echo "make art    set up, train a small model on the built-in works, paint, and say where to look"
	@echo "make test   set up, and run the whole suite"
	@echo "make bench  the benchmarks that end within minutes; benchmarks/README.md tells of the others"

$(READY): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Ganvas needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make art PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Ganvas needs Python's venv; on Debian and Ubuntu: apt-get install python3-venv"; exit 2; }
	@echo "Setting up $(VENV), once ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@PIP_CONSTRAINT="$(CURDIR)/constraints.txt" $(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

art: $(READY)
	@$(GANVAS) gather builtin:ink --into corpora/ink
	@$(GANVAS) train corpora/ink --into runs/ink --minutes $(MINUTES)
	@$(GANVAS) sample runs/ink --seeds 0-63 --into pictures/ink --overwrite
	@$(GANVAS) interpolate runs/ink --seeds 3,7,12,25 --loop --seconds 8 --into pictures/ink/walk.mp4 --overwrite
	@echo
	@echo "Look at pictures/ink/sheet.png, pictures/ink/walk.mp4 and runs/ink/report.html."
	@echo "None of these pictures existed before. For more: $(GANVAS) sample runs/ink --seeds 64-127 --into more"

test: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q

bench: $(READY)
	@$(BIN)/python benchmarks/step_cost.py
	@$(BIN)/python benchmarks/gather_speed.py --works 1000 --many 0

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
