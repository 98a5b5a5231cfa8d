/* La página que dice que algo no está. Se da en cualquier dirección, y solo este guion sabe, por dónde ha
   llegado, cuál es la raíz del libro: la plantilla lo pide en esta carpeta y en las de encima. */
"use strict";
if (!document.adoptedStyleSheets.length) {
  const raiz = new URL("..", document.currentScript.src); // la más cercana: los demás ya no hacen nada
  const hoja = new CSSStyleSheet();
  hoja.replaceSync(`
    body {
      max-width: 36rem; margin: 15vh auto; padding: 0 1.25rem;
      font: 1.125rem/1.6 Palatino, "Noto Serif", "Liberation Serif", serif;
      color: light-dark(#211f1c, #dedad2); background: light-dark(#fdfcf9, #14191d);
    }
    h1 { font-size: 2.2rem; line-height: 1.2; }
    a { color: light-dark(#0b5a8c, #8ec6ee); }`);
  document.adoptedStyleSheets.push(hoja);
  addEventListener("DOMContentLoaded", () => {
    for (const a of document.querySelectorAll("[data-a]")) a.href = new URL(a.dataset.a, raiz);
  });
}
