look-over-notice = Ha pasado el tiempo para ver como esta persona, o su cuenta ya no está abierta. Vuelves a ser tú.
look-over-unsent-notice = Ha pasado el tiempo para ver como esta persona, o su cuenta ya no está abierta. Vuelves a ser tú, y lo que acabas de enviar no se ha guardado.
