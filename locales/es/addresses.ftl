# Varios correos por persona, y dos cuentas que eran de la misma.

addresses-title = Mis correos
addresses-lead = Con cualquiera de ellos puedes acceder. Te escribimos al principal.
addresses-manage = Cambiarlo o añadir otro
addresses-later = Podrás cambiarlo cuando se apruebe tu cuenta.
addresses-first = Principal
addresses-prefer = Hacer principal
addresses-add = Añadir un correo
addresses-add-hint = Te enviaremos un enlace a ese correo. Ábrelo en este mismo navegador.
addresses-send = Enviar enlace
addresses-asked = Hemos escrito a { $email }. Abre el enlace del mensaje para añadirlo. Vale dos días.
addresses-enough = Ya tienes bastantes correos: quita alguno antes
addresses-held = Ese correo ya es tuyo
addresses-taken = Ese correo ya tiene otra cuenta. Si también es tuya, pídenos que las unamos.
addresses-added-notice = Correo añadido.
addresses-confirm-title = Añadir este correo
addresses-confirm-text = { $email } se añadirá a la cuenta de { $account }.
addresses-confirm-button = Añadir correo
addresses-link-gone = Este enlace no vale aquí
addresses-link-gone-text = Ha caducado, se ha usado o lo pidió otra cuenta. Has entrado como { $account }.

mail-address-confirm-title = Confirma que este correo es tuyo
mail-address-confirm-lead = Quien usa la cuenta de { $email } en { $desk } quiere añadir esta dirección. Si eres tú, abre el enlace con esa cuenta. Vale para una vez, durante dos días.
mail-address-confirm-after = Si no eres tú, no hagas nada: no se añadirá.
mail-address-added-title = Otro correo en tu cuenta
mail-address-added-lead = Desde ahora también se puede entrar en tu cuenta de { $desk } con { $email }.
mail-address-preferred-title = Tu correo principal ha cambiado
mail-address-preferred-lead = Desde ahora { $desk } te escribe a { $email }. Con esta dirección puedes seguir entrando.
mail-address-removed-title = Un correo ya no abre tu cuenta
mail-address-removed-lead = { $email } se ha quitado de tu cuenta de { $desk }.
mail-address-not-you = Si no has sido tú, cambia tu contraseña ahora mismo y avísanos.
mail-merged-title = Hemos unido tus dos cuentas
mail-merged-lead = La cuenta que tenías en { $desk } con { $email } es ahora parte de esta. Tus tickets están juntos, y puedes entrar con cualquiera de los dos correos.
mail-merged-after = Si las dos cuentas no eran tuyas, avísanos: se puede deshacer.

merges-section = Cuentas duplicadas
merges-section-text = Si esta persona tiene otra cuenta, únelas: sus tickets, correos y accesos pasarán aquí.
merges-begin = Unir con otra cuenta
merges-title = Unir dos cuentas
merges-lead = Se conserva la cuenta de { $name } ({ $email }). Elige la otra.
merges-search = Nombre o correo de la otra cuenta
merges-candidates = Cuentas que podrían ser de la misma persona
merges-choose = Elegir
merges-nobody = No hay nadie así entre los clientes.
merges-nobody-alike = No hay ninguna cuenta parecida. Búscala por el nombre o el correo.
merges-other-missing = Elige la otra cuenta
merges-confirm = ¿Unir la cuenta de { $gone } a la de { $kept }?
merges-goes = La cuenta de { $email } dejará de existir. Lo suyo pasará a la de { $kept }:
merges-tickets = { $count ->
    [one] un ticket
   *[other] { $count } tickets
}
merges-messages = { $count ->
    [one] un mensaje
   *[other] { $count } mensajes
}
merges-addresses = { $count ->
    [one] un correo, con el que se seguirá entrando
   *[other] { $count } correos, con los que se seguirá entrando
}
merges-identities = { $count ->
    [one] un acceso con otra cuenta
   *[other] { $count } accesos con otras cuentas
}
merges-memberships = { $count ->
    [one] la pertenencia a un centro
   *[other] la pertenencia a { $count } centros
}
merges-undoable = Se puede deshacer después desde la página de la persona. Ser responsable TIC no se hereda.
merges-do = Unir cuentas
merges-another = Elegir otra
merges-not = Volver sin unir
merges-has = Incluye la cuenta de { $gone } ({ $email })
merges-became = Esta cuenta es ahora parte de
merges-became-text = Sepárala de ella antes de cambiar algo aquí.
merges-undo = Separar
merges-gone = Esta cuenta es ahora parte de otra: sepárala antes de cambiarla
merges-second-factor = No se han unido: la otra cuenta tiene un segundo paso y esta no. Pide que lo active aquí, o quítalo allí, y vuelve a intentarlo.
merges-done-notice = Cuentas unidas.
merges-undone-notice = Cuentas separadas otra vez.
merges-address-taken = No se pueden separar: su correo es ahora de otra cuenta, o uno de los suyos es el principal de la que se conservó.

admin-mail-confirm-addition = Confirmar otro correo
admin-mail-address-added = Correo añadido
admin-mail-address-preferred = Correo principal cambiado
admin-mail-address-removed = Correo quitado
admin-mail-merged = Cuentas unidas
admin-event-person-address-added = añadió un correo a la cuenta de
admin-event-person-address-preferred = cambió el correo principal de
admin-event-person-address-removed = quitó un correo de la cuenta de
admin-event-person-asked-address = pidió añadir un correo a la cuenta de
admin-event-person-merged = unió otra cuenta a la de
admin-event-person-merged-away = cerró, al unirla a otra, la cuenta de
admin-event-person-unmerged = separó otra vez la cuenta de
