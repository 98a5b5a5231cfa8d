/* Una figura, en grande: con un toque, un clic o, desde el teclado, su botón. El navegador la mueve. */
"use strict";
if (window.HTMLDialogElement) {
  const { todos, crear } = window.Libro;
  const dialogo = crear("dialog", { id: "ampliada" });
  const cerrar = crear("button", { type: "button", textContent: "Cerrar" });
  let vuelve = null; // adónde vuelve el foco

  cerrar.addEventListener("click", () => dialogo.close());
  dialogo.addEventListener("close", () => vuelve.focus({ preventScroll: true }));

  function ampliar(imagen, boton) {
    vuelve = boton;
    const grande = imagen.cloneNode();
    grande.removeAttribute("class");
    grande.loading = "eager";
    dialogo.setAttribute("aria-label", boton.textContent);
    dialogo.replaceChildren(cerrar, grande);
    document.body.append(dialogo);
    dialogo.showModal();
    dialogo.scrollTo(0, 0);
  }

  // Un explorador ya es grande, y lo que lleva a otro sitio lleva a otro sitio.
  for (const imagen of todos("article figure img[src$='.svg']")) {
    if (imagen.closest("[data-explorador], a")) continue;
    const figura = imagen.closest("figure");
    const cual = figura.querySelector(".caption-number")?.textContent.trim().toLowerCase() ?? "figura";
    const boton = crear("button", {
      type: "button",
      className: "ampliar",
      textContent: `Ampliar la ${cual}`,
    });
    imagen.classList.add("ampliable");
    imagen.after(boton);
    for (const llama of [imagen, boton]) llama.addEventListener("click", () => ampliar(imagen, boton));
  }
}
