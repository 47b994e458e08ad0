# Llaves de acceso, códigos de aplicación y códigos de recuperación.

factors-title = Seguridad de la cuenta
factors-lead = Un segundo paso protege tu cuenta aunque alguien sepa tu contraseña. Con una llave de acceso ni siquiera la necesitas.
factors-own-link = Llaves, aplicación y códigos
factors-second-step = Segundo paso
factors-owed-title = Tu cuenta necesita un segundo paso
factors-owed-text = Así lo pide quien administra el servicio. Elige una de estas dos formas y podrás seguir donde estabas.
factors-passkey = Llave de acceso
factors-passkeys = Llaves de acceso
factors-passkeys-text = Entras con la huella, la cara o el PIN de tu móvil, tu ordenador o una llave USB. Nadie puede adivinarla ni pedírtela con engaños.
factors-passkey-add = Añadir una llave de acceso
factors-passkey-new-lead = Ponle un nombre para reconocerla. Después, tu navegador la creará.
factors-passkey-remove = Quitar esta llave
factors-passkey-remove-text = Dejará de abrir tu cuenta. Bórrala también de tu dispositivo.
factors-no-passkeys = Las llaves de acceso necesitan que este sitio tenga una dirección segura (https). Pregunta a quien lo administra.
factors-no-passkeys-admin = En este sitio no hay llaves de acceso: hace falta que su dirección pública empiece por https y tenga un nombre, no un número.
factors-make-title = Crea la llave
factors-make-lead = Pulsa el botón y sigue lo que diga tu navegador para crear «{ $name }».
factors-make = Crear la llave
factors-name = Nombre de la llave
factors-name-hint = Por ejemplo, «Móvil» u «Ordenador del despacho».
factors-name-missing = Escribe un nombre para reconocer la llave
factors-added-at = Añadida el { $date }
factors-used-at = Usada { $date }
factors-unused = Sin usar todavía
factors-change = Cambiar
factors-continue = Continuar
factors-back = Volver sin cambiar nada
factors-app = Aplicación de códigos
factors-app-text = Una aplicación de tu móvil muestra un código nuevo cada medio minuto: Aegis, Google Authenticator, Microsoft Authenticator, tu gestor de contraseñas…
factors-app-on = Configurada
factors-app-set-up = Configurar la aplicación
factors-app-lead = Ten a mano el móvil con la aplicación instalada.
factors-app-replace-lead = Puedes pasar los códigos a otro móvil o dejar de usarlos. Los de ahora valen hasta que confirmes los nuevos.
factors-app-replace = Cambiar de aplicación o de móvil
factors-app-remove = Quitar la aplicación
factors-app-confirm-title = Configura la aplicación
factors-app-scan = Escanea este código con la aplicación
factors-app-by-hand = ¿No puedes escanearlo? Escribe esta clave:
factors-app-here = Abrir la aplicación en este mismo dispositivo
factors-app-type = Escribe el código que muestra
factors-app-confirm = Confirmar
factors-code = Código
factors-code-hint = Seis cifras.
factors-code-wrong = El código no es correcto o ya se ha usado. Espera al siguiente y comprueba que la hora del móvil es automática.
factors-last = Es tu último segundo paso. Sin él bastará con tu contraseña, y los códigos de recuperación dejarán de valer.
factors-recovery-code = Código de recuperación
factors-recovery-code-hint = Doce letras y números, como 7K2M-QW9D-0XHT. Cada uno vale una vez.
factors-recovery-code-wrong = Ese código de recuperación no es correcto o ya se ha usado
factors-codes = Códigos de recuperación
factors-codes-text = Para entrar el día que no tengas ni el móvil ni la llave. Cada código vale una vez.
factors-codes-left = { $count ->
    [0] No te queda ningún código
    [one] Te queda un código
   *[other] Te quedan { $count } códigos
}
factors-codes-renew = Crear códigos nuevos
factors-codes-renew-text = Los códigos nuevos sustituyen a todos los anteriores, aunque no los hayas usado.
factors-codes-new-title = Guarda tus códigos de recuperación
factors-codes-once = Solo se muestran ahora. Imprímelos o descárgalos antes de seguir.
factors-codes-where = Guárdalos donde no los encuentre quien encuentre tu móvil: en papel o en tu gestor de contraseñas.
factors-codes-kept = Ya los he guardado
factors-codes-download = Descargar
factors-codes-print = Imprimir
factors-codes-file = Códigos de recuperación de { $email } en { $desk }
factors-codes-file-name = codigos-de-recuperacion.txt
factors-step-lead-app = Escribe el código que muestra la aplicación de tu móvil.
factors-step-lead-passkey = Confirma con tu llave de acceso que eres tú.
factors-step-lost = No tengo el móvil ni la llave
factors-step-lost-text = Usa uno de los códigos de recuperación que guardaste.
factors-step-recover = Entrar con el código de recuperación
factors-step-nothing = Si tampoco los tienes, avisa a quien administra el servicio: puede quitar el segundo paso de tu cuenta.
factors-use-passkey = Usar una llave de acceso
factors-sign-in-passkey = Entrar con una llave de acceso
factors-needs-script = Las llaves de acceso necesitan JavaScript, y tu navegador lo tiene desactivado. Actívalo o usa la aplicación de códigos.
factors-needs-script-step = Para usar tu llave de acceso hace falta JavaScript, y tu navegador lo tiene desactivado. Actívalo y recarga la página, o usa un código de recuperación.
factors-unsupported = Este navegador no admite llaves de acceso.
factors-cancelled = No se ha usado ninguna llave: se ha cancelado o se ha acabado el tiempo. Puedes volver a intentarlo.
factors-known = Este dispositivo ya tiene una llave de tu cuenta.
factors-failed = Tu navegador no ha podido usar la llave. Vuelve a intentarlo o entra de otra forma.
factors-added-notice = Añadido. Te lo pediremos la próxima vez que entres.
factors-removed-notice = Quitado
factors-reset-notice = Se ha quitado el segundo paso. Le hemos avisado por correo.
factors-step-gone-notice = Ha pasado demasiado tiempo o ha habido demasiados intentos. Empieza de nuevo.
factors-passkey-refused-notice = No hemos podido aceptar esa llave. Vuelve a intentarlo o entra de otra forma.
factors-ask-again-notice = Ha pasado demasiado tiempo. Empieza de nuevo.

## Administración

factors-required = Segundo paso
factors-required-text = Quién está obligado a usar llave de acceso o aplicación de códigos
factors-required-lead = A quien lo necesite y no lo tenga se le pedirá que lo configure en cuanto entre, antes que nada. Nadie se queda fuera.
factors-required-for = Segundo paso obligatorio para
factors-required-admins = Administradores
factors-required-technicians = Técnicos
factors-required-coordinators = Responsables TIC
factors-required-everybody = Todo el mundo
factors-required-own = Tú todavía no tienes segundo paso. Si lo haces obligatorio para tu papel, lo siguiente que verás será la página para configurarlo.
factors-required-what = Qué cuenta como segundo paso
factors-required-what-text = Una llave de acceso o una aplicación de códigos. Los códigos de recuperación solo sirven para el día que se pierden. Los tokens de la API no se ven afectados.
factors-person-title = Segundo paso
factors-person-none = No tiene.
factors-person-has = { $keys ->
    [0] Sin llaves de acceso
    [one] Una llave de acceso
   *[other] { $keys } llaves de acceso
} · { $app ->
    [yes] con aplicación de códigos
   *[no] sin aplicación de códigos
} · { $codes ->
    [0] sin códigos de recuperación
    [one] un código de recuperación
   *[other] { $codes } códigos de recuperación
}
factors-person-reset = Quitar el segundo paso
factors-person-reset-text = Para quien ha perdido el móvil, las llaves y los códigos. Asegúrate antes de que es quien dice ser. Le avisaremos por correo.
factors-mail = Cambio en el segundo paso
factors-event-app-added = configuró su aplicación de códigos
factors-event-app-removed = quitó su aplicación de códigos
factors-event-passkey-added = añadió una llave de acceso
factors-event-passkey-copied = vio retroceder el contador de una llave de acceso (puede estar copiada) de
factors-event-passkey-removed = quitó una llave de acceso
factors-event-passkey-renamed = cambió el nombre de una llave de acceso
factors-event-code-used = usó un código de recuperación
factors-event-codes-made = creó códigos de recuperación
factors-event-reset = quitó el segundo paso de
factors-event-step-failed = rechazó un segundo paso de

## Correo

mail-factor-title = { $change ->
    [passkey_added] Nueva llave de acceso en tu cuenta
    [passkey_removed] Se ha quitado una llave de acceso de tu cuenta
    [passkey_copied] Posible copia de una llave de acceso
    [app_added] Aplicación de códigos configurada
    [app_removed] Se ha quitado la aplicación de códigos
    [recovery_codes_made] Nuevos códigos de recuperación
    [recovery_code_used] Se ha usado un código de recuperación
   *[other] Se ha quitado el segundo paso de tu cuenta
}
mail-factor-lead = { $change ->
    [passkey_added] Desde ahora se puede entrar en tu cuenta de { $desk } con la llave de acceso «{ $key }».
    [passkey_removed] La llave de acceso «{ $key }» ya no abre tu cuenta de { $desk }.
    [passkey_copied] La llave de acceso «{ $key }» de tu cuenta de { $desk } ha contestado de una forma que indica que puede haber una copia. No la hemos aceptado. Quítala y crea otra.
    [app_added] Desde ahora tu cuenta de { $desk } pide un código de la aplicación de tu móvil.
    [app_removed] Tu cuenta de { $desk } ya no pide códigos de la aplicación de tu móvil.
    [recovery_codes_made] Se han creado códigos de recuperación para tu cuenta de { $desk }. Los anteriores ya no valen.
    [recovery_code_used] Alguien ha usado uno de tus códigos de recuperación en tu cuenta de { $desk }.
   *[other] Quien administra { $desk } ha quitado las llaves de acceso, la aplicación de códigos y los códigos de recuperación de tu cuenta. Cuando entres, vuelve a configurar un segundo paso.
}
mail-factor-left = { $count ->
    [0] No te queda ninguno: crea otros.
    [one] Te queda uno.
   *[other] Te quedan { $count }.
}
mail-factor-not-you = Si has sido tú o lo esperabas, no tienes que hacer nada. Si no, cambia tu contraseña ahora mismo, revisa la seguridad de tu cuenta y avísanos.
mail-factor-button = Ver la seguridad de mi cuenta
