# Archivos adjuntos.

## Los que no se admiten. { $name } es el nombre del archivo.

files-empty = «{ $name }» está vacío
files-too-large = «{ $name }» pesa demasiado: el máximo por archivo es { $max }
files-type = «{ $name }» es de un tipo que no admitimos
files-too-many = { $max ->
    [one] Solo puedes adjuntar un archivo
   *[other] Puedes adjuntar { $max } archivos como mucho
}
files-cut = «{ $name }» no ha llegado entero. Adjúntalo otra vez.
files-gone = Algún archivo adjunto ya no está. Adjúntalo otra vez.
files-refused = No hemos podido adjuntar el archivo

## Mientras se adjuntan

files-uploading = Subiendo { $name }
files-done = { $name } adjuntado
files-remove = Quitar { $name }
files-keep = Adjuntar { $name }
files-wait = Esperando a que terminen de subir los archivos
files-too-big = Pesa { $size }; el máximo es { $max }.
files-failed = No se ha podido subir.
files-pasted = captura-{ $time }.png
