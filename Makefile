# Two commands matter: `make run` and `make test`. Both set up what is missing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PYTHONSAFEPATH := 1
# The tests share the voice models with `make run`, so that they are fetched once.
VOICES ?= $(CURDIR)/data/voices
# Servers that start and stop mostly wait: four share two cores well. A call in real audio needs both
# cores to itself, as it has on a desk; so it comes first and alone.
AUDIO := tests/acceptance/test_audio_calls.py
SIDES := -n 4 --dist loadfile --no-loadscope-reorder
# What a test does with the store, it does on either database.
ON_POSTGRES := $(shell grep -l store_url tests/unit/*.py tests/wire/*.py)
# With a cloud voice the local engines are not needed; without the key they are installed after all.
CLOUD := $(and $(DEEPGRAM_API_KEY),$(filter-out embedded,$(or $(FRONTDESK_VOICE),auto)))
LOCK := $(if $(CLOUD),base,voice)
READY := $(VENV)/.ready-$(LOCK)

.PHONY: help run test test-all test-postgres check doctor lock clean voices browser postgres

help: ## Show what can be made
	@if [ -t 1 ] && [ -z "$$NO_COLOR" ]; then on=$$(printf '\033[32m'); off=$$(printf '\033[0m'); fi; \
	awk -F ':.*## ' -v on="$$on" -v off="$$off" \
	  '/^[a-z-]+:.*## / {printf "  %s%-10s%s %s\n", on, $$1, off, $$2}' Makefile

run: $(READY) ## Set up what is missing, then answer calls
	@$(BIN)/frontdesk

test: $(VENV)/.ready-dev voices browser postgres check ## Set up what is missing, then run the default tests
	FRONTDESK_VOICES=$(VOICES) $(BIN)/python -m pytest -m "not slow" $(AUDIO)
	FRONTDESK_VOICES=$(VOICES) $(BIN)/python -m pytest $(SIDES) --ignore=$(AUDIO) -m "not slow $$(scripts/browser-filter)" --durations=10

test-all: $(VENV)/.ready-dev voices browser postgres check ## The default tests and the slow ones
	FRONTDESK_VOICES=$(VOICES) $(BIN)/python -m pytest $(AUDIO)
	FRONTDESK_VOICES=$(VOICES) $(BIN)/python -m pytest $(SIDES) --ignore=$(AUDIO) --durations=20

test-postgres: $(VENV)/.ready-dev postgres ## The store's tests on a PostgreSQL server of their own
	$(BIN)/python -m tests.postgres $(BIN)/python -m pytest $(ON_POSTGRES)

check: $(VENV)/.ready-dev ## Lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

doctor: $(READY) ## Say what is wrong with this installation, and what to do
	@$(BIN)/frontdesk doctor

voices: $(VENV)/.ready-dev
	@FRONTDESK_VOICES=$(VOICES) $(BIN)/python -m agent.voices.weights
	@FRONTDESK_VOICES=$(VOICES) $(BIN)/python -m prompts.meaning

browser:
	@scripts/install-browser

postgres:
	@scripts/install-postgres

lock: $(VENV)/.ready-dev ## Pin every dependency anew, with hashes and without addresses
	scripts/lock

clean: ## Remove the environment and caches; your data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache dist

$(VENV)/bin/python:
	@scripts/make-venv $(VENV)

$(READY): $(VENV)/bin/python requirements/$(LOCK).txt pyproject.toml
	@echo "Installing Frontdesk (a few minutes the first time) ..."
	@$(PIP) install --require-hashes -r requirements/$(LOCK).txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(READY) requirements/dev.txt
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
