# La portada: qué es el servicio, cómo se empieza y qué aporta.

home-title = Soporte informático que responde y no pierde nada
home-promise = Cuéntanos qué ocurre en menos de un minuto. Un técnico lo ve al instante, tu responsable TIC recibe copia y todo queda anotado hasta que funcione.
home-for-whom = Para centros educativos y empresas con servicio de { $name }.

## Ejemplo

home-example-label = Ejemplo de un ticket, del aviso a la solución
home-example-subject = La pizarra del aula 12 no enciende
home-example-1 = María abre el ticket
home-example-2 = Le llega a Ana, técnica del centro
home-example-3 = Copia a la responsable TIC: entregada
home-example-4 = «Prueba el interruptor de detrás»
home-example-5 = Resuelto, sin desplazamiento

## Tres pasos

home-steps-title = Tres pasos y estás dentro
home-step-1-title = Crea tu cuenta
home-step-1-text = Con tu nombre y el correo de tu centro o empresa. Una persona la revisa y te avisamos en cuanto esté aprobada.
home-step-2-title = Accede
home-step-2-text = Siempre con el mismo botón, arriba a la derecha, desde el ordenador o el móvil.
home-step-3-title = Abre tickets
home-step-3-text = Un asunto y dos líneas bastan. Puedes pegar una captura o arrastrar archivos.

## Qué aporta

home-benefits-title = Qué te aporta
home-speed-title = Comunicación rápida
home-speed-text = Tu aviso llega directo al técnico que lo va a atender, sin centralitas ni reenvíos.
home-record-title = Registro de cada ticket
home-record-text = Quién, qué y cuándo. Nada se borra y todo se encuentra al momento.
home-order-title = Orden en la asistencia
home-order-text = Cada ticket tiene estado, prioridad y responsable. Sabes siempre a quién le toca.
home-information-title = Información reunida
home-information-text = Mensajes, fotos, equipo y ubicación en un solo sitio, también para tu responsable TIC.
home-training-title = Formación
home-training-text = De las dudas que más se repiten salen guías cortas para todo el centro.
home-help-title = Autoayuda
home-help-text = Mientras escribes te mostramos respuestas que quizá lo resuelvan sin esperar.

## Despedida

home-closing-title = ¿Lo necesitas ahora?
home-closing-text = Crea tu cuenta y escribe ya tu primer ticket: saldrá en cuanto la aprobemos.
