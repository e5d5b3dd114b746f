# Two commands do everything: `make art` and `make test`. They need Python 3.11 or later, its venv, and make.

PYTHON  ?= python3
MINUTES ?= 5
VENV   := .venv
BIN    := $(VENV)/bin
GANVAS := $(BIN)/ganvas
KEYS   := .ganvas
READY  := $(VENV)/.ready

.PHONY: help art studio test bench clean

help:
	@echo "make art    set up, train a small model on the built-in works, paint, sign, hang, and say where to look"
	@echo "make studio set up, and open the studio in the browser"
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
	@PIP_CONSTRAINT="$(CURDIR)/constraints.txt" $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps tinysoundfont
	@touch $(READY)

art: $(READY)
	@$(GANVAS) gather builtin:ink --into corpora/ink
	@$(GANVAS) train corpora/ink --recipe examples/ink/recipe.json --into runs/ink --minutes $(MINUTES)
	@$(GANVAS) sample runs/ink --seeds 0-63 --scale 4 --into pictures/ink --overwrite
	@$(GANVAS) interpolate runs/ink --seeds 3,7,12,25 --loop --seconds 8 --into pictures/ink/walk.mp4 --overwrite
	@$(MAKE) --no-print-directory published/ink
	@GANVAS_HOME=$(KEYS) $(GANVAS) verify published/ink/seed-0003.png
	@echo
	@echo "Look at pictures/ink/sheet.png, pictures/ink/walk.mp4, runs/ink/report.html and gallery-pages/index.html."
	@echo "None of these pictures existed before. To go on with them in the browser: $(GANVAS) studio runs/ink"

# A key for trying, whose passphrase lies beside it: works that count want a key of your own (ganvas keys new).
$(KEYS)/passphrase:
	@umask 077 && mkdir -p $(KEYS) && $(BIN)/python -c "import secrets; print(secrets.token_urlsafe(24))" > $@
	@GANVAS_HOME=$(KEYS) $(GANVAS) keys new trying --holder "Somebody trying Ganvas" --passphrase-file $@

published/ink: pictures/ink/seed-0003.png $(KEYS)/passphrase
	@rm -rf $@
	@GANVAS_HOME=$(KEYS) $(GANVAS) publish pictures/ink/seed-000*.png --model runs/ink --corpus corpora/ink --into $@ \
		--key trying --passphrase-file $(KEYS)/passphrase
	@$(GANVAS) gallery export --into gallery-pages --title "Ink that nobody drew"
	@touch $@

studio: $(READY)
	@$(GANVAS) studio

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
