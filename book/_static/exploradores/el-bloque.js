/* El bloque, paso a paso: una palabra recorre un bloque del Transformer, con todas las cuentas a la vista. */
"use strict";
{
  const { corto, numero, vector, Plano, escapar, crear, boton, enteros } = Explorador;
  const { estadoMatriz, estadoPalabras, producto, softmax, sustituir, traspuesta } = Explorador;

  const TOPE = 20;
  const PALABRAS = 4;
  const EPSILON = 1e-5;

  // La red puesta a mano de `redes.bloque`.
  const VOCABULARIO = ["la", "IA", "avanza", "se detiene", "."];
  const EJES = ["artículo", "tecnología", "acción", "cierre"];
  const matriz = (...filas) => filas;
  const E = matriz([2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0], [0, 0, 2, 1], [0, 0, 0, 2]);
  const W_Q = matriz([0, 0, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1], [0, 0, 0, 0]);
  const W_K = matriz([0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]);
  const W_V = matriz([0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]);
  const W_O = matriz([0, 1, 0, 0], [0, 0, 0.5, 0], [0.5, 0.2, 0, 0], [0, 0, 0, 0.5]);
  const NEURONAS = [
    { lee: [1, 0, 0, 0], sesgo: -0.5, escribe: [-2, 2, 0, 0] },
    { lee: [0, 1, -1.5, 0], sesgo: -0.5, escribe: [0, -2, 2, 0] },
    { lee: [0, 1, 1, 0], sesgo: -0.5, escribe: [0, -1, -1, 2] },
    { lee: [0, -1, 1, 0], sesgo: -0.5, escribe: [2, 0, -2, 0] },
    { lee: [0, 0, -1, 1], sesgo: -0.5, escribe: [2, 0, 0, -2] },
    { lee: [0, 0, 1, 1], sesgo: -0.5, escribe: [0, 0, -0.5, 0.5] },
    { lee: [1, 1, -1, 0], sesgo: -0.5, escribe: [-0.5, 0, 0.5, 0] },
    { lee: [-0.5, -0.5, 0, 0], sesgo: -0.5, escribe: [0.2, 0, 0, 0] },
  ];
  const PUNTUAR = matriz([1.5, 0, 0, 0, 0], [0, 1.5, 0, 0, 0], [0, 0, 1.5, 1.2, 0], [0, 0, 0, 0, 1.5]);

  const suma = (v) => v.reduce((a, b) => a + b, 0);
  const mas = (A, B) => A.map((fila, i) => fila.map((a, j) => a + B[i][j]));
  const nada = (A) => A.map((fila) => fila.map(() => 0));
  const mitades = (A) => [0, 2].map((k) => A.map((fila) => fila.slice(k, k + 2)));

  /** La media, la desviación (con su ε) y el vector que queda. */
  function normar(v) {
    const media = suma(v) / v.length;
    const desviacion = Math.sqrt(suma(v.map((x) => (x - media) ** 2)) / v.length + EPSILON);
    return { media, desviacion, z: v.map((x) => (x - media) / desviacion) };
  }
  const norma = (A) => A.map((v) => normar(v).z);

  /** Todo lo que calcula `redes.bloque.paso_a_paso`, por su orden y con sus nombres. */
  function bloque(X, { atencion, mlp, atajo, mascara }) {
    const camino = (A, B) => (atajo ? mas(A, B) : B);
    const norma_1 = norma(X);
    const [Q, K, V] = [W_Q, W_K, W_V].map((W) => mitades(producto(norma_1, W)));
    const puntuaciones = Q.map((q, h) =>
      producto(q, traspuesta(K[h])).map((fila, i) =>
        fila.map((s, j) => (mascara && j > i ? -Infinity : s / Math.SQRT2)),
      ),
    );
    const pesos = puntuaciones.map((cabeza) => cabeza.map(softmax));
    const Z = pesos.map((p, h) => producto(p, V[h]));
    const juntas = X.map((_, i) => [...Z[0][i], ...Z[1][i]]);
    const salida = producto(juntas, W_O);
    const x_1 = camino(X, atencion ? salida : nada(X));
    const norma_2 = norma(x_1);
    const suena = (v, { lee, sesgo }) => suma(v.map((x, k) => x * lee[k])) + sesgo;
    const oculta = norma_2.map((v) => NEURONAS.map((neurona) => Math.max(0, suena(v, neurona))));
    const pensado = producto(
      oculta,
      NEURONAS.map(({ escribe }) => escribe),
    );
    const x_2 = camino(x_1, mlp ? pensado : nada(X));
    const norma_final = norma(x_2);
    const z = producto(norma_final, PUNTUAR);
    const p = z.map(softmax);
    const mirada = { Q, K, V, puntuaciones, pesos, Z, juntas, salida };
    return { x: X, norma_1, mirada, x_1, norma_2, oculta, pensado, x_2, norma_final, z, p };
  }

  const vectores = (palabras) => palabras.map((palabra) => E[VOCABULARIO.indexOf(palabra)]);
  const frase = (sigue, ...palabras) => ({ palabras, X: vectores(palabras), sigue });
  const EJEMPLOS = {
    "la IA avanza": frase(2, "la", "IA", "avanza"),
    "la IA se detiene": frase(2, "la", "IA", "se detiene"),
    "avanza la IA": frase(0, "avanza", "la", "IA"),
    "IA avanza": frase(1, "IA", "avanza"),
  };

  // ——— Las cuentas, escritas ———

  const con = (x) => (x < 0 ? `(${corto(x)})` : corto(x));
  const productos = (a, b) => a.map((x, k) => `(${corto(x)} × ${con(b[k])})`).join(" + ");
  const fuerte = (texto) => `<strong>${texto}</strong>`;
  const tanto = (p) => `${corto(100 * p, p > 0.01 && p < 0.99 ? 0 : 2)}\u00a0%`;
  const porEje = (v, W, resultado) =>
    traspuesta(W).map(
      (columna, j) => `${EJES[j]}: ${productos(v, columna)} = ${fuerte(corto(resultado[j]))}`,
    );
  const normada = (v) => {
    const { media, desviacion, z } = normar(v);
    return [
      `Media de ${vector(v)}: ${fuerte(corto(media))}. Desviación: ${fuerte(corto(desviacion))}.`,
      ...v.map(
        (x, k) => `${EJES[k]}: (${corto(x)} − ${con(media)}) / ${corto(desviacion)} = ${fuerte(corto(z[k]))}`,
      ),
    ];
  };
  const porCabeza = (tarea) => [0, 1].flatMap((h) => tarea(h).map((linea) => `Cabeza ${h + 1}. ${linea}`));

  /** Los pasos: su nombre, de qué pieza son, la fila de números que se ve y las cuentas que la dan. */
  const PASOS = [
    {
      nombre: "Su vector, x",
      fila: (todo, i) => [todo.x[i]],
      cuenta: ({ x }, i) => [x[i].map((n, k) => `${EJES[k]}, ${corto(n)}`).join("; ") + "."],
    },
    {
      nombre: "Norma",
      pieza: "atencion",
      fila: (todo, i) => [todo.norma_1[i]],
      cuenta: ({ x }, i) => normada(x[i]),
    },
    {
      nombre: "Consulta, q",
      pieza: "atencion",
      rotulos: "cabezas",
      fila: ({ mirada }, i) => mirada.Q.map((Q) => Q[i]),
      cuenta: ({ norma_1, mirada }, i) =>
        porCabeza((h) =>
          [0, 1].map(
            (j) =>
              `q${"₁₂"[j]} = ${productos(norma_1[i], traspuesta(W_Q)[2 * h + j])} = ` +
              fuerte(corto(mirada.Q[h][i][j])),
          ),
        ),
    },
    {
      nombre: "Puntuaciones",
      pieza: "atencion",
      rotulos: "palabras",
      fila: ({ mirada }, i) => mirada.puntuaciones.map((puntos) => puntos[i]),
      cuenta: ({ mirada: { Q, K, puntuaciones } }, i, palabras) =>
        porCabeza((h) =>
          palabras.map((palabra, j) => {
            const puntos = puntuaciones[h][i][j];
            if (puntos === -Infinity) return `«${palabra}» viene después: la máscara no deja mirarla.`;
            const entera = corto(puntos * Math.SQRT2);
            const cuenta = `${productos(Q[h][i], K[h][j])} = ${entera}`;
            return `A «${palabra}»: ${cuenta}, entre √2, ${fuerte(corto(puntos))}`;
          }),
        ),
    },
    {
      nombre: "Pesos",
      pieza: "atencion",
      rotulos: "palabras",
      tantos: true,
      fila: ({ mirada }, i) => mirada.pesos.map((pesos) => pesos[i]),
      cuenta: ({ mirada: { puntuaciones, pesos } }, i) =>
        porCabeza((h) => {
          const vistas = puntuaciones[h][i].filter((puntos) => puntos > -Infinity);
          const suyos = vector(pesos[h][i].slice(0, vistas.length), 4);
          return [`<span lang="en">Softmax</span> de ${vector(vistas)}: ${fuerte(suyos)}`];
        }),
    },
    {
      nombre: "Suma de valores",
      pieza: "atencion",
      fila: ({ mirada }, i) => mirada.Z.map((Z) => Z[i]),
      cuenta: ({ mirada: { pesos, V, Z } }, i) =>
        porCabeza((h) => {
          const sumandos = V[h].map((v, j) => [pesos[h][i][j], v]).filter(([peso]) => peso);
          const escritos = sumandos.map(([peso, v]) => `${numero(peso, 4)} × ${vector(v)}`);
          return [`${escritos.join(" + ")} = ${fuerte(vector(Z[h][i]))}`];
        }),
    },
    {
      nombre: "Por Wᴼ",
      pieza: "atencion",
      fila: ({ mirada }, i) => [mirada.salida[i]],
      cuenta: ({ mirada: { juntas, salida } }, i) => [
        `Las dos cabezas, una al lado de otra: ${vector(juntas[i])}.`,
        ...porEje(juntas[i], W_O, salida[i]),
      ],
    },
    {
      nombre: "Suma, x′",
      suma: true,
      fila: ({ x_1 }, i) => [x_1[i]],
      cuenta: ({ x, mirada, x_1 }, i, _, { atencion, atajo }) => [
        sumada(atajo && x[i], atencion && mirada.salida[i], x_1[i]),
      ],
    },
    {
      nombre: "Norma",
      pieza: "mlp",
      fila: (todo, i) => [todo.norma_2[i]],
      cuenta: ({ x_1 }, i) => normada(x_1[i]),
    },
    {
      nombre: "Capa oculta",
      pieza: "mlp",
      fila: ({ oculta }, i) => [oculta[i]],
      cuenta: ({ norma_2, oculta }, i) =>
        NEURONAS.map(({ lee, sesgo }, k) => {
          const z = suma(norma_2[i].map((x, eje) => x * lee[eje])) + sesgo;
          const cola = z < 0 ? `${corto(z)}; ReLU, ${fuerte("0")}` : fuerte(corto(oculta[i][k]));
          return `Neurona ${k + 1}: ${productos(norma_2[i], lee)} − ${corto(-sesgo)} = ${cola}`;
        }),
    },
    {
      nombre: "Lo que escribe",
      pieza: "mlp",
      fila: ({ pensado }, i) => [pensado[i]],
      cuenta: ({ oculta, pensado }, i) => {
        const vivas = enteros(NEURONAS.length).filter((k) => oculta[i][k] > 0);
        const escritos = vivas.map((k) => `${corto(oculta[i][k])} × ${vector(NEURONAS[k].escribe)}`);
        return [`${escritos.join(" + ") || "Ninguna neurona se enciende"} = ${fuerte(vector(pensado[i]))}`];
      },
    },
    {
      nombre: "Suma, x″",
      suma: true,
      fila: ({ x_2 }, i) => [x_2[i]],
      cuenta: ({ x_1, pensado, x_2 }, i, _, { mlp, atajo }) => [
        sumada(atajo && x_1[i], mlp && pensado[i], x_2[i]),
      ],
    },
    {
      nombre: "Norma final",
      fila: (todo, i) => [todo.norma_final[i]],
      cuenta: ({ x_2 }, i) => normada(x_2[i]),
    },
    {
      nombre: "Qué sigue",
      rotulos: "vocabulario",
      tantos: true,
      fila: ({ p }, i) => [p[i]],
      cuenta: ({ norma_final, z, p }, i) => [
        ...VOCABULARIO.map(
          (palabra, k) =>
            `«${palabra}»: ${productos(norma_final[i], traspuesta(PUNTUAR)[k])} = ${fuerte(corto(z[i][k]))}`,
        ),
        `<span lang="en">Softmax</span> de ${vector(z[i])}: ${fuerte(vector(p[i], 4))}`,
      ],
    },
  ];

  /** La suma del atajo; lo apagado no está, y sin nada que sumar queda el cero. */
  function sumada(recto, aporta, total) {
    const partes = [recto, aporta].filter(Boolean).map((v) => vector(v));
    return `${partes.join(" + ") || "Nada que sumar"} = ${fuerte(vector(total))}`;
  }

  // ——— El explorador ———

  const CELDA = 24;
  const RENGLON = 15;
  const TRONCO = 10;
  const DESVIO = 20;

  class ElBloque extends Explorador {
    static titulo = "Una palabra por el bloque, paso a paso";
    static cuentas = { bloque, EJEMPLOS, VOCABULARIO, EJES, E, W_Q, W_K, W_V, W_O, NEURONAS, PUNTUAR };
    static estado = {
      palabras: estadoPalabras(EJEMPLOS["la IA avanza"].palabras, 1, PALABRAS),
      X: estadoMatriz(EJEMPLOS["la IA avanza"].X, TOPE, 1, PALABRAS),
      sigue: { min: 0, max: PALABRAS - 1, paso: 1, valor: 2 },
      paso: {
        rotulo: "Paso",
        min: 1,
        max: PASOS.length,
        paso: 1,
        valor: 1,
        escribir: (n) => `${n}. ${PASOS[n - 1].nombre}`,
      },
      atencion: { rotulo: "Atención", valor: true },
      mlp: { rotulo: "Red densa", valor: true },
      atajo: { rotulo: "Camino recto", valor: true },
      mascara: { rotulo: "Máscara", valor: true },
    };

    montar() {
      this.ejemplos(EJEMPLOS);
      this.vestir(`
        .frase { border-collapse: collapse; margin: 0; }
        .frase th { font-weight: 400; color: var(--tinta-tenue); padding: 0 .3rem 0 0; }
        .frase th[scope=row] { text-align: left; color: inherit; font-weight: 600; }
        .frase label { display: flex; align-items: center; gap: .4rem; line-height: 1.15; }
        .frase td { padding: 1px; }
        .frase abbr { text-decoration: none; }
        .frase input[type=text] {
          width: clamp(2.1rem, 12vw, 2.9rem); text-align: center; padding-inline: .1rem;
        }
        .frase input[type=radio] {
          flex: none; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--naranja);
        }
        .mandos { grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); margin: .8rem 0; }
        .dice { margin-bottom: .5rem; }
        .mandos > :first-child { grid-column: 1 / -1; }
        .cuentas p { margin: 0 0 .15rem; padding-left: 1.2em; text-indent: -1.2em; }
        .cuentas .de {
          margin: 0 0 .3rem; padding: 0; text-indent: 0; font-weight: 600;
          border-bottom: 1px solid var(--raya);
        }
        svg { cursor: pointer; }
        svg text.cifra { fill: var(--tinta); font-variant-numeric: tabular-nums; }
        .banda { fill: var(--papel-hondo); stroke: var(--enlace); }
        .apagada { opacity: .5; }`);
      this.tabla = crear("table", { class: "frase" });
      this.panel.before(this.tabla);
      this.panel.append(
        boton("Paso siguiente", () => this.cambiar({ paso: (this.estado.paso % PASOS.length) + 1 })),
      );
      this.dibujo.addEventListener("click", (suceso) => this.elegir(suceso));
      this.dibujo.before(this.dice);
      this.dibujo.after(this.panel); // junto a las cuentas del paso
      this.otros = this.refrescos.length; // los mandos que no son casillas de la tabla
    }

    /** El paso de la fila que se toca. */
    elegir({ clientY }) {
      const caja = this.dibujo.getBoundingClientRect();
      const y = ((clientY - caja.top) * this.plano.alto) / caja.height;
      const tocada = this.filas.findIndex(({ abajo }) => y < abajo);
      if (tocada >= 0) this.cambiar({ paso: tocada + 1 });
    }

    /** La tabla se rehace solo si cambian las palabras, para no quitar el foco a quien escribe. */
    rehacerTabla() {
      const { palabras } = this.estado;
      const sello = palabras.join("_");
      if (this.sello === sello) return;
      this.sello = sello;
      this.refrescos.length = this.otros;
      const ejes = EJES.map((eje) =>
        crear("th", { scope: "col" }, crear("abbr", { title: eje }, `${eje.slice(0, 3)}.`)),
      );
      const filas = palabras.map((palabra, i) =>
        crear(
          "tr",
          {},
          crear("th", { scope: "row" }, crear("label", {}, this.circulo(palabra, i), palabra)),
          ...EJES.map((eje, k) => crear("td", {}, this.numeroDe(palabra, i, eje, k))),
        ),
      );
      this.tabla.replaceChildren(
        crear("thead", {}, crear("tr", {}, crear("th", { scope: "col" }, "Sigue a…"), ...ejes)),
        crear("tbody", {}, ...filas),
      );
    }

    circulo(palabra, i) {
      const circulo = crear("input", { type: "radio", name: "sigue", "aria-label": `Sigue a «${palabra}»` });
      circulo.addEventListener("change", () => this.cambiar({ sigue: i }));
      this.refrescos.push(() => (circulo.checked = this.estado.sigue === i));
      return circulo;
    }

    numeroDe(palabra, i, eje, k) {
      return this.casilla(
        `«${palabra}», ${eje}`,
        () => this.estado.X[i][k],
        (x) => {
          const { X } = this.estado;
          this.cambiar({ X: sustituir(X, i, sustituir(X[i], k, x)) });
        },
      );
    }

    /** Tantas filas como palabras, vengan de donde vengan, y una de ellas es la que se sigue. */
    cuadrar() {
      const { palabras, X, sigue } = this.estado;
      this.estado.X = palabras.map((_, i) => X[i] ?? [0, 0, 0, 0]);
      this.estado.sigue = Math.min(sigue, palabras.length - 1);
    }

    pintar(ancho) {
      this.cuadrar();
      this.rehacerTabla();
      const { palabras, X, sigue, paso, ...piezas } = this.estado;
      const todo = bloque(X, piezas);
      const filas = PASOS.map((suyo) => suyo.fila(todo, sigue));
      this.colocar(ancho);
      const plano = new Plano({
        ancho,
        alto: this.filas[this.filas.length - 1].abajo + 4,
        x: [0, 1],
        y: [0, 1],
      });
      this.caminos(plano);
      PASOS.forEach((_, n) => this.fila(plano, n, filas[n]));
      const leidas = PASOS.map(({ nombre }, n) => `${n + 1}, ${nombre}: ${filas[n].map(leido).join(" y ")}`);
      this.poner(plano, `Lo que le pasa a «${palabras[sigue]}» en cada paso. ${leidas.join(". ")}.`);
      this.dice.innerHTML = this.resumen(todo);
      this.cuentas.innerHTML = this.cuenta(todo, PASOS[paso - 1]);
    }

    /** Dónde va cada fila: en una pantalla estrecha, su nombre va encima. */
    colocar(ancho) {
      const estrecho = ancho < 520;
      this.izquierda = estrecho ? DESVIO + 12 : 168;
      this.hueco = ancho - this.izquierda - 4;
      let y = 2;
      this.filas = PASOS.map(({ rotulos }) => {
        const nombre = y + (estrecho ? 13 : (rotulos ? RENGLON : 0) + 18);
        const arriba = y + (estrecho ? RENGLON : 1) + (rotulos ? RENGLON : 1);
        y = arriba + CELDA + 4;
        return { de: arriba - (estrecho ? RENGLON : 0) - (rotulos ? RENGLON : 1), nombre, arriba, abajo: y };
      });
    }

    /** El camino recto, a la izquierda, y las dos ramas que salen de él y vuelven a sumarse. */
    caminos(plano) {
      const { atajo } = this.estado;
      const medio = (n) => this.filas[n].arriba + CELDA / 2;
      const sumas = PASOS.flatMap(({ suma }, n) => (suma ? [n] : []));
      const [primera, segunda] = sumas;
      for (const [de, a, pieza, clase] of [
        [0, primera, "atencion", "azul"],
        [primera, segunda, "mlp", "verde"],
      ]) {
        const recto = `M${TRONCO} ${medio(de)}V${medio(a)}`;
        plano.poner(`<path class="linea ${atajo ? "naranja" : "gris fina rayas apagada"}" d="${recto}"/>`);
        const [sale, vuelve] = [medio(de) + 14, medio(a) - 14];
        const rama = `M${TRONCO} ${medio(de)}Q${DESVIO} ${medio(de)} ${DESVIO} ${sale}V${vuelve}`;
        const clases = this.estado[pieza] ? clase : "gris rayas apagada";
        plano.poner(
          `<path class="linea fina ${clases}" d="${rama}Q${DESVIO} ${medio(a)} ${TRONCO} ${medio(a)}"/>`,
        );
      }
      plano.poner(
        `<path class="linea naranja" d="M${TRONCO} ${medio(segunda)}V${medio(PASOS.length - 1)}"/>`,
      );
      for (const n of sumas)
        plano.poner(
          `<circle class="banda" cx="${TRONCO}" cy="${medio(n)}" r="8"/>` +
            `<path class="linea naranja" d="M${TRONCO - 4} ${medio(n)}h8m-4 -4v8"/>`,
        );
    }

    /** Una fila: su nombre, los rótulos de sus columnas y sus números, teñidos según su signo y su tamaño. */
    fila(plano, n, grupos) {
      const { nombre, pieza, rotulos, tantos } = PASOS[n];
      const { de, nombre: base, arriba, abajo } = this.filas[n];
      const elegido = this.estado.paso === n + 1;
      const izquierda = DESVIO + 8;
      plano.poner(`<g class="${this.estado[pieza] === false ? "apagada" : ""}">`);
      if (elegido)
        plano.poner(
          `<rect class="banda" x="${izquierda}" y="${de}" width="${plano.ancho - izquierda}" ` +
            `height="${abajo - de - 1}" rx="4"/>`,
        );
      plano.texto(izquierda + 4, base, `${n + 1}. ${nombre}`, { clase: elegido ? "fuerte" : "" });
      const separa = grupos.length > 1 ? 8 : 0;
      const cuantos = grupos.flat().length;
      const lado = Math.min(64, (this.hueco - separa) / cuantos);
      const tope = Math.max(2, ...grupos.flat().filter(Number.isFinite).map(Math.abs));
      const columnas = { palabras: this.estado.palabras, vocabulario: VOCABULARIO }[rotulos] ?? [];
      grupos.forEach((grupo, g) =>
        grupo.forEach((x, k) => {
          const px = this.izquierda + (g * grupo.length + k) * lado + g * separa;
          const medio = px + lado / 2;
          if (rotulos === "cabezas" && !k) plano.texto(px, arriba - 4, `cabeza ${g + 1}`);
          if (columnas[k]) plano.texto(medio, arriba - 4, recortado(columnas[k], lado), { ancla: "middle" });
          const tinte = Number.isFinite(x) ? 0.06 + 0.4 * (Math.abs(x) / (tantos ? 1 : tope)) : 0;
          plano.poner(
            `<rect class="relleno ${x < 0 ? "naranja" : "azul"}" x="${(px + 1).toFixed(1)}" y="${arriba}" ` +
              `width="${(lado - 2).toFixed(1)}" height="${CELDA}" rx="3" ` +
              `fill-opacity="${tinte.toFixed(3)}"/>` +
              `<text class="cifra" x="${medio.toFixed(1)}" y="${arriba + 16}" text-anchor="middle" ` +
              `font-size="${lado < 38 ? 10.5 : 12}">${tantos ? tanto(x) : cifra(x)}</text>`,
          );
        }),
      );
      plano.poner("</g>");
    }

    resumen({ mirada, p }) {
      const { palabras, sigue, atencion } = this.estado;
      const yo = escapar(palabras[sigue]);
      const miradas = mirada.pesos.map((pesos, h) => {
        const suyos = pesos[sigue];
        const cual = suyos.indexOf(Math.max(...suyos));
        return `con la cabeza ${h + 1} a «${escapar(palabras[cual])}» (${tanto(suyos[cual])})`;
      });
      const mejor = p[sigue].indexOf(Math.max(...p[sigue]));
      const leido = escapar(palabras.slice(0, sigue + 1).join(" "));
      return (
        `«${yo}» mira sobre todo ${miradas.join(" y ")}` +
        `${atencion ? "" : ", pero la atención está apagada"}. ` +
        `Tras «${leido}», lo más probable es «${VOCABULARIO[mejor]}»: ${fuerte(tanto(p[sigue][mejor]))}.`
      );
    }

    cuenta(todo, { nombre, pieza, cuenta }) {
      const { palabras, sigue, paso, ...piezas } = this.estado;
      const lineas = cuenta(todo, sigue, palabras.map(escapar), piezas);
      if (piezas[pieza] === false)
        lineas.unshift("Esta pieza está apagada: su cuenta se hace, pero no se suma.");
      return `<p class="de">${paso}. ${nombre}</p>${lineas.map((linea) => `<p>${linea}</p>`).join("")}`;
    }
  }

  const cifra = (x) => (x === -Infinity ? "—" : corto(x));
  const leido = (grupo) => `[${grupo.map((x) => (x === -Infinity ? "tapada" : corto(x))).join(", ")}]`;
  const recortado = (texto, ancho) => {
    const caben = Math.max(2, Math.floor((ancho - 3) / 6.4));
    return texto.length <= caben ? texto : `${texto.slice(0, caben - 1)}…`;
  };

  customElements.define("explorador-el-bloque", ElBloque);
}
