# Quorum: everything a newcomer runs. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
HOST := 127.0.0.1
ARGS ?=
# Test files run side by side in so many processes; 0 for one after the other.
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
NPM := frontend/npm.sh
# pip reads PIP_FIND_LINKS by itself; uv has its own name for the same thing.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
# Without local wheels, the CPU build of torch; GPU hosts say UV_TORCH_BACKEND=auto.
ifeq ($(strip $(UV_FIND_LINKS)),)
export UV_TORCH_BACKEND ?= cpu
endif
# Links into uv's cache fail across file systems, and uv says so at length before it copies.
export UV_LINK_MODE ?= copy

INSTALLED := $(VENV)/.installed
PACKAGES := frontend/node_modules/.installed
BUILT := frontend/dist/index.html
SOURCES := $(shell find frontend/src frontend/public -type f -not -name '*.test.*' 2>/dev/null)
PREFLIGHT := PYTHONPATH=platform $(PYTHON) -m quorum.config.preflight

##@ Start

.PHONY: help setup frontend demo run
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: port frontend ## Run everything with sample images on this machine (PORT=8000)
	@$(BIN)/python manage.py demo --host $(HOST) --port $(PORT) $(ARGS)

run: port frontend ## Run web server and worker on your own data (PORT=8000)
	@$(BIN)/python manage.py serve --host $(HOST) --port $(PORT) $(ARGS)

setup: $(INSTALLED) $(PACKAGES) ## Make .venv and install everything

frontend: $(BUILT) ## Build the browser app into frontend/dist

##@ Test

.PHONY: test test-slow check check-python check-frontend types catalogues
test: frontend ## Run unit, service, browser and ML tests
	@$(BIN)/pytest -m "not slow" -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

test-slow: frontend ## Run the tests that `make test` leaves out
	@$(BIN)/pytest -m slow $(ARGS)

check: check-python check-frontend ## Lint, types, import contracts, migrations, docs, frontend

check-python: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy platform/quorum mlworker manage.py
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py catalogues --check
	$(if $(wildcard tests/docs),$(BIN)/pytest -q tests/docs)

check-frontend: $(INSTALLED) $(PACKAGES)
	$(NPM) run --silent check
	$(NPM) run --silent test
	@kept=$$(mktemp -d); trap 'rm -rf "$$kept"' EXIT; cp frontend/src/i18n/catalogues/*.po "$$kept"; \
	$(NPM) run --silent extract >/dev/null; \
	for file in "$$kept"/*.po; do \
		if ! cmp -s "$$file" frontend/src/i18n/catalogues/$$(basename "$$file"); then \
			cp "$$kept"/*.po frontend/src/i18n/catalogues/; \
			echo "The catalogues are stale. Run: cd frontend && ./npm.sh run extract, then translate (docs/translating.md)"; exit 1; \
		fi; \
	done
	@fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(BIN)/python manage.py spectacular --format openapi-json --file "$$fresh/openapi.json"; \
	$(NPM) exec --silent -- openapi-typescript "$$fresh/openapi.json" --output "$$fresh/schema.d.ts" --alphabetize; \
	diff -u frontend/src/api/schema.d.ts "$$fresh/schema.d.ts" \
		|| { echo "The frontend's API types are stale. Run: make types"; exit 1; }

types: $(INSTALLED) $(PACKAGES) ## Generate the frontend's API types from the OpenAPI document
	$(BIN)/python manage.py spectacular --format openapi-json --file frontend/openapi.json
	$(NPM) run --silent generate

catalogues: $(INSTALLED) ## Collect and compile what the server's pages say (docs/translating.md)
	$(BIN)/python manage.py catalogues

##@ Measure

.PHONY: bench-queue bench-models bench-intake bench-samples bench-browser bench-real-votes bench-consensus bench-features bench-training bench-traffic bench-cheating bench-loop screenshots
bench-intake: $(INSTALLED) ## Submissions per second, next to what the database alone can do
	$(BIN)/python -m tests.load.bench_intake $(ARGS)

bench-samples: $(INSTALLED) ## How hard the drawn sample images are to tell apart
	$(BIN)/python tests/load/bench_sample_images.py $(ARGS)

bench-browser: frontend ## How long a volunteer waits for images, in a real browser
	$(BIN)/python -m tests.load.bench_browser $(ARGS)

bench-real-votes: $(INSTALLED) ## Accuracy on people's votes with known truth, beside crowd-kit (QUORUM_REAL_DATA=folder)
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --group bench
	$(BIN)/python -m tests.load.bench_real_votes $(ARGS)

bench-consensus: $(INSTALLED) ## Speed and quality of the consensus beside crowd-kit and Polars (QUORUM_REAL_DATA=folder)
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --group bench
	$(BIN)/python -m tests.load.bench_consensus $(ARGS)

bench-features: $(INSTALLED) ## CPU seconds for the features of a field, beside mahotas and scikit-image
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.load.bench_features $(ARGS)

bench-training: $(INSTALLED) ## Rows a second that Loc-CAT trains on, beside a plain DataLoader loop (ARGS="--device cuda")
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.load.bench_training $(ARGS)

bench-traffic: $(INSTALLED) ## Whether the traffic of 2,000 assignments tells controls apart
	$(BIN)/pytest -q -s -m slow tests/selection/test_traffic.py $(ARGS)

bench-cheating: $(INSTALLED) ## What cheaters can move, with and without the defences (QUORUM_REAL_DATA=folder)
	$(BIN)/python -m tests.load.bench_cheating $(ARGS)

bench-models: $(INSTALLED) ## F1 of all networks on 3,000 drawn fields; hours (QUORUM_REAL_DATA=folder)
	$(BIN)/python -m tests.load.bench_models $(ARGS)

bench-queue: $(INSTALLED) ## How long votes wait while a queue gets a new order
	$(BIN)/python -m tests.load.bench_queue $(ARGS)

bench-loop: $(INSTALLED) ## Votes that the closed loop needs, in simulation (QUORUM_REAL_DATA=folder)
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.load.bench_loop $(ARGS)

screenshots: frontend ## Take the pictures of the README and the guides from the demonstration
	$(BIN)/python -m tests.browser.screenshots

##@ Tidy

.PHONY: clean
clean: ## Remove what can be made again; data in var/ stay
	rm -rf $(VENV) frontend/node_modules frontend/dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find platform mlworker tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- What the targets above are made of

.PHONY: python port
python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Quorum needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Say PYTHON=/path/to/python3.11.")'

port: python
	@$(PREFLIGHT) port $(HOST) $(PORT)

$(INSTALLED): pyproject.toml | python
	@$(PREFLIGHT) install $(VENV)
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the Python packages ..."
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --python $(BIN)/python --quiet -e '.[embedded,ml,analysis]' --group dev
	@touch $@

$(PACKAGES): frontend/package.json frontend/package-lock.json | $(INSTALLED)
	@echo "Installing the frontend's packages ..."
	@$(NPM) ci --silent --no-audit --no-fund
	@touch $@

$(BUILT): $(PACKAGES) $(SOURCES) frontend/index.html frontend/vite.config.ts frontend/tsconfig.json
	@echo "Building the frontend ..."
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@
