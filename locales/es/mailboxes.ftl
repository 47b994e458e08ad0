# Los buzones que se leen por IMAP: qué les pasa, y a quién se avisa.

mail-problem-host = No se encuentra el servidor: revisa su nombre.
mail-problem-refused = El servidor no acepta conexiones: puede estar parado, o el puerto ser otro.
mail-problem-silent = El servidor no contesta a tiempo.
mail-problem-tls = No se pudo establecer una conexión cifrada (TLS) con el servidor.
mail-problem-certificate = El certificado del servidor no es válido: es de otro nombre, ha caducado o nadie conocido lo firma.
mail-problem-no-tls = El servidor no ofrece STARTTLS: prueba con imaps://.
mail-problem-password = El servidor no acepta el usuario o la contraseña.
mail-problem-consent = Hace falta permiso para entrar en el buzón: vuelve a autorizarlo.
mail-problem-provider = El proveedor de la cuenta no da permiso para entrar, o no contesta.
mail-problem-folder = No existe esa carpeta, o no se puede abrir.
mail-problem-lost = Se cortó la conexión con el servidor.
mail-problem-server = El servidor se niega a lo que se le pide.
mail-problem-desk = Falla la base de datos o el almacén de ficheros de esta mesa de ayuda.
mail-box-words = El servidor dice: «{ $words }»
mail-step-connect = Conectar
mail-step-connected = El servidor contesta.
mail-step-log-in = Entrar
mail-step-logged-in = El usuario y la contraseña valen.
mail-step-folders = Carpetas
mail-step-open = Abrir el buzón
mail-step-opened = { $count ->
    [0] Está vacío.
    [one] Hay un mensaje.
   *[other] Hay { $count } mensajes.
}
mail-step-idles = El servidor avisa en cuanto llega algo.
mail-step-polled = El servidor no avisa: se mira cada poco.
mail-step-moves = Lo leído puede moverse a otra carpeta.
mail-step-marks = Lo leído se marca.

mail-box-fails-title = El buzón { $mailbox } no se puede leer
mail-box-fails-lead = El buzón { $mailbox } falla desde el { $since }.
mail-box-fails-meanwhile = Mientras tanto, lo que llegue se queda en su servidor: no se pierde nada. Se sigue intentando, y te avisaremos cuando vuelva a funcionar.
mail-box-well-title = El buzón { $mailbox } vuelve a leerse
mail-box-well-lead = El buzón { $mailbox }, que fallaba desde el { $since }, vuelve a leerse. Lo que llegó mientras tanto ya se está recogiendo.
mail-box-look = Ver los buzones
mail-consent-ends-title = Pronto caduca el permiso de correo de { $mailbox }
mail-consent-ends-leave = El permiso para entrar en el buzón { $mailbox } caduca el { $until }. Vuelve a autorizarlo antes: es un clic.
mail-consent-ends-secret = El secreto de la aplicación de correo { $provider } caduca el { $until }. Crea otro en su proveedor y ponlo en la configuración antes.
mailboxes-mail-fails = Un buzón falla
mailboxes-mail-well = Un buzón vuelve a funcionar
mailboxes-mail-ends = Un permiso de correo caduca pronto
mailboxes-event-failing = se dio la alarma: un buzón no se puede leer
mailboxes-event-well = un buzón vuelve a leerse
mailboxes-event-consent-asked = pidió permiso a un proveedor para usar una cuenta de correo
mailboxes-event-consent-given = autorizó el uso de una cuenta de correo
mailboxes-event-consent-ends = se avisó de que pronto caduca un permiso de correo

mailboxes-title = Buzones
mailboxes-card-text = De dónde llega el correo, y si cada buzón se lee bien.
mailboxes-lead = De dónde llega el correo, y si cada buzón se lee bien. Cuáles son se dice en «Ajustes del correo» o en la configuración.
mailboxes-none = No hay ningún buzón.
mailboxes-well = Al día
mailboxes-failing = Falla
mailboxes-unread = Aún sin leer
mailboxes-brought = Por servidor de correo
mailboxes-brought-text = No se recoge: los servidores de correo entregan aquí lo que llega (LMTP o tubería).
mailboxes-since = Desde
mailboxes-place = De dónde
mailboxes-last-message = Último mensaje
mailboxes-no-message = Ninguno todavía
mailboxes-last-success = Última lectura
mailboxes-never = Nunca
mailboxes-left = Se quedan en el buzón
mailboxes-too-large = { $count ->
    [one] Un mensaje demasiado grande (max_message_bytes).
   *[other] { $count } mensajes demasiado grandes (max_message_bytes).
}
mailboxes-unreadable = { $count ->
    [one] Un mensaje que el servidor no entrega; se vuelve a intentar cada hora.
   *[other] { $count } mensajes que el servidor no entrega; se vuelve a intentar cada hora.
}
mailboxes-consent = Permiso
mailboxes-granted = Dado el { $date }.
mailboxes-ends = Caduca el { $date } si no se usa.
mailboxes-not-granted = Falta: autorízalo con la cuenta de este buzón.
mailboxes-tried = Resultado de la prueba
mailboxes-try = Probar ahora
mailboxes-read = Leer ahora
mailboxes-authorise = Autorizar
mailboxes-authorise-again = Volver a autorizar
mailboxes-hurried-notice = Se está leyendo: lo que haya aparecerá en «Correo recibido».
mailboxes-authorised-notice = Autorizado: vale desde ahora.
mailboxes-not-authorised = No se ha dado permiso
mailboxes-stale = La petición ha caducado o no es de esta sesión: vuelve a autorizar.
mailboxes-refused = El proveedor dice: «{ $words }»
mailboxes-alarm-label = Alarma del correo
mailboxes-alarm = Un buzón no se puede leer: lo que llegue no se convierte en tickets.
mailboxes-alarm-see = Ver los buzones
