/* Asomarse a una cifra, a un término o a una referencia sin irse de donde se lee. */
"use strict";
{
  const { RAIZ, todos, crear, describir } = window.Libro;
  const ASOMABLES = "article a:is([data-nota], .reference.internal[href*='#'], .footnote-reference)";
  const asoma = crear("div", { className: "asoma", id: "asoma", role: "tooltip", popover: "manual" });
  const paginas = new Map();
  let enlace = null;
  let espera = 0;
  let conElDedo = false;

  // ——— Lo que se sabe de una cifra ———

  function nota(texto, clase) {
    const corte = texto.lastIndexOf(" = ");
    if (clase.contains("dato")) return [texto];
    if (clase.contains("afirma")) return [crear("code", {}, texto), " es cierto"];
    if (clase.contains("ocurre")) return [crear("code", {}, texto), " es cierto esta vez"];
    return [crear("code", {}, texto.slice(0, corte)), " = ", crear("strong", {}, texto.slice(corte + 3))];
  }

  /** Lo que se midió de una afirmación y en cuántas semillas se cumple. */
  function prueba({ mide, semillas }) {
    return [mide, semillas].filter(Boolean).map((dicho) => crear("p", { className: "prueba" }, dicho));
  }

  /** Dónde se calcula: la celda que lo enseña y el código de las funciones que hay detrás. */
  function fuentes({ celda, fuentes }) {
    const enlaces = fuentes?.split(" ").map(aLaReferencia) ?? [];
    const funciones = enlaces.flatMap((a, n) => (n ? [", ", a] : [a]));
    const aqui = celda ? ["Se calcula en ", crear("a", { href: `#${celda}` }, "esta celda")] : [];
    const union = celda ? ", con " : "Código: ";
    const dicho = [...aqui, ...(enlaces.length ? [union, ...funciones] : [])];
    return dicho.length ? [crear("p", { className: "fuentes" }, ...dicho)] : [];
  }

  function aLaReferencia(nombre) {
    const [, modulo, ancla] = nombre.match(/(.*)\.(.*)/);
    return crear("a", { href: `${RAIZ}referencia/${modulo}.html#${ancla}` }, crear("code", {}, ancla));
  }

  // ——— Lo que hay al otro lado de una referencia ———

  async function pagina(direccion) {
    if (direccion.pathname === location.pathname) return document;
    if (!location.protocol.startsWith("http")) return null; // un archivo local no puede leer otro
    if (!paginas.has(direccion.pathname))
      paginas.set(
        direccion.pathname,
        fetch(direccion)
          .then((respuesta) => respuesta.text())
          .then((texto) => new DOMParser().parseFromString(texto, "text/html"))
          .catch(() => null),
      );
    return paginas.get(direccion.pathname);
  }

  /** Lo que basta de un destino: de un apartado, cómo se llama y empieza; de un término, lo que es. */
  function muestra(destino) {
    if (destino.matches("section"))
      return todos(":scope > :is(h1, h2, h3, h4), :scope > p", destino).slice(0, 2);
    if (destino.matches("dt")) return [destino, destino.nextElementSibling?.querySelector("p")];
    return [destino];
  }

  /** Una copia que se puede enseñar en otro sitio. */
  function copia(parte, direccion) {
    const nueva = parte.cloneNode(true);
    for (const vivo of todos("[data-explorador]", nueva)) vivo.replaceWith(...todos("img", vivo));
    for (const sobra of todos(".headerlink, .copiar, .pista", nueva)) sobra.remove();
    for (const conId of [nueva, ...todos("[id]", nueva)]) conId.removeAttribute("id");
    for (const imagen of todos("img", nueva)) imagen.src = new URL(imagen.getAttribute("src"), direccion);
    return nueva;
  }

  async function referencia(enlace) {
    const direccion = new URL(enlace.href);
    const documento = await pagina(direccion);
    const destino = documento?.getElementById(decodeURIComponent(direccion.hash.slice(1)));
    if (!destino) return enlace.dataset.titulo ? [enlace.dataset.titulo] : null;
    return muestra(destino)
      .filter(Boolean)
      .map((parte) => copia(parte, direccion));
  }

  // ——— Enseñarlo y esconderlo ———

  /** A quien llega con el teclado se le dice cómo se sigue; con el dedo, por dónde se va. */
  function alFinal(nuevo) {
    if (conElDedo) return [crear("p", { className: "ir" }, crear("a", { href: nuevo.href }, "Ir allí"))];
    const ayuda = nuevo.matches(":focus-visible") && document.getElementById(nuevo.dataset.ayuda);
    if (!ayuda) return [];
    const parrafo = crear("p", { className: "ayuda" }, ayuda.textContent);
    parrafo.setAttribute("aria-hidden", "true"); // ya lo dice la parada
    return [parrafo];
  }

  function colocar(caja) {
    const { width: ancho, height: alto } = asoma.getBoundingClientRect();
    const arriba = caja.bottom + alto + 10 > innerHeight && caja.top > alto + 10;
    const ultima = document.documentElement.clientWidth - ancho - 12; // sin la barra, que `innerWidth` cuenta
    asoma.style.left = `${scrollX + Math.max(8, Math.min(caja.left, ultima))}px`;
    asoma.style.top = `${scrollY + (arriba ? caja.top - alto - 6 : caja.bottom + 6)}px`;
  }

  async function asomar(nuevo) {
    const contenido = nuevo.dataset.nota
      ? [...nota(nuevo.dataset.nota, nuevo.classList), ...prueba(nuevo.dataset), ...fuentes(nuevo.dataset)]
      : await referencia(nuevo);
    if (!contenido) return;
    esconder();
    enlace = nuevo;
    asoma.replaceChildren(...contenido, ...alFinal(nuevo));
    asoma.showPopover();
    describir(enlace, asoma.id);
    colocar(enlace.getClientRects()[0] ?? enlace.getBoundingClientRect());
    enlace.dispatchEvent(new Event("asoma", { bubbles: true }));
  }

  function esconder() {
    if (!enlace) return;
    describir(enlace, asoma.id, false);
    asoma.hidePopover();
    enlace = null;
  }

  function luego(tarea, milisegundos) {
    clearTimeout(espera);
    espera = setTimeout(tarea, milisegundos);
  }

  // ——— Cuándo: al pasar, al llegar con el teclado y al tocar ———

  function alPasar(suceso) {
    if (suceso.pointerType === "touch") return;
    const nuevo = suceso.target.closest?.(ASOMABLES);
    if (nuevo && nuevo !== enlace) luego(() => asomar(nuevo), 200);
    else if (nuevo || asoma.contains(suceso.target)) luego(() => {}, 0);
    else luego(esconder, 200);
  }

  function alEnfocar(suceso) {
    const nuevo = suceso.target.closest?.(ASOMABLES);
    clearTimeout(espera); // lo que iba a hacer el ratón ya no toca
    if (nuevo?.matches(":focus-visible")) asomar(nuevo);
    else if (!asoma.contains(suceso.target)) esconder();
  }

  function alPulsar(suceso) {
    const nuevo = suceso.target.closest?.(ASOMABLES);
    if (conElDedo && nuevo && nuevo !== enlace) {
      suceso.preventDefault();
      asomar(nuevo);
    } else if (!asoma.contains(suceso.target) || suceso.target.closest("a[href^='#']")) esconder();
  }

  if (asoma.showPopover && document.querySelector("article")) {
    document.body.append(asoma);
    for (const cita of todos("article a.reference.internal[title]")) {
      cita.dataset.titulo = cita.title;
      cita.removeAttribute("title");
    }
    addEventListener("pointerdown", (suceso) => (conElDedo = suceso.pointerType === "touch"), true);
    document.addEventListener("pointerover", alPasar);
    document.addEventListener("focusin", alEnfocar);
    document.addEventListener("click", alPulsar);
    addEventListener("keydown", (suceso) => suceso.key === "Escape" && esconder());
  }
}
