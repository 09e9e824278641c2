# Belägg: två kommandon räcker, `make run` och `make test`. `make` ensamt visar alla.
# Relativa sökvägar hela vägen: mappen får heta något med mellanslag.
.POSIX:
.NOTPARALLEL:
.PHONY: help run test lint types contracts pytest bench load soak scale peers train clean

PYTHON3 = python3
PYTHON = .venv/bin/python
PIP = $(PYTHON) -m pip --disable-pip-version-check
TORCH = torch==2.13.0
# Ett testförlopp per kärna, högst fyra: vart och ett läser in modellen. En fil i taget, i ordning.
BESIDE = -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
QUESTION = Vilka är barnkonventionens fyra grundprinciper?
ARGS =

help: ## Visa den här listan
	@echo 'Belägg: skriv make och ett av orden nedan.'
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

run: .venv/ready ## Installera vid behov, bygg biblioteket ur corpus/ och öppna chatten
	.venv/bin/belagg build || [ -e library/current ] # en fil som inte kan läsas hindrar inte chatten
	@if [ -t 0 ] && [ -t 1 ]; then exec .venv/bin/belagg; fi; \
	echo; echo 'Ingen terminal: en exempelfråga i stället för chatten.'; echo '$(QUESTION)'; \
	.venv/bin/belagg ask '$(QUESTION)' </dev/null || [ $$? -eq 3 ] # 3: källorna svarar inte, vilket är ett svar

test: .venv/ready-dev ## Alla kontroller: stil, typer, importregler och tester
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m pytest $(BESIDE) $(ARGS)

lint: .venv/ready-dev ## Bara stilen (ruff)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: .venv/ready-dev ## Bara typerna (mypy)
	$(PYTHON) -m mypy

contracts: .venv/ready-dev ## Bara importreglerna (import-linter)
	.venv/bin/lint-imports

pytest: .venv/ready-dev ## Bara testerna; välj med ARGS="-k sida"
	$(PYTHON) -m pytest $(ARGS)

bench: .venv/ready ## Mät tider och minne; skriver bench/results/latest.json. Val i ARGS
	$(PYTHON) -m bench.run $(ARGS)

load: .venv/ready ## Mät hur mycket servern orkar med; skriver bench/results/load.json. Val i ARGS
	$(PYTHON) -m bench.load $(ARGS)

soak: .venv/ready ## Belasta en egen server en längre stund. Val i ARGS
	$(PYTHON) -m bench.soak $(ARGS)

scale: .venv/ready-bench ## Mät hur Belägg växer (en timme, 15 GB disk); skriver bench/results/scale.json. Val i ARGS
	$(PYTHON) -m bench.scale $(ARGS)
	$(PYTHON) -m bench.scale_report

peers: .venv/ready .venv-peers/ready ## Mät Belägg bredvid LlamaIndex, Haystack och txtai. Val i ARGS
	$(PYTHON) -m bench.peers $(ARGS)

train: .venv/ready-train ## Träna läsmodellen på nytt (upp till 75 minuter); kräver ../shared. Val i ARGS
	OMP_WAIT_POLICY=passive $(PYTHON) -m training.reading.train $(ARGS)

clean: ## Ta bort .venv och verktygens mellanlager; biblioteket och corpus/ rörs inte
	rm -rf .venv .venv-peers belagg.egg-info build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Miljön görs om bara när det som styr den har ändrats. torch först, för sig, i den version som är fäst.
.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo 'Belägg behöver Python 3.11 eller nyare som $(PYTHON3). Har du den under annat namn: make run PYTHON3=python3.12' >&2; \
	exit 1; }
	@$(PYTHON) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON3) -m venv --clear .venv
	@echo 'Installerar i .venv (någon minut första gången) ...'
	@$(PIP) install --quiet --constraint constraints.txt $(TORCH)
	@$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch .venv/ready

.venv/ready-dev: .venv/ready
	@echo 'Installerar testverktygen i .venv ...'
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch .venv/ready-dev

.venv/ready-bench: .venv/ready
	@echo 'Installerar det som mätningarna behöver i .venv ...'
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[bench]'
	@touch .venv/ready-bench

.venv/ready-train: .venv/ready-dev
	@echo 'Installerar det som träningen behöver i .venv ...'
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[dev,training]'
	@touch .venv/ready-train

.venv-peers/ready: bench/peers.txt
	@$(PYTHON3) -m venv --clear .venv-peers
	@echo 'Installerar det som Belägg mäts mot i .venv-peers ...'
	@.venv-peers/bin/python -m pip --disable-pip-version-check install --quiet $(TORCH)
	@.venv-peers/bin/python -m pip --disable-pip-version-check install --quiet -r bench/peers.txt
	@touch .venv-peers/ready
