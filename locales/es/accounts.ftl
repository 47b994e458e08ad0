# Crear la cuenta, acceder y los datos propios.

## Campos

accounts-name = Nombre
accounts-name-hint = Nombre y apellidos, como te conocen en el trabajo.
accounts-email = Correo electrónico
accounts-email-hint = Mejor el de tu centro o empresa: así sabemos dónde trabajas.
accounts-password = Contraseña
accounts-password-hint = Al menos 8 caracteres. Una frase corta es fácil de recordar.
accounts-organization-hint = Dinos dónde trabajas. Lo confirmamos al aprobar tu cuenta.
accounts-phone = Teléfono

## Crear la cuenta

accounts-sign-up-lead = Para abrir tickets y seguirlos.
accounts-approval-note = Una persona revisa cada cuenta nueva. Puede tardar unas horas; te avisaremos por correo.
accounts-have-account = ¿Ya tienes cuenta?
accounts-check-mail-title = Mira tu correo
accounts-check-mail-text = Hemos enviado un mensaje a { $email }. Abre su enlace para confirmar que la dirección es tuya: vale dos días. Si no llega en unos minutos, mira en el correo no deseado.
accounts-no-mail-note = Este servicio aún no tiene configurado el envío de correo, así que el mensaje no llegará. Díselo a quien lo administra.
accounts-confirm-title = Confirma tu correo
accounts-confirm-text = Pulsa el botón para confirmar que { $email } es tu dirección.
accounts-confirm-button = Confirmar mi correo

## A la espera de aprobación

accounts-waiting-title = Tu cuenta está pendiente de aprobación
accounts-waiting-text = Gracias, { $name }. Hemos avisado a nuestro equipo.
accounts-waiting-next = Qué pasa ahora
accounts-waiting-step-1 = Solicitud recibida
accounts-waiting-step-2 = Confirmamos que trabajas en tu centro o empresa
accounts-waiting-step-3 = Te escribimos a { $email } y ya puedes usar tu cuenta
accounts-first-ticket-title = ¿Quieres abrir ya tu primer ticket?
accounts-first-ticket-text = Escríbelo ahora. Lo guardamos y lo enviamos por ti en cuanto se apruebe tu cuenta.
accounts-held-title = Tu primer ticket está guardado
accounts-held-text = «{ $subject }» saldrá en cuanto se apruebe tu cuenta. Hasta entonces puedes cambiarlo.
accounts-held-edit = Cambiar el ticket

## Acceder

accounts-no-account-yet = ¿Aún no tienes cuenta?
accounts-forgot = He olvidado mi contraseña
accounts-forgot-lead = Escribe tu correo y te enviaremos un enlace para poner otra. El enlace vale dos horas.
accounts-back-to-sign-in = Volver a Acceder
accounts-reset-sent-text = Si hay una cuenta con { $email }, le llegará un enlace para poner otra contraseña. Vale dos horas. Si no llega en unos minutos, mira en el correo no deseado.
accounts-new-password-title = Pon una contraseña nueva
accounts-new-password-lead = Para { $email }. Al guardarla se cerrarán las sesiones que tengas abiertas.
accounts-invited-title = Elige tu contraseña
accounts-invited-lead = Con ella y con { $email } podrás acceder a tu cuenta.

## Mi cuenta

accounts-own-organizations = Mis centros y empresas
accounts-current-password = Contraseña actual
accounts-new-password = Contraseña nueva
accounts-change-password = Cambiar la contraseña

## Avisos

accounts-approved-notice = Cuenta aprobada. Le avisamos por correo.
accounts-approved-with-ticket-notice = Cuenta aprobada. Le avisamos por correo y hemos enviado el ticket que había escrito.
accounts-rejected-notice = Cuenta rechazada. Le enviamos el motivo por correo.
accounts-signed-out-notice = Has salido de tu cuenta.
accounts-password-changed-notice = Contraseña cambiada. Accede con la nueva.

## Lo que no puede ser

accounts-name-missing = Escribe el nombre
accounts-email-wrong = Escribe un correo como nombre@centro.es
accounts-email-taken = Ya hay una cuenta con este correo
accounts-password-short = La contraseña necesita al menos 8 caracteres
accounts-password-long = La contraseña puede tener 200 caracteres como mucho
accounts-current-password-wrong = La contraseña actual no es correcta
accounts-organization-missing = Escribe el nombre de la empresa o del centro
accounts-reason-missing = Escribe el motivo: se lo enviaremos por correo
accounts-last-admin = Es la única cuenta de administración. Da antes ese papel a otra persona.
accounts-sign-in-wrong = El correo o la contraseña no son correctos
accounts-sign-in-email-missing = Escribe tu correo electrónico
accounts-sign-in-password-missing = Escribe tu contraseña
accounts-unconfirmed = Aún no has confirmado tu correo. Abre el enlace que te enviamos o crea la cuenta otra vez para recibir uno nuevo.
accounts-closed = Esta cuenta no está activa. Si crees que es un error, habla con tu responsable TIC.

## Primer arranque

first-run-label = Primer arranque
first-run-title = Crea la cuenta de administración
first-run-lead = Atiende está en marcha y vacío. Con esta cuenta podrás añadir centros, personas y técnicos.
first-run-organization = Primera empresa o primer centro
first-run-organization-hint = A quién vas a atender. Después podrás añadir más.
first-run-button = Crear cuenta
accounts-pending = Cuentas pendientes

## Con una cuenta de otro sitio

accounts-elsewhere-title = O con una cuenta que ya tienes
accounts-continue-with = Continuar con { $provider }
accounts-elsewhere-note = Solo tomamos tu nombre y tu correo electrónico. Nunca vemos tu contraseña.
accounts-elsewhere-lead = Has entrado con { $provider }. Falta un dato para pedir tu cuenta aquí.
accounts-elsewhere-email = Ya está confirmado: lo dice { $provider }.
accounts-elsewhere-failed-title = No has entrado
accounts-elsewhere-cancelled = Has cancelado la entrada con { $provider }, o allí no te dejan entrar aquí. No ha cambiado nada.
accounts-elsewhere-stale = La entrada con { $provider } ha caducado o empezó en otro navegador. Vuelve a intentarlo.
accounts-elsewhere-unreachable = Ahora mismo no responde { $provider }. Prueba dentro de unos minutos o entra de otra forma.
accounts-elsewhere-refused = Lo que has elegido en { $provider } no sirve para entrar aquí: se pide la cuenta de tu centro o empresa.
accounts-elsewhere-misbehaved = No podemos aceptar lo que ha contestado { $provider }. Hemos tomado nota; entra de otra forma o avisa a soporte.
accounts-elsewhere-taken-title = Esa cuenta ya la usa otra persona
accounts-elsewhere-taken-text = Lo que has elegido en { $provider } abre la cuenta de otra persona aquí. No ha cambiado nada.
accounts-elsewhere-closed-title = No puedes entrar con esa cuenta
accounts-join-title = Ya tienes cuenta aquí
accounts-join-text = Entra como siempre con { $email } y, desde ahora, también podrás entrar con { $provider }.
accounts-ways-title = Otras formas de entrar
accounts-ways-text = Con una cuenta de otro sitio entras sin contraseña. Solo tomamos tu nombre y tu correo electrónico.
accounts-identity-added-notice = Ya puedes entrar también con esa cuenta.
accounts-last-way-in-notice = No se ha quitado: sin ella no podrías entrar. Elige antes una contraseña.
