# Sesiones abiertas, confirmar quién es, y ver como otra persona.

## Mis sesiones

sessions-title = Sesiones abiertas
sessions-lead = Los navegadores en los que has accedido a tu cuenta y no has salido.
sessions-own-text = Mira dónde has accedido a tu cuenta y cierra lo que no reconozcas.
sessions-own-link = Ver mis sesiones
sessions-device = { $browser } en { $system }
sessions-device-unknown = Navegador desconocido
sessions-current = Esta sesión
sessions-since = desde el { $date }
sessions-seen = última vez { $when }
sessions-end = Cerrar
sessions-end-others = Cerrar todas las demás
sessions-end-all = Cerrar todas, también esta
sessions-end-all-theirs = Cerrar todas
sessions-none = No tiene ninguna sesión abierta.
sessions-latest = Se muestran las 100 últimas. Al cerrar todas se cierran también las demás.
sessions-unknown-hint = ¿No reconoces alguna? Ciérrala y cambia tu contraseña.
sessions-looks-title = Quién ha visto tu cuenta
sessions-looks-text = Para ayudarte, alguien de administración puede ver el servicio como lo ves tú. Siempre queda anotado aquí.
sessions-look = { $name } (soporte) entró como tú el { $date }
sessions-look-reason = Motivo: { $reason }

## Avisos

sessions-ended-notice = Sesión cerrada.
sessions-others-ended-notice = Hemos cerrado todas tus demás sesiones.
sessions-all-ended-notice = Hemos cerrado todas sus sesiones.
sessions-looked-on-notice = Vuelves a ser tú.
sessions-password-changed-notice = Contraseña cambiada. Hemos cerrado tus demás sesiones.

## Confirmar quién eres

sessions-prove-title = Confirma que eres tú
sessions-prove-lead = Lo que vas a hacer es delicado. Dinos otra vez quién eres; después no te lo preguntaremos en un cuarto de hora.
sessions-prove-kept = Lo que has escrito no se pierde: se envía en cuanto lo confirmes.
sessions-prove-files = Los archivos tendrás que volver a elegirlos.
sessions-prove-button = Confirmar y seguir
sessions-prove-cancel = Dejarlo
sessions-prove-elsewhere = Con una cuenta de otro sitio
sessions-prove-new-tab = (se abre en otra pestaña)
sessions-prove-come-back = Se abre en otra pestaña. Cuando termines allí, vuelve a esta y pulsa el botón.
sessions-prove-done = Ya lo he confirmado
sessions-prove-not-yet = Todavía no lo has confirmado en la otra pestaña
sessions-prove-wrong = La contraseña no es correcta
sessions-prove-failed-title = No lo hemos podido confirmar
sessions-prove-wrong-account = Lo que has elegido en { $provider } no es tu cuenta de aquí, o la añadiste hace un momento. No ha cambiado nada.
sessions-proved-title = Confirmado
sessions-proved-text = Ya sabemos que eres tú. Vuelve a la otra pestaña y pulsa «Ya lo he confirmado».

## No he sido yo

sessions-not-me-title = ¿No has sido tú?
sessions-not-me-lead = Si otra persona ha accedido a la cuenta de { $email }, ciérrala ahora a todo el mundo:
sessions-not-me-sessions = Se cierran todas las sesiones, también las tuyas.
sessions-not-me-password = La contraseña deja de valer y te enviamos un enlace para elegir otra.
sessions-not-me-devices = Olvidamos los navegadores conocidos, y las formas de entrar y direcciones que se hayan añadido desde entonces.
sessions-not-me-elsewhere = También entras con una cuenta de otro sitio, como Google, Microsoft o la de tu empresa. Cambia también allí la contraseña: aquí no podemos hacerlo.
sessions-not-me-button = No he sido yo: cerrar mi cuenta
sessions-not-me-cancel = He sido yo, no cambies nada
sessions-disowned-title = Tu cuenta está cerrada a todo el mundo
sessions-disowned-done = Hemos cerrado todas las sesiones.
sessions-disowned-mailed = La contraseña ya no vale: hemos enviado a { $email } un enlace para elegir otra.
sessions-disowned-elsewhere = Si entras con una cuenta de otro sitio, cambia allí la contraseña antes de volver a acceder.

## Ver como otra persona

sessions-look-title = Ver como esta persona
sessions-look-text = Verás el servicio como lo ve esta persona, media hora como mucho. Se le avisa por correo, y todo lo que veas y hagas queda en el historial con tu nombre.
sessions-look-reason-label = Motivo
sessions-look-reason-hint = Lo leerá esta persona.
sessions-look-button = Ver como esta persona
sessions-reason-missing = Escribe el motivo: la persona lo leerá
sessions-banner-label = Estás viendo como otra persona
sessions-banner = Estás viendo el servicio como { $name }. Todo queda registrado.
sessions-banner-stop = Dejar de ver como { $name }
sessions-as = { $admin }, como { $person }

## Historial

admin-event-person-disowned = dijo que no había sido quien accedió
admin-event-person-ended-session = cerró una sesión de
admin-event-person-ended-sessions = cerró las sesiones de
admin-event-person-impersonated = empezó a ver como
admin-event-person-proved-again = confirmó quién es
admin-event-person-saw = vio una página
admin-event-person-stopped-impersonating = dejó de ver como
sessions-data-device = Navegador
sessions-data-new = Navegador nuevo
sessions-data-page = Página
sessions-data-sessions = Sesiones
sessions-data-by = Con
sessions-data-by-password = la contraseña
sessions-data-by-identity = una cuenta de otro sitio
admin-mail-new-device = Acceso desde un navegador nuevo
admin-mail-disowned = Otra contraseña tras un acceso ajeno
admin-mail-impersonated = Alguien ve su cuenta
