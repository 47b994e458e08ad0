# Creating an account, signing in and one’s own data.

## Fields

accounts-name = Name
accounts-name-hint = First and last name, as they know you at work.
accounts-email = E-mail
accounts-email-hint = Preferably your school or work address: it tells us where you work.
accounts-password = Password
accounts-password-hint = At least 8 characters. A short sentence is easy to remember.
accounts-organization-hint = Tell us where you work. We confirm it when we approve your account.
accounts-phone = Phone

## Creating an account

accounts-sign-up-lead = To open tickets and follow them.
accounts-approval-note = A person reviews every new account. It may take a few hours; we will tell you by e-mail.
accounts-have-account = Do you have an account already?
accounts-check-mail-title = Check your e-mail
accounts-check-mail-text = We have sent a message to { $email }. Open its link to confirm that the address is yours: it works for two days. If it does not arrive in a few minutes, look in your spam folder.
accounts-no-mail-note = This service is not set up to send e-mail yet, so the message will not arrive. Tell whoever runs it.
accounts-confirm-title = Confirm your e-mail
accounts-confirm-text = Press the button to confirm that { $email } is your address.
accounts-confirm-button = Confirm my e-mail

## Waiting for approval

accounts-waiting-title = Your account is waiting for approval
accounts-waiting-text = Thank you, { $name }. We have told our team. A person reviews every new account, so it may take a few hours.
accounts-waiting-next = What happens now
accounts-waiting-step-1 = Request received
accounts-waiting-step-2 = We confirm that you work at your school or company
accounts-waiting-step-3 = We write to { $email } and you can use your account
accounts-first-ticket-title = Is something wrong already?
accounts-first-ticket-text = Write it down now. We keep it and send it for you as soon as your account is approved.
accounts-held-title = Your first ticket is saved
accounts-held-text = “{ $subject }” will be sent as soon as your account is approved. Until then you can change it.
accounts-held-edit = Change the ticket

## Signing in

accounts-no-account-yet = No account yet?
accounts-forgot = I have forgotten my password
accounts-forgot-lead = Type your e-mail and we will send you a link to set another one. The link works for two hours.
accounts-back-to-sign-in = Back to sign in
accounts-reset-sent-text = If there is an account for { $email }, it will get a link to set another password. It works for two hours. If it does not arrive in a few minutes, look in your spam folder.
accounts-new-password-title = Set a new password
accounts-new-password-lead = For { $email }. Saving it ends the sessions you have open.
accounts-invited-title = Choose your password
accounts-invited-lead = With it and { $email } you can sign in to your account.

## My account

accounts-own-organizations = My schools and companies
accounts-current-password = Current password
accounts-new-password = New password
accounts-change-password = Change password

## Notices

accounts-approved-notice = Account approved. We are telling them by e-mail.
accounts-approved-with-ticket-notice = Account approved. We are telling them by e-mail, and the ticket they had written has been sent.
accounts-rejected-notice = Account rejected. We are sending them the reason by e-mail.
accounts-signed-out-notice = You have signed out.
accounts-password-changed-notice = Password changed. Sign in with the new one.

## What cannot be

accounts-name-missing = Enter the name
accounts-email-wrong = Enter an e-mail address like name@school.com
accounts-email-taken = There is already an account with this e-mail
accounts-password-short = The password needs at least 8 characters
accounts-password-long = The password can have 200 characters at most
accounts-current-password-wrong = The current password is not right
accounts-organization-missing = Enter the name of the school or company
accounts-reason-missing = Enter the reason: we will send it by e-mail
accounts-last-admin = This is the only administrator’s account. Give that role to somebody else first.
accounts-sign-in-wrong = The e-mail or the password is not right
accounts-sign-in-email-missing = Type your e-mail address
accounts-sign-in-password-missing = Type your password
accounts-unconfirmed = You have not confirmed your e-mail yet. Open the link that we sent you, or create the account again to get a new one.
accounts-closed = This account is not active. If you think that is a mistake, talk to your IT coordinator.

## First run

first-run-label = First run
first-run-title = Create the administrator’s account
first-run-lead = Atiende is running and empty. With this account you can add schools, people and technicians.
first-run-organization = First school or company
first-run-organization-hint = Whom you are going to support. You can add more later.
first-run-button = Create account
accounts-pending = Pending accounts

## With an account elsewhere

accounts-elsewhere-title = Or with an account you already have
accounts-continue-with = Continue with { $provider }
accounts-elsewhere-note = We only take your name and e-mail address. We never see your password.
accounts-elsewhere-lead = You have signed in with { $provider }. One more thing is needed to ask for your account here.
accounts-elsewhere-email = Already confirmed, says { $provider }.
accounts-elsewhere-failed-title = You are not signed in
accounts-elsewhere-cancelled = You cancelled signing in with { $provider }, or it does not let you in here. Nothing has changed.
accounts-elsewhere-stale = Signing in with { $provider } took too long or began in another browser. Try again.
accounts-elsewhere-unreachable = There is no answer from { $provider } right now. Try in a few minutes, or sign in another way.
accounts-elsewhere-refused = What you chose at { $provider } cannot be used here: the account of your school or company is asked for.
accounts-elsewhere-misbehaved = We cannot accept what { $provider } answered. We have noted it; sign in another way or tell support.
accounts-elsewhere-taken-title = That account is somebody else's here
accounts-elsewhere-taken-text = What you chose at { $provider } opens somebody else's account here. Nothing has changed.
accounts-elsewhere-closed-title = You cannot sign in with that account
accounts-join-title = You already have an account here
accounts-join-text = Sign in as always with { $email }, and from now on you can also sign in with { $provider }.
accounts-ways-title = Other ways to sign in
accounts-ways-text = With an account elsewhere you sign in without a password. We only take your name and e-mail address.
accounts-identity-added-notice = You can now sign in with that account too.
accounts-last-way-in-notice = It was not removed: without it you could not sign in. Choose a password first.
