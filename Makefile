# Two commands set up everything they need: `make site` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Without --no-compile a third of the time goes into byte code of modules that nothing imports.
INSTALL := $(BIN)/pip install --disable-pip-version-check --quiet --no-compile --constraint constraints.txt

.PHONY: site test check lint types format bench clean

site: $(VENV)/.base
	@$(BIN)/leaderboard build

test: $(VENV)/.test
	@sh tests/browser/ensure-chromium.sh
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.test
	$(INSTALL) --editable '.[bench]'
	OMP_WAIT_POLICY=passive $(BIN)/python benchmarks/build.py
	OMP_WAIT_POLICY=passive $(BIN)/python benchmarks/pruning.py

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(INSTALL) --editable '.[parquet,previews]'
	@touch $@

$(VENV)/.test: $(VENV)/.base
	$(INSTALL) --editable '.[parquet,previews,runners,test,dev]'
	@touch $@

clean:
	rm -rf build $(VENV)
