# Los directorios de las empresas: entrar con su usuario, y qué es aquí cada grupo.
accounts-directory-hint = También vale el usuario que te dio tu centro o tu empresa.
accounts-directory-has-account = Aquí ya tienes una cuenta con ese correo y otra contraseña. Accede con ella y las dos quedarán unidas; si no la recuerdas, pide una nueva.
accounts-directory-no-account = Tu centro o tu empresa te conoce, pero aquí no tienes cuenta. Pide a su responsable que te dé acceso.
accounts-directory-silent = El directorio de tu centro o tu empresa no responde. Inténtalo dentro de unos minutos.
admin-object-group = Grupos de directorios
admin-event-person-deprovisioned = cerró, por su directorio, la cuenta de
admin-event-group-added = añadió el grupo
admin-event-group-changed = cambió el grupo
admin-event-group-deleted = eliminó un grupo
admin-event-group-mapped = dijo qué es aquí el grupo
admin-event-group-members-changed = cambió quién está en el grupo
api-scim-filter = El filtro no se entiende o compara algo que no se puede comparar.
api-scim-path = La ruta del cambio no se entiende.
api-scim-read-only = Eso solo lo cambia este servicio.
admin-directories = Directorios
admin-directories-text = Las cuentas que mantiene el directorio de un cliente y qué es aquí cada grupo.
admin-directories-lead = Un cliente puede dar de alta y de baja a su gente desde su propio directorio. Tú decides qué es aquí cada uno de sus grupos.
admin-groups = Grupos que envía el directorio
admin-groups-text = Un grupo no da nada hasta que tú lo digas. Lo que da un grupo se pierde al salir de él; lo que se dio a mano, se queda.
admin-groups-none = Ningún directorio ha enviado grupos todavía.
admin-scim-address = Dirección SCIM
admin-group-meaning = Qué es aquí
admin-group-nothing = Nada todavía
admin-group-belongs = de { $name }
admin-group-coordinates = responsable TIC de { $name }
admin-group-lead = Di qué es aquí la gente de este grupo. Se aplica en cuanto lo guardes.
admin-group-no-role = El que ya tengan
admin-group-role-hint = Un papel más alto que haya dado alguien a mano se respeta.
admin-group-no-organization = Ninguno
admin-group-coordinator = Son responsables TIC de esa empresa o ese centro
admin-group-empty = No hay nadie en este grupo.
admin-group-more = { $count ->
    [one] y una persona más
   *[other] y { $count } personas más
}
admin-ldap = Directorios en los que se comprueba la contraseña
admin-ldap-text = Su gente entra aquí con el usuario y la contraseña de allí. Se ponen en la configuración del programa.
admin-ldap-none = No hay ninguno configurado.
admin-ldap-any = Solo con el usuario
admin-ldap-by-group = Según su grupo

admin-data-added = Entran
admin-data-removed = Salen
admin-data-directory = Directorio
