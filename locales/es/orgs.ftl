# Empresas y centros, sus ubicaciones y sus personas.

## Campos

orgs-organization = Empresa / Centro
orgs-coordinator = Responsable TIC
orgs-coordinators = Responsables TIC
orgs-kind = Tipo
orgs-kind-school = Centro educativo
orgs-kind-company = Empresa
orgs-domains = Dominios de correo
orgs-domains-hint = Uno por línea. A quien pida una cuenta con uno de ellos le proponemos este centro.
orgs-technician = Técnico habitual
orgs-technician-hint = Atiende lo que ninguna regla dirige a otra persona.
orgs-technician-none = Nadie en particular
orgs-notes = Notas internas
orgs-notes-hint = Solo las lee tu equipo.
orgs-archived = Archivado
orgs-archived-check = Archivar: ya no se puede elegir; sus tickets se conservan
orgs-location = Ubicación

## Lista

orgs-all = Empresas y centros
orgs-all-text = Dominios, ubicaciones y responsables TIC.
orgs-add = Añadir centro
orgs-add-text = Un centro educativo o una empresa a la que atiendes.
orgs-empty = Todavía no hay ninguna empresa ni ningún centro.
orgs-people = Personas
orgs-open-tickets = Tickets abiertos
orgs-no-coordinator = Sin responsable

## Una empresa o un centro

orgs-people-hint = Los responsables TIC reciben copia de todos los tickets, siempre. Quién lo es se cambia en la página de cada persona.
orgs-people-none = Todavía no hay nadie de aquí.
orgs-locations = Ubicaciones
orgs-locations-hint = Sedes, edificios, plantas y aulas, unas dentro de otras.
orgs-location-new = Nueva ubicación
orgs-location-inside = Dentro de
orgs-location-add = Añadir ubicación
orgs-location-archive-title = Archivar esta ubicación
orgs-location-archive-text = Ya no se podrá elegir, ni tampoco lo que tiene dentro. Los tickets que la nombran la conservan.

## Lo que no puede ser

orgs-name-missing = Escribe el nombre de la empresa o del centro
orgs-missing = Elige la empresa o el centro
orgs-unknown = Elige una empresa o un centro de la lista
orgs-domain-wrong = Escribe dominios como ceiplapaz.es, uno por línea
orgs-location-missing = Escribe el nombre de la ubicación
orgs-location-slash = El nombre de una ubicación no puede llevar la barra /
orgs-location-unknown = Elige una ubicación de esta empresa o de este centro
