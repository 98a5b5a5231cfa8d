// Recarga la página cuando cambia ella, sin moverla de donde se está leyendo, y dice lo demás en el cartel.
import { Cartel } from "/__vivo/cartel.js";

const GUARDADO = "imprenta-sitio";
const PACIENCIA = 2000; // milisegundos sin servidor antes de decirlo

const { pagina, llave } = document.querySelector('script[src="/__vivo.js"]').dataset;
const cartel = document.body.appendChild(new Cartel(abrir));
let fuente = null;
let vista = null; // la última noticia
let sinServidor = 0;

// ——— El sitio en que se está ———

// El selector que lleva a un elemento: desde el antepasado que tiene nombre, contando hijos.
function camino(elemento) {
  if (elemento === document.body) return "body";
  if (elemento.id) return `#${CSS.escape(elemento.id)}`;
  const puesto = [...elemento.parentNode.children].indexOf(elemento) + 1;
  return `${camino(elemento.parentNode)} > :nth-child(${puesto})`;
}

function guardarSitio() {
  const mirado = document.elementFromPoint(innerWidth / 2, innerHeight / 3) ?? document.body;
  const sitio = {
    ruta: location.pathname,
    y: scrollY,
    mirado: document.body.contains(mirado) ? camino(mirado) : "body",
    arriba: mirado.getBoundingClientRect().top,
    foco: document.activeElement === cartel ? "" : camino(document.activeElement ?? document.body),
    abiertos: [...document.querySelectorAll("details")].map(({ open }) => open),
  };
  sessionStorage.setItem(GUARDADO, JSON.stringify(sitio));
  history.scrollRestoration = "manual";
}

function volverAlSitio() {
  const sitio = JSON.parse(sessionStorage.getItem(GUARDADO) ?? "null");
  sessionStorage.removeItem(GUARDADO);
  if (sitio?.ruta !== location.pathname) return;
  const desplegables = document.querySelectorAll("details");
  if (desplegables.length === sitio.abiertos.length) {
    sitio.abiertos.forEach((abierto, i) => (desplegables[i].open = abierto));
  }
  if (sitio.foco && sitio.foco !== "body") {
    document.querySelector(sitio.foco)?.focus({ preventScroll: true });
  }
  recolocar(sitio);
  // Lo que tarda en tener su tamaño mueve lo demás: se recoloca al acabar, si nadie se ha movido.
  const desistir = new AbortController();
  for (const gesto of ["wheel", "keydown", "pointerdown", "touchstart"]) {
    addEventListener(gesto, () => desistir.abort(), { once: true, passive: true });
  }
  const otraVez = () => {
    recolocar(sitio);
    history.scrollRestoration = "auto";
  };
  if (document.readyState === "complete") otraVez();
  else addEventListener("load", otraVez, { once: true, signal: desistir.signal });
}

function recolocar({ y, mirado, arriba }) {
  const elemento = y > 0 && mirado !== "body" ? document.querySelector(mirado) : null;
  const top = elemento ? scrollY + elemento.getBoundingClientRect().top - arriba : y;
  scrollTo({ top, behavior: "instant" });
}

function recargar() {
  fuente?.close();
  guardarSitio();
  location.reload();
}

// ——— Lo que dice el servidor ———

function escuchar() {
  fuente = new EventSource(`/__vivo?pagina=${encodeURIComponent(location.pathname)}`);
  fuente.onmessage = ({ data }) => atender(JSON.parse(data));
  fuente.onerror = () => {
    sinServidor ||= setTimeout(() => cartel.avisarDeQueNoHayServidor(), PACIENCIA);
  };
}

function atender(noticia) {
  clearTimeout(sinServidor);
  sinServidor = 0;
  const otro = vista !== null && noticia.servidor !== vista.servidor;
  const nueva = vista !== null && noticia.v !== vista.v;
  if (noticia.pagina !== pagina || otro || (nueva && noticia.todas)) return recargar();
  vista = noticia;
  cartel.decir(noticia, nueva);
}

// Con demasiadas pestañas a la escucha el navegador no abriría ninguna más: solo escucha la que se ve.
document.addEventListener("visibilitychange", () => {
  fuente?.close();
  if (document.visibilityState === "visible") escuchar();
});

async function abrir(donde) {
  const respuesta = await fetch("/__vivo/abrir", {
    method: "POST",
    headers: { "X-Llave": llave },
    body: donde,
  });
  if (!respuesta.ok) throw new Error((await respuesta.text()).trim());
}

volverAlSitio();
escuchar();
