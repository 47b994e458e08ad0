# The mails that the desk writes. The title says what happened; in mails about accounts it is the subject too.

## In all mails about a ticket

mail-see-ticket = See the ticket
mail-files = Files, in the ticket:
mail-unfollow = Stop following this ticket
mail-technician = { $name } is on it
mail-technician-none = Nobody is on it yet

## States, named as on the web

mail-state = { $state ->
    [new] New
    [waiting-you] Waiting for your reply
    [waiting-requester] Waiting for the requester
    [waiting-parts] Waiting for a part
    [waiting-third-party] Waiting for a third party
    [planned] Visit scheduled
    [solved] Solved
    [closed] Closed
    [merged] Merged into another
   *[open] In progress
}

## Ticket received, for the requester

mail-received-title = We have received your ticket
mail-received-lead = We have it, and will write to you as soon as there is news. This is what you told us:

## New ticket, for who attends it and for the IT coordinators

mail-opened-title = New ticket from { $requester }
mail-opened-title-nobody = New ticket without a technician
mail-opened-lead-nobody = No rule found anybody to attend it. Open it and assign it to somebody.

## Reply and internal note

mail-replied-title-own = { $author } has replied to your ticket
mail-replied-title = { $author } has replied in ticket #{ $number }
mail-noted-title = { $author } has left an internal note in ticket #{ $number }
mail-noted-lead = Only the support team sees it.

## Assignment

mail-assigned-title = { $author } has assigned a ticket to you
mail-assigned-lead = It is yours from now on.

## Change of state

mail-moved-title-own = { $state ->
    [waiting-you] We need your reply
    [waiting-parts] Your ticket is waiting for a part
    [waiting-third-party] Your ticket is waiting for a third party
    [planned] A visit is scheduled for your ticket
    [solved] Your ticket is solved
    [closed] Your ticket is closed
    [merged] Your ticket has been merged into another
   *[open] Your ticket is in progress
}
mail-moved-title = { $state ->
    [waiting-requester] Ticket #{ $number } is waiting for the requester
    [waiting-parts] Ticket #{ $number } is waiting for a part
    [waiting-third-party] Ticket #{ $number } is waiting for a third party
    [planned] Ticket #{ $number } has a visit scheduled
    [solved] Ticket #{ $number } is solved
    [closed] Ticket #{ $number } is closed
    [merged] Ticket #{ $number } has been merged into another
   *[open] Ticket #{ $number } is in progress
}
mail-moved-lead = { $state ->
    [waiting-you] To go on we need something that only you know. Open the ticket and answer us.
    [waiting-parts] A part is needed. We go on as soon as it arrives.
    [waiting-third-party] It now depends on another company. We are keeping after them.
    [planned] We will come and see. The details are in the ticket.
    [solved] Is the problem still there? Say so in the ticket and we will reopen it.
    [closed] If the problem comes back, reply in the ticket and we will take it up again.
    [merged] We go on talking about it in the other one: the ticket takes you there.
   *[open] We are on it.
}

## Why somebody gets it

mail-why-requester = You get this mail because the ticket is in your name.
mail-why-coordinator = You get this mail as IT coordinator of { $organization }.
mail-why-technician = You get this mail because you attend this ticket.
mail-why-watcher = You get this mail because you follow this ticket.
mail-why-copy = You get this mail because this address has a copy of every new ticket.
mail-why-admin = You get this mail because you administer { $desk }.
mail-why-account = You get this mail because this address has been used at { $desk }.

## Accounts

mail-hello = Hello,
mail-hello-name = Hello { $name },
mail-sign-in = Sign in
mail-open-ticket = Open a ticket

mail-confirm-title = Confirm your e-mail address
mail-confirm-lead = Somebody created an account at { $desk } with this address. If it was you, confirm it to go on. The link works once, for two days.
mail-confirm-button = Confirm my address
mail-confirm-after = If it was not you, do nothing: without confirmation the account is of no use.

mail-already-title = You already have an account
mail-already-lead = Somebody tried to create an account with this address, and there is one already. If it was you, sign in with it. If you do not remember the password, you can choose another one there.
mail-already-after = If it was not you, do nothing: your account is unchanged.

mail-waits-title = Your account awaits approval
mail-waits-lead = Thank you for confirming your address. A person reviews every new account, so it may take some hours. We will write to you as soon as it is ready.
mail-waits-meanwhile = Meanwhile you can already write your first ticket: we will send it as soon as your account is approved.

mail-approved-title = Your account is ready
mail-approved-lead = We have approved your account at { $organization }. You can now open tickets and follow them.

mail-rejected-title = We have not approved your account
mail-rejected-lead = We have reviewed your request for an account at { $desk } and could not approve it.
mail-rejected-reason = Reason: { $reason }
mail-rejected-after = If you think this is a mistake, talk to the IT coordinator of your company or school.
mail-rejected-after-phone = If you think this is a mistake, call us on { $phone }.

mail-reset-title = Choose a new password
mail-reset-lead = You have asked to change your password. The link works once, for two hours.
mail-reset-button = Choose a password
mail-reset-after = If you did not ask for it, do nothing: your password stays the same.

mail-invited-title = You have an account at { $desk }
mail-invited-lead = We have made you an account at { $desk }, where you can open tickets and follow them. To get in, choose your password. The link works once, for seven days.
mail-invited-after = If the link has expired, ask for another when you sign in, at “I have forgotten my password”. If you did not expect this mail, do nothing.

mail-changed-title = Your password has changed
mail-changed-lead = The password of your account at { $desk } has just changed. If it was you, there is nothing to do. If not, choose another one right now.
mail-changed-button = Choose another password

mail-identity-title = Another way into your account
mail-identity-lead = From now on your account at { $desk } can be opened with { $provider }. If it was you, there is nothing to do. If not, remove it in My account and change your password right now.
mail-last-way-title = Choose a password to keep signing in
mail-last-way-lead = You removed { $desk } from your { $provider } account, and it was your only way in. Your account is still open: choose a password and sign in with your e-mail.
mail-identity-button = Go to My account

## For who administers

mail-new-account-title = { $applicant } asks for an account
mail-new-account-lead = The address is confirmed, and the account waits for somebody to approve it.

mail-test-title = Test mail from { $desk }
mail-test-lead = If you read this, mail works.
