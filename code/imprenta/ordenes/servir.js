// Recarga la página cuando cambia ella, sin moverla de donde se está leyendo, y dice lo demás en el cartel.
import { Cartel } from "/__vivo/cartel.js";

const GUARDADO = "imprenta-sitio";
const PACIENCIA = 2000; // milisegundos sin servidor antes de decirlo

const { pagina, llave } = document.querySelector('script[src="/__vivo.js"]').dataset;
const cartel = document.body.appendChild(new Cartel(abrir));
let fuente = null;
let vista = null; // la última noticia
let sinServidor = 0;
let recargando = false;

// ——— El sitio en que se está ———

// El selector que lleva a un elemento: desde el antepasado que tiene nombre, contando hijos.
function camino(elemento) {
  if (elemento === document.body) return "body";
  if (elemento.id) return `#${CSS.escape(elemento.id)}`;
  const puesto = [...elemento.parentNode.children].indexOf(elemento) + 1;
  return `${camino(elemento.parentNode)} > :nth-child(${puesto})`;
}

// El párrafo que se está leyendo: lo que hay a un tercio de la pantalla o, si ahí hay un hueco, lo que sigue.
function loLeido() {
  const altura = innerHeight / 3;
  let elemento = document.elementFromPoint(innerWidth / 2, altura) ?? document.body;
  const sigue = (hijo) => hijo !== cartel && hijo.getBoundingClientRect().bottom > altura;
  while (elemento.offsetHeight > innerHeight / 2) {
    const hijo = [...elemento.children].find(sigue);
    if (!hijo) break;
    elemento = hijo;
  }
  return elemento === cartel ? document.body : elemento;
}

const texto = (elemento) => elemento.textContent.slice(0, 300);

function guardarSitio() {
  const leido = loLeido();
  const sitio = {
    ruta: location.pathname,
    y: scrollY,
    leido: { camino: camino(leido), etiqueta: leido.localName, texto: texto(leido) },
    arriba: leido.getBoundingClientRect().top,
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
  if (document.readyState !== "complete") {
    addEventListener("load", () => recolocar(sitio), { once: true, signal: desistir.signal });
  }
}

// Lo que se leía vuelve a su altura, aunque encima haya ahora más o menos texto.
function recolocar({ y, leido, arriba }) {
  const elemento = y > 0 ? elMismo(leido) : null;
  const top = elemento ? scrollY + elemento.getBoundingClientRect().top - arriba : y;
  scrollTo({ top, behavior: "instant" });
}

// El que dice lo mismo, si solo hay uno; si no, el que está en el mismo puesto.
function elMismo(leido) {
  const iguales = [...document.querySelectorAll(leido.etiqueta)].filter(
    (otro) => texto(otro) === leido.texto,
  );
  return iguales.length === 1 ? iguales[0] : document.querySelector(leido.camino);
}

// El navegador también sabe volver, pero a los mismos píxeles: solo se le deja cuando se va a otra página.
addEventListener("pagehide", () => {
  if (!recargando) history.scrollRestoration = "auto";
});

function recargar() {
  recargando = true;
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
