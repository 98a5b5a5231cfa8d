/* Lo que comparten los exploradores: el estado (que va en la dirección), los mandos, el dibujo y los números.

   Un explorador es un elemento propio con la figura estática dentro: es lo que se ve en papel y sin
   JavaScript. Cada uno declara `static estado` (sus mandos y sus límites) y dibuja en `pintar()`. La página
   puede darle otro estado de partida en `data-estado`. Son guiones clásicos y no módulos porque un navegador
   no carga módulos desde un archivo local. */
"use strict";
window.Explorador = (() => {
  // ——— Números, escritos como en la prosa ———

  const SUPERINDICES = {
    "-": "⁻",
    0: "⁰",
    1: "¹",
    2: "²",
    3: "³",
    4: "⁴",
    5: "⁵",
    6: "⁶",
    7: "⁷",
    8: "⁸",
    9: "⁹",
  };
  const HOLGURA = 1 + 1e-13; // un empate lo es salvo el error de la coma flotante: 0.285 se escribe 0.29
  const conMenos = (texto) => texto.replace("-", "−");
  const potencia = (n) => `10${[...String(n)].map((signo) => SUPERINDICES[signo]).join("")}`;

  /** Con `cifras` decimales, los empates lejos del cero y sin «−0»; lo enorme y lo mínimo, con potencias. */
  function numero(x, cifras = 2) {
    if (x === Infinity || x === -Infinity) return x > 0 ? "∞" : "−∞";
    if (Number.isNaN(x)) return "—";
    if (x !== 0 && (Math.abs(x) >= 1e6 || Math.abs(x) * HOLGURA < 0.5 * 10 ** -cifras)) {
      const [mantisa, exponente] = (x * HOLGURA).toExponential(1).split("e");
      return `${conMenos(mantisa)}·${potencia(Number(exponente))}`;
    }
    return conMenos((x * HOLGURA || 0).toFixed(cifras));
  }

  /** Sin ceros de más: 0.5, 2, −1.25; lo que no llega a verse, 0. */
  const corto = (x, cifras = 2) =>
    Math.abs(x) >= 1e6 || Number.isNaN(x)
      ? numero(x, cifras)
      : conMenos(String(Number((x * HOLGURA).toFixed(cifras)) || 0));
  const vector = (v, cifras = 2) => `[${v.map((x) => corto(x, cifras)).join(", ")}]`;

  /** Lo que alguien escribe o pega: con punto o coma y cualquier menos. Si no es un número, NaN. */
  const leerNumero = (texto) =>
    String(texto).trim()
      ? Number(
          String(texto)
            .trim()
            .replace(/[−–]/, "-")
            .replace(",", "."),
        )
      : NaN;
  const acotar = (x, minimo, maximo) => Math.min(maximo, Math.max(minimo, x));
  const enteros = (hasta) => Array.from({ length: hasta }, (_, n) => n);

  // ——— Cuentas ———

  const producto = (A, B) =>
    A.map((fila) => B[0].map((_, j) => fila.reduce((suma, a, k) => suma + a * B[k][j], 0)));
  const traspuesta = (A) => A[0].map((_, j) => A.map((fila) => fila[j]));

  function softmax(z) {
    const maximo = Math.max(...z);
    const e = z.map((z) => Math.exp(z - maximo));
    const suma = e.reduce((a, b) => a + b, 0);
    return e.map((e) => e / suma);
  }

  // ——— Dibujo ———

  const escapar = (texto) => String(texto).replace(/[&<>"]/g, (signo) => `&#${signo.charCodeAt(0)};`);

  /** Un plano con ejes: convierte coordenadas y acumula dibujo en SVG. */
  class Plano {
    constructor({ ancho, alto, x, y, margen = [10, 12, 36, 46] }) {
      const [arriba, derecha, abajo, izquierda] = margen;
      Object.assign(this, { ancho, alto, x, y, arriba, derecha, abajo, izquierda, trozos: [] });
    }
    X(x) {
      return (
        this.izquierda +
        ((x - this.x[0]) / (this.x[1] - this.x[0])) * (this.ancho - this.izquierda - this.derecha)
      );
    }
    Y(y) {
      return (
        this.alto -
        this.abajo -
        ((y - this.y[0]) / (this.y[1] - this.y[0])) * (this.alto - this.arriba - this.abajo)
      );
    }
    /** Las coordenadas de un punto de la pantalla. */
    desde(px, py) {
      const [ancho, alto] = [
        this.ancho - this.izquierda - this.derecha,
        this.alto - this.arriba - this.abajo,
      ];
      return [
        this.x[0] + ((px - this.izquierda) / ancho) * (this.x[1] - this.x[0]),
        this.y[0] + ((this.alto - this.abajo - py) / alto) * (this.y[1] - this.y[0]),
      ];
    }
    poner(svg) {
      this.trozos.push(svg);
      return this;
    }
    ejes({ ticksX, ticksY, nombreX = "", nombreY = "", escribirY = corto }) {
      const [abajo, izquierda] = [this.alto - this.abajo, this.izquierda];
      for (const t of ticksX) {
        this.poner(`<path class="rejilla" d="M${this.X(t)} ${this.arriba}V${abajo}"/>`);
        this.texto(this.X(t), abajo + 16, corto(t), { ancla: "middle" });
      }
      for (const t of ticksY) {
        this.poner(`<path class="rejilla" d="M${izquierda} ${this.Y(t)}H${this.ancho - this.derecha}"/>`);
        this.texto(izquierda - 7, this.Y(t) + 4, escribirY(t), { ancla: "end" });
      }
      this.texto((this.ancho + izquierda - this.derecha) / 2, abajo + 32, nombreX, { ancla: "middle" });
      const girado = `translate(11 ${(abajo + this.arriba) / 2}) rotate(-90)`;
      return this.poner(`<text transform="${girado}" text-anchor="middle">${escapar(nombreY)}</text>`);
    }
    linea(puntos, clase) {
      const camino = puntos
        .map(([x, y], n) => `${n ? "L" : "M"}${this.X(x).toFixed(1)} ${this.Y(y).toFixed(1)}`)
        .join("");
      return this.poner(`<path class="linea ${clase}" d="${camino}"/>`);
    }
    curva(f, clase, n = 240) {
      const [a, b] = this.x;
      return this.linea(
        enteros(n + 1)
          .map((i) => a + ((b - a) * i) / n)
          .map((x) => [x, f(x)]),
        clase,
      );
    }
    punto(x, y, clase, radio = 5) {
      const [cx, cy] = [this.X(x).toFixed(1), this.Y(y).toFixed(1)];
      return this.poner(`<circle class="punto ${clase}" cx="${cx}" cy="${cy}" r="${radio}"/>`);
    }
    flecha(de, a, clase) {
      const [x1, y1, x2, y2] = [this.X(de[0]), this.Y(de[1]), this.X(a[0]), this.Y(a[1])];
      const largo = Math.hypot(x2 - x1, y2 - y1);
      if (largo < 1) return this.punto(...a, clase, 3);
      const [ux, uy] = [(x2 - x1) / largo, (y2 - y1) / largo];
      const t = Math.min(9, largo);
      const [cuelloX, cuelloY] = [x2 - ux * t, y2 - uy * t];
      const [dx, dy] = [(uy * t) / 2, (ux * t) / 2];
      const punta = `M${x2} ${y2}L${cuelloX - dx} ${cuelloY + dy}L${cuelloX + dx} ${cuelloY - dy}Z`;
      this.poner(`<path class="linea ${clase}" d="M${x1} ${y1}L${cuelloX} ${cuelloY}"/>`);
      return this.poner(`<path class="relleno ${clase}" d="${punta}"/>`);
    }
    texto(px, py, texto, { ancla = "start", clase = "" } = {}) {
      return this.poner(
        `<text x="${px}" y="${py}" text-anchor="${ancla}" class="${clase}">${escapar(texto)}</text>`,
      );
    }
    /** Lo que dibuje `tarea` no se sale de los ejes. */
    recortar(tarea) {
      const ancho = this.ancho - this.izquierda - this.derecha + 8;
      const alto = this.alto - this.arriba - this.abajo + 16;
      const marco = `<rect x="${this.izquierda}" y="${this.arriba - 8}" width="${ancho}" height="${alto}"/>`;
      this.poner(`<clipPath id="marco">${marco}</clipPath><g clip-path="url(#marco)">`);
      tarea();
      return this.poner("</g>");
    }
  }

  // ——— Aspecto ———

  const ESTILO = `
    :host { display: block; text-align: left; }
    .vivo {
      --azul: var(--claro, #0072b2) var(--oscuro, #5ab3e8);
      --verde: var(--claro, #00785a) var(--oscuro, #3cc79a);
      --naranja: var(--claro, #b94e00) var(--oscuro, #f08a4b);
      --ocre: var(--claro, #8a6508) var(--oscuro, #e0b450);
      --morado: var(--claro, #99348a) var(--oscuro, #d68fcb); --gris: var(--tinta-tenue);
      padding: .9rem 1rem; border: 1px solid var(--raya); border-radius: 8px;
      font: .9rem/1.5 var(--palo); color: var(--tinta);
    }
    .vivo * { box-sizing: border-box; }
    .guia { margin: 0 0 .8rem; font: 1rem/1.5 var(--serifa); }
    .mandos {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, clamp(8rem, 30%, 9.5rem)), 1fr));
      gap: .5rem 1.25rem; align-items: end; margin: 0 0 .8rem; padding: 0; border: 0; min-width: 0;
    }
    .mando { display: grid; grid-template-columns: 1fr auto; gap: 0 .5rem; }
    .mando > :is(input, select) { grid-column: 1 / -1; width: 100%; }
    .mando.si { grid-template-columns: auto 1fr; align-items: center; min-height: 2rem; }
    .mando.si > input {
      grid-column: 1; width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--enlace);
    }
    .valor { font-variant-numeric: tabular-nums; font-weight: 600; }
    input[type=range] { margin: 0; height: 2rem; accent-color: var(--enlace); }
    select, button, input[type=text] {
      min-height: 2rem; padding: .15rem .6rem; font: inherit; color: inherit; background: var(--papel);
      border: 1px solid var(--tinta-tenue); border-radius: 5px;
    }
    input[aria-invalid=true] { border-color: var(--mal); }
    button { cursor: pointer; } button:hover { background: var(--papel-hondo); }
    .ejemplos, .pie { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0 0 .8rem; }
    .ejemplos button { border-radius: 1rem; border-color: var(--borde); font-size: .93em; }
    button[aria-pressed=true] { color: var(--papel); background: var(--enlace); border-color: var(--enlace); }
    :focus-visible { outline: 2px solid var(--enlace); outline-offset: 2px; }
    svg {
      display: block; width: 100%; font: 12px var(--palo); overflow: visible; touch-action: pan-y;
      user-select: none; -webkit-user-select: none;
    }
    svg.coge { cursor: grab; } svg.coge:active { cursor: grabbing; }
    svg text { fill: var(--tinta-tenue); } svg text.fuerte { fill: var(--tinta); font-weight: 600; }
    .rejilla { stroke: var(--raya); fill: none; }
    .linea {
      fill: none; stroke: currentColor; stroke-linejoin: round; stroke-linecap: round;
    }
    .linea:where(:not([stroke-width])) { stroke-width: 2; }
    .fina { stroke-width: 1; }
    .rayas { stroke-dasharray: 2 5; }
    .punto, .relleno, .barra { fill: currentColor; }
    .azul { color: var(--azul); }
    .verde { color: var(--verde); }
    .naranja { color: var(--naranja); }
    .ocre { color: var(--ocre); }
    .morado { color: var(--morado); }
    .gris { color: var(--gris); }
    svg text:is(.azul, .verde, .naranja, .ocre, .morado), tspan { fill: currentColor; }
    .dice { margin: .7rem 0 0; } .dice strong, .cuentas { font-variant-numeric: tabular-nums; }
    .cuentas { margin: .6rem 0 0; overflow-wrap: anywhere; }
    .pie { margin: .8rem 0 0; }
    .pie button { font-size: .87em; }
    .pie button:not([aria-pressed=true]) { color: var(--tinta-tenue); border-color: var(--borde); }
    .oculto {
      position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap;
    }
    .quieta { display: none; } :host([quieta]) .quieta { display: block; margin-top: 1rem; }
    @media (pointer: coarse) {
      select, button, input[type=text], .mando.si, input[type=range] { min-height: 2.75rem; }
      .mando.si > input { width: 1.75rem; height: 1.75rem; }
    }
    @media (forced-colors: active) {
      button[aria-pressed=true] { color: HighlightText; background: Highlight; border-color: Highlight; }
    }
    @media print { .vivo { display: none; } .quieta { display: block; margin: 0 !important; } }`;

  /** Un elemento con sus atributos (`class`, `aria-label`…) y sus hijos; los que son falsos no se ponen. */
  const crear = (nombre, atributos = {}, ...hijos) => {
    const nuevo = document.createElement(nombre);
    for (const [clave, valor] of Object.entries(atributos))
      if (valor !== false) nuevo.setAttribute(clave, valor);
    nuevo.append(...hijos);
    return nuevo;
  };
  const boton = (rotulo, tarea) => {
    const nuevo = crear("button", { type: "button" }, rotulo);
    nuevo.addEventListener("click", () => tarea(nuevo));
    return nuevo;
  };
  // Lo que a un navegador de hace cinco años le falta.
  const copiar = (valor) => JSON.parse(JSON.stringify(valor));
  const tiene = (objeto, clave) => Object.prototype.hasOwnProperty.call(objeto, clave);
  /** La lista, con otro valor en ese sitio. */
  const sustituir = (lista, donde, valor) => lista.map((viejo, n) => (n === donde ? valor : viejo));
  const iguales = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  // ——— El elemento ———

  class Explorador extends HTMLElement {
    static titulo = "";
    static estado = {};

    connectedCallback() {
      if (this.shadowRoot) return;
      const { titulo, estado } = this.constructor;
      this.attachShadow({ mode: "open" });
      this.estado = Object.fromEntries(
        Object.entries(estado).map(([clave, { valor }]) => [clave, copiar(valor)]),
      );
      for (const [clave, valor] of Object.entries(JSON.parse(this.dataset.estado || "{}")))
        if (tiene(estado, clave)) this.estado[clave] = this.sanear(clave, valor);
      this.partida = copiar(this.estado);
      this.refrescos = [];
      this.caja = crear("div", { class: "vivo", role: "group", "aria-label": titulo });
      this.panel = crear(
        "div",
        { class: "mandos" },
        ...Object.entries(estado)
          .filter(([, mando]) => mando.rotulo)
          .map(([clave, mando]) => this.mando(clave, mando)),
      );
      this.dibujo = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      this.dibujo.setAttribute("role", "img");
      this.dice = crear("p", { class: "dice" });
      this.cuentas = crear("div", { class: "cuentas" });
      this.oye = crear("p", { class: "oculto", role: "status" });
      this.caja.append(
        crear("div", { class: "guia" }, crear("slot", { name: "guia" })),
        this.panel,
        this.dibujo,
        this.dice,
        this.cuentas,
        this.botones(),
        this.oye,
      );
      this.shadowRoot.append(this.caja, crear("div", { class: "quieta" }, crear("slot")));
      this.vestir(ESTILO);
      this.montar();
      this.mostrar();
      this.leerDireccion();
      addEventListener("hashchange", () => this.leerDireccion());
      new ResizeObserver(() => this.dibujo.clientWidth !== this.pintado && this.repintar()).observe(
        this.caja,
      );
    }

    montar() {}

    /** Añade estilos a los suyos; sin `<style>`, que una política de contenido estricta no admite. */
    vestir(estilo) {
      try {
        const hoja = new CSSStyleSheet();
        hoja.replaceSync(estilo);
        this.shadowRoot.adoptedStyleSheets = [...this.shadowRoot.adoptedStyleSheets, hoja];
      } catch {
        this.shadowRoot.append(crear("style", {}, estilo)); // Safari 16.3 y antes
      }
    }

    botones() {
      const figura = boton("Ver la figura", () =>
        figura.setAttribute("aria-pressed", this.toggleAttribute("quieta")),
      );
      figura.setAttribute("aria-pressed", "false");
      const enlace = boton("Copiar el enlace", async () => {
        this.recordar();
        try {
          await navigator.clipboard.writeText(this.direccion());
          enlace.textContent = "Enlace copiado";
        } catch {
          enlace.textContent = "Está en la barra de direcciones";
        }
        setTimeout(() => (enlace.textContent = "Copiar el enlace"), 2000);
      });
      return crear(
        "div",
        { class: "pie" },
        boton("Como al principio", () => this.cambiar(copiar(this.partida))),
        enlace,
        figura,
      );
    }

    mando(clave, { rotulo, min, max, paso, opciones, cifras = 2, escribir = (x) => corto(x, cifras) }) {
      const etiqueta = crear("label", { for: clave }, rotulo);
      if (opciones) {
        const lista = crear(
          "select",
          { id: clave },
          ...Object.entries(opciones).map(([value, texto]) => crear("option", { value }, texto)),
        );
        lista.addEventListener("change", () => this.cambiar({ [clave]: lista.value }));
        this.refrescos.push(() => (lista.value = this.estado[clave]));
        return crear("div", { class: "mando" }, etiqueta, lista);
      }
      if (min === undefined) {
        const casilla = crear("input", { type: "checkbox", id: clave });
        casilla.addEventListener("change", () => this.cambiar({ [clave]: casilla.checked }));
        this.refrescos.push(() => (casilla.checked = this.estado[clave]));
        return crear("div", { class: "mando si" }, casilla, etiqueta);
      }
      const deslizador = crear("input", { type: "range", id: clave, min, max, step: paso });
      const valor = crear("span", { class: "valor", "aria-hidden": "true" });
      deslizador.addEventListener("input", () => this.cambiar({ [clave]: deslizador.valueAsNumber }));
      this.refrescos.push(() => {
        deslizador.value = this.estado[clave];
        valor.textContent = escribir(this.estado[clave]);
        deslizador.setAttribute("aria-valuetext", valor.textContent);
      });
      return crear("div", { class: "mando" }, etiqueta, valor, deslizador);
    }

    /** Una casilla para un número de dentro del estado. Si lo escrito no es un número, vale lo de antes. */
    casilla(rotulo, leer, poner) {
      const casilla = crear("input", {
        type: "text",
        "aria-label": rotulo,
        autocomplete: "off",
        spellcheck: "false",
        size: 5,
      });
      const escribir = () => {
        casilla.value = corto(leer(), 4);
        casilla.removeAttribute("aria-invalid");
      };
      casilla.addEventListener("input", () => {
        const x = leerNumero(casilla.value);
        if (Number.isFinite(x)) poner(x);
        casilla.setAttribute("aria-invalid", !Number.isFinite(x));
      });
      casilla.addEventListener("keydown", (suceso) => {
        const sube = { ArrowUp: 1, ArrowDown: -1 }[suceso.key];
        if (!sube) return;
        suceso.preventDefault();
        poner(Number((leer() + sube * (suceso.shiftKey ? 0.1 : 1)).toFixed(4)));
        escribir();
      });
      casilla.addEventListener("change", escribir);
      this.refrescos.push(() => this.shadowRoot.activeElement === casilla || escribir());
      return casilla;
    }

    /** Un botón por ejemplo: `{rótulo: cambios}`. Se ve pulsado el que coincide con el estado. */
    ejemplos(ejemplos) {
      const botones = Object.entries(ejemplos).map(([rotulo, cambios]) => {
        const nuevo = boton(rotulo, () => this.cambiar(copiar(cambios)));
        this.refrescos.push(() =>
          nuevo.setAttribute(
            "aria-pressed",
            Object.entries(cambios).every(([clave, valor]) => iguales(this.estado[clave], valor)),
          ),
        );
        return nuevo;
      });
      this.panel.before(
        crear("div", { class: "ejemplos", role: "group", "aria-label": "Ejemplos" }, ...botones),
      );
    }

    /** Un valor que venga de fuera: dentro de los límites, o el que había. */
    sanear(clave, crudo) {
      const { min, max, paso, opciones, valor, sanear } = this.constructor.estado[clave];
      if (sanear) return sanear(crudo) ?? this.estado[clave];
      if (opciones) return tiene(opciones, crudo) ? crudo : this.estado[clave];
      if (typeof valor === "boolean") return crudo === true || crudo === "si";
      const x = typeof crudo === "number" ? crudo : leerNumero(crudo);
      return Number.isFinite(x)
        ? acotar(Number.isInteger(paso) ? Math.round(x) : x, min, max)
        : this.estado[clave];
    }

    cambiar(cambios) {
      for (const [clave, valor] of Object.entries(cambios)) this.estado[clave] = this.sanear(clave, valor);
      this.mostrar();
      clearTimeout(this.recuerdo);
      this.recuerdo = setTimeout(() => this.recordar(), 300);
      clearTimeout(this.aviso);
      // cuando se deja de mover
      this.aviso = setTimeout(() => (this.oye.textContent = this.dice.innerText), 700);
    }

    mostrar() {
      this.repintar();
      for (const refrescar of this.refrescos) refrescar();
    }

    repintar() {
      cancelAnimationFrame(this.cuadro);
      this.pintado = this.dibujo.clientWidth;
      this.pintar(Math.max(240, this.pintado || 600));
    }

    /** Pone el dibujo de un plano y su descripción. */
    poner(plano, descripcion) {
      this.plano = plano;
      this.dibujo.setAttribute("viewBox", `0 0 ${plano.ancho} ${plano.alto}`);
      this.dibujo.setAttribute("aria-label", descripcion);
      this.dibujo.innerHTML = plano.trozos.join("");
    }

    /** Arrastrar sobre el dibujo: `tarea(x, y, empieza)`, en las coordenadas de sus ejes.
        Con el dedo, no al desplazarse. */
    arrastrable(tarea) {
      const mover = (suceso, empieza) => {
        const caja = this.dibujo.getBoundingClientRect();
        const escala = this.plano.ancho / caja.width;
        tarea(
          ...this.plano.desde((suceso.clientX - caja.left) * escala, (suceso.clientY - caja.top) * escala),
          empieza,
        );
      };
      this.dibujo.classList.add("coge");
      this.dibujo.addEventListener("pointerdown", (suceso) => {
        this.dibujo.setPointerCapture(suceso.pointerId);
        this.cogido = suceso.pointerType !== "mouse";
        if (!this.cogido) mover(suceso, true);
      });
      this.dibujo.addEventListener("pointermove", (suceso) => {
        if (suceso.buttons) mover(suceso, this.cogido);
        this.cogido = false;
      });
      this.dibujo.addEventListener("click", (suceso) => mover(suceso, this.cogido));
    }

    /** Llama a `tarea(t)` con t de 0 a 1; de un salto, si el lector no quiere movimiento. */
    animar(tarea, milisegundos = 450) {
      cancelAnimationFrame(this.cuadro);
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return tarea(1);
      const empieza = performance.now();
      const seguir = (ahora) => {
        const t = acotar((ahora - empieza) / milisegundos, 0, 1);
        tarea(t * t * (3 - 2 * t));
        if (t < 1) this.cuadro = requestAnimationFrame(seguir);
      };
      seguir(empieza);
    }

    // ——— El estado en la dirección: `#fig-x:clave=valor;clave=valor` ———

    get ancla() {
      return this.closest("[id]")?.id || this.localName;
    }

    direccion() {
      const pares = Object.entries(this.constructor.estado)
        .filter(([clave]) => !iguales(this.estado[clave], this.partida[clave]))
        .map(
          ([clave, { escribirEnlace = (v) => (v === true ? "si" : v === false ? "no" : String(v)) }]) =>
            `${clave}=${encodeURIComponent(escribirEnlace(this.estado[clave]))}`,
        );
      return `${location.href.split("#")[0]}#${this.ancla}${pares.length ? ":" + pares.join(";") : ""}`;
    }

    recordar() {
      try {
        history.replaceState(null, "", this.direccion());
      } catch {
        /* hay navegadores que no dejan en un archivo local */
      }
    }

    leerDireccion() {
      const [, ancla, resto] = location.hash.match(/^#([^:]*):(.*)$/s) ?? [];
      if (ancla !== this.ancla) return;
      for (const par of resto.split(";")) {
        const [, clave, crudo] = par.match(/^([^=]*)=(.*)$/s) ?? [];
        if (!clave || !tiene(this.constructor.estado, clave)) continue;
        try {
          this.estado[clave] = this.sanear(clave, decodeURIComponent(crudo));
        } catch {
          /* un enlace mal copiado */
        }
      }
      this.mostrar();
      const ir = () => this.scrollIntoView({ block: "start", behavior: "instant" });
      ir();
      // las imágenes empujan
      if (document.readyState !== "complete") addEventListener("load", ir, { once: true });
    }
  }

  // ——— Estados que son listas de números ———

  const enLista = (crudo) => (typeof crudo === "string" ? crudo.split(",").map(leerNumero) : crudo);

  /** Un vector de entre `minimo` y `maximo` números, cada uno entre −tope y tope. */
  const estadoVector = (valor, tope, minimo = valor.length, maximo = minimo) => ({
    valor,
    sanear: (crudo) => {
      const v = enLista(crudo);
      return Array.isArray(v) && v.length >= minimo && v.length <= maximo && v.every(Number.isFinite)
        ? v.map((x) => acotar(x, -tope, tope))
        : undefined;
    },
    escribirEnlace: (v) => v.join(","),
  });

  /** Una matriz con las columnas de `valor` y de entre `minimo` y `maximo` filas. */
  const estadoMatriz = (valor, tope, minimo = 2, maximo = 2) => {
    const fila = estadoVector(valor[0], tope);
    return {
      valor,
      sanear: (crudo) => {
        const filas = typeof crudo === "string" ? crudo.split("_") : crudo;
        if (!Array.isArray(filas) || filas.length < minimo || filas.length > maximo) return undefined;
        const M = filas.map(fila.sanear);
        return M.includes(undefined) ? undefined : M;
      },
      escribirEnlace: (M) => M.map((fila) => fila.join(",")).join("_"),
    };
  };

  /** Unas palabras, de entre `minimo` y `maximo`. */
  const estadoPalabras = (valor, minimo, maximo) => ({
    valor,
    sanear: (crudo) => {
      const palabras = (typeof crudo === "string" ? crudo.split("_") : crudo)
        .map((palabra) => String(palabra).trim().slice(0, 16))
        .filter(Boolean);
      return palabras.length >= minimo && palabras.length <= maximo ? palabras : undefined;
    },
    escribirEnlace: (v) => v.join("_"),
  });

  return Object.assign(Explorador, {
    numero,
    potencia,
    corto,
    vector,
    leerNumero,
    acotar,
    enteros,
    copiar,
    sustituir,
    producto,
    traspuesta,
    softmax,
    Plano,
    escapar,
    crear,
    boton,
    estadoVector,
    estadoMatriz,
    estadoPalabras,
  });
})();
