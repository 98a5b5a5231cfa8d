/* Lo que las pruebas preguntan a una página desde dentro. */
window.sonda = (() => {
  let salto = 0;
  new PerformanceObserver((lista) => {
    for (const cambio of lista.getEntries()) if (!cambio.hadRecentInput) salto += cambio.value;
  }).observe({ type: "layout-shift", buffered: true });

  const todos = (selector, donde = document) => [...donde.querySelectorAll(selector)];
  const visible = (nodo) => nodo.checkVisibility?.({ visibilityProperty: true }) ?? true;
  const espera = (milisegundos) => new Promise((bien) => setTimeout(bien, milisegundos));
  const meta = (nombre) =>
    document.querySelector(`meta[name="${nombre}"], meta[property="${nombre}"]`)?.content ?? null;

  /** El texto que pone la página y no el autor. */
  function interfaz() {
    const copia = document.body.cloneNode(true);
    for (const ajeno of todos("article, script, style, code", copia)) ajeno.remove();
    const deLaPagina = "article :is(summary, button, label, .caption-number, .lectura, .empezar)";
    const atributos = ["title", "aria-label", "alt", "placeholder"].flatMap((nombre) =>
      todos(`[${nombre}]`).map((nodo) => nodo.getAttribute(nombre)),
    );
    return [copia.textContent, ...todos(deLaPagina).map((nodo) => nodo.textContent), ...atributos].join("\n");
  }

  /** Lo que se ha movido al cargar, cuando ya están las letras y lo que hacen los guiones. */
  async function alLlegar() {
    await document.fonts.ready;
    await espera(100);
    return salto;
  }

  /** Dónde cae cada columna de la página de todas las cifras. */
  const columnas = () =>
    todos("table.cifras th").map((th) => {
      const { x, width } = th.getBoundingClientRect();
      return [x, width];
    });

  /** Los números de esa página que se parten entre dos renglones, y las casillas de las que algo se sale. */
  function cifrasPartidas() {
    const renglones = (nodo, casa) => {
      const trozo = document.createRange();
      trozo.setStart(nodo, casa.index);
      trozo.setEnd(nodo, casa.index + casa[0].length);
      return new Set([...trozo.getClientRects()].map(({ top }) => Math.round(top))).size;
    };
    const NUMERO = /[-−]?[0-9][0-9.\u202f]*(?:e[-+]?[0-9]+|·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?/g;
    return todos("table.cifras td").flatMap((casilla) => {
      if (casilla.scrollWidth > casilla.clientWidth + 1) return [casilla.textContent];
      if (casilla.querySelector("code, math")) return [];
      const textos = document.createTreeWalker(casilla, NodeFilter.SHOW_TEXT),
        partidos = [];
      while (textos.nextNode())
        for (const casa of textos.currentNode.data.matchAll(NUMERO))
          if (renglones(textos.currentNode, casa) > 1) partidos.push(casa[0]);
      return partidos;
    });
  }

  /** Baja hasta el final, como quien lee, y cuenta lo que hay. */
  async function recorrer() {
    await document.fonts.ready;
    for (let y = 0; y < document.body.scrollHeight; y += 2000) {
      scrollTo(0, y);
      await espera(20);
    }
    scrollTo(0, 0);
    await espera(50);
    const ids = todos("[id]").map((nodo) => nodo.id);
    return {
      salto,
      idioma: document.documentElement.lang,
      titulo: document.title,
      descripcion: meta("description"),
      og: meta("og:title"),
      titulares: todos("h1").length,
      repetidos: ids.filter((id, n) => ids.indexOf(id) !== n),
      sinDestino: todos("a[href^='#']")
        .map((a) => decodeURIComponent(a.hash.slice(1)))
        .filter((id) => id && !document.getElementById(id)),
      imagenes: todos("img").map(({ src, alt }) => ({ src, alt })),
      enlaces: todos("a[href]").map((a) => a.href),
      formulas: todos("math").length,
      formulasSinTeX: todos("math").filter((math) => !math.querySelector("annotation")?.textContent).length,
      letra: [...document.fonts].some(
        ({ family, status }) => family.includes("Letra matemática") && status === "loaded",
      ),
      interfaz: interfaz(),
      codigoCortado: loQueNoCabe(".cell_input pre"),
      tablasCortadas: loQueNoCabe(".table-wrapper"),
    };
  }

  /** Si la página se puede mover de lado, qué es lo que sobresale. */
  function loQueSobresale() {
    const ancho = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= ancho) return [];
    return todos("body *")
      .filter((nodo) => visible(nodo) && nodo.getBoundingClientRect().right > ancho + 1)
      .map((nodo) => nodo.outerHTML.slice(0, 120))
      .slice(-3);
  }

  /** Lo que habría que mover de lado para leerlo entero. */
  const loQueNoCabe = (selector) =>
    todos(selector)
      .filter((caja) => caja.scrollWidth > caja.clientWidth + 1)
      .map((caja) => caja.textContent.slice(0, 120));

  function dejarUnaMuestra() {
    for (const fila of todos("table.cifras tbody tr:nth-child(n + 4)")) fila.remove();
    for (const formula of todos("math").slice(20)) formula.textContent = formula.textContent;
    for (const codigo of todos("pre")) {
      const vistas = new Set();
      for (const trozo of todos("span, a", codigo)) {
        if (vistas.has(trozo.className)) trozo.remove();
        vistas.add(trozo.className);
      }
    }
  }

  /** Lo que encuentra axe, con las buenas prácticas; solo los colores, si se pide. */
  async function axe([donde, soloColores]) {
    const { violations } = await window.axe.run(donde ?? document, {
      preload: false,
      resultTypes: ["violations"],
      ...(soloColores && { runOnly: ["color-contrast", "link-in-text-block"] }),
    });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 150))
          .join(" | ")}`,
    );
  }

  function abrir(id) {
    const menu = document.getElementById(id);
    if (!menu || menu.matches(":popover-open")) return false;
    menu.showPopover();
    return true;
  }

  /** Un menú sin lo que cambia de una página a otra: con la misma traza, se ven igual. */
  function traza(id) {
    const menu = document.getElementById(id);
    const actuales = todos(".current", menu).length;
    return actuales + menu.innerHTML.replace(/ (?:href|class)="[^"]*"/g, "");
  }

  return {
    recorrer,
    alLlegar,
    columnas,
    cifrasPartidas,
    loQueSobresale,
    loQueNoCabe,
    dejarUnaMuestra,
    axe,
    abrir,
    traza,
    cerrar: (id) => document.getElementById(id).hidePopover(),
  };
})();
