# Proveedores de cuentas de otros sitios: lo que ve quien entra con ellos.
providers-deletion-title = Datos de Facebook
providers-deletion-done = Hemos borrado lo que teníamos de tu cuenta de Facebook: su identificador y el correo que nos dio. Ya no abre ninguna cuenta aquí.
providers-deletion-nothing = No teníamos nada de tu cuenta de Facebook, así que no hay nada que borrar.
providers-deletion-state = Estado
providers-deletion-finished = Terminado
providers-deletion-at = Fecha
providers-deletion-code = Código
providers-deletion-account = Si tienes cuenta en este servicio, sigue abierta con el nombre y el correo que pusiste tú. Para entrar, pide una contraseña en «He olvidado mi contraseña». Para cerrarla, escribe a soporte.
