# Everything a newcomer needs: python3 (3.11 or newer), make, and Go where no Pulumi CLI is installed.
# Each target sets up what it needs first; a set-up that is fresh costs a fraction of a second.

PYTHON ?= python3
BIN := .venv/bin
ACTIONLINT_VERSION := v1.7.12
ACTIONLINT := build/actionlint-$(ACTIONLINT_VERSION)/actionlint
HIDDEN := \( -path ./.git -o -path ./.venv -o -path ./build -o -path ./.local -o -name node_modules \) -prune -o
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
LOCKS := requirements.txt toolchain/tools.txt
TOOLS := build/tools
COMPILE = $(TOOLS)/bin/uv pip compile --quiet --no-config --universal --generate-hashes --python-version 3.11 \
	--only-binary :all: --custom-compile-command "make lock"
WORKFLOWS = $(shell find . $(HIDDEN) -path '*/workflows/*.yml' -print)
SCRIPTS = luma .ci/run $(shell find . $(HIDDEN) -name '*.sh' -print)

# Some machines set it; without byte code `import pulumi` takes four times as long.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint lint-python lint-go lint-payload soak bench profile generate lock audit clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: ## Make .venv, and find or build the Pulumi CLI
	@$(PYTHON) -m toolchain

demo: setup ## Bring the whole platform up on the local cloud: no account needed
	@./luma demo

# One file stays on one worker, so that its tests share what they set up; loadgroup does nothing with pytest 9.2.
test: setup ## Run all tests, the fast ones first
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: lint-python lint-go lint-payload ## Check style, types, workflows and scripts

lint-python: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

lint-go: setup
	cd toolchain/host && go vet ./... && test -z "$$(gofmt -l . | tee /dev/stderr)"

lint-payload: setup $(ACTIONLINT)
	$(BIN)/shellcheck $(SCRIPTS)
	$(if $(WORKFLOWS),$(ACTIONLINT) -shellcheck $(BIN)/shellcheck $(WORKFLOWS))
	$(if $(WORKFLOWS),$(BIN)/zizmor --config zizmor.yml --offline --no-progress --quiet $(WORKFLOWS))

$(ACTIONLINT):
	GOBIN=$(CURDIR)/$(@D) go install github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT_VERSION)

soak: setup ## Disturb and kill random runs; SEED=n ROUNDS=1 repeats one
	@$(BIN)/python -m tests.faults.engine.soak $(if $(SEED),--seed $(SEED)) $(if $(ROUNDS),--rounds $(ROUNDS))

bench: setup ## Measure the budgets and write bench/results.json
	@$(BIN)/python -m bench

profile: setup ## Show which process of a first preview takes how long
	@$(BIN)/python -m bench.profile

generate: setup ## Rewrite the generated files
	@$(BIN)/python -m codegen

lock: $(TOOLS)/made ## Rewrite the locks of the packages, with hashes, from the requirements.in files
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) policies/requirements.in --constraints requirements.txt --output-file policies/requirements.txt
	$(COMPILE) toolchain/tools.in --output-file toolchain/tools.txt

audit: $(TOOLS)/made ## Ask the advisory databases about everything that is locked (needs the internet)
	$(TOOLS)/bin/pip-audit --vulnerability-service osv --require-hashes --disable-pip $(LOCKS:%=--requirement %)
	cd toolchain/host && go mod verify && go run $(GOVULNCHECK) . github.com/pulumi/pulumi/pkg/v3/cmd/pulumi

$(TOOLS)/made: toolchain/tools.txt
	$(PYTHON) -m venv --clear $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --require-hashes --only-binary :all: --requirement toolchain/tools.txt
	@touch $@

clean: ## Remove what the other targets made, the local cloud's state included
	rm -rf .venv .local build .hypothesis .mypy_cache .pytest_cache .ruff_cache bench/results.json
	find . -path ./.git -prune -o -name __pycache__ -type d -exec rm -rf {} +
