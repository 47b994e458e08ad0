# Confirming who you are: with what, and what goes wrong.

proof-elsewhere-not-asked = { $provider } did not ask again who you are, so we cannot take its word. Go back to the page before and confirm in another way, or sign out of { $provider } and try again.
