# A quién llega cada ticket: categorías, equipos de trabajo y reglas.

## Categorías

routing-category = Categoría
routing-categories = Categorías
routing-categories-text = De qué trata cada ticket: impresoras, red, programas…
routing-categories-lead = Ordenan los tickets y pueden decidir a quién llegan.
routing-categories-none = Todavía no hay ninguna categoría.
routing-category-add = Añadir categoría
routing-category-unused = Está archivada. Si la guardas, se vuelve a usar.
routing-category-archive-title = Archivar esta categoría
routing-category-archive-text = Ya no se podrá elegir. Los tickets que la tienen la conservan.

## Equipos de trabajo

routing-team = Equipo de trabajo
routing-teams = Equipos de trabajo
routing-teams-text = Grupos de técnicos entre los que se reparten los tickets.
routing-teams-lead = Cuando una regla nombra un equipo, el ticket llega a quien tiene menos tickets abiertos de entre quienes atienden a ese cliente.
routing-teams-none = Todavía no hay ningún equipo de trabajo.
routing-team-add = Añadir equipo de trabajo
routing-team-members = Técnicos
routing-team-empty = Sin nadie

## Reglas

routing-rules = Reglas de asignación
routing-rules-text = A qué técnico llega cada ticket, y por qué.
routing-rules-lead = Se miran de arriba abajo. Decide la primera que se cumple, y el ticket dice cuál fue.
routing-rules-none = Todavía no hay ninguna regla.
routing-rules-end = Si no se cumple ninguna, el ticket llega al técnico habitual del centro; si no lo tiene, a quien menos tickets abiertos tenga de quienes lo atienden. Si nadie lo atiende, queda sin asignar y se avisa a quienes administran.
routing-rule-add = Añadir regla
routing-rule-name-hint = Se ve en el ticket: «Por la regla “Wifi”».
routing-rule-enabled = Regla activada
routing-rule-off = Desactivada
routing-rule-up = Subir la regla { $name }
routing-rule-down = Bajar la regla { $name }
routing-up = Subir
routing-down = Bajar
routing-rule-delete = Eliminar la regla
routing-rule-delete-text = Los tickets que ya repartió se quedan como están.
routing-rule-delete-yes = Sí, eliminar la regla
routing-when = Cuándo se cumple
routing-when-hint = Tiene que cumplirse todo lo que rellenes. Sin nada, se cumple siempre.
routing-then = A quién llega
routing-then-hint = Un técnico o un equipo de trabajo: uno de los dos.
routing-technician = Técnico
routing-priority = Prioridad
routing-subject = Asunto
routing-words = Palabras del asunto
routing-words-hint = Separadas por comas; basta con una. Ejemplo: wifi, red, internet.
routing-location-hint = También vale lo que hay dentro de ella.
routing-places-hint = Para elegir una ubicación, elige antes la empresa o el centro.
routing-any = Cualquiera
routing-any-f = Cualquiera
routing-none-f = Ninguna

## Una regla, dicha con palabras

routing-always = Siempre: va a { $target }
routing-if = Si { $conditions }, va a { $target }
routing-if-organization = el centro es { $name }
routing-if-category = la categoría es { $name }
routing-if-location = el sitio es { $name }
routing-if-priority = la prioridad es { $name }
routing-if-words = el asunto dice alguna de estas palabras: { $words }
routing-to-team = quien tenga menos tickets en { $team }
routing-to-nobody = nadie

## Probar

routing-try = Qué pasaría con este ticket
routing-try-button = Probar
routing-try-goes-to = Llegaría a
routing-try-nobody = Quedaría sin asignar
routing-reason-rule = Por la regla «{ $rule }».
routing-reason-least-loaded = Por la regla «{ $rule }»: en «{ $team }» es quien menos tickets abiertos tiene ({ $open }).
routing-reason-organization = Ninguna regla se cumple: es el técnico habitual del centro.
routing-reason-nobody = Ninguna regla se cumple y nadie atiende a este centro.

## Lo que no puede ser

routing-name-missing = Escribe un nombre
routing-target-missing = Elige un técnico o un equipo de trabajo, pero solo uno de los dos
routing-category-unknown = Elige una categoría de la lista
routing-reason-attending = Ninguna regla se cumple y el centro no tiene técnico habitual: de quienes lo atienden, es quien menos tickets abiertos tiene ({ $open }).
