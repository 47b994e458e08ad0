# Lo que dice el antivirus de los archivos.

## En el ticket, junto a cada archivo

scans-waits = Analizando… Podrás descargarlo en cuanto termine.
scans-infected = Bloqueado: contiene malware.
scans-infected-by = Bloqueado: contiene malware ({ $malware }).
scans-unknown = Bloqueado: es demasiado grande para analizarlo.
scans-too-large = Sin analizar: es demasiado grande para el antivirus.
scans-late = Sin analizar: el antivirus no responde. Ábrelo solo si esperabas este archivo.
scans-picture-waits = Imagen: analizando…
scans-picture-blocked = Imagen bloqueada
scans-done = Los archivos ya están analizados.

## Lo que pasó, después del nombre

scans-ticket-event = bloqueó «{ $file }»: contiene malware ({ $malware })
scans-event = bloqueó un archivo con malware en
scans-setting = Análisis de archivos
scans-data-file = Archivo
scans-data-malware = Malware

## Al descargar

scans-wait-title = Estamos analizando el archivo
scans-wait-text = Antes de que se pueda descargar, el antivirus lo revisa. Suele tardar unos segundos: espera un poco y recarga esta página.
scans-infected-title = Hemos bloqueado el archivo
scans-infected-text = Contiene malware, así que nadie puede descargarlo. Si lo has enviado tú, revisa tu equipo con un antivirus. Si lo necesitas, pide en el ticket otra copia a quien lo envió.
scans-unknown-title = Este archivo no se puede descargar
scans-unknown-text = Es demasiado grande para que el antivirus lo revise, y aquí solo se descarga lo que está revisado. Pide en el ticket que lo envíen en partes más pequeñas.
scans-api-unknown = El antivirus no puede analizar el archivo, y solo se entrega lo analizado.

## El correo a quien atiende el ticket

scans-mail = Archivo con malware
mail-infected-title = Hemos bloqueado un archivo en el ticket #{ $number }
mail-infected-lead = «{ $file }» contiene malware ({ $malware }). Nadie puede descargarlo. Avisa a quien lo envió: puede que su equipo esté infectado.
