# Qué directorio envía cada cosa, y hasta dónde llega su palabra.
admin-group-source = Directorio
admin-token-scim = Hablar por un directorio
directories-address-of-closed = Ese correo es de una cuenta cerrada que tenía otra persona. Un administrador puede cambiarle el correo o abrirla de nuevo.
merges-two-users = A las dos cuentas las mantiene un directorio. Únelas allí, o quita una de él, y vuelve a intentarlo.
mail-elsewhere-title = Tu contraseña está en tu directorio
mail-elsewhere-lead = Has pedido otra contraseña. Tu papel aquí lo da el directorio de tu empresa o de tu centro, así que entras con tu usuario y tu contraseña de allí. Si no la recuerdas, pídela a quien lo lleva.
mail-elsewhere-after = Si no has sido tú, no hagas nada: tu cuenta sigue igual.
admin-mail-password-elsewhere = La contraseña está en su directorio
