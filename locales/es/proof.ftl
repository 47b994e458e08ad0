# Confirmar quién eres: con qué, y qué sale mal.

proof-elsewhere-not-asked = { $provider } no te ha vuelto a preguntar quién eres, así que no nos sirve. Vuelve a la página anterior y confírmalo de otra forma, o sal de { $provider } y vuelve a intentarlo.
proof-why = no pudo confirmar quién es
proof-with-password = Con tu contraseña
proof-with-app = Con tu aplicación de códigos
proof-with-passkey = Con una llave de acceso
proof-with-recovery = Con un código de recuperación
proof-by-code = Confirmar con el código
proof-by-passkey = Confirmar con una llave de acceso
proof-by-recovery = Confirmar con el código de recuperación
proof-passkey-wrong = No hemos podido aceptar esa llave. Vuelve a intentarlo o confírmalo de otra forma.
proof-needs-script = Tu llave de acceso necesita JavaScript, y tu navegador lo tiene desactivado. Actívalo y recarga la página, o confírmalo de otra forma.
proof-nothing = Tu cuenta no tiene contraseña ni otra cosa con la que confirmarlo aquí. Sal y vuelve a entrar como siempre: así sabremos que eres tú.
proof-otherwise = ¿No puedes de ninguna de estas formas? Sal y vuelve a entrar: así también sabremos que eres tú.
