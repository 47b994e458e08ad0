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
