# Errors of the API, for whoever programs against it

api-broken = Algo ha fallado en el servidor.
api-busy = El servicio no responde ahora. Inténtalo más tarde.
api-file-empty = El archivo está vacío.
api-forbidden = Tu función no permite esto.
api-infected = El archivo contiene un virus.
api-invalid = Hay campos incorrectos.
api-key-reused = Esta Idempotency-Key ya se usó con otra petición.
api-malformed = La petición no se puede leer.
api-media-type = Este tipo de contenido no se acepta.
api-method = Este método no existe aquí.
api-not-found = No existe.
api-not-scanned = El archivo aún se está analizando.
api-one-asset = Un ticket tiene como mucho un equipo.
api-scope = Este token no permite esto.
api-stale = Ha cambiado desde que lo leíste.
api-too-large = Es demasiado grande.
api-too-often = Demasiadas peticiones. Espera un poco.
api-twin = Otra petición igual se adelantó.
api-unauthorized = Falta un token válido.
api-unconditional = Falta If-Match con la versión leída.
api-unknown-field = Este campo no existe.
api-value-missing = Falta este dato.
api-value-wrong = Este valor no es válido.
