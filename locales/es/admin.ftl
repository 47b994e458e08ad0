# La administración.

## Portada

admin-yours = Lo que puedes hacer aquí
admin-section-clients = Personas y centros
admin-section-work = Cómo se atiende
admin-section-record = Correo y registro

## Listas y formularios

admin-filter = Filtrar
admin-filter-all = Todos
admin-filter-all-f = Todas
admin-filter-everything = Todo
admin-filter-anybody = Cualquiera
admin-next = Siguientes
admin-more-text = Hay más
admin-none = Ninguno
admin-none-f = Ninguna
admin-back-unsaved = Volver sin guardar
admin-archive = Archivar
admin-show-places = Mostrar sus ubicaciones
admin-use = Uso
admin-use-yes = En uso
admin-use-no = Archivada

## Cuentas pendientes

admin-pending = Cuentas pendientes
admin-pending-text = Aprueba o rechaza a quien quiere entrar.
admin-pending-lead = Cada decisión se comunica por correo a quien pidió la cuenta.
admin-pending-nobody = Nadie espera
admin-pending-nobody-text = Cuando alguien pida una cuenta, te avisaremos por correo y aparecerá aquí.
admin-pending-since = Pidió entrar
admin-pending-claims = Dice ser de
admin-pending-claims-nothing = No lo dice
admin-pending-first-ticket = Primer ticket
admin-pending-ticket-goes = saldrá al aprobar
admin-pending-by-domain = Propuesta: { $name }, por el dominio { $domain }
admin-pending-by-people = { $count ->
    [one] Propuesta: { $name }, 1 persona con ese dominio ({ $domain })
   *[other] Propuesta: { $name }, { $count } personas con ese dominio ({ $domain })
}
admin-pending-no-proposal = Ningún centro usa el dominio { $domain }
admin-pending-coordinator-hint = Verá todos los tickets de ese centro y recibirá copia de ellos.
admin-approve = Aprobar
admin-pending-not = ¿No debe entrar?
admin-reject = Rechazar
admin-reject-reason = Motivo
admin-reject-reason-hint = Se lo enviamos por correo tal como lo escribas.

## Personas

admin-people = Personas
admin-people-text = Solicitantes, técnicos y administradores.
admin-people-words = Nombre o correo
admin-role = Papel
admin-role-requester = Solicitante
admin-role-technician = Técnico
admin-role-admin = Administrador
admin-account = Cuenta
admin-account-unconfirmed = Sin confirmar
admin-account-pending = Pendiente
admin-account-active = Activa
admin-account-rejected = Rechazada
admin-account-disabled = Desactivada
admin-person-add = Añadir persona
admin-person-add-text = Su cuenta queda activa, y le enviamos un correo con un enlace para que elija su contraseña.
admin-person-since = desde el { $date }
admin-person-history = Ver lo que ha hecho
admin-person-belongs = A dónde pertenece
admin-person-belongs-hint = Puede abrir tickets de estas empresas y centros. Como responsable TIC, además, ve todos los suyos y recibe copia.
admin-person-add-to = Añadir a otra empresa u otro centro
admin-person-attends = A quién atiende
admin-person-attends-hint = Solo cuenta para técnicos. Quien administra atiende a todos.
admin-person-attends-all = Atiende a todas las empresas y centros
admin-person-attends-some = O solo a estos
admin-person-disabled = Cuenta desactivada: no puede entrar
admin-person-rejected-hint = Su cuenta se rechazó. Si quitas esta marca y guardas, quedará activa.
admin-person-link-text = Le enviamos un correo con un enlace para elegir una contraseña nueva. Vale dos horas.
admin-person-link = Enviar enlace
admin-link-sent-notice = Guardado. Le hemos enviado un correo con un enlace para elegir su contraseña.
admin-invited-notice = Guardado. Le hemos enviado una invitación para elegir su contraseña: vale siete días.

## Artículos

admin-articles = Preguntas frecuentes
admin-articles-text = Guías que se muestran al escribir un ticket.
admin-articles-lead = Un buen artículo ahorra tickets: aquí se ve cuántos.
admin-articles-none = Todavía no hay ningún artículo.
admin-article-add = Escribir artículo
admin-article-title = Título
admin-article-title-hint = La pregunta, como la haría quien tiene el problema.
admin-article-summary = Resumen
admin-article-summary-hint = Una o dos frases. Si lo dejas vacío, se toma el principio del texto.
admin-article-body = Texto
admin-article-body-hint = Con Markdown: **negrita**, listas con guion o número, enlaces como [texto](https://dirección).
admin-article-body-html-hint = Este artículo está escrito en HTML. Lo que no sea seguro se quita al guardar.
admin-article-state = Estado
admin-article-draft = Borrador
admin-article-published = Publicado
admin-article-views = Lecturas
admin-article-solved = Tickets ahorrados
admin-article-changed = Cambiado el { $date }
admin-article-see = Ver el artículo
admin-visibility = Quién lo lee
admin-visibility-public = Cualquiera
admin-visibility-customers = Quien tiene cuenta
admin-visibility-staff = Solo el equipo

## Correo saliente

admin-mail = Correo saliente
admin-mail-text = Qué se ha enviado, qué espera y qué ha fallado.
admin-mail-lead = Todo lo que Atiende escribe por correo, y si llegó.
admin-mail-missing = No hay ningún servidor de correo configurado: los correos esperan y nadie los recibe.
admin-mail-missing-how = Se configura al arrancar el programa, con la clave
admin-mail-see = Ver lo que espera
admin-mail-failed = { $count ->
    [one] { $count } fallo
   *[other] { $count } fallos
}
admin-mail-send-test = Enviar una prueba
admin-mail-test-to = A { $email }
admin-mail-states = Estado de los envíos
admin-mail-queued = En cola
admin-mail-sending = Enviándose
admin-mail-state-failed = Fallidos
admin-mail-sent = Enviados
admin-mail-suppressed = Descartados
admin-mail-is-sent = Enviado
admin-mail-is-failed = Fallido
admin-mail-is-suppressed = Descartado
admin-mail-none = No hay ningún correo así.
admin-mail-subject = Asunto
admin-mail-to = Para
admin-mail-ticket = Ticket
admin-mail-state = Estado
admin-mail-attempts = Intentos
admin-mail-time = Cuándo
admin-mail-action = Acción
admin-mail-retry = Reintentar
admin-requeued-notice = El correo vuelve a la cola y saldrá enseguida.
admin-test-sent-notice = Hemos puesto una prueba en la cola. Mira aquí si sale y en tu buzón si llega.
admin-mail-confirm-address = Confirmar la dirección
admin-mail-already-has-account = Aviso: ya tiene cuenta
admin-mail-waits-for-approval = La cuenta espera aprobación
admin-mail-approved = La cuenta está aprobada
admin-mail-rejected = La cuenta se ha rechazado
admin-mail-reset-password = Enlace para elegir contraseña
admin-mail-invited = Invitación a la cuenta
admin-mail-password-changed = La contraseña ha cambiado
admin-mail-last-way-removed = Última forma de entrar quitada
admin-mail-identity-added = Otra forma de entrar
admin-mail-new-account = Alguien pide una cuenta
admin-mail-ticket-received = Ticket recibido
admin-mail-ticket-opened = Ticket nuevo
admin-mail-ticket-replied = Respuesta en un ticket
admin-mail-ticket-noted = Nota interna en un ticket
admin-mail-ticket-moved = Cambio de estado de un ticket
admin-mail-ticket-assigned = Ticket asignado
admin-mail-test = Correo de prueba

## Apariencia

admin-appearance = Apariencia
admin-appearance-text = Nombre, logotipo, color y datos de contacto.
admin-brand-name-hint = El del servicio. Se ve en la cabecera, en los correos y en la página de inicio.
admin-tagline = Promesa de la página de inicio
admin-tagline-hint = Una frase. Si la dejas vacía, se usa la de serie.
admin-brand-phone-hint = Para urgencias. Aparece al pie de cada página.
admin-color = Color principal
admin-color-hint = Como #0b5cad. Vacío, el de serie.
admin-color-pick = Elegir el color
admin-color-pick-hint = En lugar de escribirlo.
admin-logo = Logotipo
admin-logo-hint = Una imagen PNG de 512 KB como mucho. Se ve en la cabecera.
admin-logo-now = Logotipo actual
admin-logo-remove = Quitar el logotipo
admin-look = Así queda
admin-look-link = Un enlace
admin-talk = Conversaciones
admin-talk-save = Guardar los plazos
admin-close-after = Días hasta cerrar lo resuelto
admin-close-after-hint = Si nadie dice nada después de resolverlo.
admin-reopen-for = Días para reabrir lo cerrado
admin-reopen-for-hint = Una respuesta posterior abre un ticket nuevo enlazado.
admin-undo = Segundos para deshacer una respuesta
admin-undo-hint = Hasta 60. Mientras tanto no sale ningún correo; con 0 no se puede deshacer.
admin-digest = Segundos para juntar novedades
admin-digest-hint = Hasta 600. El primer cambio sale enseguida, y los que le siguen, en un solo correo. Las respuestas no esperan.
admin-seconds-wrong = Escribe un número de segundos: hasta 60 para deshacer, hasta 600 para juntar
admin-name-missing = Escribe el nombre del servicio
admin-color-wrong = Escribe el color como #0b5cad
admin-color-pale = Ese color es demasiado claro: no se leería sobre blanco. Elige uno más oscuro.
admin-logo-wrong = El logotipo tiene que ser una imagen PNG de 512 KB como mucho
admin-days-wrong = Escribe un número de días, hasta 365

## Historial

admin-history = Historial
admin-history-text = Quién hizo qué y cuándo.
admin-history-what = Sobre qué
admin-history-who = Quién
admin-history-none = No hay nada registrado así.
admin-object-ticket = Tickets
admin-object-person = Personas
admin-object-organization = Empresas y centros
admin-object-location = Ubicaciones
admin-object-asset = Equipos
admin-object-article = Artículos
admin-object-category = Categorías
admin-object-team = Equipos de trabajo
admin-object-rule = Reglas
admin-object-setting = Ajustes
admin-object-mail = Correo
admin-object-token = Claves de la API
admin-event-other = registró «{ $verb }» ({ $object })
admin-event-ticket-opened = abrió el ticket
admin-event-ticket-edited = corrigió los datos del ticket
admin-event-ticket-moved = cambió el estado del ticket
admin-event-ticket-assigned = asignó el ticket
admin-event-ticket-replied = respondió en el ticket
admin-event-ticket-noted = escribió una nota interna en el ticket
admin-event-ticket-followed-up = continuó en otro ticket lo hablado en
admin-event-ticket-taken-back = retiró, recién enviada, una respuesta en
admin-event-ticket-unfollowed = dejó de seguir
admin-event-person-added = añadió a
admin-event-person-approved = aprobó la cuenta de
admin-event-person-asked-new-password = pidió un enlace de contraseña para
admin-event-person-changed = cambió los datos de
admin-event-person-changed-own-data = cambió sus propios datos
admin-event-person-changed-password = cambió la contraseña de
admin-event-person-confirmed = confirmó la dirección de
admin-event-person-disabled = desactivó la cuenta de
admin-event-person-held-ticket = guardó el primer ticket de
admin-event-person-invited = invitó a
admin-event-person-rejected = rechazó la cuenta de
admin-event-person-signed-in = accedió
admin-event-person-signed-up = recibió la petición de cuenta de
admin-event-person-signed-up-again = recibió otra petición de cuenta de
admin-event-person-joined = añadió a una empresa o un centro a
admin-event-person-left = quitó de una empresa o un centro a
admin-event-person-became-coordinator = nombró responsable TIC a
admin-event-person-stopped-coordinating = retiró como responsable TIC a
admin-event-person-began-attending = encargó una empresa o un centro a
admin-event-person-stopped-attending = retiró una empresa o un centro a
admin-event-organization-added = añadió la empresa o el centro
admin-event-organization-changed = cambió los datos de
admin-event-location-added = añadió la ubicación
admin-event-location-renamed = cambió el nombre de la ubicación
admin-event-location-archived = archivó la ubicación
admin-event-asset-added = añadió el equipo
admin-event-asset-changed = cambió los datos del equipo
admin-event-article-added = escribió el artículo
admin-event-article-changed = cambió el artículo
admin-event-article-spared = se ahorró un ticket con el artículo
admin-event-category-added = añadió la categoría
admin-event-category-changed = cambió la categoría
admin-event-category-archived = archivó la categoría
admin-event-team-added = añadió el equipo de trabajo
admin-event-team-changed = cambió el equipo de trabajo
admin-event-rule-added = añadió la regla
admin-event-rule-changed = cambió la regla
admin-event-rule-moved = cambió de sitio la regla
admin-event-rule-deleted = eliminó una regla
admin-event-setting-changed = cambió los ajustes de
admin-event-mail-requeued = puso otra vez en la cola el correo para
admin-event-mail-tested = envió un correo de prueba
admin-event-token-added = creó la clave de la API
admin-event-token-revoked = anuló la clave de la API
admin-token-revoked-notice = La clave ya no vale.
admin-tokens-text = Con cada una, un programa actúa en su nombre. Se crean con la orden atiende token add.
admin-token-read = Solo leer
admin-token-write = Leer y escribir
admin-token-admin = Administrar
admin-token-made = creada el { $date }
admin-token-ends = vale hasta el { $date }
admin-token-revoke = Anular
admin-data-field = { $name }: { $value }
admin-data-change = { $name }: { $from } → { $to }
admin-data-nothing = nada
admin-data-archived = Archivado
admin-data-follow-up = Continúa en
admin-data-position = Puesto
admin-data-scope = Alcance
admin-data-state = Estado
admin-data-typed = Había escrito
