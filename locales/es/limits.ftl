# Cuando algo se intenta demasiadas veces.

limits-wait-seconds = { $seconds ->
    [one] Demasiados intentos. Espera un segundo y vuelve a probar.
   *[other] Demasiados intentos. Espera { $seconds } segundos y vuelve a probar.
}
limits-wait-minutes = { $minutes ->
    [one] Demasiados intentos. Espera un minuto y vuelve a probar.
   *[other] Demasiados intentos. Espera { $minutes } minutos y vuelve a probar.
}
