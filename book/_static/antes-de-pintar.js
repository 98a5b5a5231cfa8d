/* Lo que se decide antes de pintar nada: por eso es lo primero del cuerpo y detiene la página. */
"use strict";
document.documentElement.classList.replace("no-js", "js");
document.body.dataset.theme = "auto";
try {
  document.body.dataset.theme = localStorage.getItem("tema") || "auto";
  document.documentElement.dataset.cifras = localStorage.getItem("cifras") || "con-hilo";
} catch {
  /* sin memoria, el del sistema */
}
document.fonts.load('1em "Letra matemática"'); // con otra, la primera fórmula se movería al llegar la suya
