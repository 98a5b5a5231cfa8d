# Cada orden es una línea: el trabajo lo hace `python -m imprenta` o pytest.
PYTHON ?= python3
BIN := .venv/bin
IMPRENTA = $(BIN)/python -m imprenta
GUIONES = '**/*.js'
# Las pruebas esperan la mitad de su tiempo: a otros procesos y al navegador.
PROCESOS := $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) * 2)))
# Sin esto, cada proceso volvería a compilar la imprenta entera.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help html pdf epub manual test rapido verify aceptar atar livehtml pytorch check recogidas formato bench mutate semillas idioma clean

help: ## Muestra esta ayuda
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

html: .venv/libro ## Ejecuta, verifica y construye _build/html/index.html
	@$(IMPRENTA) html

pdf: .venv/libro ## Construye _build/pdf/libro.pdf con las mismas salidas ejecutadas
	@$(IMPRENTA) pdf

epub: .venv/libro ## Construye _build/epub/libro.epub con las mismas salidas ejecutadas
	@$(IMPRENTA) epub

manual: .venv/libro ## Construye el manual de la imprenta, que repite cada cosa que enseña, en manual/es y manual/en
	@$(BIN)/python manual/code/construir.py es en

verify: .venv/libro ## Comprueba cada número, afirmación y fórmula sin construir nada
	@$(IMPRENTA) verify

aceptar: .venv/libro ## Enseña los números que ya no son ciertos y escribe los que aceptes (ACEPTAR=--si)
	@$(IMPRENTA) aceptar $(ACEPTAR)

atar: .venv/libro ## Ata al código los números sin cubrir de una página, a elegir (PAGINA=book/uno.md:12)
	@$(IMPRENTA) atar $(PAGINA)

livehtml: .venv/libro ## Edita, guarda y mira el resultado en el navegador (PUERTO=8001)
	@PUERTO='$(PUERTO)' $(IMPRENTA) livehtml

mutate: .venv/libro ## Cambia la prosa, o el código, y comprueba que se nota (MUTANTES="--codigo --todos")
	@$(IMPRENTA) mutate $(MUTANTES)

semillas: .venv/libro ## Comprueba cada afirmación con otras semillas (SEMILLAS="--veces 20")
	@$(IMPRENTA) semillas $(SEMILLAS)

idioma: .venv/libro ## Recoge los mensajes nuevos en code/imprenta/idioma/en.po, y dice los que están sin traducir
	@$(BIN)/python -m imprenta.idioma.recoger

bench: .venv/libro ## Mide esta imprenta junto a Jupyter Book de serie, en docs/rendimiento.md (BENCH="--solo mil" o "--solo mesa")
	@$(BIN)/python -m bench $(BENCH)

test: .venv/desarrollo ## Pasa todas las pruebas
	@$(BIN)/python -m pytest -n $(PROCESOS) --dist loadfile --no-loadscope-reorder

rapido: .venv/desarrollo ## Pasa las pruebas que no piden navegador, ni Java, ni el libro entero: un minuto
	@$(BIN)/python -m pytest -n $(PROCESOS) --dist loadfile --no-loadscope-reorder -m "not lenta"

pytorch: .venv/desarrollo ## Compara las matemáticas con las de PyTorch, que se instala aparte
	@$(BIN)/python -m pytest tests/redes/test_contra_pytorch.py

check: .venv/desarrollo ## Estilo y tipos del código; ortografía, enlaces y aparato de la prosa
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/oxfmt --check $(GUIONES)
	@$(BIN)/mypy && $(BIN)/lint-imports && $(IMPRENTA) check && $(IMPRENTA) check manual/es && $(IMPRENTA) check manual/en

# La primera vez que lee cada archivo de pruebas, pytest lo reescribe: si no está hecho, cada proceso lo hace.
recogidas: .venv/desarrollo
	-@$(BIN)/python -m pytest --collect-only -qq >/dev/null

formato: .venv/desarrollo ## Da a Python y a JavaScript el estilo que pide check
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/oxfmt $(GUIONES)

clean: ## Borra lo construido; el entorno .venv se queda
	rm -rf _build manual/_build manual/*/_build

.venv/libro: requirements.txt pyproject.toml code/pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . -e code
	@touch $@

.venv/desarrollo: .venv/libro requirements-desarrollo.txt
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-desarrollo.txt
	@touch $@
