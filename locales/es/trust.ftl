# Si un correo es de quien dice.

trust-basis-dmarc = Cumple lo que su dominio publica (DMARC).
trust-basis-signature = Lo firma su propio dominio, que no publica nada más.
trust-basis-server = Viene de un servidor de su dominio, que no publica nada más.
trust-basis-provider = Lo asegura el servidor del buzón.
trust-basis-refused = Su dominio pide rechazar o apartar los correos como este: no lo ha enviado o se ha alterado por el camino.
trust-basis-lenient = No cumple lo que su dominio publica, pero este no pide que se haga nada.
trust-basis-silent = Su dominio no dice nada con lo que comprobarlo.
trust-basis-ambiguous = Nombra a varios remitentes, o dice dos veces lo que se dice una.
trust-basis-nameless = No dice de qué dominio es.
trust-basis-unanswered = Los servidores de nombres no respondieron. Se puede procesar otra vez.
trust-finding-pass = Superado
trust-finding-fail = No superado
trust-finding-softfail = No superado, sin firmeza
trust-finding-neutral = Sin resultado
trust-finding-none = No hay
trust-finding-temperror = Sin respuesta
trust-finding-permerror = Mal publicado
trust-short-any = Cualquiera
trust-short-pass = Comprobada
trust-short-none = Sin comprobar
trust-short-fail = No superada
trust-sender-pass = Remitente verificado
trust-sender-none = Remitente sin verificar
trust-sender-fail = Remitente no verificado: puede ser una suplantación
trust-load-images = Cargar imágenes externas
trust-load-images-hint = Quien lo envió podría saber que alguien ha mirado el correo, pero no quién.
