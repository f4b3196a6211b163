# make demo    install into .venv, grade a sample submission with live torch, show its report
# make test    install the test tools too, run all tests; TESTS='tests/batch -k roster' are some of them
# make coverage measure which lines and branches the tests run, with the gate of 95 %
# make attacks all hostile submissions at every level and on machines that offer less (minutes; best as root)
# make soak    thousands of jobs in one process, a third of them hostile (JOBS=10000)
# make check   lint, format, types, layers
# make accuracy what is accepted, refused and named of thousands of generated submissions (minutes)
# make bench   how long `grade submit` takes, and where the time goes
#
# PYTHON=python3.12 chooses the interpreter, TORCH=torch==2.9.1 (or a wheel's path) another torch.

PYTHON ?= python3
TORCH  ?= torch==2.13.0
VENV   ?= .venv
CORE   ?= .venv-core

BIN     := $(VENV)/bin
# One stamp per set of packages and per torch: a second run installs nothing.
EMPTY   :=
STAMP   := $(VENV)/.installed-$(subst /,_,$(subst $(EMPTY) $(EMPTY),_,$(TORCH)))
TOOLS   := $(STAMP)-tools
SAMPLE  := submissions/micrograd/ok.py
JOBS    ?= 10000

# make test-core  the tests without torch, for PYTHON=python3.12 say, in CORE=.venv-core
.PHONY: help demo test coverage test-core attacks soak accuracy check bench clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "make: " + sys.executable + " is Python " + sys.version.split()[0] + ", needed is 3.11 or later; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# Where the environment forbids Python to write bytecode, every start would compile the package
# again: so it is compiled here.
$(STAMP): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[lock,numpy]' '$(TORCH)'
	@rm -f $(VENV)/.installed-*
	@touch $@

$(TOOLS): $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[lock,test,dev]' '$(TORCH)'
	@touch $@

demo: $(STAMP)
	$(BIN)/python -m compileall -q grader
	$(BIN)/grade submit $(SAMPLE) --live --json report.json
	@echo 'the same report as JSON: report.json'

test: $(TOOLS)
	$(BIN)/python -m compileall -q grader
	$(BIN)/python -m pytest -n auto --dist loadscope $(TESTS)

# Measuring doubles the time of every line that is run: tests that add no line to it are left out.
coverage: $(TOOLS)
	$(BIN)/python -m compileall -q grader
	$(BIN)/python -m pytest -q -n auto --dist loadscope --cov --cov-report=term -m 'not attacks and not unmeasured'

attacks: $(TOOLS)
	$(BIN)/python -m compileall -q grader
	$(BIN)/python -m pytest -m attacks tests/attacks

# The core has to work without torch, and on every Python from 3.11 on. CORE_TESTS=tests/sandbox are some of the tests.
test-core:
	$(PYTHON) -m venv $(CORE)
	$(CORE)/bin/python -m pip install --quiet --editable '.[test]'
	$(CORE)/bin/python -m pytest -q -n auto --dist loadscope -m 'not attacks and not again' $(CORE_TESTS)

soak: $(TOOLS)
	$(BIN)/python -m compileall -q grader
	$(BIN)/python benchmarks/soak.py --jobs $(JOBS)

accuracy: $(TOOLS)
	$(BIN)/python -m compileall -q grader
	$(BIN)/python benchmarks/accuracy.py

check: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TOOLS)
	$(BIN)/python -m compileall -q grader
	$(BIN)/python benchmarks/latency.py

clean:
	rm -rf $(VENV) .venv-core* .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
