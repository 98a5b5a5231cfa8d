/* Que una cifra está demostrada se ve: un hilo debajo, que se puede quitar, y una pista la primera vez. */
"use strict";
{
  const { crear, recordar, recordado } = window.Libro;
  const CIFRAS = "article a:is(.cifra, .afirma, .ocurre, .dato)";
  const pagina = document.documentElement;

  // ——— El hilo se quita y se pone ———

  const conHilo = () => pagina.dataset.cifras !== "sin-hilo";

  function ponerHilo(si) {
    pagina.dataset.cifras = si ? "con-hilo" : "sin-hilo";
    recordar("cifras", pagina.dataset.cifras);
    interruptor.setAttribute("aria-pressed", si);
  }

  const interruptor = crear("button", { type: "button", className: "hilos" }, "Señalar lo demostrado");
  interruptor.setAttribute("aria-pressed", conHilo());
  interruptor.addEventListener("click", () => ponerHilo(!conHilo()));

  // ——— La pista: una vez, junto a la primera cifra que se ve, sin mover nada ———

  const pista = crear("div", { className: "pista" });
  pista.setAttribute("role", "note");

  function boton(rotulo, hacer) {
    const nuevo = crear("button", { type: "button" }, rotulo);
    nuevo.addEventListener("click", () => {
      hacer();
      esconderPista();
    });
    return nuevo;
  }

  function esconderPista() {
    pista.remove();
    for (const suceso of ["asoma", "keydown"]) removeEventListener(suceso, alSeguir);
  }

  /** Quien ya se asoma a una cifra, o pulsa Escape, no necesita la pista. */
  function alSeguir(suceso) {
    if (suceso.type === "asoma" ? suceso.target.matches(CIFRAS) : suceso.key === "Escape") esconderPista();
  }

  /** Si aún no se ha dado; sin memoria, o con una para cada archivo, saldría en todas las páginas. */
  function tocaDarla() {
    const abierta = location.protocol.startsWith("http") || history.length === 1;
    return abierta && !recordado("pista") && recordar("pista", "dada");
  }

  function darPista(cifra) {
    if (!tocaDarla()) return;
    const gesto = matchMedia("(hover: none)").matches ? "Tócalo" : "Pasa por encima";
    pista.append(
      crear(
        "p",
        {},
        `Lo que lleva un hilo debajo lo ha demostrado el libro. ${gesto} y verás de dónde sale.`,
      ),
      boton("Entendido", () => {}),
      boton("Quitar los hilos", () => ponerHilo(false)),
    );
    cifra.after(pista); // fuera de la línea, queda justo debajo de la suya
    for (const suceso of ["asoma", "keydown"]) addEventListener(suceso, alSeguir);
  }

  function esperarAVerla(cifra) {
    const vigia = new IntersectionObserver(
      ([{ isIntersecting: seVe }]) => {
        if (!seVe) return;
        vigia.disconnect();
        darPista(cifra);
      },
      { rootMargin: "-15% 0px -30% 0px" },
    );
    vigia.observe(cifra);
  }

  const primera = document.querySelector(CIFRAS);
  if (primera) {
    (document.getElementById("aqui") ?? document.querySelector(".pie")).append(interruptor);
    esperarAVerla(primera);
  }
}
