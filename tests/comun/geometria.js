/* Lo que está mal colocado en las fórmulas de una página, y cuántas veces se ha mirado cada cosa. */
await document.fonts.ready;
const HOLGURA = 1.5; // píxeles
const caja = (nodo) => nodo.getBoundingClientRect();
const mitad = (r) => (r.top + r.bottom) / 2;
const visible = (nodo) => caja(nodo).width > 0 || caja(nodo).height > 0;
const hay = (r) => r.width > 0.5 && r.height > 0.5;
const faltas = [],
  vistas = {};

function mirar(que, nodo, bien, ...medidas) {
  vistas[que] = (vistas[que] ?? 0) + 1;
  const tex = nodo.closest("math").querySelector("annotation")?.textContent ?? "";
  if (!bien) faltas.push(`${que}: ${tex.trim().slice(0, 60)} ${medidas}`);
}

/** Las cajas de los hijos de cada `nombre` que se ve. */
function* partes(math, nombre) {
  for (const nodo of math.querySelectorAll(nombre))
    if (visible(nodo)) yield [nodo, ...[...nodo.children].map(caja)];
}

/** Dónde empieza lo primero que se lee detrás de una fórmula, si va en su mismo renglón. */
function loQueSigue(math) {
  const textos = document.createTreeWalker(math.closest("p, li, td, dd, figcaption") ?? document.body, 4);
  textos.currentNode = math;
  let texto = textos.nextNode();
  while (texto && (math.contains(texto) || !texto.data.trim())) texto = textos.nextNode();
  if (!texto || texto.parentElement.closest("math, .visually-hidden")) return null;
  const trozo = document.createRange();
  trozo.setStart(texto, texto.data.search(/\S/));
  trozo.setEnd(texto, texto.data.search(/\S/) + 1);
  const r = caja(trozo);
  return r.top < mitad(caja(math)) && r.bottom > mitad(caja(math)) && r.left > caja(math).left
    ? r.left
    : null;
}

for (const math of document.querySelectorAll("article math")) {
  if (!visible(math.parentElement) || math.closest("details:not([open])")) continue;
  mirar("no está vacía", math, hay(caja(math)));
  const fin = math.getAttribute("display") === "block" ? null : loQueSigue(math);
  if (fin !== null) {
    const hojas = [...math.querySelectorAll("mi, mn, mo, mtext")]
      .filter(visible)
      .map((hoja) => caja(hoja).right);
    mirar("no pisa lo que sigue", math, Math.max(...hojas) <= fin + 2 * HOLGURA, ...hojas, fin);
  }
  for (const [nodo, arriba, abajo] of partes(math, "mfrac")) {
    const centrada = Math.abs(arriba.left + arriba.right - abajo.left - abajo.right) < 2 + 2 * HOLGURA;
    mirar(
      "una fracción",
      nodo,
      hay(arriba) && hay(abajo) && arriba.bottom <= abajo.top + HOLGURA && centrada,
    );
  }
  for (const [nodo, base, alto] of partes(math, "msup"))
    if (!/^[′″]+$/.test(nodo.lastElementChild.textContent))
      mirar("un superíndice", nodo, mitad(alto) < mitad(base) && alto.left >= base.right - HOLGURA - 3);
  for (const [nodo, base, bajo] of partes(math, "msub"))
    mirar("un subíndice", nodo, mitad(bajo) > mitad(base) && bajo.left >= base.right - HOLGURA - 3);
  for (const [nodo, , bajo, alto] of partes(math, "msubsup"))
    mirar("los dos índices", nodo, hay(bajo) && hay(alto) && mitad(alto) < mitad(bajo));
  for (const [nodo, base, limite] of partes(math, "munder"))
    mirar("lo de debajo", nodo, hay(limite) && mitad(limite) > mitad(base));
  for (const [nodo, base, encima] of partes(math, "mover"))
    mirar("lo de encima", nodo, hay(encima) && mitad(encima) < mitad(base));
  for (const [nodo, dentro] of partes(math, "msqrt")) {
    const raiz = caja(nodo);
    const cubre =
      raiz.left < dentro.left - 2 && raiz.right >= dentro.right - HOLGURA && raiz.top <= dentro.top;
    mirar("una raíz", nodo, cubre);
  }
  for (const tabla of math.querySelectorAll("mtable")) {
    if (!visible(tabla)) continue;
    const filas = [...tabla.children].map((fila) => [...fila.children].map(caja));
    for (const [n, fila] of filas.entries()) {
      const debajo = filas[n + 1] ?? [];
      const ordenada = fila.every((celda, j) => !j || celda.left >= fila[j - 1].right - HOLGURA);
      const sobre = fila.every((celda, j) => !debajo[j] || celda.bottom <= debajo[j].top + HOLGURA);
      const alineada = fila.every(
        (celda, j) => !debajo[j] || Math.abs(celda.left - debajo[j].left) < HOLGURA,
      );
      mirar("una matriz", tabla, ordenada && sobre && alineada);
    }
    for (const vecino of [tabla.previousElementSibling, tabla.nextElementSibling])
      if (/^[()[\]{|]$/.test(vecino?.textContent ?? ""))
        mirar("un paréntesis alto", tabla, caja(vecino).height >= 0.85 * caja(tabla).height);
  }
}
return { faltas, vistas };
