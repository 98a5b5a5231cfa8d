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

  /** Apunta algo en el navegador de quien lee y dice si ha podido. */
  function recordar(clave, valor) {
    try {
      localStorage.setItem(clave, valor);
      return true;
    } catch {
      return false; // sin memoria, vale para esta página
    }
  }

  /** Lo que se apuntó, si se sabe. */
  function recordado(clave) {
    try {
      return localStorage.getItem(clave);
    } catch {
      return null;
    }
  }

  /** Añade a lo que describe un elemento lo que lleva ese `id`, o lo quita. */
  function describir(nodo, id, se = true) {
    const resto = (nodo.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .filter((otro) => otro && otro !== id);
    const ids = se ? [id, ...resto] : resto;
    if (ids.length) nodo.setAttribute("aria-describedby", ids.join(" "));
    else nodo.removeAttribute("aria-describedby");
  }

  // Lo que usan los demás guiones.
  window.Libro = { RAIZ, todos, crear, recordar, recordado, describir };

  // ——— Claro, oscuro o el del sistema ———

  const TEMAS = { auto: "automático", light: "claro", dark: "oscuro" };

  function ponerTema(tema) {
    document.documentElement.dataset.theme = tema;
    for (const boton of todos("[data-tema-siguiente]")) {
      boton.setAttribute("aria-label", `Tema ${TEMAS[tema]}: cambiar`);
      boton.title = `Tema ${TEMAS[tema]}`;
    }
    for (const meta of todos("meta[data-tema]")) {
      const { tema: suyo } = meta.dataset;
      meta.media = tema === "auto" ? `(prefers-color-scheme: ${suyo})` : tema === suyo ? "all" : "not all";
    }
  }

  function cambiarTema() {
    const nombres = Object.keys(TEMAS);
    const tema = nombres[(nombres.indexOf(document.documentElement.dataset.theme) + 1) % nombres.length];
    ponerTema(tema);
    recordar("tema", tema);
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

  // ——— En qué apartado estás ———

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
      dialogo = crear("dialog", { id: "buscar" });
      dialogo.setAttribute("aria-label", "Buscar en el libro");
      document.body.append(dialogo);
      await Promise.all([cargar(pide.dataset.guion), cargar("indice-de-busqueda.js")]);
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
