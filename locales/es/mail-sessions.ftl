# Los correos sobre quién accede a una cuenta.

mail-new-device-title = Acceso a tu cuenta desde un navegador nuevo
mail-new-device-lead = Alguien ha accedido a tu cuenta de { $desk } desde un navegador que no conocíamos. Si has sido tú, no tienes que hacer nada.
mail-new-device-what = Navegador: { $device }
mail-new-device-where = Dirección: { $ip }
mail-new-device-when = Cuándo: { $date }
mail-new-device-button = No he sido yo
mail-new-device-after = El enlace vale durante siete días. Antes de cerrar nada te pediremos que lo confirmes.

mail-disowned-title = Elige otra contraseña
mail-disowned-lead = Nos has dicho que otra persona accedió a tu cuenta de { $desk }. Hemos cerrado todas las sesiones y la contraseña de antes ya no vale. Elige otra con este enlace: vale para una vez, durante dos horas.
mail-disowned-after = Si el enlace ha caducado, pide otro al acceder, en «He olvidado mi contraseña».

mail-impersonated-title = { $by } está viendo tu cuenta
mail-impersonated-lead = Para ayudarte, { $by } ha entrado en { $desk } como si fueras tú. Ve lo que tú ves, media hora como mucho; no puede cambiar tu contraseña ni tus formas de entrar, y todo queda registrado.
mail-impersonated-reason = Motivo: { $reason }
mail-impersonated-button = Ver mis sesiones
