# Quorum: everything a newcomer runs. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# pip reads PIP_FIND_LINKS by itself; uv has its own name for the same thing.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
# Without local wheels, the CPU build of torch; GPU hosts say UV_TORCH_BACKEND=auto.
ifeq ($(strip $(UV_FIND_LINKS)),)
export UV_TORCH_BACKEND ?= cpu
endif
STAMP := $(VENV)/.installed

.PHONY: setup
setup: $(STAMP) ## Make .venv and install everything

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Quorum needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Say PYTHON=/path/to/python3.11.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --python $(BIN)/python --quiet -e '.[embedded,ml]' --group dev
	@touch $@
