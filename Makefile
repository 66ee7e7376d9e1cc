# `make setup`, `make demo` or `make test` may be the first command in a fresh checkout: each sets up .venv as far as it needs.
# Everything that is made lives in .venv.

# The newest Python that starts: a name may be on the path and not be usable (a pyenv shim of an inactive version).
# Choose another with `make demo PYTHON=/path/to/python`.
FIND_PYTHON = for python in $(if $(PYTHON),"$(PYTHON)",python3.14 python3.13 python3.12 python3.11 python3); do \
	"$$python" -c '' 2>/dev/null && break; done
# Whether .venv is still good is asked of its own Python, which is found at once; others are looked for where it is not.
SET_UP = $(if $(PYTHON),,.venv/bin/python -I scripts/bootstrap.py --kept $(1) 2>/dev/null ||) \
	{ $(FIND_PYTHON); "$$python" scripts/bootstrap.py $(1); }

BIN = .venv/bin
UV_COMPILE = .venv/lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --only-binary :all: --no-header --no-emit-index-url $(LOCK_ARGS)

export HYPOTHESIS_STORAGE_DIRECTORY = .venv/cache/hypothesis

.PHONY: help setup demo test lint types bench soak lock clean run-env postgres-env dev-env which-python

help:
	@echo "make setup   set up .venv; the command is then .venv/bin/bounceback"
	@echo "make demo    talk to the bot in this terminal, with made-up data"
	@echo "make test    lint, types, import rules and tests; PYTEST_ARGS='-k words -x' reaches pytest"
	@echo "make lint    ruff and the import rules"
	@echo "make types   mypy"
	@echo "make bench   measure what README.md states"
	@echo "make soak    kill the bot a thousand times while it sends; KILLS=N for another number"
	@echo "make lock    renew requirements/*.txt from pyproject.toml; LOCK_ARGS=--upgrade for newer versions"
	@echo "make clean   remove .venv and whatever tools left behind"

# Ctrl-C is a way to leave the chat, not a failure: the trap keeps the shell alive to say so.
demo: run-env
	@trap : INT; $(BIN)/bounceback chat --demo || { code=$$?; [ $$code -eq 130 ] || exit $$code; }

# Quick checks first.
test: lint types
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

lint: dev-env
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --cache-dir .venv/cache/import-linter

types: dev-env
	$(BIN)/mypy

bench: dev-env
	$(BIN)/python -m bench $(BENCH_ARGS)

# Kills the bot while it sends; KILLS=N for another number than a thousand.
soak: dev-env
	$(BIN)/python -m tests.soak --kills $(or $(KILLS),1000)

# uv is kept apart, as nothing else needs it. Versions that still fit are left alone.
lock: run-env
	$(BIN)/python -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(UV_COMPILE) --output-file requirements/run.txt
	$(UV_COMPILE) --extra postgres --constraint requirements/run.txt --output-file requirements/postgres.txt
	$(UV_COMPILE) --extra postgres --group dev --constraint requirements/postgres.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A service may not write here, so what the detector reads is compiled now.
setup: run-env
	@$(BIN)/python -c "from bot.safety.grammar import grammars; grammars()"
	@echo "The command is $(BIN)/bounceback"

run-env:
	@$(call SET_UP)

# What the bot needs where its store is in PostgreSQL.
postgres-env:
	@$(call SET_UP,--postgres)

dev-env:
	@$(call SET_UP,--dev)

which-python:
	@$(FIND_PYTHON); echo "$$python"
