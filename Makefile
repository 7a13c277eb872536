# London Digital Corps. `make` lists what there is.
# Needs Python 3.11 or newer with its venv module; everything else is installed below .venv.

PYTHON ?= python3
BIN := .venv/bin

PYTEST = $(BIN)/python $(COVERAGE) -m pytest
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes
# The settings of a real site, for the checks alone.
AS_IN_PRODUCTION := env SITE_URL=https://example.org SECRET_KEY=$$(printf '%064d' 7)Aa-zZ9 DEBUG=no \
	REQUIRE_SECOND_FACTOR=yes EMAIL_URL=smtp://localhost VAR_DIR=var/check LOG_LEVEL=WARNING

# Python keeps what it has compiled, else each of the many processes begins with all of it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install install-tests run test pages check types map fmt lock bench bench-consensus shell

help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## Install what the site needs, below .venv

install-tests: .venv/installed-tests

run: .venv/installed ## Start everything: database, broker, web, worker, beat
	@$(BIN)/python manage.py up

test: .venv/installed-tests ## Run the tests, but for the slow ones and those in a browser
	@$(PYTEST) -n 2 --dist worksteal -m "not slow and not browser" --ignore tests/test_layout.py

check: .venv/installed-tests ## Look at style, layers, types, settings and migrations
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/djlint templates --check --lint --quiet
	@$(MAKE) --no-print-directory map types
	@$(AS_IN_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(AS_IN_PRODUCTION) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(AS_IN_PRODUCTION) $(BIN)/python manage.py lintmigrations --settings tests.settings \
		--exclude-apps account admin auth contenttypes mfa sessions socialaccount usersessions --no-cache --quiet ok ignore
	@$(PYTEST) tests/test_layout.py

map: .venv/installed-tests ## Check who may import whom
	@$(BIN)/lint-imports --no-logo

types: .venv/installed-tests ## Check types
	@$(BIN)/mypy corps councils secondments volunteers

fmt: .venv/installed-tests ## Put the code and the templates in their usual form
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format
	@$(BIN)/djlint templates --reformat --quiet || true

lock: .venv/installed ## Lock the versions anew after a change of what is needed
	@$(LOCK) pyproject.toml -o requirements.txt
	@$(LOCK) -c requirements.txt tests/requirements.in -o tests/requirements.txt

pages: .venv/installed-tests ## Look at every page in a browser: takes five minutes
	@$(PYTEST) tests/browser/test_pages.py

bench: .venv/installed-tests ## Measure rounds, lists, searches, home, savings and votes; prints JSON
	@$(BIN)/python -m tests.bench

bench-consensus: .venv/installed-tests var/red-dwarf/installed ## Measure opinion maps beside red-dwarf 0.4.0; prints JSON
	@$(BIN)/python -m tests.bench opinions

shell: .venv/installed ## Open a Python shell on the site's data
	@$(BIN)/python manage.py shell

# What is installed is exactly what is locked. A stamp tells for which lock that was done.
.venv/installed: requirements.txt | .venv/bin/python
	@$(call sync,requirements.txt)
	@touch $@

.venv/installed-tests: requirements.txt tests/requirements.txt | .venv/bin/python
	@$(call sync,requirements.txt tests/requirements.txt)
	@touch .venv/installed $@

# A peer to measure beside: it is no part of the site, and has an environment of its own.
var/red-dwarf/installed: | .venv/bin/python
	@rm -rf var/red-dwarf && $(PYTHON) -m venv var/red-dwarf
	@var/red-dwarf/bin/python -m pip install --quiet red-dwarf==0.4.0
	@touch $@

define sync
echo "Installing $(1) …"; \
if $(BIN)/python -m pip install --quiet uv; \
	then $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(1); \
	else $(BIN)/python -m pip install --quiet --require-hashes $(foreach file,$(1),-r $(file)); fi
endef

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Python is missing: install Python 3.11 or newer (Debian: python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than Python 3.11: name a newer one, as in make run PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python lacks its venv module: install it (Debian: apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
