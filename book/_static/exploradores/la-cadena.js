/* La cadena: cuánto de lo que llega a la salida alcanza cada capa de una red honda, recién nacida. */
"use strict";
{
  const { numero, potencia, Plano, boton, acotar, enteros, producto, traspuesta } = Explorador;

  const ANCHO = 32;
  const EJEMPLOS = 8;
  const REDES = 20;
  const SUELO = -30;
  const TECHO = 16;
  const d_sigmoide = (x) => {
    const e = Math.exp(-Math.abs(x));
    return e / (1 + e) ** 2;
  };
  const ACTIVACIONES = {
    sigmoide: {
      f: (x) => Math.exp(Math.min(x, 0)) / (1 + Math.exp(-Math.abs(x))),
      d_f: d_sigmoide,
      clase: "azul",
      d_maxima: 0.25,
    },
    tanh: { f: Math.tanh, d_f: (x) => 4 * d_sigmoide(2 * x), clase: "morado", d_maxima: 1 },
    relu: { f: (x) => Math.max(0, x), d_f: (x) => (x > 0 ? 1 : 0), clase: "verde", d_maxima: 1 },
    fuga: {
      f: (x) => Math.max(0, x) + 0.01 * Math.min(0, x),
      d_f: (x) => (x > 0 ? 1 : 0.01),
      clase: "ocre",
      d_maxima: 1,
    },
  };

  /** Números al azar que se repiten: mulberry32. */
  function azar(semilla) {
    return () => {
      semilla = (semilla + 0x6d2b79f5) | 0;
      let t = Math.imul(semilla ^ (semilla >>> 15), 1 | semilla);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }
  const normal = (uniforme) => Math.sqrt(-2 * Math.log(1 - uniforme())) * Math.cos(2 * Math.PI * uniforme());
  const matriz = (filas, columnas, escala, uniforme) =>
    Array.from({ length: filas }, () => Array.from({ length: columnas }, () => escala * normal(uniforme)));
  const norma = (A) => {
    const mayor = Math.max(...A.flat().map(Math.abs)); // sin esto, cuadrados minúsculos serían ceros
    return mayor === 0 ? 0 : mayor * Math.sqrt(A.flat().reduce((suma, a) => suma + (a / mayor) ** 2, 0));
  };

  /** Los ejemplos y los pesos de una red de `capas` ocultas y una salida; desviación `escala` / √entradas. */
  function nacer(capas, escala, semilla = 1) {
    const uniforme = azar(semilla);
    const X = matriz(EJEMPLOS, ANCHO, 1, uniforme);
    const anchos = [...Array(capas + 1).fill(ANCHO), 1];
    return {
      X,
      W: anchos
        .slice(1)
        .map((salidas, n) => matriz(anchos[n], salidas, escala / Math.sqrt(anchos[n]), uniforme)),
    };
  }

  /** ‖∂E/∂z‖ de cada capa oculta por unidad de la que recibe la salida, como `redes.profundidad.medir`. */
  function senal({ X, W }, activacion) {
    const { f, d_f } = ACTIVACIONES[activacion];
    const zetas = [];
    let a = X;
    for (const pesos of W.slice(0, -1)) {
      zetas.push(producto(a, pesos));
      a = zetas[zetas.length - 1].map((fila) => fila.map(f));
    }
    let delta = X.map(() => [1]);
    const total = norma(delta);
    const llega = [];
    for (let n = zetas.length - 1; n >= 0; n--) {
      delta = producto(delta, traspuesta(W[n + 1])).map((fila, i) =>
        fila.map((d, j) => d * d_f(zetas[n][i][j])),
      );
      llega.unshift(norma(delta) / total);
    }
    return llega;
  }

  class LaCadena extends Explorador {
    static titulo = "Lo que llega del error a cada capa";
    static cuentas = { nacer, senal };
    static estado = {
      activacion: {
        rotulo: "Activación",
        opciones: { sigmoide: "Sigmoide", tanh: "Tangente hiperbólica", relu: "ReLU", fuga: "ReLU con fuga" },
        valor: "sigmoide",
      },
      capas: { rotulo: "Capas ocultas", min: 1, max: 30, paso: 1, valor: 10, cifras: 0 },
      escala: { rotulo: "Escala de los pesos", min: 0.1, max: 6, paso: 0.02, valor: 1 },
      semilla: { min: 1, max: REDES, paso: 1, valor: 1 },
    };

    montar() {
      this.panel.append(
        boton("Que nazca otra", () => this.cambiar({ semilla: (this.estado.semilla % REDES) + 1 })),
      );
      this.ejemplos({
        "Sigmoide, como Glorot": { activacion: "sigmoide", escala: 1 },
        "Sigmoide, pesos grandes": { activacion: "sigmoide", escala: 4 },
        "ReLU, como Glorot": { activacion: "relu", escala: 1 },
        "ReLU, como He": { activacion: "relu", escala: Math.SQRT2 },
        "ReLU, pesos grandes": { activacion: "relu", escala: 3 },
      });
    }

    pintar(ancho) {
      const { activacion, escala, capas, semilla } = this.estado;
      const { clase, d_maxima } = ACTIVACIONES[activacion];
      const llega = senal(nacer(capas, escala, semilla), activacion);
      const alturas = llega.map((s) => (s > 0 ? acotar(Math.log10(s), SUELO, TECHO) : SUELO));
      const abajo = Math.min(-4, Math.floor(Math.min(...alturas) / 2 - 0.01) * 2);
      const arriba = Math.max(2, Math.ceil(Math.max(...alturas) / 2) * 2);
      const plano = new Plano({
        ancho,
        alto: 310,
        x: [0.4, capas + 0.6],
        y: [abajo, arriba],
        margen: [24, 12, 36, 56],
      });
      const salto = Math.ceil(capas / (ancho / 34));
      const cada = Math.max(2, Math.ceil((arriba - abajo) / 12) * 2);
      const potencias = enteros(Math.floor(arriba / cada) - Math.ceil(abajo / cada) + 1).map(
        (n) => (Math.ceil(abajo / cada) + n) * cada,
      );
      plano.ejes({
        ticksX: enteros(capas)
          .map((n) => n + 1)
          .filter((n) => (n - 1) % salto === 0),
        ticksY: potencias,
        nombreX: "capa",
        nombreY: "señal",
        escribirY: (t) => (t ? potencia(t) : "1"),
      });
      const grueso = Math.min(34, (plano.X(2) - plano.X(1)) * 0.66);
      alturas.forEach((altura, n) => {
        const [x, y] = [plano.X(n + 1), plano.Y(altura)];
        plano.poner(
          `<rect class="barra ${clase}" x="${(x - grueso / 2).toFixed(1)}" y="${y.toFixed(1)}" ` +
            `width="${grueso.toFixed(1)}" height="${Math.max(1, plano.Y(abajo) - y).toFixed(1)}" rx="2"/>`,
        );
      });
      if (d_maxima < 1)
        plano.recortar(() =>
          plano.linea(
            enteros(capas).map((n) => [n + 1, (capas - n) * Math.log10(d_maxima)]),
            "gris rayas",
          ),
        );
      const suelo = `M${plano.izquierda} ${plano.Y(0)}H${plano.ancho - plano.derecha}`;
      plano.poner(`<path class="linea fina gris" d="${suelo}"/>`);
      plano.texto(plano.izquierda, 12, "← hacia aquí viaja el error");
      this.dice.innerHTML = this.veredicto(llega[0], capas, d_maxima);
      this.poner(
        plano,
        `Señal que llega a cada una de las ${capas} capas ocultas, en escala logarítmica. ` +
          `A la primera, ${numero(llega[0], 4)}; a la última, ${numero(llega[llega.length - 1], 4)}.`,
      );
    }

    veredicto(primera, capas, d_maxima) {
      if (primera === 0) return "<strong>A la primera capa no llega nada.</strong>";
      const porCapa = primera ** (1 / capas);
      const dice =
        porCapa < 0.8
          ? "El gradiente se desvanece"
          : porCapa > 1.25
            ? "El gradiente explota"
            : "El gradiente se conserva";
      const cota =
        d_maxima < 1
          ? ` La línea de puntos es lo que quedaría con un cuarto por capa: ${numero(d_maxima ** capas, 4)}.`
          : "";
      return (
        `<strong>${dice}</strong>: por cada unidad de error que hay en la salida, ` +
        `a la capa 1 le llegan <strong>${numero(primera, 4)}</strong>, ` +
        `como si cada capa multiplicara por <strong>${numero(porCapa)}</strong>.${cota}`
      );
    }
  }

  customElements.define("explorador-la-cadena", LaCadena);
}
