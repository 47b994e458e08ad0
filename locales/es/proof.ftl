# Confirmar quién eres: con qué, y qué sale mal.

proof-elsewhere-not-asked = { $provider } no te ha vuelto a preguntar quién eres, así que no nos sirve. Vuelve a la página anterior y confírmalo de otra forma, o sal de { $provider } y vuelve a intentarlo.
