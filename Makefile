# make demo: build the map from the bundled reports     make test: every test
# make bench: the benchmarks beside their peers         make clean: start again
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-system lint bench clean picture
.DELETE_ON_ERROR:

demo: $(VENV)/.installed
	$(BIN)/geomali build layers/sample --published layers/sample/published.csv -o out

test: $(VENV)/.installed-test test-system lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup tests
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=300 notebooks

test-system:
	sh tests/install_system_packages.sh

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed-test
	@for script in tests/benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

picture: $(VENV)/.installed-test test-system
	$(BIN)/python tests/benchmarks/picture.py

# The Python that made a virtual environment is checked once, here, so that a
# wrong one fails with a sentence and not with a pip traceback.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "geomali needs Python 3.11 or later: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "no venv module: on Debian or Ubuntu run 'apt-get install python3.11-venv'"; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test,osm,dask,hxl]"
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
