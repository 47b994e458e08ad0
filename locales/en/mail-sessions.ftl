# The mails about who signs in to an account.

mail-new-device-title = Sign-in to your account from a new browser
mail-new-device-lead = Somebody has signed in to your account at { $desk } from a browser that we did not know. If it was you, there is nothing to do.
mail-new-device-what = Browser: { $device }
mail-new-device-where = Address: { $ip }
mail-new-device-when = When: { $date }
mail-new-device-button = It was not me
mail-new-device-after = The link is good for seven days. Before anything is closed we will ask you to confirm.

mail-disowned-title = Choose another password
mail-disowned-lead = You have told us that somebody else signed in to your account at { $desk }. We have ended all sessions, and the old password is good no more. Choose another one with this link: it is good once, for two hours.
mail-disowned-after = If the link has expired, ask for another when you sign in, at “I have forgotten my password”.

mail-impersonated-title = { $by } is looking at your account
mail-impersonated-lead = To help you, { $by } has come into { $desk } as if they were you. They see what you see, for half an hour at the most; they cannot change your password or your ways in, and everything is on record.
mail-impersonated-reason = Reason: { $reason }
mail-impersonated-button = See my sessions
