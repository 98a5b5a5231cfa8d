/* El teclado: muchas paradas seguidas se vuelven una sola, y dentro de ella se va con las flechas. */
"use strict";
{
  const { todos, crear, describir } = window.Libro;
  const PASOS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  const SUELTOS = [
    {
      id: "entre-cifras",
      miembros: "article a:is(.cifra, .afirma, .ocurre, .dato)",
      ayuda: "Con las flechas se va de una cifra a otra; con el tabulador se sigue leyendo.",
    },
    {
      id: "entre-terminos",
      miembros: "article a.reference:is([href*='#term-'], [href*='#simbolo-'])",
      ayuda: "Con las flechas se va de un término a otro; con el tabulador se sigue leyendo.",
    },
    {
      id: "entre-apartados",
      miembros: "#aqui a",
      ayuda: "Con las flechas se va de un apartado a otro.",
    },
  ];
  const EN_LA_CELDA = {
    id: "en-la-celda",
    miembros: "summary, .copiar, a.fuente, .ampliar",
    ayuda: "Con las flechas se va a copiar el código, a las funciones y a las figuras de esta celda.",
  };
  const deQuien = new Map(); // de cada enlace o botón, su grupo

  const seVe = (nodo) => nodo.checkVisibility?.() ?? nodo.getClientRects().length > 0;

  function estaALaVista(nodo) {
    const { top, bottom } = nodo.getBoundingClientRect();
    const techo = document.querySelector(".cabecera").offsetHeight; // lo que hay debajo no se lee
    return top >= techo && bottom <= innerHeight && seVe(nodo);
  }

  // ——— Un grupo es una sola parada ———

  function agrupar({ id, ayuda }, miembros, sigueLaVista) {
    if (miembros.length < 2) return;
    const grupo = { id, miembros, sigueLaVista, parada: miembros[0] };
    if (!document.getElementById(id))
      document.body.append(crear("p", { id, hidden: true, textContent: ayuda }));
    for (const miembro of miembros) {
      miembro.tabIndex = -1;
      if (miembro.matches("[data-nota], .reference")) miembro.dataset.ayuda = id;
      deQuien.set(miembro, grupo);
    }
    parar(grupo, miembros[0]);
    describir(grupo.parada, id);
  }

  function parar(grupo, nueva) {
    describir(grupo.parada, grupo.id, false);
    grupo.parada.tabIndex = -1;
    grupo.parada = nueva;
    nueva.tabIndex = 0;
  }

  /** El miembro que hay a tantos pasos; lo que está plegado no cuenta. */
  function siguiente(grupo, desde, paso) {
    const visibles = grupo.miembros.filter((miembro) => miembro === desde || seVe(miembro));
    const lugar = visibles.indexOf(desde) + paso;
    return visibles[Math.max(0, Math.min(lugar, visibles.length - 1))];
  }

  /** Adonde se llegará con el tabulador: nunca a lo plegado y, si se ha leído sin él, a lo que se lee. */
  function acercar(grupo, sinTeclado) {
    const vale = grupo.sigueLaVista && sinTeclado ? estaALaVista : seVe;
    const hallada = vale(grupo.parada) ? null : grupo.miembros.find(vale);
    if (!hallada) return;
    parar(grupo, hallada);
    describir(hallada, grupo.id);
  }

  function acercarTodos(menos) {
    const sinTeclado = document.activeElement === document.body;
    for (const grupo of new Set(deQuien.values())) if (grupo !== menos) acercar(grupo, sinTeclado);
  }

  function alPulsar(suceso) {
    if (suceso.altKey || suceso.ctrlKey || suceso.metaKey) return;
    const aqui = deQuien.get(document.activeElement);
    if (suceso.key === "Tab") acercarTodos(aqui);
    const paso = PASOS[suceso.key];
    if (!aqui || !paso || suceso.shiftKey) return;
    const nueva = siguiente(aqui, document.activeElement, paso);
    if (nueva === document.activeElement) return;
    suceso.preventDefault();
    parar(aqui, nueva);
    nueva.focus();
  }

  /** También se entra con el ratón o desde un lector de pantalla: la parada es donde se está. */
  function alEnfocar(suceso) {
    const grupo = deQuien.get(suceso.target);
    if (grupo && grupo.parada !== suceso.target) parar(grupo, suceso.target);
  }

  function alSalir(suceso) {
    const grupo = deQuien.get(suceso.target);
    if (grupo && grupo !== deQuien.get(suceso.relatedTarget)) describir(grupo.parada, grupo.id);
  }

  for (const suelto of SUELTOS) agrupar(suelto, todos(suelto.miembros), true);
  for (const celda of todos(".cell")) agrupar(EN_LA_CELDA, todos(EN_LA_CELDA.miembros, celda), false);
  addEventListener("keydown", alPulsar);
  document.addEventListener("focusin", alEnfocar);
  document.addEventListener("focusout", alSalir);

  // ——— Lo que no cabe se recorre con las flechas, y dice qué es ———

  /** «Fórmula (2)», «Tabla: Lo que pesa cada palabra», «Código». */
  function nombre(caja) {
    if (caja.matches(".formula")) {
      const numero = caja.parentElement.querySelector(".eqno")?.textContent.match(/\(.+\)/);
      return numero ? `Fórmula ${numero[0]}` : "Fórmula";
    }
    if (caja.matches("pre")) return caja.closest(".cell_output") ? "Resultado" : "Código";
    const titulo = caja.querySelector(".caption-text")?.textContent;
    return titulo ? `Tabla: ${titulo}` : "Tabla";
  }

  function alMedir(cambios) {
    for (const { target: caja } of cambios) {
      const sobra = caja.scrollWidth > caja.clientWidth + 1;
      const atributos = { tabindex: 0, role: "group", "aria-label": sobra && nombre(caja) };
      for (const [atributo, valor] of Object.entries(atributos))
        if (sobra) caja.setAttribute(atributo, valor);
        else caja.removeAttribute(atributo);
    }
  }

  const medidor = new ResizeObserver(alMedir);
  for (const caja of todos("pre, .formula, .table-wrapper")) medidor.observe(caja);
}
