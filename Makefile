# Needs only make and a Python from 3.11 to 3.13 with its venv module; everything else is installed
# into .venv from the locked lists in requirements/. `make help` says what can be made.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
PIP_INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check
CORE := .venv/core-installed
DEV := .venv/dev-installed
STUDIES := examples/local-policing/northmarch
DUEREGARD := $(CURDIR)/.venv/bin/dueregard
CODE := $(wildcard src tests benchmarks docs/*.py)
LOCK := $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)

# Some machines answer to python3.13 and then say that it is not installed, so each candidate is tried.
define FIND_PYTHON
for candidate in python3.13 python3.12 python3.11 python3; do \
	if "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then \
		if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then found="$$candidate"; break; fi; \
		without_venv="$$candidate"; \
	fi; \
done; \
if [ -z "$${found:-}" ]; then \
	if [ -n "$${without_venv:-}" ]; then \
		echo "$$without_venv is here but its venv module is not: install it (on Debian: apt-get install python3-venv) and run make again." >&2; \
	else \
		echo "Due Regard needs Python 3.11, 3.12 or 3.13, and none of python3.13, python3.12, python3.11 and python3 is one: install one and run make again." >&2; \
	fi; \
	exit 1; \
fi
endef

.PHONY: help demo demo-full test test-full bench check fix lock docs clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(CORE) ## Write the papers of both examples into out/
	@started=$$SECONDS; .venv/bin/dueregard demo; echo "make demo took $$((SECONDS - started)) s, installing apart."

demo-full: $(CORE) ## Make both examples' papers, and Northmarch's log and Results again (WRITE=--write keeps them)
	@started=$$SECONDS; $(MAKE) demo; \
	rm -rf out/local-policing; mkdir -p out/local-policing; cp $(STUDIES)/*.yaml $(STUDIES)/aid.csv out/local-policing; \
	cd out/local-policing; \
	$(DUEREGARD) invent log; \
	$(DUEREGARD) calibrate log/log.csv.gz --columns columns.yaml --grades grades.yaml --as-at 2023-06-26 \
		--staffing staffing.yaml --out calibration; \
	$(DUEREGARD) backtest log/log.csv.gz --columns columns.yaml --grades grades.yaml --as-at 2023-06-26 \
		--staffing staffing.yaml --response-policy response-policy.yaml --out . >backtest.txt; \
	$(DUEREGARD) past-deployments log/log.csv.gz --columns columns.yaml --grades grades.yaml --as-at 2023-06-26 \
		--aid aid.csv --study velmoor.yaml --out . >past-deployments.txt; \
	$(DUEREGARD) results results.yaml --pack $(CURDIR)/examples/northmarch $(WRITE); \
	echo "make demo-full took $$((SECONDS - started)) s, installing apart."

test: $(DEV) ## Run what a contributor runs: the checks, and every test that is not slow
	@started=$$SECONDS; $(MAKE) check; $(PYTHON) -m pytest -n auto -m "not slow"; \
	echo "make test took $$((SECONDS - started)) s, installing apart."

test-full: $(DEV) ## Run everything: slow tests too, and full counts of generated cases
	@started=$$SECONDS; $(MAKE) check; DUEREGARD_HYPOTHESIS=full $(PYTHON) -m pytest -n auto; \
	echo "make test-full took $$((SECONDS - started)) s, installing apart."

bench: $(DEV) ## Measure the budgets and write benchmarks/results.json
	@$(PYTHON) -m benchmarks

check: $(DEV) ## Check form, lint, types and imports
	@$(PYTHON) -m ruff format --check --output-format concise $(CODE)
	@$(PYTHON) -m ruff check $(CODE)
	@$(PYTHON) -m mypy $(CODE)
	@.venv/bin/lint-imports --no-logo

fix: $(DEV) ## Mend what a machine can mend: form, order of imports, simple lint
	@$(PYTHON) -m ruff check --fix $(CODE)
	@$(PYTHON) -m ruff format $(CODE)

lock: $(DEV) ## Write requirements/*.txt from *.in (UPGRADE=--upgrade for newer versions)
	@$(LOCK) requirements/analysis.in requirements/build.in --output-file requirements/core.txt
	@$(LOCK) requirements/dev.in requirements/build.in --output-file requirements/dev.txt

docs: $(DEV) ## Write the reference pages again from the code
	@$(PYTHON) docs/generate.py

clean: ## Remove everything that can be made again
	rm -rf .venv out build dist .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	find $(wildcard src tests benchmarks docs) -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	@$(FIND_PYTHON); echo "Making .venv with $$("$$found" --version) ..."; "$$found" -m venv .venv

$(CORE): $(PYTHON) requirements/core.txt pyproject.toml
	@started=$$SECONDS; echo "Installing what Due Regard needs to run ..."; \
	$(PIP_INSTALL) --require-hashes -r requirements/core.txt; \
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .; \
	touch $@; echo "Installing took $$((SECONDS - started)) s."

$(DEV): $(CORE) requirements/dev.txt
	@started=$$SECONDS; echo "Installing what a contributor needs besides ..."; \
	$(PIP_INSTALL) --require-hashes -r requirements/dev.txt; \
	touch $@; echo "Installing took $$((SECONDS - started)) s."
