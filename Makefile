.DEFAULT_GOAL := help
.PHONY: help errata fuzz tamper venv test lint format verify mutants bench peers count tex clean

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

# Keeps pyright from asking a registry for a newer version on each run.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  %-8s %s\n", $$1, $$2}' Makefile

venv: .venv/.stamp ## Make .venv with the locked dependencies and symland itself

.venv/.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: symland needs Python 3.11 or newer; try 'make venv PYTHON=python3.11'" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "error: $(PYTHON) has no venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

test: venv lint tex ## Lint, then run the tests and the doctests, on two cores
	$(BIN)/python -m pytest -q -n 2 -p no:benchmark

lint: venv ## Check style, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright

format: venv ## Format, and repair what ruff can repair
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

fuzz: venv ## Try 2,000 false claims under hypotheses: none may be proved
	$(BIN)/python -m tests.reasoning 2000
	SYMLAND_FALSE_CLAIMS=2000 $(BIN)/python -m pytest -q tests/reasoning/test_fuzz_inequalities.py

tamper: venv ## Try 10,000 random changes to certificates and refutations: none may pass
	$(BIN)/python -m tests.certificates 10000

verify: venv ## Check every proof in proofs/ and its certificate, then evaluate the other road
	rm -rf build/certificates
	$(BIN)/symland verify --allow-todo --certificates build/certificates
	$(BIN)/symland recheck -q build/certificates
	$(BIN)/symland numeric proofs --digits 20 --instances 1 --allow-undecided

mutants: venv ## Edit every step in proofs/ at random; no false one may be accepted
	$(BIN)/python -m tests.mutants

bench: venv ## Time the benchmarks, ratios within each group in brackets
	$(BIN)/python -m pytest benchmarks -q --benchmark-only --benchmark-group-by=group \
	  --benchmark-columns=min,median,rounds --benchmark-sort=min
	$(BIN)/python -m benchmarks.bridge

peers: venv ## Install JAX, PyTorch and gmpy2, with which `make bench` compares
	$(PIP) install --no-build-isolation -e '.[bench]'

errata: venv ## Show the errata of proofs/, and check that their instances are as small as can be
	$(BIN)/python -m pytest tests/errata/papers.py -q
	$(BIN)/symland errata --ascii

count: venv ## Count the conservation laws of networks with widths 1 to 5
	$(BIN)/symland invariants --count linear --depth 2
	$(BIN)/symland invariants --count relu --depth 2
	$(BIN)/symland invariants --count linear --depth 3

# texlive-latex-base is the smallest Debian package with pdflatex and amsmath. Never fails:
# without pdflatex, the tests that need it say so themselves.
tex: ## Install pdflatex, if it is missing and apt-get may be used
	@if command -v pdflatex >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing pdflatex (texlive-latex-base), about half a minute"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  log=$$(mktemp); \
	  apt-get update -qq >"$$log" 2>&1 </dev/null || echo "warning: apt-get update failed, going on" >&2; \
	  if apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends \
	    texlive-latex-base >>"$$log" 2>&1 </dev/null; \
	  then :; else echo "warning: pdflatex was not installed:" >&2; tail -n 5 "$$log" >&2; fi; \
	  rm -f "$$log"; \
	else \
	  echo "note: pdflatex is missing; on Debian, as root:" \
	    "apt-get install --no-install-recommends texlive-latex-base"; \
	fi

clean: ## Remove .venv, caches and build products
	rm -rf .venv .symland_cache .pytest_cache .ruff_cache .hypothesis .benchmarks build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
