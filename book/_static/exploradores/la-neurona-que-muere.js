/* La neurona que muere: unos datos, un sesgo y un paso; a los pocos pasos, o aprende o calla para siempre. */
"use strict";
{
  const { numero, corto, Plano, crear, boton, acotar, estadoVector, sustituir } = Explorador;

  const ACTIVACIONES = {
    relu: { f: (z) => Math.max(0, z), d_f: (z) => (z > 0 ? 1 : 0), clase: "verde" },
    fuga: { f: (z) => Math.max(0, z) + 0.01 * Math.min(0, z), d_f: (z) => (z > 0 ? 1 : 0.01), clase: "azul" },
  };
  const GRANDE = 1e6;
  const TOPE = 8;

  /** Cada paso del aprendizaje de a = f(w·x + b) con el error cuadrático medio, como `redes.neurona.vida`. */
  function vida(x, y, w, b, tasa, pasos, activacion = "relu") {
    const { f, d_f } = ACTIVACIONES[activacion];
    const historia = [];
    for (let n = 0; ; n++) {
      const z = x.map((x) => w * x + b);
      const a = z.map(f);
      const delta = a.map((a, i) => ((2 * (a - y[i])) / x.length) * d_f(z[i]));
      const d_w = delta.reduce((suma, d, i) => suma + d * x[i], 0);
      const d_b = delta.reduce((suma, d) => suma + d, 0);
      const error = a.reduce((suma, a, i) => suma + (a - y[i]) ** 2, 0) / x.length;
      historia.push({ w, b, z, a, d_w, d_b, error, muerta: z.every((z) => d_f(z) === 0) });
      if (n === pasos || Math.abs(w) > GRANDE || Math.abs(b) > GRANDE) return historia;
      w -= tasa * d_w;
      b -= tasa * d_b;
    }
  }

  class LaNeurona extends Explorador {
    static titulo = "Una neurona que aprende o se muere";
    static cuentas = { vida };
    static estado = {
      activacion: { rotulo: "Activación", opciones: { relu: "ReLU", fuga: "ReLU con fuga" }, valor: "relu" },
      tasa: { rotulo: "Tasa, η", min: 0.01, max: 1, paso: 0.01, valor: 0.5 },
      w: { rotulo: "Nace con peso w", min: -4, max: 4, paso: 0.1, valor: 1.5 },
      b: { rotulo: "Nace con sesgo b", min: -8, max: 8, paso: 0.1, valor: 0 },
      pasos: { rotulo: "Pasos dados", min: 0, max: 300, paso: 1, valor: 1, cifras: 0 },
      x: estadoVector([1, 2, 3], TOPE),
      y: estadoVector([1, 2, 3], TOPE),
    };

    montar() {
      this.panel.append(boton("Dar un paso", () => this.cambiar({ pasos: this.estado.pasos + 1 })));
      const datos = { x: [1, 2, 3], y: [1, 2, 3] };
      const nace = { w: 1.5, b: 0, ...datos };
      this.ejemplos({
        "Una zancada demasiado larga": { activacion: "relu", tasa: 0.5, pasos: 1, ...nace },
        "Con pasos cortos, aprende": { activacion: "relu", tasa: 0.1, pasos: 200, ...nace },
        "Nace muerta": { activacion: "relu", tasa: 0.1, pasos: 20, ...nace, b: -8 },
        "La primera, ya muerta, con fuga": {
          activacion: "fuga",
          tasa: 0.1,
          pasos: 300,
          ...nace,
          w: -5 / 6,
          b: -1,
        },
      });
      this.vestir(`
        .datos { border-collapse: collapse; margin: 0 0 .8rem; width: 100%; max-width: 22rem; }
        .datos td { padding: 1px; }
        .datos th { font-weight: 400; text-align: left; white-space: nowrap; padding: 0 .6rem 0 0; }
        .datos input { width: 100%; text-align: center; padding-inline: .2rem; }`);
      this.panel.after(
        crear(
          "table",
          { class: "datos" },
          crear("tbody", {}, this.fila("oye, x", "x"), this.fila("debe decir, y", "y")),
        ),
      );
      this.arrastrable((x, y, empieza) => {
        const lejos = (i) =>
          Math.hypot(
            this.plano.X(x) - this.plano.X(this.estado.x[i]),
            this.plano.Y(y) - this.plano.Y(this.estado.y[i]),
          );
        if (empieza) this.cual = [0, 1, 2].find((i) => lejos(i) < 26);
        if (this.cual === undefined) return;
        const redondo = (z) => Math.round(z * 10) / 10;
        this.cambiar({
          x: sustituir(this.estado.x, this.cual, acotar(redondo(x), -1, 5)),
          y: sustituir(this.estado.y, this.cual, acotar(redondo(y), -4, TOPE)),
        });
      });
    }

    fila(rotulo, clave) {
      const casillas = [0, 1, 2].map((i) =>
        this.casilla(
          `Dato ${i + 1}: ${rotulo}`,
          () => this.estado[clave][i],
          (v) => this.cambiar({ [clave]: sustituir(this.estado[clave], i, v) }),
        ),
      );
      return crear(
        "tr",
        {},
        crear("th", { scope: "row" }, rotulo),
        ...casillas.map((casilla) => crear("td", {}, casilla)),
      );
    }

    pintar(ancho) {
      const { activacion, tasa, w, b, pasos, x, y } = this.estado;
      const { f, clase } = ACTIVACIONES[activacion];
      const historia = vida(x, y, w, b, tasa, pasos, activacion);
      const ahora = historia[historia.length - 1];
      const plano = new Plano({
        ancho,
        alto: 330,
        x: [Math.min(-1, ...x), Math.max(5, ...x)],
        y: [-5, TOPE + 0.4],
      });
      plano.ejes({
        ticksX: [-8, -6, -4, -2, 0, 2, 4, 6, 8].filter((t) => t >= plano.x[0] && t <= plano.x[1]),
        ticksY: [-4, -2, 0, 2, 4, 6, 8],
        nombreX: "lo que oye, x",
        nombreY: "lo que dice",
      });
      const recta = ({ w, b }) => plano.x.map((x) => [x, acotar(w * x + b, -1e4, 1e4)]);
      const curva =
        ({ w, b }) =>
        (x) =>
          acotar(f(w * x + b), -1e4, 1e4);
      plano.recortar(() => {
        for (const antes of historia.slice(-6, -1)) plano.curva(curva(antes), "gris fina");
        plano.linea(recta(ahora), "gris rayas").curva(curva(ahora), clase);
        x.forEach((x, i) =>
          plano
            .linea(
              [
                [x, y[i]],
                [x, curva(ahora)(x)],
              ],
              "naranja fina",
            )
            .punto(x, y[i], "naranja", 7),
        );
      });
      plano.texto(plano.izquierda + 6, 14, "● lo que debe decir", { clase: "naranja" });
      const muerta = ahora.muerta;
      const seFue = historia.length - 1 < pasos;
      const dados = historia.length - 1;
      const veredicto = muerta
        ? historia[0].muerta
          ? "Nació muerta"
          : `Murió en el paso ${historia.findIndex((momento) => momento.muerta)}`
        : seFue
          ? "Viva, pero diverge"
          : ahora.error < 1e-3
            ? "Viva: ha aprendido"
            : "Está viva";
      const resta = (cual) => {
        const derivada = ahora[`d_${cual}`];
        return `${corto(tasa)}·(${numero(derivada)}) = ${numero(ahora[cual] - tasa * derivada)}`;
      };
      this.dice.innerHTML =
        `<strong>${veredicto}</strong>. Tras ${dados === 1 ? "un paso" : `${dados} pasos`}: ` +
        `w = <strong>${numero(ahora.w)}</strong>, b = <strong>${numero(ahora.b)}</strong>, ` +
        `error <strong>${numero(ahora.error, 3)}</strong>. ` +
        (muerta
          ? `Sus z son ${ahora.z.map((z) => numero(z)).join(", ")}: ninguna es positiva, ` +
            `la derivada es 0 con todos los datos y ya no hay paso que la mueva.`
          : `El siguiente paso: w − ${resta("w")} y b − ${resta("b")}.`);
      this.poner(
        plano,
        `Tres datos y lo que dice la neurona tras ${dados} pasos: ` +
          `w = ${numero(ahora.w)}, b = ${numero(ahora.b)}. ${veredicto}.`,
      );
    }
  }

  customElements.define("explorador-la-neurona-que-muere", LaNeurona);
}
