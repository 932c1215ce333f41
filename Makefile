# Every target does its own set-up: Python 3.11 or newer and make are all it takes.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# The query editor of the SPARQL page is built with Node.js; without it the page keeps its plain form.
NPM ?= $(shell command -v npm 2>/dev/null)
FRONTEND := server/frontend
EDITOR := server/nqfgraph_server/static/yasgui/editor.js

.PHONY: help serve test check format docs frontend editor wheel clean
.DEFAULT_GOAL := help

help:  ## Show what can be done
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "nqfgraph needs Python 3.11 or newer; none was found (set PYTHON=/path/to/python)."; exit 2; }
	$(PYTHON) -m venv $(VENV) || { echo "The virtual environment could not be made; on Debian and Ubuntu install python3-venv."; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'

$(VENV)/.runtime: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.development: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@ $(VENV)/.runtime

serve: $(VENV)/.runtime editor  ## Build the register if needed and serve it on http://127.0.0.1:8000/
	$(BIN)/nqfgraph serve

test: $(VENV)/.development editor  ## Run every test, with coverage
	$(BIN)/python -m pytest --cov --cov-report=term $(ARGS)

check: $(VENV)/.development  ## Lint, format, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.development  ## Put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.development  ## Write the generated documentation pages anew
	$(BIN)/python -m nqfgraph.ontology.documentation docs/data-model.md
	$(BIN)/python -m nqfgraph.sources.documentation docs/guides/columns.md
	$(BIN)/python -m nqfgraph.cli.documentation docs/guides/command-line.md
	$(BIN)/python -m nqfgraph.queries.documentation docs/guides/examples.md

frontend: $(EDITOR)  ## Build the query editor of the SPARQL page (needs Node.js 20 and npm)

$(EDITOR): $(FRONTEND)/package-lock.json $(FRONTEND)/build.mjs $(wildcard $(FRONTEND)/src/*)
	cd $(FRONTEND) && npm ci --silent && npm run --silent build

# A page without its editor works, so a registry that cannot be reached stops nobody.
editor:
	@[ -z "$(NPM)" ] || $(MAKE) --no-print-directory --silent frontend || echo "The query editor could not be built; its page keeps the plain form."

wheel: $(VENV)/.development $(if $(NPM),$(EDITOR))  ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:  ## Remove what was built here (the register's releases stay)
	rm -rf $(FRONTEND)/node_modules $(dir $(EDITOR))
	rm -rf $(VENV) dist build .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
