# Los directorios de las empresas: entrar con su usuario, y qué es aquí cada grupo.
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
