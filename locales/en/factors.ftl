# Passkeys, codes of an app, recovery codes.

factors-title = Account security
factors-lead = A second step protects your account even if somebody knows your password. With a passkey you do not even need one.
factors-own-link = Passkeys, app and codes
factors-second-step = Second step
factors-owed-title = Your account needs a second step
factors-owed-text = Whoever administers the service asks for it. Choose one of these two and you can go on.
factors-passkey = Passkey
factors-passkeys = Passkeys
factors-passkeys-text = You sign in with the fingerprint, face or PIN of your phone, your computer or a USB key. Nobody can guess it or trick you out of it.
factors-passkey-add = Add a passkey
factors-passkey-new-lead = Give it a name to recognise it by. Then your browser creates it.
factors-passkey-remove = Remove this passkey
factors-passkey-remove-text = It will no longer open your account. Delete it from your device too.
factors-no-passkeys = Passkeys need this site to have a secure address (https). Ask whoever administers it.
factors-no-passkeys-admin = There are no passkeys on this site: its public address must begin with https and have a name, not a number.
factors-make-title = Create the passkey
factors-make-lead = Press the button and follow your browser to create “{ $name }”.
factors-make = Create the passkey
factors-name = Name of the passkey
factors-name-hint = For example, “Phone” or “Office computer”.
factors-name-missing = Type a name to recognise the passkey by
factors-added-at = Added on { $date }
factors-used-at = Used { $date }
factors-unused = Not used yet
factors-change = Change
factors-continue = Continue
factors-back = Back without changes
factors-app = Code app
factors-app-text = An app on your phone shows a new code every half minute: Aegis, Google Authenticator, Microsoft Authenticator, your password manager…
factors-app-on = Set up
factors-app-set-up = Set up the app
factors-app-lead = Have the phone with the app at hand.
factors-app-replace-lead = You can move the codes to another phone or stop using them. The present ones work until you confirm the new ones.
factors-app-replace = Change the app or the phone
factors-app-remove = Remove the app
factors-app-confirm-title = Set up the app
factors-app-scan = Scan this code with the app
factors-app-by-hand = Cannot scan it? Type this key:
factors-app-here = Open the app on this device
factors-app-type = Type the code that it shows
factors-app-confirm = Confirm
factors-code = Code
factors-code-hint = Six digits.
factors-code-wrong = The code is wrong or was used already. Wait for the next one and check that your phone sets its clock by itself.
factors-last = It is your last second step. Without it your password is enough, and the recovery codes stop working.
factors-recovery-code = Recovery code
factors-recovery-code-hint = Twelve letters and digits, like 7K2M-QW9D-0XHT. Each works once.
factors-recovery-code-wrong = That recovery code is wrong or was used already
factors-codes = Recovery codes
factors-codes-text = To get in on the day when you have neither phone nor passkey. Each code works once.
factors-codes-left = { $count ->
    [0] You have no codes left
    [one] You have one code left
   *[other] You have { $count } codes left
}
factors-codes-renew = Create new codes
factors-codes-renew-text = New codes replace all earlier ones, used or not.
factors-codes-new-title = Keep your recovery codes
factors-codes-once = They are only shown now. Print or download them before you go on.
factors-codes-where = Keep them where whoever finds your phone does not find them: on paper or in your password manager.
factors-codes-kept = I have kept them
factors-codes-download = Download
factors-codes-print = Print
factors-codes-file = Recovery codes of { $email } at { $desk }
factors-codes-file-name = recovery-codes.txt
factors-step-lead-app = Type the code that the app on your phone shows.
factors-step-lead-passkey = Confirm with your passkey that it is you.
factors-step-lost = I have neither phone nor passkey
factors-step-lost-text = Use one of the recovery codes that you kept.
factors-step-recover = Sign in with the recovery code
factors-step-nothing = If you do not have them either, tell whoever administers the service: they can remove the second step from your account.
factors-use-passkey = Use a passkey
factors-sign-in-passkey = Sign in with a passkey
factors-needs-script = Passkeys need JavaScript, and your browser has it switched off. Switch it on or use the code app.
factors-needs-script-step = Your passkey needs JavaScript, and your browser has it switched off. Switch it on and load the page again, or use a recovery code.
factors-unsupported = This browser has no passkeys.
factors-cancelled = No passkey was used: it was cancelled or took too long. You can try again.
factors-known = This device has a passkey of your account already.
factors-failed = Your browser could not use the passkey. Try again or sign in another way.
factors-added-notice = Added. You will be asked for it the next time you sign in.
factors-removed-notice = Removed
factors-reset-notice = The second step was removed. They were told by mail.
factors-step-gone-notice = It took too long or there were too many tries. Begin again.
factors-passkey-refused-notice = We could not accept that passkey. Try again or sign in another way.
factors-ask-again-notice = It took too long. Begin again.

## Administration

factors-required = Second step
factors-required-text = Who must use a passkey or a code app
factors-required-lead = Whoever must and has none is asked to set it up on signing in, before anything else. Nobody is locked out.
factors-required-for = Second step mandatory for
factors-required-admins = Administrators
factors-required-technicians = Technicians
factors-required-coordinators = IT coordinators
factors-required-everybody = Everybody
factors-required-own = You have no second step yet. If you make it mandatory for your role, the next thing you see is the page to set it up.
factors-required-what = What counts as a second step
factors-required-what-text = A passkey or a code app. Recovery codes are only for the day when those are lost. API tokens are not affected.
factors-person-title = Second step
factors-person-none = None.
factors-person-has = { $keys ->
    [0] No passkeys
    [one] One passkey
   *[other] { $keys } passkeys
} · { $app ->
    [yes] with a code app
   *[no] without a code app
} · { $codes ->
    [0] no recovery codes
    [one] one recovery code
   *[other] { $codes } recovery codes
}
factors-person-reset = Remove the second step
factors-person-reset-text = For who lost phone, passkeys and codes. Make sure first that they are who they say. They will be told by mail.
factors-mail = Change of the second step
factors-event-app-added = set up their code app
factors-event-app-removed = removed their code app
factors-event-passkey-added = added a passkey
factors-event-passkey-copied = saw the counter go back of a passkey (it may be copied) of
factors-event-passkey-removed = removed a passkey
factors-event-passkey-renamed = renamed a passkey
factors-event-code-used = used a recovery code
factors-event-codes-made = created recovery codes
factors-event-reset = removed the second step of
factors-event-step-failed = refused a second step of

## Mail

mail-factor-title = { $change ->
    [passkey_added] New passkey in your account
    [passkey_removed] A passkey was removed from your account
    [passkey_copied] A passkey may be copied
    [app_added] Code app set up
    [app_removed] The code app was removed
    [recovery_codes_made] New recovery codes
    [recovery_code_used] A recovery code was used
   *[other] The second step was removed from your account
}
mail-factor-lead = { $change ->
    [passkey_added] From now on the passkey “{ $key }” opens your account at { $desk }.
    [passkey_removed] The passkey “{ $key }” no longer opens your account at { $desk }.
    [passkey_copied] The passkey “{ $key }” of your account at { $desk } answered in a way that means there may be a copy of it. We did not accept it. Remove it and create another.
    [app_added] From now on your account at { $desk } asks for a code of the app on your phone.
    [app_removed] Your account at { $desk } no longer asks for codes of the app on your phone.
    [recovery_codes_made] Recovery codes were created for your account at { $desk }. Earlier ones no longer work.
    [recovery_code_used] Somebody used one of your recovery codes in your account at { $desk }.
   *[other] Whoever administers { $desk } removed the passkeys, the code app and the recovery codes of your account. When you sign in, set up a second step again.
}
mail-factor-left = { $count ->
    [0] You have none left: create others.
    [one] You have one left.
   *[other] You have { $count } left.
}
mail-factor-not-you = If it was you or you expected it, there is nothing to do. If not, change your password now, look at the security of your account, and tell us.
mail-factor-button = See the security of my account
