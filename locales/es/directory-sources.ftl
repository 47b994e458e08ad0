# Qué directorio envía cada cosa, y hasta dónde llega su palabra.
admin-group-source = Directorio
admin-token-scim = Hablar por un directorio
directories-address-of-closed = Ese correo es de una cuenta cerrada que tenía otra persona. Un administrador puede cambiarle el correo o abrirla de nuevo.
merges-two-users = A las dos cuentas las mantiene un directorio. Únelas allí, o quita una de él, y vuelve a intentarlo.
