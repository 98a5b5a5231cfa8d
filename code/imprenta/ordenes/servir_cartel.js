// El cartel de las faltas: abajo, plegable con Esc, y cada falta lleva a su línea en el editor.
const ESCONDIDAS = "imprenta-escondidas";
const SIN_PRISA = 400; // milisegundos: una construcción más corta no se anuncia
const QUE_HACE = {
  enlazar: "abrir en el editor",
  abrir: "abrir en el editor",
  copiar: "copiar el lugar",
};

function crear(etiqueta, rasgos = {}, ...hijos) {
  const elemento = Object.assign(document.createElement(etiqueta), rasgos);
  elemento.append(...hijos);
  return elemento;
}

const CUENTA = {
  faltas: (n) => (n === 1 ? `${n} falta` : `${n} faltas`),
  avisos: (n) => (n === 1 ? `${n} aviso` : `${n} avisos`),
};

export class Cartel extends HTMLElement {
  #abrir;
  #noticia = { faltas: [], avisos: [], modo: "copiar" };
  #titulo = crear("p", { id: "titulo", className: "titulo" });
  #lista = crear("div", { className: "lista" });
  #hoja = crear("section", { className: "hoja", hidden: true });
  #ficha = crear("button", { type: "button", className: "ficha", hidden: true });
  #dicho = crear("p", { className: "ficha dicho", hidden: true });
  #cambiada = crear("p", { className: "ficha cambiada", hidden: true });
  #prisa = 0;

  constructor(abrir) {
    super();
    this.#abrir = abrir;
    const cerrar = crear(
      "button",
      { type: "button", className: "cerrar" },
      "Esconder ",
      crear("kbd", {}, "Esc"),
    );
    cerrar.addEventListener("click", () => this.#esconder());
    this.#ficha.addEventListener("click", () => this.#desplegar());
    this.#hoja.setAttribute("aria-labelledby", "titulo");
    this.#dicho.role = this.#cambiada.role = "status";
    this.#hoja.append(crear("div", { className: "cabeza" }, this.#titulo, cerrar), this.#lista);
    const fichas = crear("div", { className: "fichas" }, this.#cambiada, this.#dicho, this.#ficha);
    this.attachShadow({ mode: "open" }).append(
      crear("link", { rel: "stylesheet", href: "/__vivo.css" }),
      fichas,
      this.#hoja,
    );
    addEventListener("keydown", (suceso) => {
      const libre = !suceso.defaultPrevented && !document.querySelector("dialog[open]");
      if (suceso.key === "Escape" && libre && !this.#hoja.hidden) this.#esconder();
    });
    new ResizeObserver(() => this.#dejarSitio()).observe(this.#hoja);
  }

  // ——— Lo que se dice ———

  decir(noticia, nueva) {
    const antes = JSON.stringify([this.#noticia.faltas, this.#noticia.avisos]);
    this.#noticia = noticia;
    if (JSON.stringify([noticia.faltas, noticia.avisos]) !== antes) this.#pintar();
    this.#decirSiConstruye(noticia.construyendo);
    if (nueva) this.#decirLasCambiadas(noticia.cambiadas);
  }

  avisarDeQueNoHayServidor() {
    this.#decirEnFicha("livehtml ha terminado: lo que se ve puede ser de antes");
  }

  #pintar() {
    const { faltas, avisos } = this.#noticia;
    const partes = [];
    if (faltas.length) partes.push(CUENTA.faltas(faltas.length));
    if (avisos.length) partes.push(CUENTA.avisos(avisos.length));
    this.#titulo.textContent = this.#ficha.textContent = partes.join(" y ");
    this.#hoja.classList.toggle("sin-faltas", !faltas.length);
    this.#ficha.classList.toggle("sin-faltas", !faltas.length);
    this.#lista.replaceChildren(
      ...(faltas.length ? [this.#lista_de(faltas, "Faltas", "faltas")] : []),
      ...(avisos.length ? [this.#lista_de(avisos, "Avisos", "avisos")] : []),
      ...(this.#sinEditor() ? [this.#consejo()] : []),
    );
    this.#anunciar(faltas);
    const hay = partes.length > 0;
    const escondidas = sessionStorage.getItem(ESCONDIDAS) === this.#clave();
    this.#hoja.hidden = !hay || escondidas;
    this.#ficha.hidden = !hay || !escondidas;
  }

  // A quien no ve la pantalla se le dice cuántas y la primera: las demás están en la lista.
  #anunciar(faltas) {
    this.shadowRoot.querySelector("[role=alert]")?.remove();
    if (!faltas.length) return;
    const [{ donde, que }] = faltas;
    const dicho = `${this.#titulo.textContent}. ${donde && `${donde}: `}${que}`;
    this.shadowRoot.append(crear("p", { role: "alert", className: "oculto" }, dicho));
  }

  #lista_de(cosas, nombre, clase) {
    const lista = crear("ul", { className: clase });
    lista.setAttribute("aria-label", nombre);
    lista.append(...cosas.map((cosa) => crear("li", {}, ...this.#renglon(cosa))));
    return lista;
  }

  #renglon({ donde, que, enlace }) {
    const texto = crear("span", { className: "que" });
    // Lo que hay que escribir tal cual va entre «».
    for (const [i, trozo] of que.split(/«([^»]*)»/).entries()) {
      texto.append(i % 2 ? crear("code", {}, trozo) : trozo);
    }
    return donde ? [this.#lugar(donde, enlace), texto] : [texto];
  }

  #lugar(donde, enlace) {
    const title = QUE_HACE[this.#noticia.modo];
    if (enlace) return crear("a", { className: "donde", href: enlace, title }, donde);
    const boton = crear("button", { type: "button", className: "donde", title }, donde);
    boton.addEventListener("click", () => this.#pulsado(donde));
    return boton;
  }

  async #pulsado(donde) {
    try {
      if (this.#noticia.modo === "abrir") {
        await this.#abrir(donde);
      } else {
        await navigator.clipboard.writeText(donde);
        this.#decirEnFicha(`copiado: ${donde}`);
      }
    } catch (error) {
      this.#decirEnFicha(error.message);
    }
  }

  #sinEditor() {
    const { faltas, avisos, modo } = this.#noticia;
    return modo === "copiar" && [...faltas, ...avisos].some(({ donde }) => donde);
  }

  #consejo() {
    const orden = crear("code", {}, "--editor");
    return crear(
      "p",
      { className: "consejo" },
      "Un lugar se copia al pulsarlo; con ",
      orden,
      ", se abre en el tuyo.",
    );
  }

  // ——— Las fichas ———

  #decirEnFicha(texto) {
    this.#dicho.textContent = texto;
    this.#dicho.hidden = !texto;
  }

  #decirSiConstruye(construyendo) {
    clearTimeout(this.#prisa);
    if (construyendo) this.#prisa = setTimeout(() => this.#decirEnFicha("construyendo…"), SIN_PRISA);
    else this.#decirEnFicha("");
  }

  #decirLasCambiadas(cambiadas) {
    const otras = cambiadas.filter(({ enlace }) => enlace !== location.pathname);
    const enlaces = otras.map(({ que, enlace }) => crear("a", { href: enlace }, que));
    const separados = enlaces.flatMap((enlace, i) => (i ? [", ", enlace] : [enlace]));
    this.#cambiada.hidden = !enlaces.length;
    this.#cambiada.replaceChildren(enlaces.length === 1 ? "ha cambiado: " : "han cambiado: ", ...separados);
  }

  // ——— Esconderlo y enseñarlo ———

  #clave() {
    return JSON.stringify(
      [this.#noticia.faltas, this.#noticia.avisos].map((cosas) => cosas.map(({ que }) => que)),
    );
  }

  #esconder() {
    const enfocado = this.shadowRoot.activeElement;
    sessionStorage.setItem(ESCONDIDAS, this.#clave());
    this.#hoja.hidden = true;
    this.#ficha.hidden = false;
    if (enfocado) this.#ficha.focus();
  }

  #desplegar() {
    sessionStorage.removeItem(ESCONDIDAS);
    this.#hoja.hidden = false;
    this.#ficha.hidden = true;
    this.#hoja.querySelector(".donde, .cerrar").focus();
  }

  // Lo que queda debajo se puede traer a la vista: la página es más larga en lo que mide el cartel.
  #dejarSitio() {
    const alto = this.#hoja.hidden ? "" : `${this.#hoja.offsetHeight}px`;
    document.body.style.paddingBottom = alto;
    document.documentElement.style.scrollPaddingBottom = alto;
  }
}

customElements.define("imprenta-cartel", Cartel);
