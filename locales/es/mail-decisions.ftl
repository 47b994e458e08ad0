# Lo que se decide sobre el correo: quién lo escribió, qué no llegó, qué trae.

# Reenviados
inbound-passed-on = Correo reenviado
inbound-passed-on-by = { $forwarder } reenvió este correo. Lo escribió { $author }.
inbound-hand-over = Poner como solicitante
inbound-hand-over-note = Recibirá el acuse de recibo. { $forwarder } seguirá el ticket.
inbound-handed-over-notice = Hecho: el ticket es ahora de quien escribió el correo.
inbound-offer-gone = El solicitante ya es otro
inbound-offer-gone-notice = El solicitante de este ticket ya había cambiado.
inbound-offer-elsewhere = Esa dirección no puede ser la del solicitante de este ticket
inbound-offer-elsewhere-notice = Esa dirección no puede ponerse como solicitante aquí. Si debería poderse, pídeselo a un administrador.
tickets-event-handed-over = puso a { $to } como solicitante en lugar de { $from }
admin-event-ticket-handed-over = cambió el solicitante de
admin-event-ticket-relayed = admitió un correo en
admin-event-ticket-mail-returned = recibió la devolución de un correo de
admin-event-ticket-mail-failed = no pudo entregar un correo de
inbound-event-refused = contestó que no conoce al remitente de

# Reuniones y avisos
meeting-request = Invitación a una reunión
meeting-cancel = Reunión cancelada
meeting-reply = Respuesta a una invitación
meeting-publish = Cita
meeting-untitled = (sin título)
meeting-when = Cuándo
meeting-where = Dónde
meeting-organizer = Organiza
meeting-from-to = { $from } – { $to }
meeting-in-zone = { $when } (hora de { $zone })
meeting-local = { $when } (sin zona horaria)
meeting-file = El calendario está entre los archivos del mensaje.
message-note-encrypted = Este correo está cifrado, o parte de él: solo puede leerlo quien tenga la clave. Está entre los archivos.
message-note-shortened = Este correo es más largo de lo que se muestra. Está entero entre los archivos.
message-note-unread = Este correo tiene más partes de las que se leen. Las demás están entre los archivos.

# Correos que se envían
mail-history-omitted = (historial citado omitido)
mail-undelivered = { $why ->
    [no_address] esa dirección no existe
    [full] el buzón está lleno
    [closed] el buzón está cerrado o no admite correo ahora
    [too_large] el correo es demasiado grande para ese buzón
    [no_server] el dominio no existe o no recibe correo
    [unreachable] su servidor no ha respondido
    [distrusted] su servidor no se fía de nuestro correo
    [refused] su servidor lo ha rechazado
   *[other] no se ha podido entregar
}
mail-returned-title = El correo a { $address } no llegó
mail-returned-lead = Un correo de este ticket no llegó a { $address }: { $why }. Quien tenga esa dirección no se ha enterado; comprueba si es correcta o avisa por otro medio.
mail-held-title = Tenemos tu mensaje
mail-held-lead = Tu mensaje ha llegado y está guardado. Como es la primera vez que nos escribes, una persona revisa antes tu cuenta; puede tardar unas horas.
mail-held-meanwhile = No hace falta que lo envíes otra vez. Te escribiremos en cuanto tu cuenta esté lista.
mail-unknown-title = { $desk } no conoce tu dirección
mail-unknown-lead = Nos has escrito desde { $address }, y en { $desk } no hay ninguna cuenta con esa dirección. Por eso nadie ha recibido tu mensaje todavía: este buzón solo atiende a quien tiene cuenta.
mail-unknown-another = Si tienes cuenta con otra dirección, escríbenos desde ella. Si no, crea una: se tarda un minuto. También puede darte de alta el responsable TIC de tu empresa o centro.
mail-unknown-sign-up = Crear una cuenta
mail-unknown-phone = Si te corre prisa, llámanos al { $phone }.
mail-why-unknown = Recibes esta respuesta automática porque has escrito a { $desk }. No recibirás otra hoy.
admin-mail-held-by-mail = Su correo espera aprobación
admin-mail-unknown-sender = Remitente desconocido
admin-mail-mail-returned = Un correo no llegó
