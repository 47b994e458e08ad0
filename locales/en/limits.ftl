# When something is tried too often.

limits-wait-seconds = { $seconds ->
    [one] Too many tries. Wait one second and try again.
   *[other] Too many tries. Wait { $seconds } seconds and try again.
}
limits-wait-minutes = { $minutes ->
    [one] Too many tries. Wait one minute and try again.
   *[other] Too many tries. Wait { $minutes } minutes and try again.
}
