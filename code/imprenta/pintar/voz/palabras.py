"""Lo que se dice de una fórmula, en cada lengua que se sabe leer. Todas traen las mismas entradas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class VozEnLengua:
    """Una lengua: sus frases (con huecos `{0}`, `{1}`), sus signos, sus funciones y sus letras griegas."""

    frases: Mapping[str, str]
    signos: Mapping[str, str]
    funciones: Mapping[str, str]
    griegas: Mapping[str, str]
    conjuntos: Mapping[str, str]

    def __call__(self, frase: str, *huecos: str) -> str:
        return self.frases[frase].format(*huecos)


def _por_columnas(tabla: str, columna: int) -> dict[str, str]:
    """De una tabla `clave | en español | en inglés`, una columna."""
    filas = ([trozo.strip() for trozo in fila.split(" | ")] for fila in tabla.strip().splitlines())
    return {clave: dichos[columna] for claves, *dichos in filas for clave in claves.split()}


FRASES = """
sub | {0} sub {1} | {0} sub {1}
sub_largo | {0} sub {1} fin del índice | {0} sub {1} end subscript
cuadrado | {0} al cuadrado | {0} squared
cubo | {0} al cubo | {0} cubed
elevado | {0} elevado a {1} | {0} to the power {1}
elevado_largo | {0} elevado a {1} fin del exponente | {0} to the power {1} end exponent
super | {0} super {1} | {0} super {1}
traspuesta | {0} traspuesta | {0} transpose
grados | {0} grados | {0} degrees
prima_1 | {0} prima | {0} prime
prima_2 | {0} doble prima | {0} double prime
prima_3 | {0} triple prima | {0} triple prime
prima_4 | {0} cuádruple prima | {0} quadruple prime
fraccion | {0} entre {1} | {0} over {1}
fraccion_larga | fracción: {0}, entre {1}, fin de la fracción | fraction: {0}, over {1}, end fraction
binomio | {0} sobre {1} | {0} choose {1}
binomio_largo | binomio: {0}, sobre {1}, fin del binomio | binomial: {0}, choose {1}, end binomial
raiz | raíz cuadrada de {0} | square root of {0}
raiz_larga | raíz cuadrada de {0} fin de la raíz | square root of {0} end root
raiz_3 | raíz cúbica de {0} | cube root of {0}
raiz_3_larga | raíz cúbica de {0} fin de la raíz | cube root of {0} end root
raiz_n | raíz de índice {1} de {0} | root of index {1} of {0}
raiz_n_larga | raíz de índice {1} de {0} fin de la raíz | root of index {1} of {0} end root
parcial | derivada parcial de {0} respecto de {1} | partial derivative of {0} with respect to {1}
derivada | derivada de {0} respecto de {1} | derivative of {0} with respect to {1}
parcial_n | derivada parcial {2} de {0} respecto de {1} | {2} partial derivative of {0} with respect to {1}
derivada_n | derivada {2} de {0} respecto de {1} | {2} derivative of {0} with respect to {1}
operador_parcial | derivada parcial respecto de {0} de | partial derivative with respect to {0} of
operador_derivada | derivada respecto de {0} de | derivative with respect to {0} of
y_de | {0} y de {1} | {0} and {1}
orden_2 | segunda | second
orden_3 | tercera | third
orden_n | de orden {0} | order {0}
diferencial | diferencial de {0} | d {0}
desde_hasta | {0} desde {1} hasta {2} de | {0} from {1} to {2} of
sobre | {0} sobre {1} de | {0} over {1} of
hasta | {0} hasta {1} de | {0} up to {1} of
de | {0} de | {0} of
cuando | {0} cuando {1} de | {0} as {1} of
en | {0} en {1} de | {0} over {1} of
base | {0} en base {1} | {0} base {1}
respecto | {0} respecto de {1} de | {0} with respect to {1} of
aplicada | {0} de {1} | {0} of {1}
por | por | times
paréntesis | abre paréntesis {0} cierra paréntesis | open parenthesis {0} close parenthesis
corchetes | abre corchete {0} cierra corchete | open bracket {0} close bracket
llaves | abre llave {0} cierra llave | open brace {0} close brace
ángulos | abre ángulo {0} cierra ángulo | open angle {0} close angle
intervalo | abre {1} {0} cierra {2} | open {1} {0} close {2}
( | paréntesis | parenthesis
[ | corchete | bracket
{ | llave | brace
grupo | abre grupo {0} cierra grupo | open group {0} close group
absoluto | valor absoluto de {0} | absolute value of {0}
absoluto_largo | valor absoluto de {0} fin del valor absoluto | absolute value of {0} end absolute value
norma | norma de {0} | norm of {0}
norma_larga | norma de {0} fin de la norma | norm of {0} end norm
suelo | parte entera por defecto de {0} | floor of {0}
suelo_largo | parte entera por defecto de {0} fin de la parte entera | floor of {0} end floor
techo | parte entera por exceso de {0} | ceiling of {0}
techo_largo | parte entera por exceso de {0} fin de la parte entera | ceiling of {0} end ceiling
vector | vector {0}, fin del vector | vector {0}, end vector
evaluado | {0} evaluado en {1} | {0} evaluated at {1}
evaluado_entre | {0} evaluado entre {1} y {2} | {0} evaluated from {1} to {2}
matriz | matriz de {0} por {1}; {2}; fin de la matriz | {0} by {1} matrix; {2}; end matrix
determinante | determinante de {0} por {1}; {2}; fin de las filas | {0} by {1} determinant; {2}; end rows
vector_fila | vector fila {0}, fin del vector | row vector {0}, end vector
vector_columna | vector columna {0}, fin del vector | column vector {0}, end vector
fila | fila {0}: {1} | row {0}: {1}
linea | línea {0}: {1} | line {0}: {1}
trozos | definida a trozos: {0}; fin de los trozos | piecewise: {0}; end piecewise
vacio | vacío | empty
gorro | {0} gorro | {0} hat
barra | {0} barra | {0} bar
tilde | {0} tilde | {0} tilde
flecha | {0} flecha | {0} arrow
punto | {0} punto | {0} dot
dos_puntos | {0} dos puntos | {0} double dot
flecha_izquierda | {0} con flecha a la izquierda | {0} left arrow
carón | {0} carón | {0} caron
breve | {0} breve | {0} breve
agudo | {0} con acento agudo | {0} acute
grave | {0} con acento grave | {0} grave
anillo | {0} con anillo | {0} ring
delante | {0} con índices {1} | {0} with scripts {1}
raya_debajo | {0} subrayado | {0} underlined
llave_encima | {0} con llave encima | {0} with overbrace
llave_debajo | {0} con llave debajo | {0} with underbrace
encima | {0} con {1} encima | {0} with {1} above
debajo | {0} con {1} debajo | {0} with {1} below
ambos | {0} con {1} debajo y {2} encima | {0} with {1} below and {2} above
tachado | tachado {0} fin del tachado | crossed out {0} end crossed out
recuadro | recuadro: {0}; fin del recuadro | box: {0}; end box
mayúscula | {0} mayúscula | capital {0}
negrita_minúscula | vector {0} | vector {0}
negrita_mayúscula | matriz {0} | matrix {0}
negrita | {0} negrita | bold {0}
caligráfica | {0} caligráfica | script {0}
hueca | {0} hueca | double-struck {0}
gótica | {0} gótica | fraktur {0}
palo | {0} de palo seco | sans {0}
"""

SIGNOS_DICHOS = """
+ | más | plus
− - | menos | minus
± | más menos | plus or minus
∓ | menos más | minus or plus
⋅ · × | por | times
÷ | dividido por | divided by
/ ∕ | dividido entre | divided by
∖ \\ | menos el conjunto | set minus
= | igual a | equals
≔ | se define como | is defined as
≈ | aproximadamente igual a | approximately equals
≃ | asintóticamente igual a | asymptotically equals
≅ | congruente con | congruent to
≡ | idéntico a | identical to
≠ | distinto de | not equal to
< | menor que | less than
> | mayor que | greater than
≤ ⩽ | menor o igual que | less than or equal to
≥ ⩾ | mayor o igual que | greater than or equal to
≪ | mucho menor que | much less than
≫ | mucho mayor que | much greater than
≻ | preferible a | preferred to
≺ | peor que | less preferred than
∝ | proporcional a | proportional to
∼ | sigue | distributed as
∈ | pertenece a | in
∉ | no pertenece a | not in
∋ | contiene a | contains
⊂ | contenido en | subset of
⊆ | contenido o igual a | subset or equal to
⊃ | contiene el conjunto | superset of
⊇ | contiene o es igual a | superset or equal to
∪ ⋃ | unión | union
∩ ⋂ | intersección | intersection
→ ⟶ | flecha a | goes to
← ⟵ | toma el valor | gets
↔ ⟷ | flecha doble | left right arrow
↑ | flecha arriba | up arrow
↓ | flecha abajo | down arrow
↦ ⟼ | se transforma en | maps to
↪ | se incluye en | injects into
⇒ ⟹ | implica | implies
⇐ ⟸ | se deduce de | is implied by
⇔ ⟺ | si y solo si | if and only if
⊙ | producto elemento a elemento | element-wise product
⊗ | producto tensorial | tensor product
⊕ ⨁ | suma directa | direct sum
∘ | compuesta con | composed with
∗ * | asterisco | asterisk
⋆ | estrella | star
∙ • | punto grueso | bullet
† | daga | dagger
⊥ | perpendicular a | perpendicular to
⊤ | traspuesta | transpose
∥ ‖ | doble barra | double bar
| | barra | bar
∀ | para todo | for all
∃ | existe | there exists
∄ | no existe | there does not exist
¬ | no | not
∧ ⋀ | y | and
∨ ⋁ | o | or
∴ | por tanto | therefore
∵ | porque | because
∞ | infinito | infinity
∂ | parcial | partial
∇ | gradiente | gradient
∅ | conjunto vacío | empty set
∑ | suma | sum
∏ | producto | product
∐ | coproducto | coproduct
∫ | integral | integral
∬ | integral doble | double integral
∭ | integral triple | triple integral
∮ | integral de contorno | contour integral
… | puntos suspensivos | dots
⋯ | puntos suspensivos centrados | centered dots
⋮ | puntos verticales | vertical dots
⋱ | puntos en diagonal | diagonal dots
! | factorial | factorial
% | por ciento | percent
$ | dólares | dollars
€ | euros | euros
# | almohadilla | hash
& | y comercial | ampersand
, | coma | comma
; | punto y coma | semicolon
: | dos puntos | colon
. | punto | point
? | interrogación | question mark
ℓ | ele | ell
ℏ | hache barra | h bar
ℵ | álef | aleph
ℜ | parte real | real part
ℑ | parte imaginaria | imaginary part
℘ | pe de Weierstrass | Weierstrass p
ı | i sin punto | dotless i
ȷ | j sin punto | dotless j
° | grados | degrees
( | abre paréntesis | open parenthesis
) | cierra paréntesis | close parenthesis
[ | abre corchete | open bracket
] | cierra corchete | close bracket
{ | abre llave | open brace
} | cierra llave | close brace
⟨ | abre ángulo | open angle
⟩ | cierra ángulo | close angle
⌊ ⌋ | suelo | floor
⌈ ⌉ | techo | ceiling
⎴ ⎵ | corchete | bracket
dado | dado | given
círculo | círculo | circle
tal_que | tal que | such that
tiende | tiende a | approaches
de_entre | en | in
"""

FUNCIONES_DICHAS = """
sin | seno | sine
cos | coseno | cosine
tan | tangente | tangent
cot | cotangente | cotangent
sec | secante | secant
csc | cosecante | cosecant
sinh | seno hiperbólico | hyperbolic sine
cosh | coseno hiperbólico | hyperbolic cosine
tanh | tangente hiperbólica | hyperbolic tangent
coth | cotangente hiperbólica | hyperbolic cotangent
arcsin | arco seno | arc sine
arccos | arco coseno | arc cosine
arctan | arco tangente | arc tangent
exp | exponencial | exponential
log | logaritmo | log
ln | logaritmo neperiano | natural log
lg | logaritmo decimal | decimal log
max | máximo | maximum
min | mínimo | minimum
sup | supremo | supremum
inf | ínfimo | infimum
lim | límite | limit
lim_sup | límite superior | limit superior
lim_inf | límite inferior | limit inferior
arg | argumento | argument
arg_max argmax | argumento del máximo | arg max
arg_min argmin | argumento del mínimo | arg min
det | determinante | determinant
dim | dimensión | dimension
ker | núcleo | kernel
deg | grado | degree
gcd | máximo común divisor | greatest common divisor
mod | módulo | modulo
Pr | probabilidad | probability
Var | varianza | variance
Cov | covarianza | covariance
tr | traza | trace
rank | rango | rank
sign sgn | signo | sign
diag | diagonal | diagonal
"""

GRIEGAS = """
α | alfa | alpha
β | beta | beta
γ | gamma | gamma
δ | delta | delta
ε | épsilon | epsilon
ϵ | épsilon lunar | lunate epsilon
ζ | dseta | zeta
η | eta | eta
θ | theta | theta
ϑ | theta cursiva | curly theta
ι | iota | iota
κ | kappa | kappa
λ | lambda | lambda
μ | mu | mu
ν | nu | nu
ξ | xi | xi
ο | ómicron | omicron
π | pi | pi
ϖ | pi cursiva | curly pi
ρ | ro | rho
ϱ | ro cursiva | curly rho
σ | sigma | sigma
ς | sigma final | final sigma
τ | tau | tau
υ | ípsilon | upsilon
ϕ | fi | phi
φ | fi cursiva | curly phi
χ | ji | chi
ψ | psi | psi
ω | omega | omega
"""

CONJUNTOS = """
ℝ | los reales | the reals
ℕ | los naturales | the naturals
ℤ | los enteros | the integers
ℚ | los racionales | the rationals
ℂ | los complejos | the complex numbers
𝔼 | esperanza | expectation
ℙ | probabilidad | probability
"""

VOCES = {
    lengua: VozEnLengua(
        *(
            _por_columnas(tabla, columna)
            for tabla in (FRASES, SIGNOS_DICHOS, FUNCIONES_DICHAS, GRIEGAS, CONJUNTOS)
        )
    )
    for columna, lengua in enumerate(("es", "en"))
}
