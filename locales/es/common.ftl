# Lo que aparece en todas partes. Las claves son las mismas en todos los idiomas.

## Página y navegación. Los nombres accesibles son un contrato con las pruebas del navegador.

page-title = { $title } · { $site }
nav-main = Principal
nav-skip = Saltar al contenido
nav-support = Soporte
nav-open-ticket = Abrir ticket
nav-my-tickets = Ver mis tickets
nav-help = Ayuda
nav-queue = Cola
nav-admin = Administración
nav-search = Buscar
nav-search-page = Buscar
nav-sign-in = Acceder
nav-sign-out = Salir
nav-sign-up = Crear cuenta
nav-account = Mi cuenta
nav-language = Idioma
nav-theme = Tema
nav-breadcrumbs = Ruta
nav-pages = Páginas
theme-system = Como el sistema
theme-light = Claro
theme-dark = Oscuro

## Acciones

action-add = Añadir
action-edit = Editar
action-next-page = Página siguiente
action-remove = Quitar
action-save = Guardar
action-send = Enviar
action-try-again = Volver a intentarlo

## Formularios

form-required-note = Los campos con * son obligatorios.
form-optional = opcional
form-problem-title = Hay un problema
form-error-prefix = Error: { "" }
form-choose = Elige una opción
form-draft-saved = Borrador guardado a las { $time }
form-draft-restored = Hemos recuperado lo que estabas escribiendo.
form-unsent-sign-in = Tu sesión se había cerrado y no se ha enviado nada. Accede y volverás al formulario.
form-unsent = Todavía no se ha enviado nada: tu sesión se había cerrado. Revisa el formulario y envíalo otra vez.

## Avisos

status-saved = Guardado
status-deleted = Eliminado
status-no-results = Nada coincide con la búsqueda
status-yes = Sí
status-no = No
# Las palabras de otra persona, entre comillas
common-quoted = «{ $text }»

## Pie de página

footer-urgent = ¿Urgente?

## Listas

list-more = { $head }, { $item }
list-last = { $head } y { $item }
# Ante el sonido de i: «Ana e Inés»
list-last-before-i = { $head } e { $item }

## Tamaños, en unidades de 1024

size-bytes = { $size } B
size-kilobytes = { $size } KB
size-megabytes = { $size } MB
size-gigabytes = { $size } GB
size-terabytes = { $size } TB

## Tiempo: los días van de 2 a 6, así que no hay singular

time-now = ahora mismo
time-minutes-ago = hace { $count } min
time-hours-ago = hace { $count } h
time-yesterday = ayer
time-days-ago = hace { $count } días
time-in-minutes = dentro de { $count } min
time-in-hours = dentro de { $count } h
time-tomorrow = mañana
time-in-days = dentro de { $count } días

duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $count } h
duration-hours-minutes = { $hours } h { $minutes } min

date-in-year = { $day } { $month }
date-with-year = { $day } { $month } { $year }
date-long = { $weekday }, { $day } de { $month } de { $year }
date-time = { $date }, { $time }

month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre

month-short-1 = ene
month-short-2 = feb
month-short-3 = mar
month-short-4 = abr
month-short-5 = may
month-short-6 = jun
month-short-7 = jul
month-short-8 = ago
month-short-9 = sep
month-short-10 = oct
month-short-11 = nov
month-short-12 = dic

weekday-1 = lunes
weekday-2 = martes
weekday-3 = miércoles
weekday-4 = jueves
weekday-5 = viernes
weekday-6 = sábado
weekday-7 = domingo
