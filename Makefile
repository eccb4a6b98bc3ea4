# Everything a newcomer needs, from nothing but git, make, curl or pip, and any Python ≥ 3.11.

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test check bench fixtures translations format setup

help: ## Print these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup ## Build what is missing and serve on http://127.0.0.1:$PORT/ (8000)
	@$(PYTHON) scripts/serve

test: setup ## Run the whole suite: SQLite, PostgreSQL, Redis, browser (ARGS="-k word" narrows it)
	@$(PYTHON) scripts/test $(ARGS)

check: setup ## Format, lint, types, import rules, migrations, deployment, templates, translations
	@$(PYTHON) scripts/check

bench: setup ## Measure everything with N briefs (10000), beside peers (ARGS="--only lists")
	@$(PYTHON) -m benchmarks.run $(or $(N),10000) $(ARGS)

fixtures: setup ## Build the Django fixtures from fixtures/source
	@$(PYTHON) manage.py build_fixtures

translations: setup ## Bring locale/ in step with the strings of code and templates
	@$(PYTHON) scripts/translations --update

format: setup ## Put the code in its one format
	@$(PYTHON) scripts/check --fix

setup: ## Make the toolchain only: uv in .uv/, the locked dependencies in .venv/
	@scripts/setup
