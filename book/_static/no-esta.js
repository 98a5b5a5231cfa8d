/* La página que dice que algo no está. Se da en cualquier dirección, y solo este guion sabe, por dónde ha
   llegado, cuál es la raíz del libro: la plantilla lo pide en esta carpeta y en las de encima. */
"use strict";
if (!document.documentElement.dataset.raiz) {
  const raiz = new URL("..", document.currentScript.src); // la más cercana: los demás ya no hacen nada
  document.documentElement.dataset.raiz = raiz;
  addEventListener("DOMContentLoaded", () => {
    for (const a of document.querySelectorAll("[data-a]")) a.href = new URL(a.dataset.a, raiz);
  });
  try {
    const hoja = new CSSStyleSheet();
    hoja.replaceSync(`
    body {
      max-width: 36rem; margin: 15vh auto; padding: 0 1.25rem;
      font: 1.125rem/1.6 Palatino, "Noto Serif", "Liberation Serif", serif;
      color: #211f1c; background: #fdfcf9;
    }
    h1 { font-size: 2.2rem; line-height: 1.2; }
    a { color: #0b5a8c; }
    @media (prefers-color-scheme: dark) {
      body { color: #dedad2; background: #14191d; }
      a { color: #8ec6ee; }
    }`);
    document.adoptedStyleSheets = [hoja];
  } catch {
    /* Safari 16.3 y antes: se lee igual, sin adornos */
  }
}
