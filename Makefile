# Two commands for a fresh machine: make run, make test. The rest is for developers.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := cluster ldap ocr openid postgres
COMPILE = $(BIN)/pip-compile -q --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --no-annotate
ADDRESS := http://127.0.0.1:6543

.PHONY: help run test drill soak load check bench bench-engines lock wheel bundle catalogue clean

help:
	@echo "make run     install, make a demo archive in var/ where there is none, serve it at $(ADDRESS)"
	@echo "make test    install what the tests need and run every test"
	@echo "make drill   kills, backups, many machines, a bundle without network (some 15 minutes)"
	@echo "make soak    the same for hours: sixty kills, two hundred power cuts, every pair of deeds"
	@echo "make load    fifty people at work, on one process and on two with PostgreSQL (five minutes)"
	@echo "make check   lint, format, types, floors and measures of the house"
	@echo "make bench   measure, and write docs/performance.md"
	@echo "make lock    pin requirements/ anew"
	@echo "make bundle  all that an office without internet needs, in dist/"
	@echo "make wheel   build the wheel into dist/"

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Juanzong needs Python 3.11 or newer; call make PYTHON=python3.11")'
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

run: $(VENV)/run.stamp
	@if test -e $(VENV)/demo.txt; then echo "The demo archive in var/ was not finished: remove var/ and $(VENV)/demo.txt, then make run again"; exit 1; fi
	@if ! test -e var/data/archive.fs; then $(BIN)/juanzong demo > $(VENV)/demo.txt && mv $(VENV)/demo.txt var/demo-accounts.txt; fi
	@if test -e var/demo-accounts.txt; then cat var/demo-accounts.txt; fi
	@echo "卷宗 / Juanzong: $(ADDRESS)"
	@$(BIN)/juanzong serve

test: $(VENV)/dev.stamp
	@sh .ci/packages
	$(BIN)/python -m pytest

drill: $(VENV)/dev.stamp
	@sh .ci/packages
	$(BIN)/python -m pytest tests/drill

soak: $(VENV)/dev.stamp
	@sh .ci/packages
	$(BIN)/python -m pytest tests/soak

load: $(VENV)/dev.stamp
	@sh .ci/packages
	$(BIN)/python tests/bench/load.py

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/house

bench: $(VENV)/dev.stamp
	$(BIN)/python tests/bench/run.py

bench-engines: $(VENV)/dev.stamp
	PYTHONPATH=tests SCALE=$(SCALE) $(BIN)/python tests/bench/engines.py

lock: $(VENV)/dev.stamp
	$(COMPILE) --extra build --output-file requirements/run.txt pyproject.toml
	for extra in $(EXTRAS); do $(COMPILE) --extra $$extra --constraint requirements/run.txt --output-file requirements/$$extra.txt pyproject.toml || exit 1; done
	$(COMPILE) --extra build --extra dev $(EXTRAS:%=--extra %) $(EXTRAS:%=--constraint requirements/%.txt) --constraint requirements/run.txt --output-file requirements/dev.txt pyproject.toml

wheel: $(VENV)/dev.stamp
	$(BIN)/python -m build --wheel --no-isolation

bundle: $(VENV)/dev.stamp
	$(BIN)/python tools/bundle.py

catalogue: $(VENV)/dev.stamp
	$(BIN)/python tools/catalogue.py
	$(BIN)/python tools/steps.py

clean:
	rm -rf $(VENV) dist build *.egg-info
