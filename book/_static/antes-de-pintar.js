/* Lo que se decide antes de pintar nada: por eso es lo primero del cuerpo y detiene la página. */
"use strict";
{
  const raiz = document.documentElement;
  raiz.classList.replace("no-js", "js");
  raiz.classList.toggle("sin-popover", !raiz.showPopover);
  raiz.dataset.theme = "auto";
  try {
    raiz.dataset.theme = localStorage.getItem("tema") || "auto";
    raiz.dataset.cifras = localStorage.getItem("cifras") || "con-hilo";
  } catch {
    /* sin memoria, el del sistema */
  }
}
document.fonts.load('1em "Letra matemática"'); // con otra, la primera fórmula se movería al llegar la suya
