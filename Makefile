# make            regenerate generated/tc3 from spec/
# make demo       a local cloud, both clients, and the mail that goes out; DEMO=stay: look at it
# make test       everything that must hold: checks, then tests
# make test-all   the same on every Python from 3.10 to 3.13 that is installed
# make check      format, lint, types, and whether the generated tree is current
# make conformance  every published product, imported, generated, and compared with the official SDK
# make bench      speed and size beside the official SDK and the raw transports
# make clean      remove what was installed and cached

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --constraint tests/constraints.txt
TREES := codegen generated tests examples
VERSIONS := 3.10 3.11 3.12 3.13
OUT := generated
PYTEST_ARGS ?=

# Where compiled modules are not kept, each process of a test compiles them anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: generate demo test test-all check conformance bench clean

generate: $(VENV)/.run
	$(BIN)/tc3gen generate spec --out $(OUT)

demo: generate
	$(BIN)/python examples/demo.py

test: check
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.test
	$(BIN)/tc3gen check spec
	$(BIN)/tc3gen generate spec --out $(OUT) --check
	$(BIN)/ruff format --check --quiet $(TREES)
	$(BIN)/ruff check --quiet $(TREES)
	$(BIN)/mypy --python-executable $(BIN)/python & mypy=$$!; \
	  $(BIN)/basedpyright --level error --pythonpath $(BIN)/python; pyright=$$?; \
	  wait $$mypy && exit $$pyright

test-all:
	@set -e; found=; for version in $(VERSIONS); do \
	  python=; \
	  for candidate in python$$version $$HOME/.pyenv/versions/$$version.*/bin/python; do \
	    if "$$candidate" -c 'import venv' 2>/dev/null; then python=$$candidate; fi; \
	  done; \
	  if [ -z "$$python" ]; then echo "Python $$version is not installed: skipped"; continue; fi; \
	  echo "== Python $$version"; found=1; \
	  $(MAKE) --no-print-directory test PYTHON="$$python" VENV=.venv-$$version; \
	done; [ -n "$$found" ]

conformance: $(VENV)/.conformance
	$(BIN)/python -m tests.conformance

bench: $(VENV)/.bench
	$(BIN)/python -m tests.bench

clean:
	rm -rf .venv .venv-3.* .mypy_cache .pytest_cache .ruff_cache .hypothesis build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '*.egg-info' -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml generated/pyproject.toml tests/constraints.txt
	$(PIP) --editable . --editable generated
	@touch $@

$(VENV)/.test: $(VENV)/.run
	tests/install-servers
	$(PIP) --editable '.[test]' --editable generated
	@touch $@

$(VENV)/.conformance: $(VENV)/.run
	$(PIP) --editable '.[conformance]' --editable generated
	@touch $@

$(VENV)/.bench: $(VENV)/.run
	$(PIP) --editable '.[bench]' --editable generated
	@touch $@
