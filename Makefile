# `make demo` and `make test`: both first build .venv from uv.lock, quickly when nothing has changed.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.built-from-lock

.PHONY: demo test

demo: $(READY)
	$(BIN)/python -m crawler demo

test: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

# uv where there is one; else the one that is installed into .venv itself (and kept there: --inexact).
$(READY): uv.lock pyproject.toml
	@if command -v uv >/dev/null; then uv sync --frozen --compile-bytecode; else \
	  test -n "$(PYTHON)" || { echo "Rasid needs Python 3.11 or newer; none found (python3 is: $$(python3 --version 2>&1))." >&2; exit 1; }; \
	  test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet uv; } || \
	    { echo "No virtual environment could be made: install the venv module (Debian, Ubuntu: apt install python3-venv) or uv." >&2; exit 1; }; \
	  $(BIN)/uv sync --frozen --compile-bytecode --inexact; fi
	@touch $@
