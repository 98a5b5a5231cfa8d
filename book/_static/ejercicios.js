/* Los ejercicios se contestan en la página. Cada formulario trae, revuelto, lo que sabe su corrector: las
   reglas de `redes.ejercicios.correccion`, que aquí se aplican igual. Lo contestado queda en el navegador. */
"use strict";
window.Ejercicios = (() => {
  const todos = (selector, donde = document) => [...donde.querySelectorAll(selector)];

  // ——— Leer números escritos a mano, como `redes.ejercicios.lectura` ———

  const SUPERINDICES = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
  const MANTISA = "[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+";
  const EXPONENTE = "([+-]?[0-9]{1,3})";
  const TERMINO = `([+-]?)(?:(${MANTISA})(?:e${EXPONENTE}|[*x]10\\^${EXPONENTE})?|10\\^${EXPONENTE})`;
  const NUMERO = new RegExp(`^${TERMINO}(?:(/)${TERMINO})?(%?)$`);

  const sinEspaciosDeMas = (texto) =>
    texto.replace(/[ \t\n\r\u00a0\u2007\u2009\u202f]+/g, " ").replace(/^ | $/g, "");

  const llano = (texto) =>
    sinEspaciosDeMas(texto)
      .toLowerCase()
      .replace(/[−–—]/g, "-")
      .replace(/[×·⋅∙]/g, "*")
      .replace(/\*\*/g, "^")
      .replace(
        /[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+/g,
        (alto) => `^${[...alto].map((signo) => "0123456789+-"[SUPERINDICES.indexOf(signo)]).join("")}`,
      )
      .replace(/([0-9]) (?=[0-9]{3}(?![0-9]))/g, "$1")
      .replace(/\^\(([+-]?[0-9]+)\)/g, "^$1")
      .replace(/ ?([*x/^%]) ?/g, "$1")
      .replace(/^([+-]) /, "$1");

  const termino = (signo, mantisa, conE, porDiez, suelta) =>
    Number(`${signo}${(mantisa ?? "1").replace(",", ".")}e${conE ?? porDiez ?? suelta ?? "0"}`);

  /** Lo que vale un número escrito como se escriba; si no se entiende, null. */
  function numeroEscrito(texto) {
    const casa = llano(texto).match(NUMERO);
    if (!casa) return null;
    const abajo = casa[6] ? termino(...casa.slice(7, 12)) : 1;
    const cociente = abajo ? termino(...casa.slice(1, 6)) / abajo : Infinity;
    return casa[12] ? cociente / 100 : cociente;
  }

  // ——— Mirar la respuesta, como `MIRADAS` y en su mismo orden ———

  /** Al entero más próximo y, si hay dos, al par: como NumPy. */
  function entero(x) {
    const [suelo, tamano] = [Math.floor(Math.abs(x)), Math.abs(x)];
    const sube = tamano - suelo > 0.5 || (tamano - suelo === 0.5 && suelo % 2 === 1);
    return Math.sign(x) * (suelo + sube);
  }

  const POTENCIAS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
  const MENORES = [10, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-5];
  const mayor = (r) => Math.max(...r.map(Math.abs));
  const cerca = (r, { valor, rtol, atol }) =>
    r.map((x, i) => Math.abs(x - valor[i]) <= atol + rtol * Math.abs(valor[i]));
  const todas = (vale) => vale.every(Boolean);

  const redondeada = (r, { valor }) =>
    POTENCIAS.some(
      (potencia, decimales) =>
        decimales &&
        r.every((x, i) => x === entero(valor[i] * potencia) / potencia) &&
        mayor(r) >= MENORES[decimales],
    );

  /** Dónde está el mayor; si hay algo que no es un número, el primero que no lo sea. */
  function elMayor(r) {
    const tope = Math.max(...r);
    return r.findIndex((x) => x === tope || Number.isNaN(x));
  }

  const MIRADAS = [
    (r, regla) => todas(cerca(r, regla)),
    redondeada,
    (r, regla) => todas(cerca(r.map(Math.abs), regla)),
    (r, regla) => todas(cerca(Float64Array.from(r).sort(), regla)),
    (r, { valor, atol }) => Math.abs(r.reduce((suma, x) => suma + x, 0) - valor[0]) > atol,
    (r, regla) => r[0] === entero(r[0]) && todas(cerca(r, regla)),
    (r, { valor }) => r[0] * valor[0] < 0,
    (r, { valor }) => Math.abs(r[0]) > Math.abs(valor[0]),
    () => true,
    (r, { valor }) => elMayor(r) === elMayor(valor),
    (r, { valor }) => r.some((x, i) => valor[i] > 0 && x <= valor[i]),
  ];

  // ——— Juzgar: el motivo por el que una respuesta no vale, o null si vale ———

  const EJEMPLOS = "escribe, por ejemplo, 0.09, 3/8 o 2·10⁻³";
  const HUECO = "pon tu respuesta en lugar de los puntos suspensivos";
  const vacia = (texto) => !sinEspaciosDeMas(texto);

  const nombre = (forma) =>
    forma.length === 0
      ? "un número"
      : forma.length === 1
        ? `un vector de ${forma[0]}`
        : `una matriz de ${forma.join(" × ")}`;

  /** Los números de unas casillas, o por qué no se pueden leer. */
  function leidos(textos, forma) {
    if (textos.some(vacia)) return `se espera ${nombre(forma)}, y queda algún hueco por rellenar`;
    const numeros = textos.map(numeroEscrito);
    if (numeros.includes(null)) {
      const ilegible = sinEspaciosDeMas(textos[numeros.indexOf(null)]);
      return `se espera ${nombre(forma)}, y «${ilegible}» no se puede leer: ${EJEMPLOS}`;
    }
    if (!numeros.every(Number.isFinite))
      return "hay algo que no es finito: ¿se ha dividido entre cero o ha desbordado una exponencial?";
    return numeros;
  }

  /** La softmax de unas puntuaciones, que son el producto de cada fila por los números. */
  function reparto(puntua, numeros) {
    const puntos = puntua.map((fila) => fila.reduce((suma, x, i) => suma + x * numeros[i], 0));
    const e = puntos.map((punto) => Math.exp(punto - Math.max(...puntos)));
    const total = e.reduce((suma, x) => suma + x, 0);
    return e.map((x) => x / total);
  }

  function delValor({ forma, reglas, puntua }, textos) {
    const numeros = leidos(textos, forma);
    if (typeof numeros === "string") return numeros;
    const mirado = puntua ? reparto(puntua, numeros) : numeros;
    const regla = reglas.find((regla) => MIRADAS[regla.mira](mirado, regla));
    const malos = () => cerca(numeros, regla).filter((vale) => !vale).length;
    if (regla?.aviso) return regla.aviso.replace("{malos}", malos);
    const conSuTanto = !puntua && textos.some((texto) => texto.includes("%"));
    return conSuTanto
      ? reglas.find(({ aviso }) => aviso.startsWith("parece un tanto por ciento")).aviso
      : null;
  }

  function deLaPrediccion(sabe, [prediccion, medida]) {
    if (vacia(prediccion))
      return "primero, la predicción: escribe el número que crees que va a salir, aunque no estés seguro";
    const leida = leidos([prediccion], []);
    if (typeof leida === "string") return `en la predicción ${leida}`;
    if (vacia(medida)) return "predicho queda; mídelo ahora y pon el resultado en segundo lugar";
    return delValor(sabe, [medida]);
  }

  /** Un número con seis cifras como mucho y sin ceros de más: el formato «g» de Python. */
  function conSeisCifras(x) {
    if (x === 0) return Object.is(x, -0) ? "-0" : "0";
    const [digitos, elevado] = Math.abs(x).toExponential(60).split("e");
    const cifras = digitos.replace(".", "");
    const [primeras, resto] = [Number(cifras.slice(0, 6)), cifras.slice(6).replace(/0+$/, "")];
    const sube = resto > "5" || (resto === "5" && primeras % 2 === 1);
    const [mantisa, de_mas] = primeras + sube === 1e6 ? ["1", 1] : [String(primeras + sube), 0];
    const n = Number(elevado) + de_mas;
    const limpia = mantisa.replace(/0+$/, "") || "0";
    return (x < 0 ? "-" : "") + (n < -4 || n >= 6 ? conExponente(limpia, n) : sinExponente(limpia, n));
  }

  function conExponente([primera, ...resto], n) {
    const mantisa = resto.length ? `${primera}.${resto.join("")}` : primera;
    return `${mantisa}e${n < 0 ? "-" : "+"}${String(Math.abs(n)).padStart(2, "0")}`;
  }

  function sinExponente(cifras, n) {
    if (n < 0) return `0.${"0".repeat(-n - 1)}${cifras}`;
    const enteras = cifras.slice(0, n + 1).padEnd(n + 1, "0");
    return cifras.length > n + 1 ? `${enteras}.${cifras.slice(n + 1)}` : enteras;
  }

  /** Lo que se dice a quien ha medido bien y esperaba otra cosa. */
  function comentario([prediccion, medida]) {
    const [antes, despues] = [numeroEscrito(prediccion), numeroEscrito(medida)];
    if (Math.abs(antes - despues) <= 1e-8 + 0.1 * Math.abs(despues)) return "";
    const como = Math.abs(antes) < Math.abs(despues) ? "se quedaba corto" : "se pasaba";
    return `Habías predicho ${conSeisCifras(antes)}, y ${como}: busca qué no habías tenido en cuenta`;
  }

  function motivo(sabe, textos) {
    if (sabe.elige) return textos[0] ? sabe.motivos[textos[0]] : "elige una de las letras";
    if (sabe.predice) return deLaPrediccion(sabe, textos);
    return textos.every(vacia) ? HUECO : delValor(sabe, textos);
  }

  /** Si vale y, si no, por qué: lo mismo que dice `comprobar`. */
  function veredicto(sabe, textos) {
    const por = motivo(sabe, textos);
    const dicho = por ?? (sabe.predice ? comentario(textos) : "");
    const punto = dicho.endsWith("?") ? "" : ".";
    if (por !== null) return { bien: false, dicho: `Todavía no: ${dicho}${punto}` };
    return { bien: true, dicho: dicho ? `¡Bien! ${dicho}${punto}` : "¡Bien!" };
  }

  // ——— Lo que trae cada formulario ———

  function descifrado(letras, clave) {
    const con = new TextEncoder().encode(clave);
    const medio = (i) => letras.charCodeAt(i) - 97;
    const octetos = Array.from(
      { length: letras.length / 2 },
      (_, i) => (medio(2 * i) << 4) | medio(2 * i + 1),
    );
    return new TextDecoder().decode(Uint8Array.from(octetos, (octeto, i) => octeto ^ con[i % con.length]));
  }

  function loQueSabe({ clave, sabe, uso, avisos }) {
    const secreto = JSON.parse(descifrado(sabe, clave));
    const { elige, margenes, reglas, ...demas } = JSON.parse(descifrado(uso, "~"));
    const dichos = avisos.split(" ").map((aviso) => descifrado(aviso, "~"));
    if (elige) {
      const motivos = Object.entries(secreto).map(([letra, n]) => [letra, n === null ? null : dichos[n]]);
      return { elige, motivos: Object.fromEntries(motivos) };
    }
    const enteras = reglas.map(([mira, valor, margen, aviso]) => {
      const [rtol, atol] = margenes[margen];
      return { mira, valor: secreto[valor], rtol, atol, aviso: dichos[aviso] };
    });
    return { ...demas, reglas: enteras };
  }

  const contestado = (forma) => {
    const elegida = forma.querySelector("input:checked");
    return forma.querySelector("input[type=radio]")
      ? [elegida ? elegida.value : ""]
      : todos("input", forma).map((casilla) => casilla.value);
  };

  // ——— Memoria: en este navegador, y si no deja, hasta que se cierre la página ———

  const MEMORIA = "ejercicios";
  let apuntado = {};
  try {
    apuntado = JSON.parse(localStorage.getItem(MEMORIA)) || {};
  } catch {
    /* sin memoria, o con algo que no se entiende: se empieza de nuevo */
  }

  function recordar(nuevo) {
    apuntado = nuevo;
    try {
      localStorage.setItem(MEMORIA, JSON.stringify(apuntado));
    } catch {
      /* sin memoria, vale para esta página */
    }
    contar();
  }

  const apuntar = (clave, dicho, bien) => recordar({ ...apuntado, [clave]: { dicho, bien } });

  // ——— La página ———

  const formas = todos("form.ejercicio");

  function contar() {
    for (const marca of todos(".progreso")) {
      const claves = marca.dataset.de.split(" ");
      const hechos = claves.filter((clave) => apuntado[clave]?.bien).length;
      (marca.querySelector("span") ?? marca).textContent = marca.matches(".memoria")
        ? `Llevas ${hechos} de ${claves.length}.`
        : `${hechos} de ${claves.length}`;
      marca.classList.toggle("completo", hechos === claves.length);
    }
    for (const forma of formas) forma.classList.toggle("hecho", Boolean(apuntado[forma.dataset.clave]?.bien));
  }

  function reponer() {
    for (const forma of formas) {
      const { dicho = [], bien = false } = apuntado[forma.dataset.clave] ?? {};
      const senal = forma.querySelector(".veredicto");
      if (senal) senal.replaceChildren();
      todos("input", forma).forEach((casilla, i) => {
        if (casilla.type === "checkbox") casilla.checked = bien;
        else if (casilla.type === "radio") casilla.checked = casilla.value === dicho[0];
        else casilla.value = dicho[i] ?? "";
      });
    }
    contar();
  }

  function responder(forma) {
    const dicho = contestado(forma);
    const { bien, dicho: frase } = veredicto(loQueSabe(forma.dataset), dicho);
    const senal = forma.querySelector(".veredicto");
    senal.textContent = frase;
    senal.classList.toggle("bien", bien);
    apuntar(forma.dataset.clave, dicho, bien);
  }

  /** Una lista pegada en una casilla se reparte desde ella. */
  function repartir(suceso) {
    const casillas = todos("input", suceso.currentTarget);
    const numeros = suceso.clipboardData
      .getData("text")
      .split(/[[\]();\s]+|,\s+/)
      .filter(Boolean);
    const desde = casillas.indexOf(suceso.target);
    if (numeros.length < 2 || desde + numeros.length > casillas.length) return;
    suceso.preventDefault();
    numeros.forEach((numero, i) => (casillas[desde + i].value = numero));
  }

  for (const forma of formas) {
    forma.addEventListener("submit", (suceso) => {
      suceso.preventDefault();
      responder(forma);
    });
    forma.querySelector(".casillas")?.addEventListener("paste", repartir);
    const hecho = forma.querySelector("input[type=checkbox]");
    hecho?.addEventListener("change", () => apuntar(forma.dataset.clave, [], hecho.checked));
  }

  const borrar = document.querySelector(".memoria button");
  let borrado = null;
  borrar?.addEventListener("click", () => {
    [borrado, apuntado] = borrado ? [null, borrado] : [apuntado, {}];
    borrar.textContent = borrado ? "Deshacer: recuperar lo borrado" : "Borrar lo apuntado";
    recordar(apuntado);
    reponer();
  });

  reponer();
  return { veredicto, loQueSabe, numeroEscrito, conSeisCifras };
})();
