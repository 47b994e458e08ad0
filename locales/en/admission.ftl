# Letting newcomers in: the queue, questions, invitations, rules.

## The card of somebody who waits

admission-way = Came
admission-way-form = by the form, with the address confirmed
admission-way-provider = with a { $provider } account
admission-conversation = Questions and answers
admission-ask = Ask first
admission-question = Question
admission-question-hint = We mail it, and it shows when they sign in. The answer will appear here.
admission-question-missing = Write what you want to know
admission-ask-send = Send question
admission-all = See all
admission-decided-already-notice = That account waits no more: somebody decided before, or it is not yours to decide.
admission-asked-notice = Question sent.

## The page of who waits

admission-asked-you = We have asked you something
admission-answered-you = Thank you for your answer
admission-answer = Answer
admission-answer-missing = Write your answer
admission-answers-enough = You have written enough. We will answer as soon as we have read it.
admission-answer-send = Send answer
admission-answer-more = Add something
admission-answered-notice = Answer sent.
admission-delay-unknown = A person looks at each new account, in working hours.
admission-delay-short = We usually answer within one working hour.
admission-delay = { $hours ->
    [one] We usually answer in one working hour.
   *[other] We usually answer in about { $hours } working hours.
}

## Rules

admission-rules = Rules of admission
admission-who-decides = Who lets people in
admission-coordinators = IT coordinators decide about their own people
admission-coordinators-hint = They see who asks for an account with an address of their centre's domain, and may invite. They cannot name other coordinators.
admission-by-domain = No waiting with an address of the centre
admission-by-domain-hint = Whoever confirms an address of the domain of exactly one centre enters it at once. Use it only if everybody with such an address may open tickets.
admission-remind = Remind after
admission-remind-hint = Working hours, up to 80. With 0 there are no reminders.
admission-remind-wrong = Write a number of hours between 0 and 80
admission-days = Working days
admission-days-missing = Tick at least one day
admission-opens = From
admission-opens-hint = Full hour, 0 to 23.
admission-closes = Until
admission-closes-hint = Full hour, up to 24.
admission-hours-wrong = The hours must begin before they end, as full hours between 0 and 24
admission-day-1 = Monday
admission-day-2 = Tuesday
admission-day-3 = Wednesday
admission-day-4 = Thursday
admission-day-5 = Friday
admission-day-6 = Saturday
admission-day-7 = Sunday

## Invitations

admission-invitations = Invitations
admission-invitations-lead = A link that opens an account in a centre without waiting for approval. Give it only to whom should enter.
admission-invite = Invite
admission-invite-make = Make link
admission-link = Link
admission-link-made = The link is ready.
admission-link-once = Copy it now: it is not shown again.
admission-invitation-days = Days it is good for
admission-invitation-days-hint = 1 to 90.
admission-invitation-days-wrong = Write a number of days between 1 and 90
admission-invitation-uses = People who may use it
admission-invitation-uses-hint = Empty or 0: all who have it.
admission-invitation-uses-wrong = Write a number of people between 0 and 1000
admission-invitation-coordinator-once = A coordinator's link is for one person: write 1
admission-invitation-coordinator-hint = Sees all tickets of the centre. The link is for one person.
admission-invitation-note = For whom
admission-invited-from = From { $name }
admission-invitation-note-hint = For example: primary school staff.
admission-invitations-made = Links made
admission-invitations-none = There is none yet.
admission-invitations-latest = The latest 100 are shown.
admission-invitation-used = Have entered
admission-of = { $uses } of { $max }
admission-invitation-until = Good until
admission-invitation-state = State
admission-revoke = Take back
admission-revoked = Taken back
admission-used-up = Used up
admission-expired = Out of date
admission-maker-left = No longer good: its maker decides there no more
admission-revoked-notice = Link taken back: it is good no more.

## The link's page

admission-invited-to = You are invited to { $organization }
admission-invited-by = { $by } invites you to open and follow your centre's tickets here.
admission-invited-as-coordinator = { $by } invites you as IT coordinator: you will see all tickets of the centre.
admission-invited-note = An account made from here does not wait for approval. If you have one already, sign in and join with it.
admission-invited-staff = This invitation is for the centre's people. You attend its tickets with your account already.
admission-invited-member = You belong to this centre already: there is nothing else to do.
admission-have-account = I have an account
admission-go-home = Go to the start page
admission-join = Join { $organization }
admission-joined-notice = You belong to the centre now.
admission-by-invitation = By your invitation.
admission-invitation-gone = This invitation is good no more
admission-invitation-gone-text = It is out of date, used up or taken back. Ask for another, or make an account and wait for approval.
admission-without = Sign up without an invitation

## Mails

mail-applicant-email = Address
mail-applicant-claims = Says to be from
mail-applicant-phone = Telephone
mail-applicant-proposal = Proposal
mail-applicant-by-domain = { $name }, by the domain of the address
mail-applicant-by-people = { $name }, where people of that domain are
mail-applicant-ticket = First ticket
mail-applicant-approve = Approve into { $name }
mail-applicant-decide = Decide
mail-applicant-otherwise = Reject, or ask first
mail-applicant-confirm = The link decides nothing by itself: it leads to a page where you confirm.
mail-applicant-waits-title = { $applicant } is still waiting
mail-applicants-wait-title = { $applicant } and { $count ->
    [one] one other
   *[other] { $count } others
} are still waiting
mail-applicants-wait-all = See the { $count } people who wait
mail-applicant-waits-lead = Has waited for working hours for somebody to decide about the account.
mail-answered-title = { $applicant } has answered
mail-answered-lead = This is what { $applicant } answered about the account:
mail-asked-title = A question about your account
mail-asked-lead = Before approving your account, { $by } asks:
mail-asked-button = Answer
mail-why-asker = You get this mail because you asked something about this account.
mail-why-decider = You get this mail because you decide who enters your centre at { $desk }.
admin-mail-applicant-waits = Somebody is still waiting
admin-mail-applicant-answered = Answer of somebody who waits
admin-mail-asked = Question to somebody who waits

## Record

admin-object-invitation = Invitations
admin-event-person-answered = answered about the account of
admin-event-person-asked = asked about the account of
admin-event-person-reminded-of = recalled the wait of
admin-event-invitation-added = made the invitation
admin-event-invitation-revoked = took back the invitation

admission-data-by-invitation = an invitation
admission-data-by-domain = the domain of the address
