/* Busca en el libro: sin tildes, con ñ, da igual el plural, y lo que está en un título va primero. */
"use strict";
window.Buscador = (() => {
  // ——— Cuándo dos palabras son la misma ———

  const VACIAS = new Set(
    (
      "a al ante así aun cada como con cual cuando de del desde donde e el ella en entre era es esa ese " +
      "eso esta este esto fue ha hay la las le les lo los mas me mi muy ni no nos o para pero por porque " +
      "que quien se ser si sin sobre son su sus te tu u un una uno unos y ya"
    ).split(" "),
  );
  const PALABRA = /[\p{L}\p{N}_]+/gu;
  const GRIEGAS = (
    "alfa beta gamma delta épsilon zeta eta theta iota kappa lambda mu nu xi ómicron pi rho sigma sigma " +
    "tau ípsilon phi chi psi omega"
  ).split(" "); // desde la α

  /** «Última» → «ultima»; la ñ se queda. */
  const plegar = (texto) =>
    texto
      .toLowerCase()
      .normalize("NFD")
      .replace(/n\u0303/g, "ñ")
      .replace(/\p{M}/gu, "");

  /** Sin la marca del plural: «redes» y «red», «matrices» y «matriz», «capas» y «capa». */
  function singular(palabra) {
    if (palabra.length < 4) return palabra.replace(/z$/, "c");
    const sinEse = palabra.replace(/s$/, "");
    return sinEse.replace(/([^aeiou])e$/, "$1").replace(/z$/, "c");
  }

  /** Además, sin el género: «profundo» y «profunda». */
  const raiz = (palabra) => singular(palabra).replace(/(.{3})[ao]$/, "$1");

  /** «σ», también por su nombre. */
  function* formas(entera, lugar) {
    const palabra = plegar(entera);
    const largo = entera.length;
    yield { palabra, lugar, largo };
    const griega = palabra.length === 1 && GRIEGAS[palabra.charCodeAt() - "α".charCodeAt()];
    if (griega) yield { palabra: plegar(griega), lugar, largo };
  }

  /** Las palabras de un texto, con su lugar; las de un nombre con guiones bajos, también sueltas. */
  function* palabras(texto) {
    for (const { 0: entera, index: lugar } of texto.matchAll(PALABRA)) {
      yield* formas(entera, lugar);
      if (entera.includes("_"))
        for (const { 0: parte, index } of entera.matchAll(/[^_]+/g)) yield* formas(parte, lugar + index);
    }
  }

  /** De 0 (distintas) a 4 (idénticas). */
  function parecido(pedida, palabra, ultima) {
    if (palabra === pedida) return 4;
    if (singular(palabra) === singular(pedida)) return 3;
    if (palabra.startsWith(pedida) && (ultima || pedida.length > 3)) return 2;
    return pedida.length > 3 && raiz(palabra) === raiz(pedida) ? 1.5 : 0;
  }

  // ——— El índice ———

  let apartados = null;
  let vocabulario = null;
  let aqui = null;

  /** Un nombre sin lo que lo hace parecer otro: ni orden, ni plurales, ni palabras vacías. */
  const clave = (nombre) => pedidas(nombre).map(singular).sort().join(" ");

  function preparar() {
    if (apartados) return;
    apartados = [];
    const paginas = Object.values(window.INDICE_DE_BUSQUEDA);
    const envios = paginas.flatMap(([, , , suyos]) => suyos ?? []);
    const enviados = (direccion) =>
      envios.filter(([, destinos]) => destinos.includes(direccion)).flatMap(([nombres]) => nombres);
    aqui = new Map(
      envios.flatMap(([nombres, , termino]) =>
        nombres
          .filter((nombre) => termino && clave(nombre) !== clave(termino))
          .map((nombre) => [clave(nombre), termino]),
      ),
    );
    for (const [direccion, suyos, importancia, , numero] of paginas) {
      const camino = [];
      for (const [ancla, titulo, hondura, prosa, codigo, voces] of suyos) {
        const nombres = [...voces, ...enviados(direccion + (ancla && "#" + ancla))];
        camino.splice(hondura, Infinity, numero && !hondura ? `${numero} · ${titulo}` : titulo);
        apartados.push({
          direccion: direccion + (ancla && "#" + ancla),
          titulo,
          prosa,
          codigo,
          camino: camino.slice(0, -1),
          numero: hondura ? "" : numero,
          importancia,
          campos: [
            [titulo, ancla ? 12 : 20],
            [prosa, 1],
            [codigo, 0.3],
            ...nombres.map((nombre) => [nombre, 8]),
          ].map(([texto, peso]) => ({ peso, palabras: [...palabras(texto)] })),
        });
      }
    }
    vocabulario = new Set(
      apartados.flatMap(({ campos }) =>
        campos.flatMap((campo) => campo.palabras.map(({ palabra }) => palabra)),
      ),
    );
  }

  // ——— Buscar ———

  function pedidas(consulta) {
    const todas = [...palabras(consulta)].map(({ palabra }) => palabra);
    const llenas = todas.filter((palabra) => !VACIAS.has(palabra));
    return [...new Set(llenas.length ? llenas : todas)];
  }

  function puntuar(apartado, terminos) {
    const hallados = new Set();
    const marcas = [];
    let puntos = 0;
    let nombrado = 0;
    let clavado = 0;
    apartado.campos.forEach(({ peso, palabras }, campo) => {
      const porTermino = new Map();
      let anterior = -2;
      palabras.forEach(({ palabra, lugar, largo }, orden) => {
        terminos.forEach((termino, n) => {
          const grado = parecido(termino, palabra, n === terminos.length - 1);
          if (!grado) return;
          hallados.add(n);
          porTermino.set(n, Math.max(porTermino.get(n) ?? 0, grado) + 0.05);
          if (campo === 1) marcas.push({ lugar, largo, n, grado });
          if (n > 0 && orden - anterior <= 2) porTermino.set(n, porTermino.get(n) + 1); // juntas valen más
          anterior = orden;
        });
      });
      const suyos = peso * [...porTermino.values()].reduce((suma, grado) => suma + grado, 0);
      if (campo < 3) puntos += suyos;
      else if (porTermino.size === terminos.length) nombrado = Math.max(nombrado, suyos); // el más parecido
      if ((campo === 0 || campo > 2) && terminos.length && porTermino.size === terminos.length)
        // dice justo eso
        clavado = Math.max(clavado, (30 * terminos.length) / Math.max(palabras.length, terminos.length));
    });
    puntos = (puntos + nombrado + clavado) * apartado.importancia;
    return { apartado, puntos, hallados: hallados.size, marcas };
  }

  /** Los apartados con todas las palabras; si no hay, los que tienen más de ellas. */
  function buscar(consulta, cuantos = 30) {
    preparar();
    const terminos = pedidas(consulta);
    if (!terminos.length) return { resultados: [], completos: true };
    const con = apartados.map((apartado) => puntuar(apartado, terminos)).filter(({ hallados }) => hallados);
    const maximo = Math.max(0, ...con.map(({ hallados }) => hallados));
    const resultados = con.filter(({ hallados }) => hallados === maximo).sort((a, b) => b.puntos - a.puntos);
    return {
      completos: maximo === terminos.length,
      total: resultados.length,
      aqui: aqui.get(clave(consulta)) ?? null,
      ausentes: terminos.filter(
        (termino) => ![...vocabulario].some((palabra) => parecido(termino, palabra, true)),
      ),
      resultados: resultados
        .slice(0, cuantos)
        .map(({ apartado, marcas }) => ({ ...apartado, extracto: extracto(apartado, marcas) })),
      propuesta: maximo === terminos.length ? null : proponer(consulta, terminos),
    };
  }

  /** Trozos de texto y, entre ellos, lo que hay que marcar: [["…los ", false], ["pesos", true]…]. */
  function extracto({ prosa, codigo }, marcas, largo = 180) {
    if (!prosa) return [[codigo.slice(0, largo), false]];
    const mejor = marcas.length ? marcas.reduce((a, b) => (valor(b) > valor(a) ? b : a)) : null;
    function valor(marca) {
      const cerca = marcas.filter(({ lugar }) => lugar >= marca.lugar && lugar < marca.lugar + largo - 40);
      return new Set(cerca.map(({ n }) => n)).size * 10 + marca.grado;
    }
    let desde = Math.max(0, (mejor?.lugar ?? 0) - 50);
    if (desde) desde = prosa.indexOf(" ", desde) + 1;
    const hasta = desde + largo >= prosa.length ? prosa.length : prosa.lastIndexOf(" ", desde + largo);
    const trozos = [[desde ? "… " : "", false]];
    let aqui = desde;
    for (const { lugar, largo: fin } of marcas) {
      if (lugar < aqui || lugar + fin > hasta) continue;
      trozos.push([prosa.slice(aqui, lugar), false], [prosa.slice(lugar, lugar + fin), true]);
      aqui = lugar + fin;
    }
    trozos.push([prosa.slice(aqui, hasta) + (hasta < prosa.length ? " …" : ""), false]);
    return trozos.filter(([texto]) => texto);
  }

  // ——— «¿Querías decir…?» ———

  /** Letras que hay que cambiar, quitar, poner o trasponer. */
  function distancia(a, b, tope) {
    if (Math.abs(a.length - b.length) > tope) return tope + 1;
    let [antes, fila] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
      const nueva = [i];
      for (let j = 1; j <= b.length; j++) {
        nueva[j] = Math.min(fila[j] + 1, nueva[j - 1] + 1, fila[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          nueva[j] = Math.min(nueva[j], antes[j - 2] + 1);
      }
      [antes, fila] = [fila, nueva];
    }
    return fila[b.length];
  }

  function proponer(consulta, terminos) {
    let cambiado = false;
    const nueva = plegar(consulta).replace(PALABRA, (palabra) => {
      if (!terminos.includes(palabra) || palabra.length < 4) return palabra;
      if ([...vocabulario].some((otra) => parecido(palabra, otra, false))) return palabra;
      const tope = palabra.length < 8 ? 1 : 2;
      let [mejor, menor] = [palabra, tope + 1];
      for (const otra of vocabulario) {
        const lejos = distancia(palabra, otra, tope);
        if (lejos < menor) [mejor, menor] = [otra, lejos];
      }
      cambiado ||= mejor !== palabra;
      return mejor;
    });
    return cambiado ? nueva : null;
  }

  // ——— En la página ———

  const crear = (nombre, atributos, ...hijos) => {
    const nuevo = document.createElement(nombre);
    for (const [atributo, valor] of Object.entries(atributos)) nuevo.setAttribute(atributo, valor);
    nuevo.append(...hijos);
    return nuevo;
  };

  /** Un resultado: «2 · El proceso de aprendizaje › La montaña a oscuras» y un trozo de lo que dice. */
  function fila({ direccion, titulo, numero, camino, extracto }, orden, base) {
    const texto = extracto.map(([trozo, marcado]) => (marcado ? crear("mark", {}, trozo) : trozo));
    const dentroDe = numero ? `${numero} ·` : camino.map((parte) => `${parte} ›`).join(" ");
    if (!dentroDe)
      return crear("li", {}, crear("a", { href: base + direccion }, titulo), crear("p", {}, ...texto));
    const id = `donde-${orden}`;
    const enlace = crear("a", { href: base + direccion, "aria-describedby": id }, titulo);
    return crear("li", {}, crear("small", { id }, dentroDe), " ", enlace, crear("p", {}, ...texto));
  }

  /** Pone en `sitio` la caja de búsqueda; `base` es el camino hasta la raíz del libro. */
  function montar(sitio, base) {
    const caja = crear("input", {
      type: "text", // en una de tipo `search`, Escape borra, y en Safari no cierra nunca el diálogo
      role: "searchbox",
      inputmode: "search",
      enterkeyhint: "search",
      name: "q",
      id: "consulta",
      placeholder: "Palabras que buscas",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
    });
    const estado = crear("p", { class: "estado", role: "status" });
    const lista = crear("ol", { class: "resultados" });
    const formulario = crear(
      "form",
      { role: "search", action: base + "search.html" },
      crear("label", { for: "consulta", class: "visually-hidden" }, "Buscar en el libro"),
      caja,
    );
    sitio.append(formulario, estado, lista);

    function pintar() {
      const { resultados, completos, total, propuesta, aqui, ausentes = [] } = buscar(caja.value);
      const faltan = ausentes
        .map((palabra) => `«${palabra}»`)
        .join(", ")
        .replace(/, ([^,]*)$/, " ni $1");
      const mensaje = () => {
        if (!caja.value.trim()) return "";
        if (faltan) return `En el libro no sale ${faltan}.${resultados.length ? " Con lo demás:" : ""}`;
        if (!resultados.length) return "No hay nada que buscar.";
        if (!completos) return "No hay ningún apartado con todas las palabras. Con algunas:";
        return (
          (total === 1 ? "Un apartado" : `${total} apartados`) + (aqui ? `. Aquí se llama «${aqui}»` : "")
        );
      };
      lista.replaceChildren(...resultados.map((resultado, orden) => fila(resultado, orden, base)));
      lista.scrollTop = 0;
      estado.replaceChildren(mensaje());
      if (propuesta) {
        const boton = crear("button", { type: "button", class: "propuesta" }, propuesta);
        boton.addEventListener("click", () => {
          caja.value = propuesta;
          pintar();
          caja.focus();
        });
        estado.append(" ¿Querías decir ", boton, "?");
      } else if (faltan && !resultados.length) {
        const enlace = (pagina, texto) => crear("a", { href: base + pagina }, texto);
        estado.append(
          " Quizá se llame de otra manera: mira en el ",
          enlace("book/glosario.html", "glosario"),
          " o en el ",
          enlace("genindex.html", "índice alfabético"),
          ".",
        );
      }
      sitio.dispatchEvent(new CustomEvent("busqueda", { detail: caja.value }));
    }

    caja.addEventListener("input", pintar);
    formulario.addEventListener("submit", (suceso) => {
      suceso.preventDefault();
      lista.querySelector("a")?.click();
    });
    sitio.addEventListener("keydown", (suceso) => {
      const paso = { ArrowDown: 1, ArrowUp: -1 }[suceso.key];
      if (!paso) return;
      suceso.preventDefault();
      const paradas = [caja, ...lista.querySelectorAll("a")];
      paradas[paradas.indexOf(document.activeElement) + paso]?.focus();
    });
    lista.addEventListener(
      "click",
      (suceso) => suceso.target.closest("a") && sitio.closest("dialog")?.close(),
    );
    if (sitio.matches("dialog")) {
      const cerrar = crear("button", { type: "button", class: "cerrar" }, "Cerrar");
      cerrar.addEventListener("click", () => sitio.close());
      formulario.append(cerrar);
      sitio.addEventListener("click", (suceso) => suceso.target === sitio && sitio.close());
    }
    return { caja, pintar };
  }

  const propia = document.getElementById("buscador");
  if (propia) {
    const { caja, pintar } = montar(propia, document.documentElement.dataset.content_root);
    caja.value = new URLSearchParams(location.search).get("q") ?? "";
    propia.addEventListener("busqueda", ({ detail }) => {
      const direccion = new URL(location.href);
      direccion.search = detail ? "?" + new URLSearchParams({ q: detail }) : "";
      try {
        history.replaceState(null, "", direccion);
      } catch {
        /* un archivo local no cambia de dirección */
      }
    });
    pintar();
    caja.focus();
  }

  return { montar, buscar };
})();
