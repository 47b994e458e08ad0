# Autoayuda: preguntas frecuentes y guías.

articles-faq = Preguntas frecuentes

## Avisos

articles-spared-notice = Nos alegra que lo hayas resuelto. Gracias por decírnoslo: así sabemos qué guías ayudan.

## Lo que no puede ser

articles-title-missing = Escribe un título
articles-body-missing = Escribe el texto de la guía
