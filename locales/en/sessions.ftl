# Open sessions, showing who one is, and looking on as somebody else.

## One's sessions

sessions-title = Open sessions
sessions-lead = The browsers in which you have signed in and not signed out.
sessions-own-text = See where you have signed in, and end what you do not recognise.
sessions-own-link = See my sessions
sessions-device = { $browser } on { $system }
sessions-device-unknown = Unknown browser
sessions-current = This session
sessions-since = since { $date }
sessions-seen = last used { $when }
sessions-end = End
sessions-end-others = End all others
sessions-end-all = End all, this one too
sessions-end-all-theirs = End all
sessions-none = No session is open.
sessions-latest = The latest 100 are shown. Ending all ends the others too.
sessions-unknown-hint = Do you not recognise one? End it and change your password.
sessions-looks-title = Who has looked at your account
sessions-looks-text = To help you, somebody of the administration may see the service as you see it. It is always noted here.
sessions-look = { $name } (support) looked on as you on { $date }
sessions-look-reason = Reason: { $reason }

## Notices

sessions-ended-notice = Session ended.
sessions-others-ended-notice = All your other sessions have ended.
sessions-all-ended-notice = All of their sessions have ended.
sessions-looked-on-notice = You are yourself again.
sessions-password-changed-notice = Password changed. Your other sessions have ended.

## Showing who one is

sessions-prove-title = Confirm that it is you
sessions-prove-lead = What you are about to do is delicate. Tell us again who you are; after that we will not ask for a quarter of an hour.
sessions-prove-kept = What you have typed is not lost: it is sent as soon as you confirm.
sessions-prove-files = Files will have to be chosen again.
sessions-prove-button = Confirm and go on
sessions-prove-cancel = Leave it
sessions-prove-elsewhere = With an account elsewhere
sessions-prove-new-tab = (opens in another tab)
sessions-prove-come-back = It opens in another tab. When you are done there, come back to this one and press the button.
sessions-prove-done = I have confirmed it
sessions-prove-not-yet = You have not confirmed it in the other tab yet
sessions-prove-wrong = The password is not right
sessions-prove-failed-title = We could not confirm it
sessions-prove-wrong-account = What you chose at { $provider } is not your account here, or you added it a moment ago. Nothing has changed.
sessions-proved-title = Confirmed
sessions-proved-text = Now we know that it is you. Go back to the other tab and press “I have confirmed it”.

## It was not me

sessions-not-me-title = Was it not you?
sessions-not-me-lead = If somebody else has signed in to the account of { $email }, close it to everybody now:
sessions-not-me-sessions = All sessions end, yours too.
sessions-not-me-password = The password is good no more, and we send you a link to choose another one.
sessions-not-me-devices = We forget the browsers that we knew, and the ways in and addresses that were added since then.
sessions-not-me-elsewhere = You also sign in with an account elsewhere, such as Google, Microsoft or your company's. Change the password there too: we cannot do it here.
sessions-not-me-button = It was not me: close my account
sessions-not-me-cancel = It was me, change nothing
sessions-disowned-title = Your account is closed to everybody
sessions-disowned-done = All sessions have ended.
sessions-disowned-mailed = The password is good no more: we have sent a link to { $email } to choose another one.
sessions-disowned-elsewhere = If you sign in with an account elsewhere, change the password there before you sign in again.

## Looking on as somebody else

sessions-look-title = See as this person
sessions-look-text = You will see the service as this person does, for half an hour at the most. They are told by mail, and all that you see and do stands in the history under your name.
sessions-look-reason-label = Reason
sessions-look-reason-hint = This person will read it.
sessions-look-button = See as this person
sessions-reason-missing = Write the reason: the person will read it
sessions-banner-label = You are seeing as somebody else
sessions-banner = You are seeing the service as { $name }. Everything is on record.
sessions-banner-stop = Stop seeing as { $name }
sessions-as = { $admin }, as { $person }

## History

admin-event-person-disowned = said that it was not them who signed in
admin-event-person-ended-session = ended a session of
admin-event-person-ended-sessions = ended the sessions of
admin-event-person-impersonated = began to see as
admin-event-person-proved-again = confirmed who they are
admin-event-person-saw = saw a page
admin-event-person-stopped-impersonating = stopped seeing as
sessions-data-device = Browser
sessions-data-new = New browser
sessions-data-page = Page
sessions-data-sessions = Sessions
sessions-data-by = With
sessions-data-by-password = the password
sessions-data-by-identity = an account elsewhere
admin-mail-new-device = Sign-in from a new browser
admin-mail-disowned = Another password after a stranger’s sign-in
admin-mail-impersonated = Somebody sees their account
