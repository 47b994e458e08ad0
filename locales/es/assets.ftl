# El inventario: los equipos que llevan pegatina.

assets-all = Inventario
assets-all-text = Los equipos que llevan pegatina, y dónde están.
assets-add = Añadir equipo
assets-words = Pegatina, nombre o modelo
assets-none = Ningún equipo coincide, o todavía no hay ninguno.
assets-tag = Pegatina
assets-tag-hint = Lo que dice la pegatina: no puede repetirse.
assets-hostname = Nombre de equipo
assets-hostname-hint = Como se llama en la red.
assets-kind = Tipo de equipo
assets-kind-hint = Impresora, portátil, pizarra…
assets-model = Marca y modelo
assets-model-hint = Por ejemplo, HP LaserJet Pro M404.
assets-serial = Número de serie
assets-places-hint = Para elegir la ubicación, elige antes la empresa o el centro.
assets-tag-missing = Escribe lo que dice la pegatina
assets-tag-taken = Otro equipo lleva ya esta pegatina
assets-unknown = No hay ningún equipo con ese identificador en esta empresa o en este centro
