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
tickets-tab-solved = Resueltos
tickets-tab-organization = De mi centro
tickets-tab-organization-solved = Resueltos de mi centro

## Cola

tickets-view-mine = Míos
tickets-view-unassigned = Sin asignar
tickets-view-open = Todos abiertos
tickets-view-solved = Resueltos
tickets-view-all = Todos

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
tickets-none = sin indicar

## Por qué llegó a su técnico

tickets-routed-by-rule = Por la regla «{ $rule }».
tickets-routed-by-load = Por la regla «{ $rule }»: en el equipo «{ $team }» era quien menos tickets abiertos tenía ({ $open }).
tickets-routed-by-organization = Es quien atiende de forma habitual a esta empresa o centro.
tickets-routed-by-nobody = Ninguna regla dice quién lo atiende.

## Personas

tickets-role-requester = Solicitante
tickets-role-coordinator = Responsable TIC
tickets-role-technician = Técnico
tickets-role-copy = En copia
