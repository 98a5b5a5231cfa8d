/* Lo poco que la página hace además de leerse. Sin esto se lee igual. */
"use strict";
{
  const RAIZ = document.documentElement.dataset.content_root;
  const todos = (selector, donde = document) => [...donde.querySelectorAll(selector)];
  const crear = (nombre, propiedades, ...hijos) => {
    const nuevo = Object.assign(document.createElement(nombre), propiedades);
    nuevo.append(...hijos);
    return nuevo;
  };

  // ——— Claro, oscuro o el del sistema ———

  const TEMAS = { auto: "automático", light: "claro", dark: "oscuro" };

  function ponerTema(tema) {
    document.documentElement.dataset.theme = tema;
    for (const boton of todos("[data-tema-siguiente]")) {
      boton.setAttribute("aria-label", `Tema ${TEMAS[tema]}: cambiar`);
      boton.title = `Tema ${TEMAS[tema]}`;
    }
  }

  function cambiarTema() {
    const nombres = Object.keys(TEMAS);
    const tema = nombres[(nombres.indexOf(document.documentElement.dataset.theme) + 1) % nombres.length];
    ponerTema(tema);
    try {
      localStorage.setItem("tema", tema);
    } catch {
      /* sin memoria, vale para esta página */
    }
  }

  ponerTema(document.documentElement.dataset.theme);
  for (const boton of todos("[data-tema-siguiente]")) boton.addEventListener("click", cambiarTema);

  // ——— Copiar: el código con un botón; las fórmulas, en LaTeX ———

  async function copiar(boton, codigo) {
    await navigator.clipboard.writeText(codigo);
    boton.textContent = "Copiado";
    setTimeout(() => (boton.textContent = "Copiar"), 1500);
  }

  for (const codigo of todos("div[class*=highlight-]:not(.output) pre")) {
    const boton = crear("button", { type: "button", className: "copiar", textContent: "Copiar" });
    boton.addEventListener("click", () => copiar(boton, codigo.textContent));
    codigo.after(boton);
  }

  const formula = (nodo) =>
    (nodo.nodeType === Node.ELEMENT_NODE ? nodo : nodo.parentElement)?.closest("math");

  document.addEventListener("copy", (suceso) => {
    const seleccion = getSelection();
    if (seleccion.isCollapsed || !suceso.clipboardData) return;
    const trozo = seleccion.getRangeAt(0).cloneRange();
    const [primera, ultima] = [formula(trozo.startContainer), formula(trozo.endContainer)];
    if (primera) trozo.setStartBefore(primera);
    if (ultima) trozo.setEndAfter(ultima);
    const copia = crear("div", { className: "visually-hidden" }, trozo.cloneContents());
    if (!copia.querySelector("math")) return;
    for (const sobra of todos(".leido", copia)) sobra.remove();
    for (const math of todos("math", copia)) {
      const cierre = math.getAttribute("display") === "block" ? "$$" : "$";
      math.replaceWith(cierre + math.querySelector("annotation").textContent.trim() + cierre);
    }
    document.body.append(copia);
    suceso.clipboardData.setData("text/plain", copia.innerText);
    copia.remove();
    suceso.preventDefault();
  });

  // ——— Asomarse a una cifra o a una referencia sin irse ———

  const ASOMABLES = "article a:is([data-nota], .reference.internal[href*='#'], .footnote-reference)";
  const asoma = crear("div", { className: "asoma", id: "asoma", role: "tooltip", popover: "manual" });
  const paginas = new Map();
  let enlace = null;
  let espera = 0;
  let conElDedo = false;

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

  /** El código de las funciones que hay detrás de una cifra. */
  function fuentes({ fuentes }) {
    if (!fuentes) return [];
    const enlaces = fuentes.split(" ").map((nombre) => {
      const [, modulo, ancla] = nombre.match(/(.*)\.(.*)/);
      return crear("a", { href: `${RAIZ}referencia/${modulo}.html#${ancla}` }, crear("code", {}, ancla));
    });
    return [
      crear("p", { className: "fuentes" }, "Código: ", ...enlaces.flatMap((a, n) => (n ? [", ", a] : [a]))),
    ];
  }

  async function referencia(enlace) {
    const direccion = new URL(enlace.href);
    const documento = await pagina(direccion);
    const destino = documento?.getElementById(decodeURIComponent(direccion.hash.slice(1)));
    if (!destino) return enlace.dataset.titulo ? [enlace.dataset.titulo] : null;
    const partes = destino.matches("section")
      ? todos(":scope > :is(h1, h2, h3, h4), :scope > p", destino).slice(0, 2)
      : destino.matches("dt")
        ? [destino, destino.nextElementSibling?.querySelector("p") ?? ""]
        : [destino];
    return partes.filter(Boolean).map((parte) => {
      const copia = parte.cloneNode(true);
      for (const vivo of todos("[data-explorador]", copia)) vivo.replaceWith(...todos("img", vivo));
      for (const sobra of todos(".headerlink, .copiar", copia)) sobra.remove();
      for (const conId of [copia, ...todos("[id]", copia)]) conId.removeAttribute("id");
      for (const imagen of todos("img", copia)) imagen.src = new URL(imagen.getAttribute("src"), direccion);
      return copia;
    });
  }

  async function asomar(nuevo) {
    const contenido = nuevo.dataset.nota
      ? [...nota(nuevo.dataset.nota, nuevo.classList), ...prueba(nuevo.dataset), ...fuentes(nuevo.dataset)]
      : await referencia(nuevo);
    if (!contenido) return;
    esconder();
    enlace = nuevo;
    asoma.replaceChildren(...contenido);
    if (conElDedo) asoma.append(crear("p", {}, crear("a", { href: nuevo.href }, "Ir allí")));
    asoma.showPopover();
    enlace.setAttribute("aria-describedby", asoma.id);
    const caja = enlace.getClientRects()[0] ?? enlace.getBoundingClientRect();
    const { width: ancho, height: alto } = asoma.getBoundingClientRect();
    const arriba = caja.bottom + alto + 10 > innerHeight && caja.top > alto + 10;
    asoma.style.left = `${scrollX + Math.max(8, Math.min(caja.left, innerWidth - ancho - 12))}px`;
    asoma.style.top = `${scrollY + (arriba ? caja.top - alto - 6 : caja.bottom + 6)}px`;
  }

  function esconder() {
    if (!enlace) return;
    enlace.removeAttribute("aria-describedby");
    asoma.hidePopover();
    enlace = null;
  }

  function luego(tarea, milisegundos) {
    clearTimeout(espera);
    espera = setTimeout(tarea, milisegundos);
  }

  if (asoma.showPopover && document.querySelector("article")) {
    document.body.append(asoma);
    for (const cita of todos("article a.reference.internal[title]")) {
      cita.dataset.titulo = cita.title;
      cita.removeAttribute("title");
    }
    addEventListener("pointerdown", (suceso) => (conElDedo = suceso.pointerType === "touch"), true);
    document.addEventListener("pointerover", (suceso) => {
      if (suceso.pointerType === "touch") return;
      const nuevo = suceso.target.closest?.(ASOMABLES);
      if (nuevo && nuevo !== enlace) luego(() => asomar(nuevo), 200);
      else if (nuevo || asoma.contains(suceso.target)) luego(() => {}, 0);
      else luego(esconder, 200);
    });
    document.addEventListener("focusin", (suceso) => {
      const nuevo = suceso.target.closest?.(ASOMABLES);
      clearTimeout(espera); // lo que iba a hacer el ratón ya no toca
      if (nuevo?.matches(":focus-visible")) asomar(nuevo);
      else if (!asoma.contains(suceso.target)) esconder();
    });
    document.addEventListener("click", (suceso) => {
      const nuevo = suceso.target.closest?.(ASOMABLES);
      if (conElDedo && nuevo && nuevo !== enlace) {
        suceso.preventDefault();
        asomar(nuevo);
      } else if (!asoma.contains(suceso.target)) esconder();
    });
    addEventListener("keydown", (suceso) => suceso.key === "Escape" && esconder());
  }

  // ——— En qué apartado estás, y lo que no cabe se puede recorrer con las flechas ———

  const apartados = new Map(todos("#aqui a[href^='#']").map((a) => [a.hash.slice(1), a]));

  function marcarApartado() {
    let actual = null;
    for (const [id, a] of apartados) {
      a.removeAttribute("aria-current");
      const apartado = document.getElementById(decodeURIComponent(id));
      if (apartado && apartado.getBoundingClientRect().top < innerHeight / 3) actual = a;
    }
    actual?.setAttribute("aria-current", "true");
  }

  if (apartados.size) {
    let pendiente = false;
    addEventListener(
      "scroll",
      () => {
        if (pendiente) return;
        pendiente = true;
        requestAnimationFrame(() => {
          pendiente = false;
          marcarApartado();
        });
      },
      { passive: true },
    );
    marcarApartado();
  }

  const medidor = new ResizeObserver((cambios) => {
    for (const { target: caja } of cambios) {
      if (caja.scrollWidth > caja.clientWidth + 1) caja.tabIndex = 0;
      else caja.removeAttribute("tabindex");
    }
  });
  for (const caja of todos("pre, .formula, .table-wrapper")) medidor.observe(caja);

  // ——— Los menús de una pantalla estrecha, que sin `popover` no se abren solos ———

  const menus = todos(".indice, .aqui");

  /** Abre ese menú si estaba cerrado, y cierra los demás. */
  function abrirMenu(abre) {
    for (const menu of menus) menu.classList.toggle("abierto", menu === abre && !menu.matches(".abierto"));
  }

  if (document.documentElement.matches(".sin-popover")) {
    document.addEventListener("click", ({ target }) => {
      const boton = target.closest("[popovertarget]");
      if (boton) abrirMenu(document.getElementById(boton.getAttribute("popovertarget")));
      else if (target.closest("a") || !target.closest(".abierto")) abrirMenu();
    });
    addEventListener("keydown", ({ key }) => key === "Escape" && abrirMenu());
  }

  document.getElementById("aqui")?.addEventListener("click", ({ target, currentTarget: menu }) => {
    if (target.closest("a")) menu.hidePopover?.();
  });

  // ——— Buscar: el buscador y su índice llegan la primera vez que se abre ———

  const cargar = (archivo) =>
    new Promise((bien, mal) =>
      document.head.append(crear("script", { src: RAIZ + archivo, onload: bien, onerror: mal })),
    );

  async function abrirBuscador() {
    let dialogo = document.getElementById("buscar");
    if (!dialogo) {
      dialogo = crear("dialog", { id: "buscar", ariaLabel: "Buscar en el libro" });
      document.body.append(dialogo);
      await Promise.all([cargar("_static/buscar.js"), cargar("indice-de-busqueda.js")]);
      window.Buscador.montar(dialogo, RAIZ);
    }
    if (!dialogo.open) dialogo.showModal();
    dialogo.querySelector("input").select();
  }

  const pide = document.querySelector("[data-abre=buscar]");
  const enLaSuya = document.getElementById("buscador");
  if (!enLaSuya && window.HTMLDialogElement) {
    pide?.addEventListener("click", (suceso) => {
      if (suceso.ctrlKey || suceso.metaKey || suceso.shiftKey) return;
      suceso.preventDefault();
      abrirBuscador();
    });
    addEventListener("keydown", (suceso) => {
      const escribiendo = suceso.target.closest?.("input, textarea, select, [contenteditable]");
      const pulsa =
        (suceso.key === "/" && !escribiendo) || (suceso.key === "k" && (suceso.ctrlKey || suceso.metaKey));
      if (!pulsa) return;
      suceso.preventDefault();
      abrirBuscador();
    });
  }
}
