# Confirming who you are: with what, and what goes wrong.

proof-elsewhere-not-asked = { $provider } did not ask again who you are, so we cannot take its word. Go back to the page before and confirm in another way, or sign out of { $provider } and try again.
proof-why = could not show who they are
proof-with-password = With your password
proof-with-app = With your authenticator app
proof-with-passkey = With a passkey
proof-with-recovery = With a recovery code
proof-by-code = Confirm with the code
proof-by-passkey = Confirm with a passkey
proof-by-recovery = Confirm with the recovery code
proof-passkey-wrong = We could not accept that key. Try again, or confirm in another way.
proof-needs-script = Your passkey needs JavaScript, and your browser has it switched off. Switch it on and reload the page, or confirm in another way.
proof-nothing = Your account has neither a password nor anything else to confirm with here. Sign out and in again as usual: that tells us that it is you.
proof-otherwise = None of these is at hand? Sign out and in again: that tells us too that it is you.
