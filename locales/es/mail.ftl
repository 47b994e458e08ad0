# Los correos que envía la mesa de ayuda. El título dice qué ha pasado; en los correos de cuentas es también el asunto.

## En todos los correos sobre un ticket

mail-see-ticket = Ver el ticket
mail-files = Archivos, en el ticket:
mail-unfollow = Dejar de seguir este ticket
mail-technician = Lo atiende { $name }
mail-technician-none = Todavía no lo atiende nadie

## Estados, con el nombre que tienen en la web

mail-state = { $state ->
    [new] Nuevo
    [waiting-you] Esperando tu respuesta
    [waiting-requester] Esperando al solicitante
    [waiting-parts] Esperando una pieza
    [waiting-third-party] Esperando a terceros
    [planned] Visita programada
    [solved] Resuelto
    [closed] Cerrado
    [merged] Unido a otro
   *[open] En curso
}

## Ticket recibido, para quien lo ha abierto

mail-received-title = Hemos recibido tu ticket
mail-received-lead = Ya lo tenemos. Te escribiremos en cuanto haya novedades. Esto es lo que nos has contado:

## Ticket nuevo, para quien lo atiende y para los responsables TIC

mail-opened-title = Nuevo ticket de { $requester }
mail-opened-title-nobody = Nuevo ticket sin técnico
mail-opened-lead-nobody = Ninguna regla ha encontrado quién lo atienda. Ábrelo y asígnalo a alguien.

## Respuesta y nota interna

mail-replied-title-own = { $author } ha respondido a tu ticket
mail-replied-title = { $author } ha respondido en el ticket #{ $number }
mail-noted-title = { $author } ha dejado una nota interna en el ticket #{ $number }
mail-noted-lead = Solo la ve el equipo de soporte.

## Asignación

mail-assigned-title = { $author } te ha asignado un ticket
mail-assigned-lead = Desde ahora lo atiendes tú.

## Cambio de estado

mail-moved-title-own = { $state ->
    [waiting-you] Necesitamos tu respuesta
    [waiting-parts] Tu ticket espera una pieza
    [waiting-third-party] Tu ticket espera a terceros
    [planned] Hay una visita programada para tu ticket
    [solved] Tu ticket está resuelto
    [closed] Tu ticket está cerrado
    [merged] Tu ticket se ha unido a otro
   *[open] Tu ticket está en curso
}
mail-moved-title = { $state ->
    [waiting-requester] El ticket #{ $number } espera al solicitante
    [waiting-parts] El ticket #{ $number } espera una pieza
    [waiting-third-party] El ticket #{ $number } espera a terceros
    [planned] El ticket #{ $number } tiene una visita programada
    [solved] El ticket #{ $number } está resuelto
    [closed] El ticket #{ $number } está cerrado
    [merged] El ticket #{ $number } se ha unido a otro
   *[open] El ticket #{ $number } está en curso
}
mail-moved-lead = { $state ->
    [waiting-you] Para seguir nos falta algo que solo sabes tú. Abre el ticket y contéstanos.
    [waiting-parts] Hace falta una pieza. Seguimos en cuanto llegue.
    [waiting-third-party] Ahora depende de otra empresa. Estamos pendientes de ella.
    [planned] Iremos a verlo. Los detalles están en el ticket.
    [solved] ¿Sigue el problema? Dilo en el ticket y volvemos a abrirlo.
    [closed] Si el problema vuelve, contesta en el ticket y lo retomamos.
    [merged] Seguimos en el otro ticket: el enlace te lleva a él.
   *[open] Estamos con él.
}

## Por qué se recibe

mail-why-requester = Recibes este correo porque el ticket está a tu nombre.
mail-why-coordinator = Recibes este correo como responsable TIC de { $organization }.
mail-why-technician = Recibes este correo porque atiendes este ticket.
mail-why-watcher = Recibes este correo porque sigues este ticket.
mail-why-copy = Recibes este correo porque esta dirección tiene copia de cada ticket nuevo.
mail-why-admin = Recibes este correo porque administras { $desk }.
mail-why-account = Recibes este correo porque esta dirección se ha usado en { $desk }.

## Cuentas

mail-hello = Hola:
mail-hello-name = Hola, { $name }:
mail-sign-in = Acceder
mail-open-ticket = Abrir ticket

mail-confirm-title = Confirma tu correo electrónico
mail-confirm-lead = Alguien ha creado una cuenta en { $desk } con esta dirección. Si has sido tú, confírmala para seguir. El enlace vale para una vez, durante dos días.
mail-confirm-button = Confirmar mi correo
mail-confirm-after = Si no has sido tú, no hagas nada: sin confirmar, la cuenta no sirve.

mail-already-title = Ya tienes una cuenta
mail-already-lead = Alguien ha querido crear una cuenta con esta dirección, y ya hay una. Si has sido tú, accede con ella. Si no recuerdas la contraseña, al acceder puedes elegir otra.
mail-already-after = Si no has sido tú, no hagas nada: tu cuenta sigue igual.

mail-waits-title = Tu cuenta espera aprobación
mail-waits-lead = Gracias por confirmar tu correo. Una persona revisa cada cuenta nueva, así que puede tardar unas horas. Te escribiremos en cuanto esté lista.
mail-waits-meanwhile = Mientras tanto ya puedes escribir tu primer ticket: lo enviaremos en cuanto se apruebe tu cuenta.

mail-approved-title = Tu cuenta está lista
mail-approved-lead = Hemos aprobado tu cuenta en { $organization }. Ya puedes abrir tickets y seguirlos.

mail-rejected-title = No hemos aprobado tu cuenta
mail-rejected-lead = Hemos revisado tu solicitud de cuenta en { $desk } y no hemos podido aprobarla.
mail-rejected-reason = Motivo: { $reason }
mail-rejected-after = Si crees que es un error, habla con el responsable TIC de tu empresa o centro.
mail-rejected-after-phone = Si crees que es un error, llámanos al { $phone }.

mail-reset-title = Elige una contraseña nueva
mail-reset-lead = Has pedido cambiar tu contraseña. El enlace vale para una vez, durante dos horas.
mail-reset-button = Elegir contraseña
mail-reset-after = Si no lo has pedido tú, no hagas nada: tu contraseña sigue siendo la misma.

mail-invited-title = Tienes una cuenta en { $desk }
mail-invited-lead = Te hemos creado una cuenta en { $desk }, donde podrás abrir tickets y seguirlos. Para entrar, elige tu contraseña. El enlace vale para una vez, durante siete días.
mail-invited-after = Si el enlace ha caducado, pide otro al acceder, en «He olvidado mi contraseña». Si no esperabas este correo, no hagas nada.

mail-changed-title = Tu contraseña ha cambiado
mail-changed-lead = La contraseña de tu cuenta en { $desk } acaba de cambiar. Si has sido tú, no tienes que hacer nada. Si no, elige otra ahora mismo.
mail-changed-button = Elegir otra contraseña

mail-identity-title = Otra forma de entrar en tu cuenta
mail-identity-lead = Desde ahora se puede entrar en tu cuenta de { $desk } con { $provider }. Si has sido tú, no tienes que hacer nada. Si no, quítala en Mi cuenta y cambia tu contraseña ahora mismo.
mail-last-way-title = Elige una contraseña para seguir entrando
mail-last-way-lead = Has quitado { $desk } de tu cuenta de { $provider }, y era tu única forma de entrar. Tu cuenta sigue abierta: elige una contraseña y entra con tu correo.
mail-identity-button = Ir a Mi cuenta

## Para quien administra

mail-new-account-title = { $applicant } pide una cuenta
mail-new-account-lead = Ha confirmado su correo y espera a que alguien apruebe su cuenta.

mail-test-title = Correo de prueba de { $desk }
mail-test-lead = Si lees esto, el correo funciona.
