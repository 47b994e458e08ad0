# Dejar entrar a quien llega: cola de cuentas, preguntas, invitaciones, reglas.

## La ficha de quien espera

admission-way = Ha llegado
admission-way-form = con el formulario y el correo confirmado
admission-way-provider = con su cuenta de { $provider }
admission-conversation = Preguntas y respuestas
admission-ask = Preguntar antes
admission-question = Pregunta
admission-question-hint = Se la enviamos por correo y la verá al entrar. La respuesta aparecerá aquí.
admission-question-missing = Escribe qué quieres saber
admission-ask-send = Enviar pregunta
admission-all = Ver todas
admission-decided-already-notice = Esa cuenta ya no espera: alguien ha decidido antes, o no te corresponde.
admission-asked-notice = Pregunta enviada.

## La página de quien espera

admission-asked-you = Te hemos preguntado algo
admission-answered-you = Gracias por tu respuesta
admission-answer = Respuesta
admission-answer-missing = Escribe tu respuesta
admission-answers-enough = Ya nos has escrito bastante. En cuanto lo leamos, te contestamos.
admission-answer-send = Enviar respuesta
admission-answer-more = Añadir algo
admission-answered-notice = Respuesta enviada.
admission-delay-unknown = Una persona revisa cada cuenta nueva, en horario de trabajo.
admission-delay-short = Lo habitual es responder en menos de una hora de trabajo.
admission-delay = { $hours ->
    [one] Lo habitual es responder en una hora de trabajo.
   *[other] Lo habitual es responder en unas { $hours } horas de trabajo.
}

## Reglas

admission-rules = Reglas de entrada
admission-who-decides = Quién deja entrar
admission-coordinators = Los responsables TIC deciden sobre su gente
admission-coordinators-hint = Verán a quien pida cuenta con un correo del dominio de su centro, y podrán invitar. No pueden nombrar a otros responsables.
admission-by-domain = Entrar sin esperar con un correo del centro
admission-by-domain-hint = Quien confirma un correo del dominio de un único centro entra en él directamente. Úsalo solo si todo el que tiene ese correo puede abrir tickets.
admission-remind = Recordar después de
admission-remind-hint = Horas de trabajo, hasta 80. Con 0 no se recuerda.
admission-remind-wrong = Escribe un número de horas entre 0 y 80
admission-days = Días de trabajo
admission-days-missing = Marca al menos un día
admission-opens = Desde las
admission-opens-hint = Hora en punto, de 0 a 23.
admission-closes = Hasta las
admission-closes-hint = Hora en punto, hasta 24.
admission-hours-wrong = El horario tiene que empezar antes de terminar, con horas en punto entre 0 y 24
admission-day-1 = Lunes
admission-day-2 = Martes
admission-day-3 = Miércoles
admission-day-4 = Jueves
admission-day-5 = Viernes
admission-day-6 = Sábado
admission-day-7 = Domingo

## Invitaciones

admission-invitations = Invitaciones
admission-invitations-lead = Un enlace con el que se entra en un centro sin esperar aprobación. Dáselo solo a quien deba entrar.
admission-invite = Invitar
admission-invite-make = Crear enlace
admission-link = Enlace
admission-link-made = El enlace está listo.
admission-link-once = Cópialo ahora: no se vuelve a mostrar.
admission-invitation-days = Días que vale
admission-invitation-days-hint = De 1 a 90.
admission-invitation-days-wrong = Escribe un número de días entre 1 y 90
admission-invitation-uses = Personas que pueden usarlo
admission-invitation-uses-hint = Vacío o 0: todas las que lo tengan.
admission-invitation-uses-wrong = Escribe un número de personas entre 0 y 1000
admission-invitation-coordinator-once = El enlace de un responsable TIC vale para una sola persona: escribe 1
admission-invitation-coordinator-hint = Verá todos los tickets del centro. El enlace vale para una sola persona.
admission-invitation-note = Para quién
admission-invited-from = De { $name }
admission-invitation-note-hint = Por ejemplo: claustro de Primaria.
admission-invitations-made = Enlaces creados
admission-invitations-none = Todavía no hay ninguno.
admission-invitations-latest = Se muestran los 100 últimos.
admission-invitation-used = Han entrado
admission-of = { $uses } de { $max }
admission-invitation-until = Vale hasta
admission-invitation-state = Estado
admission-revoke = Retirar
admission-revoked = Retirado
admission-used-up = Agotado
admission-expired = Caducado
admission-maker-left = Ya no vale: quien la hizo ya no decide ahí
admission-revoked-notice = Enlace retirado: ya no sirve.

## La página del enlace

admission-invited-to = Te invitan a { $organization }
admission-invited-by = { $by } te invita a abrir y seguir los tickets de tu centro aquí.
admission-invited-as-coordinator = { $by } te invita como responsable TIC: verás todos los tickets del centro.
admission-invited-note = Al crear la cuenta por aquí no tendrás que esperar a que la aprueben. Si ya tienes una, accede y te unirás con ella.
admission-invited-staff = Esta invitación es para la gente del centro. Tú ya atiendes sus tickets con tu cuenta.
admission-invited-member = Ya perteneces a este centro: no hace falta nada más.
admission-have-account = Ya tengo cuenta
admission-go-home = Ir al inicio
admission-join = Unirme a { $organization }
admission-joined-notice = Ya perteneces al centro.
admission-by-invitation = Por tu invitación.
admission-invitation-gone = Esta invitación ya no vale
admission-invitation-gone-text = Ha caducado, se ha usado o la han retirado. Pide otra a quien te la envió, o crea tu cuenta y espera la aprobación.
admission-without = Crear cuenta sin invitación

## Correos

mail-applicant-email = Correo
mail-applicant-claims = Dice ser de
mail-applicant-phone = Teléfono
mail-applicant-proposal = Propuesta
mail-applicant-by-domain = { $name }, por el dominio de su correo
mail-applicant-by-people = { $name }, donde hay gente con ese dominio
mail-applicant-ticket = Primer ticket
mail-applicant-approve = Aprobar en { $name }
mail-applicant-decide = Decidir
mail-applicant-otherwise = Rechazar o preguntar antes
mail-applicant-confirm = El enlace no decide nada por sí solo: lleva a una página donde lo confirmas.
mail-applicant-waits-title = { $applicant } sigue esperando
mail-applicants-wait-title = { $applicant } y { $count ->
    [one] otra persona
   *[other] otras { $count }
} siguen esperando
mail-applicants-wait-all = Ver a las { $count } personas que esperan
mail-applicant-waits-lead = Lleva horas de trabajo esperando a que alguien decida sobre su cuenta.
mail-answered-title = { $applicant } ha respondido
mail-answered-lead = Esto es lo que ha contestado { $applicant } sobre su cuenta:
mail-asked-title = Una pregunta sobre tu cuenta
mail-asked-lead = Antes de aprobar tu cuenta, { $by } pregunta:
mail-asked-button = Responder
mail-why-asker = Recibes este correo porque preguntaste algo sobre esta cuenta.
mail-why-decider = Recibes este correo porque decides quién entra en tu centro en { $desk }.
admin-mail-applicant-waits = Alguien sigue esperando
admin-mail-applicant-answered = Respuesta de quien espera
admin-mail-asked = Pregunta a quien espera

## Historial

admin-object-invitation = Invitaciones
admin-event-person-answered = respondió sobre la cuenta de
admin-event-person-asked = preguntó sobre la cuenta de
admin-event-person-reminded-of = recordó la espera de
admin-event-invitation-added = creó la invitación
admin-event-invitation-revoked = retiró la invitación

admission-data-by-invitation = una invitación
admission-data-by-domain = el dominio de su correo
