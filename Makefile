# `make run` and `make test` need only Python 3.11+; another one: make run PYTHON=python3.12
PYTHON ?= $(shell .venv/bin/python -c "" 2>/dev/null && echo .venv/bin/python || echo python3)
VENV := .venv/bin/python
CHECKED := app ulmfit_core packaging tests resources

# Waiting threads that spin slow down whatever else runs, four times and more.
export OMP_WAIT_POLICY := PASSIVE

.PHONY: run test test-slow lint format clean installer setup setup-tests

run: setup
	@$(VENV) -m app

test: lint
	$(VENV) -m pytest -n auto --maxprocesses 4 --dist loadfile

# Exit status 5 says that no test is marked slow, which is no failure.
test-slow: setup-tests
	$(VENV) -m pytest -m slow --timeout 2400 || [ $$? -eq 5 ]

lint: setup-tests
	$(VENV) -m ruff check $(CHECKED)
	$(VENV) -m ruff format --check $(CHECKED)
	$(VENV) -m mypy
	$(VENV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command(["--no-logo"])'

format: setup-tests
	$(VENV) -m ruff check --fix $(CHECKED)
	$(VENV) -m ruff format $(CHECKED)

# The app and the command for machines without Python, in dist/; takes some ten minutes.
installer: setup
	@$(VENV) packaging/installer.py

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find app ulmfit_core tests packaging resources -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@$(PYTHON) packaging/bootstrap.py

setup-tests:
	@$(PYTHON) packaging/bootstrap.py --tests
