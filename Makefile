# make            regenerate generated/tc3 from spec/
# make demo       a local cloud, both clients, and the mail that goes out; DEMO=stay: look at it
# make explorer   the API Explorer with the project's specs, and a browser where there is one
# make test       everything that must hold: checks, then tests
# make test-all   the same on every Python from 3.10 to 3.13 that is installed
# make check      format, lint, types, whether the generated tree is current, and the public API
# make conformance  every published product, imported, generated, and compared with the official SDK
# make storm      3,000 random faults on all roads: nothing is carried out twice, no error lies
# make test-nightly  what is too long for `make test`: 20,000 of them, and the distributions
# make bench      speed and size beside the official SDK and the raw transports
# make docs       the guides and the reference as HTML: build/docs/index.html
# make clean      remove what was installed and cached

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CONSTRAINTS := $(CURDIR)/tests/constraints.txt
# What builds the two packages is pinned as well; old and new pips hear of it by different names.
PIP := PIP_CONSTRAINT=$(CONSTRAINTS) PIP_BUILD_CONSTRAINT=$(CONSTRAINTS) \
  $(BIN)/python -m pip --quiet --disable-pip-version-check install --constraint $(CONSTRAINTS)
# The first pip that knows dependency groups; a new venv may have an older one.
PIP_GROUP := $(PIP) 'pip>=25.1' && $(PIP)
TREES := codegen generated tests examples
# What others read and build upon; `make test-nightly` asks pyright about the tests too.
SHIPPED := codegen generated/tc3 examples
PYRIGHT := $(BIN)/basedpyright --level error --pythonpath $(BIN)/python
VERSIONS := 3.10 3.11 3.12 3.13
OUT := generated
PYTEST_ARGS ?=
STORM_ARGS ?=

# Where compiled modules are not kept, each process of a test compiles them anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: generate demo explorer test test-all test-nightly check conformance storm bench docs clean

generate: $(VENV)/.run
	$(BIN)/python -m tc3gen.spec.format.json_schema spec/schema.json
	$(BIN)/tc3gen generate spec --out $(OUT)

demo: generate
	$(BIN)/python examples/demo.py

explorer: generate
	$(BIN)/tc3gen explorer spec --open

test: check
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.test
	$(BIN)/tc3gen check spec
	$(BIN)/tc3gen generate spec --out $(OUT) --check
	$(BIN)/ruff format --check --quiet $(TREES)
	$(BIN)/ruff check --quiet $(TREES)
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python -m tests.api
	$(BIN)/mypy --python-executable $(BIN)/python & mypy=$$!; \
	  $(PYRIGHT) $(SHIPPED); pyright=$$?; \
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

storm: $(VENV)/.test
	$(BIN)/python -m tests.storm $(STORM_ARGS)

test-nightly: $(VENV)/.test
	$(PYRIGHT)
	$(BIN)/python -m tests.storm --scenarios 20000
	$(BIN)/python -m tests.packages
	TC3_TESTS=nightly $(BIN)/python -m pytest -m 'nightly or thorough'

bench: $(VENV)/.bench
	$(BIN)/python -m tests.bench

docs: $(VENV)/.docs
	$(BIN)/python -m tests.manual
	$(BIN)/tc3gen docs spec --out docs/reference
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs build/docs
	@echo build/docs/index.html

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
	$(PIP_GROUP) --group test --editable . --editable generated
	@touch $@

$(VENV)/.conformance: $(VENV)/.run
	$(PIP_GROUP) --group conformance --editable . --editable generated
	@touch $@

$(VENV)/.docs: $(VENV)/.run
	$(PIP_GROUP) --group docs --editable . --editable generated
	@touch $@

$(VENV)/.bench: $(VENV)/.run
	$(PIP_GROUP) --group bench --editable . --editable generated
	@touch $@
