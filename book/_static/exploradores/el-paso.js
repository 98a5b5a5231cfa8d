/* El descenso paso a paso: se elige la tasa y el punto de salida, y se ve dónde acaba el camino. */
"use strict";
{
  const { numero, corto, Plano, boton, acotar } = Explorador;

  const LEJOS = 1e6;
  const QUIETO = 1e-9;
  const MUCHOS = 5000;

  const VALLES = {
    liso: { E: (w) => w ** 2, d_E: (w) => 2 * w, curvatura: () => 2, y: [-1, 14], ticks: [0, 4, 8, 12] },
    bache: {
      E: (w) => (w ** 2 - 4) ** 2 / 16 + w / 4,
      d_E: (w) => (w * (w ** 2 - 4)) / 4 + 1 / 4,
      curvatura: (w) => (3 * w ** 2 - 4) / 4,
      y: [-1, 6],
      ticks: [0, 2, 4, 6],
    },
  };

  /** El camino entero, como `redes.descenso.descenso`. */
  function descenso(valle, w0, tasa, pasos, inercia = 0) {
    const camino = [w0];
    let [anterior, w] = [w0, w0];
    for (let n = 0; n < pasos; n++) {
      const siguiente = w - tasa * VALLES[valle].d_E(w) + inercia * (w - anterior);
      [anterior, w] = [w, acotar(siguiente, -LEJOS, LEJOS)];
      camino.push(w);
    }
    return camino;
  }

  /** Las raíces de w³ − 4w + 1, con la fórmula de los cosenos: fondo, cima y bache. */
  function fondos() {
    const radio = 4 / Math.sqrt(3);
    const angulo = Math.acos((-3 * Math.sqrt(3)) / 16) / 3;
    return [0, 1, 2].map((k) => radio * Math.cos(angulo - (2 * Math.PI * k) / 3)).sort((a, b) => a - b);
  }

  /** La tasa desde la que un hoyo de esa curvatura no se deja pisar. Con inercia, aguanta más. */
  const tasa_limite = (curvatura, inercia = 0) => (2 * (1 + inercia)) / curvatura;

  /** Qué es del camino si se sigue hasta el final: { clase, w }. */
  function final(valle, w0, tasa, inercia) {
    if (valle === "liso") {
      const sobra = tasa - tasa_limite(2, inercia);
      return { clase: w0 === 0 || sobra < 0 ? "fondo" : sobra > 0 ? "diverge" : "sin-parar", w: 0 };
    }
    const [penultimo, ultimo] = descenso(valle, w0, tasa, MUCHOS, inercia).slice(-2);
    if (Math.abs(ultimo) >= LEJOS) return { clase: "diverge", w: ultimo };
    if (Math.abs(ultimo - penultimo) >= QUIETO) return { clase: "sin-parar", w: ultimo };
    const distancias = fondos().map((w) => Math.abs(w - ultimo));
    return { clase: ["fondo", "cima", "bache"][distancias.indexOf(Math.min(...distancias))], w: ultimo };
  }

  class ElPaso extends Explorador {
    static titulo = "Bajar un valle a pasos";
    static cuentas = { descenso, fondos, tasa_limite, final, VALLES };
    static estado = {
      valle: { rotulo: "Valle", opciones: { liso: "Liso", bache: "Con un bache" }, valor: "liso" },
      tasa: { rotulo: "Tasa, η", min: 0.01, max: 1.5, paso: 0.01, valor: 0.3 },
      w: { rotulo: "Salida, w", min: -3.6, max: 3.6, paso: 0.05, valor: -3 },
      inercia: { rotulo: "Inercia, μ", min: 0, max: 0.95, paso: 0.05, valor: 0 },
      pasos: { rotulo: "Pasos dados", min: 0, max: 150, paso: 1, valor: 20, cifras: 0 },
    };

    montar() {
      this.panel.append(boton("Dar un paso", () => this.cambiar({ pasos: this.estado.pasos + 1 })));
      const liso = (tasa) => ({ valle: "liso", tasa, w: -3, inercia: 0, pasos: 20 });
      this.ejemplos({
        "Muy baja": liso(0.02),
        Justa: liso(0.3),
        "Alta: rebota": liso(0.95),
        "Demasiado alta: diverge": liso(1.05),
        "Atrapado en el bache": { valle: "bache", tasa: 0.1, w: 3, inercia: 0, pasos: 60 },
        "Con inercia, sale": { valle: "bache", tasa: 0.1, w: 3, inercia: 0.9, pasos: 150 },
      });
      this.arrastrable((w) => this.cambiar({ w: Math.round(w * 20) / 20 }));
    }

    pintar(ancho) {
      const { valle, tasa, w, pasos, inercia } = this.estado;
      const { E, y, ticks } = VALLES[valle];
      const camino = descenso(valle, w, tasa, pasos, inercia);
      const ultimo = camino[camino.length - 1];
      const plano = new Plano({ ancho, alto: 320, x: [-3.8, 3.8], y });
      plano.ejes({ ticksX: [-3, -2, -1, 0, 1, 2, 3], ticksY: ticks, nombreX: "peso w", nombreY: "error" });
      plano.recortar(() => {
        plano.curva(E, "ocre");
        plano.linea(
          camino.map((w) => [w, E(w)]),
          "naranja fina",
        );
        camino.forEach((w, n) => n && plano.punto(w, E(w), "naranja", n === camino.length - 1 ? 6 : 3));
        plano.punto(w, E(w), "azul", 7);
      });
      this.rotular(plano, w, E);
      const { clase, w: acaba } = final(valle, w, tasa, inercia);
      const veredicto = this.veredicto(clase);
      const hasta = clase === "diverge" || clase === "sin-parar" ? "" : ` (w = ${corto(acaba)})`;
      const seVa = ultimo < plano.x[0] || ultimo > plano.x[1] ? ", fuera del dibujo" : "";
      const dados = pasos === 1 ? "un paso" : `${pasos} pasos`;
      this.dice.innerHTML =
        `<strong>${veredicto}</strong>${hasta}. ` +
        `Tras ${dados}, w = <strong>${numero(ultimo)}</strong>${seVa}, ` +
        `con error ${numero(E(ultimo))}.<br>${this.limites()}`;
      this.poner(
        plano,
        `Camino de ${pasos} pasos sobre el valle, ` +
          `desde w = ${corto(w)} hasta w = ${numero(ultimo)}. ${veredicto}.`,
      );
    }

    /** El nombre de la salida, encima de ella; en una cuesta, hacia donde baja, que es donde no hay curva. */
    rotular(plano, w, E) {
      const alto = plano.Y(Math.min(E(w), plano.y[1]));
      const cuesta = plano.Y(E(w + 0.05)) - plano.Y(E(w - 0.05));
      const lado = Math.abs(cuesta) < 2 ? 0 : Math.sign(cuesta);
      plano.texto(plano.X(w) + 12 * lado, alto - (lado ? 4 : 16), "salida", {
        ancla: ["end", "middle", "start"][lado + 1],
        clase: "azul",
      });
    }

    veredicto(clase) {
      const { valle, tasa, inercia, w } = this.estado;
      const [fondo, , bache] = fondos();
      const rebota = (hoyo) => inercia === 0 && tasa * VALLES[valle].curvatura(hoyo) > 1;
      return {
        fondo:
          valle === "liso" && w === 0
            ? "Ya estás en el fondo"
            : rebota(fondo)
              ? "Rebota, cada vez menos, y acaba en el fondo"
              : "Converge: acaba en el fondo",
        bache: rebota(bache) ? "Rebota y se queda atrapado en el bache" : "Se queda atrapado en el bache",
        cima: "Se queda en equilibrio en la cima",
        "sin-parar": "No se para: va y viene sin llegar a ningún fondo",
        diverge: "Diverge: se aleja sin fin",
      }[clase];
    }

    /** El límite de cada hoyo, con su cuenta. */
    limites() {
      const { valle, tasa, inercia } = this.estado;
      const [fondo, , bache] = fondos();
      const cuenta = (w) => {
        const L = VALLES[valle].curvatura(w);
        const dividendo = inercia ? `2·(1 + ${corto(inercia)})` : "2";
        return `${dividendo} / ${corto(L)} = <strong>${numero(tasa_limite(L, inercia))}</strong>`;
      };
      const dice =
        valle === "liso"
          ? `La tasa límite, ${inercia ? "2·(1 + μ)" : "2"} entre la curvatura, es ${cuenta(0)}`
          : `La tasa límite es ${cuenta(fondo)} en el fondo y ${cuenta(bache)} en el bache`;
      return `${dice}. La tuya es ${corto(tasa)}.`;
    }
  }

  customElements.define("explorador-el-paso", ElPaso);
}
