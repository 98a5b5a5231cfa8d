// Recarga la página cuando el libro cambia y enseña las faltas encima mientras las haya.
(() => {
  const fuente = new EventSource("/__vivo");
  const estilo = `position:fixed;inset:auto 0 0 0;margin:0;max-height:50vh;overflow:auto;z-index:9999;
    padding:1rem;background:#7a1020;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap`;
  let version = null;
  fuente.onmessage = ({ data }) => {
    const { v, faltas } = JSON.parse(data);
    if (version !== null && v !== version) return location.reload();
    version = v;
    let cartel = document.getElementById("faltas-en-vivo");
    if (!faltas) return cartel?.remove();
    if (!cartel) {
      cartel = document.body.appendChild(document.createElement("pre"));
      cartel.id = "faltas-en-vivo";
      cartel.role = "alert";
      cartel.style.cssText = estilo;
    }
    cartel.textContent = faltas;
  };
})();
