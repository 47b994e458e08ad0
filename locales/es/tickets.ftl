# Tickets: sus campos, sus estados y lo que se dice en ellos.

## Campos. Sus nombres son un contrato con las pruebas del navegador.

tickets-subject = Asunto
tickets-asset = Pegatina o nombre de equipo
tickets-location = Ubicación
tickets-priority = Prioridad
tickets-description = Descripción
tickets-attach = Adjuntar archivos
tickets-reply = Respuesta
tickets-state = Estado
tickets-category = Categoría
tickets-device = Equipo
tickets-technician = Técnico
tickets-requester = Solicitante
tickets-number = N.º
tickets-unassigned = Sin asignar
tickets-any = Todos

## Estados, como los ve el equipo

tickets-state-new = Nuevo
tickets-state-open = En curso
tickets-state-waiting = Esperando
tickets-state-waiting-requester = Esperando al solicitante
tickets-state-waiting-parts = Esperando una pieza
tickets-state-waiting-third-party = Esperando a terceros
tickets-state-planned = Visita programada
tickets-state-solved = Resuelto
tickets-state-closed = Cerrado
tickets-state-merged = Unido

## Estados, como los ve quien abrió el ticket

tickets-mine-received = Recibido
tickets-mine-in-progress = En ello
tickets-mine-your-turn = Te toca a ti
tickets-mine-their-turn = Le toca al solicitante
tickets-mine-planned = Visita programada
tickets-mine-solved = Resuelto
tickets-mine-closed = Cerrado

## Prioridades

tickets-priority-low = Puede esperar
tickets-priority-normal = Normal
tickets-priority-high = Alta
tickets-priority-urgent = Urgente
tickets-priority-low-hint = Cuando haya un hueco
tickets-priority-normal-hint = Molesta, pero puedo trabajar
tickets-priority-high-hint = No puedo hacer parte de mi trabajo
tickets-priority-urgent-hint = La clase o el trabajo están parados

## Avisos

tickets-reply-sent-notice = Hemos enviado tu respuesta.
tickets-undo = Deshacer
tickets-undo-hint = Sale por correo en unos segundos.
tickets-undone-notice = Respuesta retirada: nadie la ha recibido. El texto sigue abajo, por si quieres corregirlo.
tickets-undo-late = Esa respuesta ya se había enviado.
tickets-unfollow-title = Dejar de seguir el ticket #{ $number }
tickets-unfollow-lead = No recibirás más correos sobre él.
tickets-unfollow-button = Dejar de seguir
tickets-unfollowed-title = Ya no sigues el ticket #{ $number }
tickets-unfollowed-text = No te escribiremos más sobre él. Si lo necesitas, pide a quien lo lleva que te vuelva a añadir.
tickets-note-saved-notice = Nota interna guardada. Solo la ve el equipo.
tickets-changed-notice = Ticket actualizado.
tickets-held-notice = Hemos guardado tu ticket. Lo enviaremos en cuanto se apruebe tu cuenta.
tickets-follow-up-notice = El ticket anterior ya estaba cerrado: con tu mensaje hemos abierto este, enlazado con él.

## Lo que no puede ser

tickets-subject-missing = Escribe un asunto
tickets-body-missing = Cuéntanos qué ocurre
tickets-priority-missing = Elige una prioridad
tickets-organization-missing = Elige una empresa o un centro
tickets-requester-unknown = Elige a una persona de esa empresa o centro
tickets-assignee-unknown = Esa persona no atiende a esta empresa o centro
tickets-reply-missing = Escribe un mensaje
tickets-state-impossible = El ticket no puede pasar a ese estado. Mira cómo está ahora.
tickets-unseen-news = Han escrito mientras escribías. No hemos enviado lo tuyo: lee el mensaje nuevo y decide.

## Mis tickets

tickets-tab-open = Abiertos
tickets-tab-solved = Cerrados
tickets-tab-organization = De mi centro
tickets-tab-organization-solved = De mi centro, cerrados
tickets-mine-title = Mis tickets
tickets-organization-title = Tickets de mi centro
tickets-tabs = Qué tickets
tickets-attended-by = lo atiende { $name }
tickets-mine-empty-title = No hay tickets en esta lista
tickets-mine-empty-text = Cada ticket que abras aparecerá aquí con su estado y quién lo atiende.

## Cola

tickets-view-mine = Míos
tickets-view-unassigned = Sin asignar
tickets-view-open = Todos abiertos
tickets-view-solved = Resueltos
tickets-view-all = Todos
tickets-views = Listas de tickets
tickets-views-mine = Mi trabajo
tickets-views-team = Equipo
tickets-last-activity = Último
tickets-queue-empty = Todo al día
tickets-queue-filtered-empty = Ningún ticket con estos filtros
tickets-queue-empty-text = Mira en las demás listas por si queda algo.

## Conversación

tickets-by-support = Soporte
tickets-by-mail = por correo
tickets-sent-to = Enviado a { $name }
tickets-copied-to = Copiado a { $name }
tickets-copied-to-coordinator = Copiado a { $name } (responsable TIC)
tickets-delivered-at = entregado { $time }
tickets-not-delivered = no entregado: { $why }
tickets-not-sent = sin enviar
tickets-queued = en cola

## Lo que ha pasado; delante va quién lo hizo.

tickets-event-opened = abrió el ticket
tickets-event-moved = lo pasó a «{ $state }»
tickets-event-took = se lo asignó
tickets-event-assigned = lo asignó a { $name }
tickets-event-unassigned = lo dejó sin asignar
tickets-event-subject = cambió el asunto de «{ $from }» a «{ $to }»
tickets-event-priority = cambió la prioridad de «{ $from }» a «{ $to }»
tickets-event-category = cambió la categoría de «{ $from }» a «{ $to }»
tickets-event-location = cambió la ubicación de «{ $from }» a «{ $to }»
tickets-event-asset = cambió el equipo de «{ $from }» a «{ $to }»
tickets-event-followed-up = siguió en el ticket #{ $number }
tickets-none = Sin indicar

## Por qué llegó a su técnico

tickets-why = Cómo se asignó al llegar

## Personas

tickets-role-requester = Solicitante
tickets-role-coordinator = Responsable TIC
tickets-role-technician = Técnico
tickets-role-copy = En copia

## Abrir ticket

tickets-open-lead = Cuéntalo como por teléfono.
tickets-subject-hint = En pocas palabras: «La impresora de secretaría no imprime».
tickets-asset-hint = El código de la pegatina, si el equipo la tiene.
tickets-devices = { $count ->
    [one] { $count } equipo
   *[other] { $count } equipos
}
tickets-devices-many = { "{n}" } equipos
tickets-devices-none = Ningún equipo con ese nombre
tickets-description-hint = Qué hacías, qué esperabas y qué mensaje sale. Un detalle puede ahorrar un desplazamiento.
tickets-attach-hint = Elige, arrastra o pega una captura con Ctrl+V. { $files ->
    [one] Un archivo de { $max } como mucho.
   *[other] Hasta { $files } archivos de { $max } cada uno.
}
tickets-pending-note = Tu cuenta está pendiente de aprobación. Puedes escribir tu primer ticket: lo enviaremos en cuanto la aprobemos.
tickets-no-organization = Tu cuenta todavía no está en ninguna organización, así que aún no puedes abrir tickets. Pídenos que te añadamos a tu centro o empresa.
tickets-pending-organization = La pondremos nosotros al aprobar tu cuenta.

## Ticket recibido

tickets-received-title = Hemos recibido tu ticket #{ $number }
tickets-received-technician = Lo tiene { $name }
tickets-received-unassigned = Está en la cola: lo asignaremos cuanto antes
tickets-received-coordinator = Copia a { $name }, responsable TIC
tickets-received-answer = Te responderán aquí y te avisaremos en { $email }
tickets-received-meanwhile = Mientras tanto, quizá te sirva
tickets-see-ticket = Ver el ticket

## Filtros y búsqueda

tickets-filters = Filtros
tickets-filter = Filtrar
tickets-contains = Contiene
tickets-pages = Páginas
tickets-newest-first = Los más recientes primero
tickets-search-title = { $q }: buscar
tickets-search-button = Buscar
tickets-search-heading = Buscar tickets
tickets-search-hint = Por palabras del asunto o de los mensajes, número de ticket, pegatina, ubicación o persona.
tickets-search-count = { $count ->
    [one] { $count } ticket
   *[other] { $count } tickets, los más recientes primero
}
tickets-search-full = Los { $count } más recientes. Añade palabras para acotar la búsqueda.
tickets-search-empty = Nada con «{ $q }»
tickets-search-empty-text = Prueba con menos palabras, con el número del ticket o con la pegatina del equipo.

## El ticket

tickets-facts = Datos del ticket
tickets-attends = Lo atiende
tickets-nobody-yet = Nadie todavía
tickets-opened = Abierto
tickets-priority-is = Prioridad: { $priority }
tickets-follows = Continúa el ticket
tickets-followed-by = Continúa en
tickets-copies = Copias por correo
tickets-deliveries = A quién se ha enviado
tickets-works-now = Ya funciona
tickets-solved-question = Lo damos por resuelto. ¿Ya funciona?
tickets-solved-note = Si es así, no tienes que hacer nada: lo cerraremos dentro de unos días.
tickets-still-broken = Sigue igual

## Responder

tickets-message-kind = Tipo de mensaje
tickets-reply-to = Responder a { $name }
tickets-reply-hint = La reciben las demás personas del ticket, incluidos los responsables TIC.
tickets-note = Nota interna
tickets-note-label = Nota interna: solo la ve el equipo
tickets-note-text = Texto de la nota
tickets-note-hint = Solo la ve el equipo de soporte. No llega a quien abrió el ticket ni a sus responsables TIC.
tickets-save-note = Guardar nota interna
tickets-send-and-wait = Enviar y esperar
tickets-send-and-solve = Enviar y resolver
tickets-conflict-title = Hay un mensaje nuevo en este ticket
tickets-conflict-text = Ha llegado mientras escribías y no hemos enviado el tuyo. Léelo y, si el tuyo sigue valiendo, envíalo otra vez.

# En las columnas estrechas de la cola
tickets-priority-short-low = Baja
tickets-state-planned-short = Visita
tickets-tab-mine = Míos
tickets-tab-mine-solved = Míos, cerrados
tickets-views-people = Personas
