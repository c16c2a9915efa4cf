# Two verbs: `make run` and `make test`. `make check` is what a machine can refuse.
PYTHON := .venv/bin/python
# What the tests must not skip silently: see tests/conftest.py.
WORKERS ?= 2

.PHONY: run test check format lock bench figures

run:
	@sh bin/setup run
	@exec $(PYTHON) -m config.up

test:
	@sh bin/setup dev --tools
	@$(PYTHON) -m pytest -q -n $(WORKERS) -m "not browser and not postgres"
	@$(PYTHON) bin/with_postgres.py $(PYTHON) -m pytest -q -n $(WORKERS) -m "not browser"
	@$(PYTHON) -m pytest -q -n $(WORKERS) -m browser

check:
	@sh bin/setup dev
	@$(PYTHON) bin/check.py

format:
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

# Hash-locked, without the address of any index.
UV = $(firstword $(wildcard .tools/bin/uv) uv)
COMPILE = $(UV) pip compile -q pyproject.toml --universal --python-version 3.12 --generate-hashes --no-header --no-emit-index-url
lock:
	@$(COMPILE) -o requirements/run.txt
	@$(COMPILE) --group dev -c requirements/run.txt -o requirements/dev.txt

# benchmarks/README.md says how to run some of it and how to add to it.
DATABASES ?= sqlite,postgresql
ROUNDS ?= 5
SECONDS ?= 2
SIZE ?= 2000
bench:
	@sh bin/setup dev
	@$(PYTHON) -m benchmarks --databases $(DATABASES) --rounds $(ROUNDS) --seconds $(SECONDS) --size $(SIZE) $(if $(KEEP),--keep) $(if $(ONLY),--only $(ONLY))
	@$(if $(ONLY),true,$(PYTHON) -m benchmarks.papers)

# What it draws is committed; tests/test_figures.py draws it again and compares.
figures:
	@$(PYTHON) content/figures/draw.py
