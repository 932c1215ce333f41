# Every target does its own set-up: Python 3.11 or newer and make are all it takes.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help serve test check format docs wheel clean
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

serve: $(VENV)/.runtime  ## Build the register if needed and serve it on http://127.0.0.1:8000/
	$(BIN)/nqfgraph serve

test: $(VENV)/.development  ## Run every test, with coverage
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

wheel: $(VENV)/.development  ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:  ## Remove what was built here (the register's releases stay)
	rm -rf $(VENV) dist build .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
