# El historial: filtros, copia para llevar, y lo que se registra de los accesos.

audit-filter-what = Qué pasó
audit-filter-since = Desde
audit-filter-until = Hasta
audit-export = Descargar lo que muestran los filtros:
audit-export-csv = Hoja de cálculo (CSV)
audit-export-jsonl = Para programas (JSON)
audit-nobody = una dirección sin cuenta
audit-person-sign-in-failed = rechazó un intento de acceso a la cuenta de
audit-person-signed-out = salió
audit-setting-exported = descargó una copia de
audit-data-format = Formato
audit-data-provider = Proveedor
audit-data-since = Desde
audit-data-until = Hasta
audit-data-tries = Intentos seguidos
audit-data-tries-of-address = Intentos desde esa dirección
audit-data-way = Con
audit-data-why = Motivo
audit-way-password = contraseña
audit-way-link = enlace del correo
audit-way-provider = cuenta de otro sitio
audit-way-first-run = primer arranque
audit-why-password = correo o contraseña incorrectos
audit-why-unconfirmed = correo sin confirmar
audit-why-closed = cuenta inactiva
audit-why-current = contraseña actual incorrecta
