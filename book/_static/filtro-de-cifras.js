/* La página de todas las cifras: se filtra, y un enlace a una fila la encuentra aunque esté plegada. */
"use strict";
{
  const { todos, crear } = window.Libro;
  const CLASES = { "": "Todo", cifra: "Números", afirma: "Leyes", ocurre: "Lo que ha ocurrido esta vez" };
  const TITULOS = { "Como ley, se afirma": "afirma", "Esta vez ha ocurrido": "ocurre" };

  const DE_UN_VISTAZO = 200; // más filas no se abren de golpe: se dice cuántas son

  /** Sin tildes ni mayúsculas, y con los espacios de una sola clase. */
  const plegar = (texto) => texto.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");

  // ——— Las filas, con lo que se busca en ellas: todo menos la línea ———

  const apartados = todos("section.de-cifras").map((apartado) => ({
    apartado,
    pliegue: apartado.querySelector("details"),
    titulo: apartado.querySelector("summary"),
    de: apartado.querySelector("summary").textContent,
    tablas: todos("table.cifras", apartado).map(leerTabla),
  }));

  function leerTabla(tabla) {
    const clase = TITULOS[tabla.tHead.rows[0].cells[0].textContent] ?? "cifra";
    const filas = [...tabla.tBodies[0].rows].map((fila) => ({ fila, texto: "" }));
    return { caja: tabla.closest(".table-wrapper") ?? tabla, clase, filas };
  }

  function textoDe(una) {
    una.texto ||= plegar([...una.fila.cells].slice(0, -1).map(leido).join(" "));
    return una.texto;
  }

  /** De una fórmula, lo que se lee, y no su LaTeX. */
  function leido(celda) {
    if (!celda.querySelector("annotation")) return celda.textContent;
    const copia = celda.cloneNode(true);
    for (const sobra of todos("annotation", copia)) sobra.remove();
    return copia.textContent;
  }

  // ——— Filtrar ———

  function filtrar() {
    const palabras = plegar(casilla.value).split(" ").filter(Boolean);
    const pide = palabras.length > 0 || eleccion.value !== "";
    const cuentas = apartados.map((uno) => filtrarApartado(uno, palabras));
    const quedan = cuentas.reduce((a, b) => a + b, 0);
    const abre = pide && quedan <= DE_UN_VISTAZO;
    apartados.forEach(({ apartado, pliegue, titulo, de }, n) => {
      apartado.hidden = cuentas[n] === 0;
      pliegue.open = abre;
      titulo.textContent = pide ? recuento(cuentas[n]) : de;
    });
    estado.textContent = pide ? recuento(quedan) : "";
  }

  function filtrarApartado({ tablas }, palabras) {
    let quedan = 0;
    for (const { caja, clase, filas } of tablas) {
      const suya = !eleccion.value || eleccion.value === clase;
      const vistas = filas.filter((una) => {
        const seQueda = suya && palabras.every((palabra) => textoDe(una).includes(palabra));
        una.fila.hidden = !seQueda;
        return seQueda;
      });
      caja.hidden = !vistas.length;
      quedan += vistas.length;
    }
    return quedan;
  }

  const recuento = (n) => (n === 0 ? "Ninguna fila" : n === 1 ? "1 fila" : `${n} filas`);

  const casilla = crear("input", { type: "search", id: "filtro", autocomplete: "off", spellcheck: false });
  const eleccion = crear(
    "select",
    { id: "clase" },
    ...Object.entries(CLASES).map(([value, rotulo]) => crear("option", { value }, rotulo)),
  );
  const estado = crear("p", { className: "estado" });
  estado.setAttribute("role", "status");

  const formulario = crear(
    "form",
    {},
    crear("label", { htmlFor: "filtro" }, "Filtrar por texto, expresión o valor"),
    casilla,
    crear("label", { htmlFor: "clase" }, "Qué"),
    eleccion,
    estado,
  );
  formulario.setAttribute("role", "search");
  formulario.addEventListener("input", filtrar);
  formulario.addEventListener("submit", (suceso) => suceso.preventDefault());
  document.querySelector(".filtro-de-cifras").append(formulario);
  if (casilla.value || eleccion.value) filtrar(); // al volver atrás, el navegador la deja escrita

  // ——— Llegar a una fila, e imprimirlas todas ———

  function llegar() {
    const fila = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const pliegue = fila?.closest("details");
    if (!pliegue) return;
    if (fila.closest("[hidden]")) deshacer();
    pliegue.open = true;
    fila.scrollIntoView();
  }

  function deshacer() {
    formulario.reset();
    filtrar();
  }

  addEventListener("hashchange", llegar);
  addEventListener("beforeprint", () => apartados.forEach(({ pliegue }) => (pliegue.open = true)));
  llegar();
}
