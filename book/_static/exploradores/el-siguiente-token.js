/* El siguiente token: de las puntuaciones al sorteo, y lo que cambia un paso de aprendizaje. */
"use strict";
{
  const { numero, corto, Plano, escapar, crear, boton, estadoVector, estadoPalabras, softmax } = Explorador;
  const { sustituir } = Explorador;

  const TOPE = 50;
  const MUCHAS = 8;

  /** −ln p de la palabra acertada, sin pasar por una p que se hiciera cero. */
  function entropia_cruzada(z, cual) {
    const maximo = Math.max(...z);
    return maximo + Math.log(z.reduce((suma, z) => suma + Math.exp(z - maximo), 0)) - z[cual];
  }

  /** Del más probable al menos; en un empate, por su orden. */
  const deMasAMenos = (p) => p.map((_, i) => i).sort((a, b) => p[b] - p[a] || a - b);

  /** Con qué probabilidad se sortea cada palabra: temperatura, los `k` primeros y los que juntan `p_tope`. */
  function sorteo(z, temperatura, k, p_tope) {
    const p = softmax(z.map((z) => z / temperatura));
    const queda = new Set();
    let juntan = 0;
    for (const i of deMasAMenos(p).slice(0, k)) {
      if (queda.size && juntan >= p_tope) break;
      queda.add(i);
      juntan += p[i];
    }
    return p.map((p, i) => (queda.has(i) ? p / juntan : 0));
  }

  /** Un paso del descenso sobre las puntuaciones: z − η·(p − y). */
  function paso(z, cual, tasa) {
    return softmax(z).map((p, i) => z[i] - tasa * (p - (i === cual ? 1 : 0)));
  }

  class ElSiguienteToken extends Explorador {
    static titulo = "El siguiente token";
    static cuentas = { softmax, entropia_cruzada, sorteo, paso };
    static estado = {
      palabras: estadoPalabras(["azul", "gris", "nublado", "verde", "queso"], 2, MUCHAS),
      z: estadoVector([3, 2, 1.5, 0, -2], TOPE, 2, MUCHAS),
      principio: {
        valor: "el cielo es",
        sanear: (crudo) => String(crudo).slice(0, 60),
        escribirEnlace: String,
      },
      temperatura: { rotulo: "Temperatura", min: 0.05, max: 5, paso: 0.05, valor: 1 },
      k: {
        rotulo: "Las k primeras",
        min: 1,
        max: MUCHAS,
        paso: 1,
        valor: MUCHAS,
        escribir: (k) => (k === MUCHAS ? "todas" : String(k)),
      },
      p: { rotulo: "Las que juntan p", min: 0.05, max: 1, paso: 0.05, valor: 1 },
      acierto: { min: 0, max: MUCHAS - 1, paso: 1, valor: 0 },
      tasa: { rotulo: "Tasa del paso η", min: 0.1, max: 5, paso: 0.1, valor: 1 },
    };

    montar() {
      const sorteo = (temperatura, k, p) => ({ temperatura, k, p });
      this.ejemplos({
        "Tal cual": sorteo(1, MUCHAS, 1),
        "Frío, T = 0.5": sorteo(0.5, MUCHAS, 1),
        "Caliente, T = 2": sorteo(2, MUCHAS, 1),
        "La mejor": sorteo(1, 1, 1),
        "Las dos mejores": sorteo(1, 2, 1),
        "Las que juntan nueve décimas": sorteo(1, MUCHAS, 0.9),
      });
      this.vestir(`
        .palabras { border-collapse: collapse; margin: 0 0 .8rem; }
        .palabras caption { text-align: left; padding: 0 0 .3rem; }
        .palabras th { font-weight: 400; color: var(--tinta-tenue); text-align: left; padding: 0 .8rem 0 0; }
        .palabras th[scope=row] { color: inherit; font-weight: 600; }
        .palabras td { padding: 1px .8rem 1px 0; }
        .palabras input[type=text] { width: 6rem; text-align: center; }
        .palabras input[type=radio] {
          width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--naranja); vertical-align: middle;
        }`);
      this.tabla = crear("table", { class: "palabras" });
      this.panel.before(this.tabla);
      this.panel.append(
        boton("Dar un paso", () =>
          this.cambiar({ z: paso(this.estado.z, this.estado.acierto, this.estado.tasa) }),
        ),
      );
      this.otros = this.refrescos.length;
    }

    /** La tabla se rehace solo si cambian las palabras, para no quitar el foco a quien escribe. */
    rehacerTabla() {
      const { palabras, principio } = this.estado;
      const sello = [principio, ...palabras].join("_");
      if (this.sello === sello) return;
      this.sello = sello;
      this.refrescos.length = this.otros;
      const cabecera = crear(
        "tr",
        {},
        ...["Palabra", "Puntuación", "La que venía"].map((texto) => crear("th", { scope: "col" }, texto)),
      );
      const filas = palabras.map((palabra, i) =>
        crear(
          "tr",
          {},
          crear("th", { scope: "row" }, palabra),
          crear(
            "td",
            {},
            this.casilla(
              `Puntuación de «${palabra}»`,
              () => this.estado.z[i],
              (v) => this.cambiar({ z: sustituir(this.estado.z, i, v) }),
            ),
          ),
          crear("td", {}, this.circulo(palabra, i)),
        ),
      );
      this.tabla.replaceChildren(
        crear("caption", {}, `«${principio}…»`),
        crear("thead", {}, cabecera),
        crear("tbody", {}, ...filas),
      );
    }

    circulo(palabra, i) {
      const circulo = crear("input", { type: "radio", name: "acierto", "aria-label": `Venía «${palabra}»` });
      circulo.addEventListener("change", () => this.cambiar({ acierto: i }));
      this.refrescos.push(() => (circulo.checked = this.estado.acierto === i));
      return circulo;
    }

    /** Tantas puntuaciones como palabras, y una de ellas es la que venía. */
    cuadrar() {
      const { palabras, z, acierto } = this.estado;
      this.estado.z = palabras.map((_, i) => z[i] ?? 0);
      this.estado.acierto = Math.min(acierto, palabras.length - 1);
    }

    pintar(ancho) {
      this.cuadrar();
      this.rehacerTabla();
      const { palabras, z, temperatura, k, p: tope, acierto, tasa } = this.estado;
      const p = softmax(z);
      const q = sorteo(z, temperatura, k, tope);
      const despues = paso(z, acierto, tasa);
      const error = entropia_cruzada(z, acierto);
      const letra = Math.min(150, 14 + 7.2 * Math.max(...palabras.map((palabra) => palabra.length)));
      const alto = 34 * palabras.length + 44;
      const plano = new Plano({ ancho, alto, x: [0, 1], y: [0, 1], margen: [22, 62, 22, letra] });
      for (const t of ancho < 420 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1])
        plano
          .poner(`<path class="rejilla" d="M${plano.X(t)} 20V${alto - 22}"/>`)
          .texto(plano.X(t), alto - 6, `${t * 100}\u00a0%`, { ancla: "middle" });
      plano.poner(
        `<text x="${plano.izquierda}" y="12"><tspan class="azul">■ en el sorteo</tspan> ` +
          `<tspan dx="12" class="naranja">┃ según el modelo</tspan></text>`,
      );
      const parte = (i) => (q[i] ? `${numero(100 * q[i], 1)}\u00a0%` : "fuera");
      palabras.forEach((palabra, i) => {
        const y = 26 + 34 * i;
        const largo = plano.X(q[i]) - plano.X(0);
        plano.texto(plano.izquierda - 8, y + 17, palabra, {
          ancla: "end",
          clase: i === acierto ? "fuerte" : "",
        });
        plano.poner(
          `<rect class="barra ${q[i] ? "azul" : "gris"}" x="${plano.izquierda}" y="${y}" ` +
            `width="${Math.max(1, largo).toFixed(1)}" height="24" rx="2"/>` +
            `<path class="linea naranja" d="M${plano.X(p[i]).toFixed(1)} ${y - 3}v30"/>`,
        );
        plano.texto(plano.izquierda + Math.max(largo, plano.X(p[i]) - plano.X(0)) + 7, y + 17, parte(i), {
          clase: "fuerte",
        });
      });
      const venia = escapar(palabras[acierto]);
      const suya = numero(p[acierto], 4);
      const mejora = error - entropia_cruzada(despues, acierto);
      this.dice.innerHTML =
        `Si venía «${venia}», el modelo le daba un <strong>${numero(100 * p[acierto], 1)}\u00a0%</strong>: ` +
        `la entropía cruzada es −ln ${suya} = <strong>${numero(error, 3)}</strong> nats. ` +
        `Un paso sumaría ${corto(tasa)}·(1 − ${suya}) = ` +
        `<strong>${numero(despues[acierto] - z[acierto], 3)}</strong> a su puntuación, ` +
        `restaría ${corto(tasa)}·p a cada una de las demás y ` +
        `dejaría el error en <strong>${numero(error - mejora, 3)}</strong>.`;
      const partes = palabras.map((palabra, i) => `${palabra}, ${parte(i)}`).join("; ");
      this.poner(
        plano,
        `Probabilidad con que se sortea cada palabra: ${partes}. ` +
          `Entropía cruzada si venía «${palabras[acierto]}»: ${numero(error, 3)} nats.`,
      );
    }
  }

  customElements.define("explorador-el-siguiente-token", ElSiguienteToken);
}
