# Páginas de error, cada una con su salida, y errores comunes a muchos campos.

errors-code = Error { $code }
errors-home = Ir al inicio

errors-not-found-title = Esta página no existe
errors-not-found-text = Puede que el enlace esté mal escrito o haya caducado, o que no tengas permiso para ver la página. Si buscabas un ticket, comprueba que has accedido con tu cuenta.
errors-link-title = Este enlace ya no vale
errors-link-text = Los enlaces de nuestros correos sirven una vez y caducan. Pide otro y abre el del último correo que te llegue.
errors-link-again = Pedir otro enlace
errors-forbidden-title = No puedes hacer esto
errors-forbidden-text = Tu cuenta no tiene permiso para esto. Si crees que debería tenerlo, díselo a quien administra el servicio o a tu responsable TIC.
errors-too-often-title = Demasiados intentos
errors-too-often-text = Por seguridad hay que esperar un poco. { $minutes ->
    [one] Vuelve a intentarlo dentro de un minuto.
   *[other] Vuelve a intentarlo dentro de { $minutes } minutos.
}
errors-too-large-title = Es demasiado grande
errors-too-large-text = Lo que has enviado pesa más de lo que podemos recibir de una vez. Vuelve atrás y quita algún archivo o acorta el texto.
errors-malformed-title = No hemos entendido la petición
errors-malformed-text = El formulario nos ha llegado incompleto. Vuelve atrás, recarga la página y envíalo otra vez.
errors-busy-title = Ahora mismo no podemos atenderte
errors-busy-text = Es cosa nuestra y suele durar poco. Espera un minuto, vuelve atrás y prueba otra vez: lo que estabas escribiendo seguirá ahí.
errors-busy-kept = Es cosa nuestra y suele durar poco. Lo que escribiste está guardado en esta página, no la cierres: espera un momento y envíalo otra vez. Aunque lo hagas varias veces, no se duplicará.
errors-kept-text = Es cosa nuestra y suele durar poco. Lo que enviaste no se ha guardado todavía, pero sigue en esta página: espera un momento y envíalo otra vez.
errors-busy-files = Los archivos no se guardan aquí: adjúntalos después, en una respuesta.
errors-busy-again = Enviar otra vez
errors-broken-title = Algo ha fallado por nuestra parte
errors-broken-text = El fallo ha quedado anotado. Vuelve atrás y prueba otra vez en un minuto: lo que estabas escribiendo seguirá ahí. Si se repite, avísanos.

## Campos

error-too-long = Es demasiado largo: el máximo son { $max } caracteres
