# Otra persona cambia el correo de una cuenta: se dice al de antes, sin decir cuál es el nuevo.

mail-address-replaced-title = El correo de tu cuenta ha cambiado
mail-address-replaced-lead = Alguien de administración, o el directorio de tu empresa o centro, ha puesto otro correo en tu cuenta de { $desk }. Desde ahora escribimos allí, y con esta dirección ya no se entra.
mail-address-replaced-after = Si no lo has pedido ni lo esperabas, avísanos.
admin-mail-address-replaced = Correo cambiado por administración
