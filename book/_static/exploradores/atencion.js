/* La atención, paso a paso: unas palabras en el plano, sus tres matrices y todas las cuentas a la vista. */
"use strict";
{
  const {
    numero,
    corto,
    vector,
    Plano,
    escapar,
    crear,
    enteros,
    estadoMatriz,
    estadoPalabras,
    producto,
    softmax,
    traspuesta,
    copiar,
  } = Explorador;

  const TOPE = 100;
  const PALABRAS = 4;

  /** Todo lo que calcula `redes.atencion`, por su orden. */
  function atencion(X, W_Q, W_K, W_V, escalar) {
    const [Q, K, V] = [W_Q, W_K, W_V].map((W) => producto(X, W));
    const puntos = producto(Q, traspuesta(K));
    const entre = escalar ? Math.sqrt(Q[0].length) : 1;
    const escalados = puntos.map((fila) => fila.map((p) => p / entre));
    const pesos = escalados.map(softmax);
    return { Q, K, V, puntos, escalados, pesos, Z: producto(pesos, V) };
  }

  // Los de `redes.palabras`: el plano de «IA» y, de los del banco, los dos ejes que hacen al caso.
  const matriz = (...filas) => filas;
  const W = matriz([2, 1], [1, 2]);
  const DIEZ = matriz([10, 0], [0, 10]);
  const UNO = matriz([1, 0], [0, 1]);
  const SIN_SIGNO = matriz([1, -1], [-1, 2]);
  const ia = (palabras, W_K = W) => ({
    palabras: Object.keys(palabras),
    X: Object.values(palabras),
    W_Q: W,
    W_K,
    W_V: DIEZ,
    escalar: false,
  });
  const banco = (otras) => ({
    palabras: ["banco", ...Object.keys(otras)],
    X: [[1, 1], ...Object.values(otras)],
    W_Q: UNO,
    W_K: UNO,
    W_V: UNO,
    escalar: false,
  });
  const RETROCEDE = { IA: [1, 0], retrocede: [0, -1] };
  const SE_DETIENE = { La: [0, 0], IA: [1, 0], "se detiene": [0, 0] };
  const EJEMPLOS = {
    "IA avanza": ia({ IA: [1, 0], avanza: [0, 1] }),
    "IA retrocede": ia(RETROCEDE),
    "La IA se detiene": ia(SE_DETIENE),
    "IA retrocede, con otra Wᴷ": ia(RETROCEDE, SIN_SIGNO),
    "La IA se detiene, con otra Wᴷ": ia(SE_DETIENE, SIN_SIGNO),
    "Un banco y un financiero": banco({ cerrado: [1, 0], financiero: [3, 0] }),
    "Un banco que pintar": banco({ verde: [0, 2], pintar: [0, 3] }),
  };
  const PRIMERO = EJEMPLOS["IA avanza"];
  const ROTULOS = {
    X: "Palabras",
    W_Q: "<i>W</i><sup>Q</sup>, buscar",
    W_K: "<i>W</i><sup>K</sup>, ofrecer",
    W_V: "<i>W</i><sup>V</sup>, valor",
  };
  const HABLADO = { W_Q: "W de consulta", W_K: "W de clave", W_V: "W de valor" };

  /** Un peso en tanto por ciento, con decimales solo si es casi todo o casi nada. */
  const tanto = (p) => corto(100 * p, p > 0.01 && p < 0.99 ? 0 : 2);

  class Atencion extends Explorador {
    static titulo = "La atención, paso a paso";
    static cuentas = { atencion, EJEMPLOS };
    static estado = {
      palabras: estadoPalabras(PRIMERO.palabras, 1, PALABRAS),
      X: estadoMatriz(PRIMERO.X, TOPE, 1, PALABRAS),
      W_Q: estadoMatriz(PRIMERO.W_Q, TOPE),
      W_K: estadoMatriz(PRIMERO.W_K, TOPE),
      W_V: estadoMatriz(PRIMERO.W_V, TOPE),
      escalar: { rotulo: "Dividir entre √dₖ", valor: false },
    };

    montar() {
      this.ejemplos(EJEMPLOS);
      this.vestir(`
        .tablas { display: flex; flex-flow: wrap; align-items: start; gap: .6rem 1.5rem; margin: 0 0 .6rem; }
        .tablas table { border-collapse: collapse; }
        .tablas caption { text-align: left; color: var(--tinta-tenue); white-space: nowrap; }
        sup { font-size: .7em; line-height: 0; }
        .tablas th { font-weight: 600; padding: 0 .4rem 0 0; text-align: left; }
        .tablas td { padding: 1px; }
        .tablas td input { width: 3.3rem; text-align: center; padding-inline: .2rem; }
        .cuentas { display: grid; gap: .3rem 1.5rem; }
        .cuentas p { margin: 0; padding-left: 1.2em; text-indent: -1.2em; }
        .cuentas .de {
          margin: .7rem 0 .1rem; padding: 0 0 .1rem; text-indent: 0; font-weight: 600;
          border-bottom: 1px solid var(--raya);
        }
        .cuentas span:is(.q, .k, .v, .z) { font-weight: 600; }
        .q { color: var(--azul); }
        .k { color: var(--ocre); }
        .v { color: var(--verde); }
        .z { color: var(--naranja); }
        .mandos { grid-template-columns: 1fr; }`);
      this.tablas = crear("div", { class: "tablas" });
      this.panel.before(this.tablas);
      this.otros = this.refrescos.length; // los mandos que no son casillas de las tablas
    }

    /** Las tablas se rehacen solo si cambian las palabras, para no quitar el foco a quien escribe. */
    rehacerTablas() {
      const { palabras } = this.estado;
      const sello = palabras.join("_");
      if (this.sello === sello) return;
      this.sello = sello;
      this.refrescos.length = this.otros;
      this.tablas.replaceChildren(
        ...Object.entries(ROTULOS).map(([clave, rotulo]) => {
          const filas = clave === "X" ? palabras : ["", ""];
          const cuerpo = filas.map((palabra, i) =>
            crear(
              "tr",
              {},
              ...(palabra ? [crear("th", { scope: "row" }, palabra)] : []),
              ...[0, 1].map((j) => crear("td", {}, this.numeroDe(clave, i, j, palabra))),
            ),
          );
          const titulo = crear("caption");
          titulo.innerHTML = rotulo;
          return crear("table", {}, titulo, crear("tbody", {}, ...cuerpo));
        }),
      );
    }

    numeroDe(clave, i, j, palabra) {
      const rotulo = palabra
        ? `«${palabra}», número ${j + 1}`
        : `${HABLADO[clave]}, fila ${i + 1}, columna ${j + 1}`;
      return this.casilla(
        rotulo,
        () => this.estado[clave][i][j],
        (v) => {
          const M = copiar(this.estado[clave]);
          M[i][j] = v;
          this.cambiar({ [clave]: M });
        },
      );
    }

    /** Tantas filas como palabras, vengan de donde vengan. */
    cuadrar() {
      const { palabras, X } = this.estado;
      this.estado.X = palabras.map((_, i) => X[i] ?? [0, 0]);
    }

    pintar(ancho) {
      this.cuadrar();
      this.rehacerTablas();
      const { palabras, X, W_Q, W_K, W_V, escalar } = this.estado;
      const todo = atencion(X, W_Q, W_K, W_V, escalar);
      const frases = palabras.map((palabra, i) => {
        const mira = palabras.map((otra, j) => `${tanto(todo.pesos[i][j])}\u00a0% a «${otra}»`).join(", ");
        return `«${palabra}» mira ${mira}; su valor, ${vector(todo.V[i])}, se mueve a ${vector(todo.Z[i])}`;
      });
      this.dice.innerHTML = frases.map((frase) => `${escapar(frase)}.`).join("<br>");
      this.cuentas.innerHTML = palabras.map((_, i) => this.cuenta(i, todo)).join("");
      const titulo = `Plano con las palabras ${palabras.join(", ")} y sus vectores nuevos`;
      this.descripcion = `${[titulo, ...frases].join(". ")}.`;
      const meta = { X, V: todo.V, Z: todo.Z };
      const desde = this.visto;
      if (desde?.X.length === X.length && desde.ancho === ancho)
        this.animar((t) => this.mover(ancho, mezcla(desde, meta, t)));
      else this.mover(ancho, meta);
    }

    /** El dibujo de un instante del movimiento. */
    mover(ancho, { X, V, Z }) {
      this.visto = { ancho, X, V, Z };
      const { palabras } = this.estado;
      const juntos = ancho > 520;
      const lado = juntos ? ancho / 2 - 8 : ancho;
      const alto = Math.min(320, lado * 0.95);
      const entradas = this.ejes(lado, alto, X);
      const salidas = this.ejes(lado, alto, [...V, ...Z]);
      palabras.forEach((palabra, i) => {
        entradas.flecha([0, 0], X[i], "gris fina").punto(...X[i], "gris", 4);
        salidas
          .flecha([0, 0], V[i], "verde fina")
          .punto(...V[i], "verde", 4)
          .flecha(V[i], Z[i], "naranja");
      });
      this.rotular(entradas, palabras, X);
      this.rotular(salidas, palabras, V);
      entradas.texto(entradas.izquierda, 12, "Cada palabra, un punto");
      salidas.poner(
        `<text x="${salidas.izquierda}" y="12">De su <tspan class="verde">valor</tspan> ` +
          `a su <tspan class="naranja">vector nuevo</tspan></text>`,
      );
      const marco = new Plano({ ancho, alto: juntos ? alto : alto * 2 + 14, x: [0, 1], y: [0, 1] });
      const [dx, dy] = juntos ? [lado + 16, 0] : [0, alto + 14];
      marco.poner(`<g>${entradas.trozos.join("")}</g>`);
      marco.poner(`<g transform="translate(${dx} ${dy})">${salidas.trozos.join("")}</g>`);
      this.poner(marco, this.descripcion);
    }

    /** Un plano cuadrado con sitio para todos los puntos y para el origen. */
    ejes(ancho, alto, puntos) {
      const [xs, ys] = [0, 1].map((eje) => [0, ...puntos.map((p) => p[eje])]);
      const medida = Math.max(1, Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
      const aire = medida * 0.16;
      const rango = (v) => [Math.min(...v) - aire, Math.min(...v) + medida + 2 * aire];
      const plano = new Plano({ ancho, alto, x: rango(xs), y: rango(ys), margen: [26, 12, 24, 34] });
      const potencia = 10 ** Math.floor(Math.log10(medida));
      const veces = medida / potencia;
      const cada = potencia * (veces > 4 ? 2 : veces > 2 ? 1 : 0.5);
      const ticks = ([a, b]) =>
        enteros(Math.floor(b / cada) - Math.ceil(a / cada) + 1).map((n) => (Math.ceil(a / cada) + n) * cada);
      return plano.ejes({ ticksX: ticks(plano.x), ticksY: ticks(plano.y) });
    }

    /** El nombre de cada punto; los que se pisarían, uno encima de otro. */
    rotular(plano, palabras, puntos) {
      const sitios = [];
      palabras.forEach((palabra, i) => {
        const largo = 8 + palabra.length * 7;
        let [x, y] = [Math.min(plano.X(puntos[i][0]) + 6, plano.ancho - largo), plano.Y(puntos[i][1]) - 8];
        while (sitios.some(([a, ancho, b]) => x < a + ancho && a < x + largo && Math.abs(b - y) < 14))
          y -= 14;
        sitios.push([x, largo, y]);
        plano.texto(x, y, palabra, { clase: "fuerte" });
      });
    }

    /** Las cuentas de una palabra, escritas como en el texto. */
    cuenta(i, { Q, K, V, puntos, escalados, pesos, Z }) {
      const { palabras, X, W_Q, W_K, W_V, escalar } = this.estado;
      const yo = escapar(palabras[i]);
      const n = (x) => (x < 0 ? `(${corto(x)})` : corto(x));
      const suma = (a, b) => a.map((x, k) => `(${corto(x)} × ${n(b[k])})`).join(" + ");
      const productos = (W) => traspuesta(W).map((columna) => suma(X[i], columna));
      const por = (W, nombre, clase, resultado) =>
        `${nombre} = [${productos(W).join(", ")}] = <span class="${clase}">${vector(resultado)}</span>`;
      const lineas = [
        por(W_Q, "Consulta", "q", Q[i]),
        por(W_K, "Clave", "k", K[i]),
        por(W_V, "Valor", "v", V[i]),
      ];
      palabras.forEach((otra, j) => {
        const raiz = escalar ? `, y entre √2, <strong>${corto(escalados[i][j])}</strong>` : "";
        lineas.push(
          `Atención a «${escapar(otra)}»: ` +
            `<span class="q">${vector(Q[i])}</span> · <span class="k">${vector(K[j])}</span> = ` +
            `${suma(Q[i], K[j])} = <strong>${corto(puntos[i][j])}</strong>${raiz}`,
        );
      });
      const suyos = pesos[i].map((p) => numero(p, 4));
      const sumandos = suyos.map((p, j) => `${p} × <span class="v">${vector(V[j])}</span>`).join(" + ");
      const nuevo = Z[i].map((z) => numero(z, 2)).join(", ");
      lineas.push(
        `<span lang="en">Softmax</span> de ${vector(escalados[i])}: <strong>[${suyos.join(", ")}]</strong>`,
      );
      lineas.push(`Vector nuevo = ${sumandos} = <span class="z">[${nuevo}]</span>`);
      return `<div><p class="de">«${yo}»</p>${lineas.map((linea) => `<p>${linea}</p>`).join("")}</div>`;
    }
  }

  const mezcla = (a, b, t) =>
    Object.fromEntries(
      Object.keys(b).map((clave) => [
        clave,
        b[clave].map((v, i) => v.map((x, j) => (t === 1 ? x : a[clave][i][j] + t * (x - a[clave][i][j])))),
      ]),
    );

  customElements.define("explorador-atencion", Atencion);
}
