# Everything a developer runs. Needs only Python >= 3.11, make and git; `make` alone lists the targets.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
CATALOGUES := $(wildcard piawai/locale/*/LC_MESSAGES/*.po)
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup browser demo check test test-slow bench clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(STAMP) ## everything the demo and the tests need, into .venv

demo: setup ## the demo city, from its spreadsheets to the year's plan (in ./demo unless PIAWAI_HOME says where)
	PIAWAI_HOME="$${PIAWAI_HOME:-$(CURDIR)}" $(BIN)/piawai demo $(ARGS)

check: setup ## lint, types, import contract, migrations, catalogues; no tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python tests/check_catalogues.py
	@home=$$(mktemp -d); PIAWAI_HOME=$$home $(BIN)/python manage.py makemigrations --check --dry-run; \
		status=$$?; rm -rf $$home; exit $$status
	$(BIN)/mypy

test: check browser ## check, then the quick tests on SQLite and on PostgreSQL
	env -u DATABASE_URL $(BIN)/python -m pytest -n $(WORKERS)
	$(BIN)/python tests/run_postgres.py -n $(WORKERS)

test-slow: setup browser ## loads, crashes, fuzzing, the wheel
	env -u DATABASE_URL $(BIN)/python -m pytest -n $(WORKERS) -m slow
	$(BIN)/python tests/run_postgres.py -n $(WORKERS) -m slow

bench: setup ## print the figures of tests/benchmarks
	@set -e; for file in tests/benchmarks/bench_*.py; do \
		echo "== $$file"; $(BIN)/python -m "$$(echo "$${file%.py}" | tr / .)"; done

clean: ## remove what make has made: environment, caches, test database, demo, builds
	rm -rf $(VENV) .postgres .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist demo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment. Debian and Ubuntu keep the standard module `venv` in a package of its own.
$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it with: make setup PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
		|| { rm -rf $(VENV); test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
			&& { apt-get install -y -qq python3-venv || { apt-get update -qq && apt-get install -y -qq python3-venv; }; } \
			&& $(PYTHON) -m venv $(VENV); } \
		|| { rm -rf $(VENV); echo "Run this once, then make again: sudo apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.5,<1"

# The browser of the tests in tests/e2e, which skip without it (on CI they fail).
browser:
	@for command in "$$CHROMIUM" chromium chromium-browser; do \
		command -v "$$command" >/dev/null && exit 0; done; \
	test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
		&& { apt-get install -y -qq chromium || { apt-get update -qq && apt-get install -y -qq chromium; }; } \
	|| echo "The browser tests will be skipped. To run them, first: sudo apt-get install chromium"

# Installing the project runs hatch_build.py, which compiles the catalogues.
$(STAMP): requirements.lock pyproject.toml hatch_build.py $(CATALOGUES) | $(BIN)/uv
	$(BIN)/uv pip install --python $(BIN)/python --quiet --require-hashes -r requirements.lock
	$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --reinstall-package piawai -e .
	@touch $@
