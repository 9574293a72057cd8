# The console, its tests and its figures. Everything happens in .venv; nothing else on the machine is touched.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CATALOGUE := helpdesk/locale/nl/LC_MESSAGES/helpdesk.mo
# The first Python on the path that is new enough and can make an environment.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)

# Tests put stand-ins in the place of methods and widgets; everything else is checked as strictly as the console.
STAND_INS := $(addprefix --disable-error-code=,arg-type attr-defined func-returns-value list-item method-assign no-untyped-call no-untyped-def unused-ignore)

# Three workers for two cores, up to eight: some tests wait for a server or a process, and each more loads all anew.
WORKERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores < 4 ? cores * 3 / 2 : 8)))

.DEFAULT_GOAL := help
.PHONY: help demo test quick lint coverage bench messages docs pictures lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name words; do \
		printf '  make %-10s %s\n' "$$name" "$$words"; done

demo: $(READY) $(CATALOGUE) ## the console on a sample company, in a throw-away store
	@$(BIN)/helpdesk demo

test: $(READY) $(CATALOGUE) ## everything that must hold: style, types, imports, and all tests
	@$(MAKE) --no-print-directory -j 2 $(CHECKS) rewritten
	$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal

quick: $(READY) $(CATALOGUE) ## all tests but the slow proofs and the second kind of store, for while you work
	$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal -m "not slow"

lint: $(READY) $(CATALOGUE) ## style, types and imports only
	@$(MAKE) --no-print-directory -j 2 $(CHECKS)

CHECKS := types-of-tests types style  # the longest first
.PHONY: $(CHECKS) rewritten
style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types:
	$(BIN)/mypy

types-of-tests:
	$(BIN)/mypy tests $(STAND_INS) --cache-dir .mypy_cache/tests  # or the two would do all over what the other did

# Once, beside the types: or each worker rewrites the assertions of all tests for itself.
rewritten: export PYTHONDONTWRITEBYTECODE =
rewritten:
	@said=$$($(BIN)/python -m pytest --collect-only --quiet 2>&1) || { echo "$$said"; exit 1; }

coverage: $(READY) $(CATALOGUE) ## how much of each package the tests run, its branches too, and what none of them reaches
	@$(BIN)/python -m pytest -n $(WORKERS) --dist=worksteal --cov --cov-report=; failed=$$?; \
	rm -f .coverage.*; \
	$(BIN)/python tests/support/by_package.py && \
	echo "  What is bare in one: $(BIN)/coverage report --show-missing --include='helpdesk/domain/*'"; exit $$failed

bench: $(READY) $(CATALOGUE) ## the table of speed: ratios, with floors measured in the same run
	$(BIN)/python -m benchmarks

messages: $(READY) ## bring the catalogue of Dutch texts up to date with the source
	$(BIN)/python hatch_build.py messages

docs: $(READY) $(CATALOGUE) ## the references in docs/: policy file, keys, command line
	$(BIN)/python docs/make_reference.py

pictures: $(READY) $(CATALOGUE) ## the pictures in the README, made from the real program
	$(BIN)/python docs/make_pictures.py

lock: $(READY) ## resolve the dependencies anew and write requirements.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-strip-extras --group dev \
		pyproject.toml --output-file requirements.lock

clean: ## remove what can be made again, the environment included
	rm -rf $(VENV) build dist .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	find helpdesk -name '*.mo' -delete

$(READY): pyproject.toml requirements.lock hatch_build.py
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer, with venv, is needed (set PYTHON=…)" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q helpdesk screens styles
	@touch $@

$(CATALOGUE): helpdesk/locale/nl/LC_MESSAGES/helpdesk.po $(READY)
	$(BIN)/python hatch_build.py
