-- Los trazos de la cubierta, en milímetros desde la esquina de abajo.
cubierta = {}

-- σ(x) y sus potencias: lo que queda de la señal tras pasar por una, dos, tres… capas.
function cubierta.curvas()
  for capa = 12, 1, -1 do
    local puntos = {}
    for i = 0, 180 do
      local x = (i - 90) / 10
      puntos[i + 1] = string.format("(%.3f,%.3f)", 85 + 10 * x, 96 + 54 / (1 + math.exp(-x)) ^ capa)
    end
    local tono = math.floor(100 * 0.8 ^ (capa - 1) + 0.5)
    tex.sprint(string.format("\\draw[line width=1.1pt, cubiertaluz!%d!cubierta] plot coordinates {%s};",
      tono, table.concat(puntos, " ")))
  end
end

-- La mirada de cada palabra a las que la siguen: más débil cuanto más lejos.
function cubierta.miradas()
  for lejos = 9, 1, -1 do
    for desde = 0, 9 - lejos do
      local a, b, alto = 26 + 13.1 * desde, 26 + 13.1 * (desde + lejos), 44 + 4.2 * lejos
      local tono = math.floor(100 * math.exp(-0.32 * lejos) + 0.5)
      tex.sprint(string.format("\\draw[line width=.8pt, cubiertasol!%d!cubierta] "
        .. "(%f,44) .. controls (%f,%f) and (%f,%f) .. (%f,44);", tono, a, a, alto, b, alto, b))
    end
  end
end
