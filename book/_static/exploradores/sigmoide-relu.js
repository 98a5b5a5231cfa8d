/* La sigmoide y ReLU: se mueve x y se ve el valor, la tangente y cuánto cede el muelle. */
"use strict";
{
  const { numero, corto, Plano, enteros } = Explorador;

  const sigmoide = (x) => Math.exp(Math.min(x, 0)) / (1 + Math.exp(-Math.abs(x)));
  const d_sigmoide = (x) => {
    const e = Math.exp(-Math.abs(x));
    return e / (1 + e) ** 2;
  };
  const FUNCIONES = {
    sigmoide: {
      nombre: "La sigmoide",
      f: sigmoide,
      d_f: d_sigmoide,
      clase: "azul",
      y: [-0.15, 1.15],
      ticks: [0, 0.25, 0.5, 0.75, 1],
    },
    relu: {
      nombre: "ReLU",
      f: (x) => Math.max(0, x),
      d_f: (x) => (x > 0 ? 1 : 0),
      clase: "verde",
      y: [-1.2, 8.2],
      ticks: [0, 2, 4, 6, 8],
    },
    tanh: {
      nombre: "La tangente hiperbólica",
      f: Math.tanh,
      d_f: (x) => 4 * d_sigmoide(2 * x),
      clase: "morado",
      y: [-1.2, 1.2],
      ticks: [-1, -0.5, 0, 0.5, 1],
    },
  };

  class SigmoideRelu extends Explorador {
    static titulo = "La función, su tangente y el muelle";
    static funciones = FUNCIONES;
    static estado = {
      f: {
        rotulo: "Función",
        opciones: { sigmoide: "Sigmoide", relu: "ReLU", tanh: "Tangente hiperbólica" },
        valor: "sigmoide",
      },
      x: { rotulo: "Entrada x", min: -8, max: 8, paso: 0.1, valor: 0, cifras: 2 },
    };

    montar() {
      this.arrastrable((x) => this.cambiar({ x: Math.round(x * 10) / 10 }));
    }

    pintar(ancho) {
      const { x, f: cual } = this.estado;
      const { f, d_f, clase, nombre, y, ticks } = FUNCIONES[cual];
      const [valor, pendiente] = [f(x), d_f(x)];
      const plano = new Plano({ ancho, alto: 360, x: [-8, 8], y, margen: [10, 12, 124, 46] });
      plano.ejes({ ticksX: [-8, -4, 0, 4, 8], ticksY: ticks, nombreX: "entrada x" });
      plano.recortar(() => {
        plano.curva(d_f, "naranja rayas", 640).curva(f, clase, 640);
        const medio = 2.5;
        plano.linea(
          [
            [x - medio, valor - pendiente * medio],
            [x + medio, valor + pendiente * medio],
          ],
          "naranja",
        );
        plano
          .linea(
            [
              [x, y[0]],
              [x, y[1]],
            ],
            "fina gris rayas",
          )
          .punto(x, pendiente, "naranja", 4)
          .punto(x, valor, clase, 6);
      });
      const [izquierda, derecha] = [plano.X(-7.8), plano.X(7.8)];
      plano.texto(derecha, plano.Y(Math.min(f(7.8), y[1])) + (cual === "relu" ? 40 : -8), "función", {
        ancla: "end",
        clase,
      });
      plano.texto(izquierda, plano.Y(d_f(-7.8)) - 8, "derivada", { clase: "naranja" });
      this.muelle(plano, pendiente);
      const escribir = pendiente < 1e-4 ? numero : corto;
      const cede =
        pendiente === 0
          ? "no se mueve: el muelle no cede nada"
          : `se mueve el <strong>${escribir(100 * pendiente)}\u00a0%</strong> de eso`;
      this.dice.innerHTML =
        `${nombre}, en x = ${corto(x)}, vale <strong>${numero(valor, 4)}</strong> ` +
        `y su derivada es <strong>${numero(pendiente, 4)}</strong>: ` +
        `si empujas un poco la entrada, la salida ${cede}.`;
      this.poner(
        plano,
        `${nombre} con su tangente en x = ${corto(x)}: ` +
          `valor ${numero(valor, 4)}, derivada ${numero(pendiente, 4)}.`,
      );
    }

    /** Un muelle del que se tira siempre lo mismo, toda la pista; se estira lo que diga la derivada. */
    muelle(plano, pendiente) {
      const y = plano.alto - 40;
      const pared = plano.izquierda;
      const cero = pared + 60; // donde acaba encogido
      const pista = plano.ancho - plano.derecha - cero;
      const punta = cero + pista * pendiente;
      const vueltas = 12;
      const paso = (punta - pared) / vueltas;
      const zigzag = enteros(vueltas)
        .map((n) => `L${(pared + paso * (n + 0.5)).toFixed(1)} ${y + (n % 2 ? 9 : -9)}`)
        .join("");
      const regla = `M${cero} ${y + 18}H${cero + pista}m0 -5v10M${cero} ${y + 13}v10`;
      const grueso = (4 - 2.5 * pendiente).toFixed(2);
      const muelle = `M${pared} ${y}${zigzag}L${punta} ${y}`;
      plano
        .poner(`<path class="rejilla" d="${regla}"/>`)
        .poner(`<path class="linea gris" d="M${pared} ${y - 16}v32"/>`)
        .poner(`<path class="linea naranja" stroke-width="${grueso}" d="${muelle}"/>`)
        .poner(`<circle class="punto naranja" cx="${punta}" cy="${y}" r="5"/>`);
      plano
        .texto(pared, y - 24, "El muelle: lo que cede al tirar")
        .texto(cero, y + 32, "0", { ancla: "middle" })
        .texto(cero + pista, y + 32, "100 %", { ancla: "end" });
    }
  }

  customElements.define("explorador-sigmoide-relu", SigmoideRelu);
}
