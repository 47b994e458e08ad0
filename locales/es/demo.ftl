# La demostración: quién puede entrar.

demo-title = Demostración
demo-text = Entra como cualquiera de estas personas. Ellas y sus tickets son inventados, y no sale ningún correo.
demo-role-admin = Administración
demo-role-technician = Técnico
demo-role-coordinator = Responsable TIC
demo-role-requester = Solicitante
