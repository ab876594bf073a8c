# The commands of this project. Needs make and Python 3.11 or newer, nothing else.
#
#   make run      the site with its content and three demo people
#   make test     every test that needs no service of its own
#
# PYTHON, HOST, PORT and ARGS can be set: make run PORT=8001, make test ARGS="-k plan".

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

# Relative on purpose: a checkout may lie in a folder with spaces in its name.
PY := .venv/bin/python
INSTALL := $(PYTHON) scripts/install.py

.PHONY: help run test e2e lint types check messages screenshots lighthouse simulate python runtime development
.DEFAULT_GOAL := help

help:
	@echo "make run          start the site at http://$(HOST):$(PORT)/ (PORT=8001 for another port)"
	@echo "make test         run the tests (DATABASE_URL=postgres://... runs them on PostgreSQL)"
	@echo "make e2e          run only the tests that drive a real browser"
	@echo "make lint         check style, formatting and templates"
	@echo "make types        check types"
	@echo "make check        lint, types, missing migrations, then the tests"
	@echo "make simulate     try the forecast on made-up learners and write docs/forecast.md"
	@echo "make messages     gather the words to translate (needs gettext) and compile the translations"
	@echo "make screenshots  take the pictures of the README"
	@echo "make lighthouse   ask Lighthouse about the main pages (needs Node; fetches it by npm)"

run: runtime
	@$(PY) scripts/serve.py "$(HOST)" "$(PORT)"

# Two at once, and the reason of each skip. ARGS="-n 0" runs one after the other.
test: development
	@$(PY) -m pytest -n 2 -rs $(ARGS)

e2e: development
	@$(PY) -m pytest tests/e2e -m e2e -rs $(ARGS)

lint: development
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m djlint --lint --quiet templates

types: development
	@$(PY) -m mypy .

check: lint types
	@DEBUG=true $(PY) manage.py makemigrations --check --dry-run
	@$(PY) -m pytest -n 2 -rs $(ARGS)

screenshots: development
	@$(PY) scripts/screenshots.py $(ARGS)

# locale/de/LC_MESSAGES/django.po is edited between two runs.
messages: development
	@DEBUG=true $(PY) manage.py makemessages -l de --no-obsolete --no-location -i var -i .venv
	@DEBUG=true $(PY) manage.py compilemessages -v 0 -i var -i .venv

lighthouse: development
	@$(PY) scripts/lighthouse.py $(ARGS)

# The forecast against 2,000 made-up learners; the same seed writes the same table.
simulate: runtime
	@$(PY) scripts/simulate_forecast.py --write $(ARGS)

# The packages of the site, and those with the tools of its developers.

runtime: python
	@$(INSTALL) requirements.txt

development: python
	@$(INSTALL) requirements-dev.txt

python:
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; }
