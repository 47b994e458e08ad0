# Autoayuda: preguntas frecuentes y guías.

articles-faq = Preguntas frecuentes

## Avisos

articles-spared-notice = Nos alegra que lo hayas resuelto. Gracias por decírnoslo: así sabemos qué guías ayudan.

## Lo que no puede ser

articles-title-missing = Escribe un título
articles-body-missing = Escribe el texto de la guía

## Abrir ticket: el margen con preguntas

articles-faq-lead = Se ajustan a lo que escribes.
articles-one-suggestion = 1 sugerencia
articles-many-suggestions = { "{n}" } sugerencias
articles-read = Leer la guía
articles-solved-it = Esto lo ha resuelto
articles-none-yet = Todavía no hay guías publicadas.

## Ayuda

articles-title = ¿En qué te ayudamos?
articles-lead = Guías cortas y preguntas frecuentes para resolver los problemas informáticos de cada día.
articles-search = Buscar en la ayuda
articles-search-example = impresora, contraseña, wifi…
articles-popular = Lo más consultado
articles-found = { $count ->
    [0] Nada con «{ $q }»
    [one] { $count } guía con «{ $q }»
   *[other] { $count } guías con «{ $q }»
}
articles-none-found = Prueba con menos palabras o con otras.
articles-not-found-title = ¿No lo encuentras?
articles-not-found-text = Cuéntanoslo y lo mira un técnico.
articles-helpful = ¿Te ha servido?
articles-still-broken = Sigo con el problema
articles-updated = Última actualización: { $when }
