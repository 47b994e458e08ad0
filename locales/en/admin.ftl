# The administration.

## Hub

admin-yours = What you can do here
admin-section-clients = People and organizations
admin-section-work = How tickets are attended
admin-section-record = Mail and record

## Lists and forms

admin-filter = Filter
admin-filter-all = All
admin-filter-all-f = All
admin-filter-everything = Everything
admin-filter-anybody = Anybody
admin-next = Next
admin-more-text = There are more
admin-none = None
admin-none-f = None
admin-back-unsaved = Go back without saving
admin-archive = Archive
admin-show-places = Show its locations
admin-use = Use
admin-use-yes = In use
admin-use-no = Archived

## Pending accounts

admin-pending = Pending accounts
admin-pending-text = Approve or reject who wants to come in.
admin-pending-lead = Each decision is mailed to who asked for the account.
admin-pending-nobody = Nobody waits
admin-pending-nobody-text = When somebody asks for an account, we mail you and it appears here.
admin-pending-since = Asked to come in
admin-pending-claims = Claims to be of
admin-pending-claims-nothing = Does not say
admin-pending-first-ticket = First ticket
admin-pending-ticket-goes = is sent on approval
admin-pending-by-domain = Proposal: { $name }, by the domain { $domain }
admin-pending-by-people = { $count ->
    [one] Proposal: { $name }, 1 person with that domain ({ $domain })
   *[other] Proposal: { $name }, { $count } people with that domain ({ $domain })
}
admin-pending-no-proposal = No organization uses the domain { $domain }
admin-pending-coordinator-hint = Will see all tickets of that organization and get copies of them.
admin-approve = Approve
admin-pending-not = Should not come in?
admin-reject = Reject
admin-reject-reason = Reason
admin-reject-reason-hint = We mail it to them as you write it.

## People

admin-people = People
admin-people-text = Requesters, technicians and administrators.
admin-people-words = Name or e-mail
admin-role = Role
admin-role-requester = Requester
admin-role-technician = Technician
admin-role-admin = Administrator
admin-account = Account
admin-account-unconfirmed = Unconfirmed
admin-account-pending = Pending
admin-account-active = Active
admin-account-rejected = Rejected
admin-account-disabled = Disabled
admin-person-add = Add person
admin-person-add-text = The account is active at once, and we mail them a link to choose their password.
admin-person-since = since { $date }
admin-person-history = See what they did
admin-person-belongs = Where they belong
admin-person-belongs-hint = They can open tickets of these organizations. An IT coordinator also sees all of its tickets and gets copies.
admin-person-add-to = Add to another organization
admin-person-attends = Whom they attend
admin-person-attends-hint = Counts for technicians only. Administrators attend everybody.
admin-person-attends-all = Attends all organizations
admin-person-attends-some = Or only these
admin-person-disabled = Account disabled: cannot sign in
admin-person-rejected-hint = The account was rejected. If you untick this and save, it becomes active.
admin-person-link-text = We mail them a link to choose a new password. It is good for two hours.
admin-person-link = Send link
admin-link-sent-notice = Saved. We have mailed them a link to choose their password.
admin-invited-notice = Saved. We have mailed them an invitation to choose their password: it is good for seven days.

## Articles

admin-articles = Frequent questions
admin-articles-text = Guides that show while a ticket is written.
admin-articles-lead = A good article spares tickets: here you see how many.
admin-articles-none = There is no article yet.
admin-article-add = Write article
admin-article-title = Title
admin-article-title-hint = The question, as who has the problem would ask it.
admin-article-summary = Summary
admin-article-summary-hint = One or two sentences. If empty, the beginning of the text is taken.
admin-article-body = Text
admin-article-body-hint = With Markdown: **bold**, lists with a hyphen or number, links like [text](https://address).
admin-article-body-html-hint = This article is written in HTML. What is not safe is taken out when you save.
admin-article-state = State
admin-article-draft = Draft
admin-article-published = Published
admin-article-views = Views
admin-article-solved = Tickets spared
admin-article-changed = Changed on { $date }
admin-article-see = See the article
admin-visibility = Who reads it
admin-visibility-public = Anybody
admin-visibility-customers = Who has an account
admin-visibility-staff = The team only

## Outgoing mail

admin-mail = Outgoing mail
admin-mail-text = What was sent, what waits and what failed.
admin-mail-lead = All that Atiende writes by mail, and whether it arrived.
admin-mail-missing = No mail server is set up: mails wait and nobody gets them.
admin-mail-missing-how = It is set up where the program is started, with the key
admin-mail-see = See what waits
admin-mail-failed = { $count ->
    [one] { $count } failure
   *[other] { $count } failures
}
admin-mail-send-test = Send a test
admin-mail-test-to = To { $email }
admin-mail-states = State of the mails
admin-mail-queued = Queued
admin-mail-sending = Being sent
admin-mail-state-failed = Failed
admin-mail-sent = Sent
admin-mail-suppressed = Suppressed
admin-mail-is-sent = Sent
admin-mail-is-failed = Failed
admin-mail-is-suppressed = Suppressed
admin-mail-none = There is no such mail.
admin-mail-subject = Subject
admin-mail-to = To
admin-mail-ticket = Ticket
admin-mail-state = State
admin-mail-attempts = Attempts
admin-mail-time = When
admin-mail-action = Action
admin-mail-retry = Retry
admin-requeued-notice = The mail is queued again and leaves at once.
admin-test-sent-notice = We have queued a test. See here whether it leaves, and in your mailbox whether it arrives.
admin-mail-confirm-address = Confirm the address
admin-mail-already-has-account = Notice: has an account already
admin-mail-waits-for-approval = The account waits for approval
admin-mail-approved = The account is approved
admin-mail-rejected = The account was rejected
admin-mail-reset-password = Link to choose a password
admin-mail-invited = Invitation to the account
admin-mail-password-changed = The password has changed
admin-mail-last-way-removed = Last way in removed
admin-mail-identity-added = Another way in
admin-mail-new-account = Somebody asks for an account
admin-mail-ticket-received = Ticket received
admin-mail-ticket-opened = New ticket
admin-mail-ticket-replied = Reply in a ticket
admin-mail-ticket-noted = Internal note in a ticket
admin-mail-ticket-moved = Change of state of a ticket
admin-mail-ticket-assigned = Ticket assigned
admin-mail-test = Test mail

## Appearance

admin-appearance = Appearance
admin-appearance-text = Name, logo, colour and contact.
admin-brand-name-hint = Of the service. It shows in the header, in mails and on the home page.
admin-tagline = Promise of the home page
admin-tagline-hint = One sentence. If empty, the built-in one is used.
admin-brand-phone-hint = For urgent cases. It shows at the foot of every page.
admin-color = Main colour
admin-color-hint = Like #0b5cad. Empty: the built-in one.
admin-color-pick = Pick the colour
admin-color-pick-hint = Instead of typing it.
admin-logo = Logo
admin-logo-hint = A PNG picture of at most 512 KB. It shows in the header.
admin-logo-now = Current logo
admin-logo-remove = Remove the logo
admin-look = How it looks
admin-look-link = A link
admin-talk = Conversations
admin-talk-save = Save the periods
admin-close-after = Days until what is solved is closed
admin-close-after-hint = If nobody says anything after it is solved.
admin-reopen-for = Days to reopen what is closed
admin-reopen-for-hint = A later reply opens a new, linked ticket.
admin-undo = Seconds to undo a reply
admin-undo-hint = Up to 60. Meanwhile no mail leaves; with 0 nothing can be undone.
admin-digest = Seconds to gather news
admin-digest-hint = Up to 600. The first change goes at once, and those that follow in one mail. Replies do not wait.
admin-seconds-wrong = Write a number of seconds: up to 60 to undo, up to 600 to gather
admin-name-missing = Enter the name of the service
admin-color-wrong = Enter the colour like #0b5cad
admin-color-pale = That colour is too pale: it could not be read on white. Choose a darker one.
admin-logo-wrong = The logo must be a PNG picture of at most 512 KB
admin-days-wrong = Enter a number of days, up to 365

## History

admin-history = History
admin-history-text = Who did what and when.
admin-history-what = About what
admin-history-who = Who
admin-history-none = Nothing like that is recorded.
admin-object-ticket = Tickets
admin-object-person = People
admin-object-organization = Organizations
admin-object-location = Locations
admin-object-asset = Devices
admin-object-article = Articles
admin-object-category = Categories
admin-object-team = Teams
admin-object-rule = Rules
admin-object-setting = Settings
admin-object-mail = Mail
admin-object-token = API keys
admin-event-other = recorded “{ $verb }” ({ $object })
admin-event-ticket-opened = opened the ticket
admin-event-ticket-edited = corrected the ticket
admin-event-ticket-moved = changed the state of the ticket
admin-event-ticket-assigned = assigned the ticket
admin-event-ticket-replied = replied in the ticket
admin-event-ticket-noted = wrote an internal note in the ticket
admin-event-ticket-followed-up = continued in another ticket what was said in
admin-event-ticket-taken-back = took back, just sent, a reply in
admin-event-ticket-unfollowed = stopped following
admin-event-person-added = added
admin-event-person-approved = approved the account of
admin-event-person-asked-new-password = asked for a password link for
admin-event-person-changed = changed the data of
admin-event-person-changed-own-data = changed their own data
admin-event-person-changed-password = changed the password of
admin-event-person-confirmed = confirmed the address of
admin-event-person-disabled = disabled the account of
admin-event-person-held-ticket = kept the first ticket of
admin-event-person-invited = invited
admin-event-person-rejected = rejected the account of
admin-event-person-signed-in = signed in
admin-event-person-signed-up = received the request for an account of
admin-event-person-signed-up-again = received another request for an account of
admin-event-person-joined = added to an organization
admin-event-person-left = removed from an organization
admin-event-person-became-coordinator = appointed as IT coordinator
admin-event-person-stopped-coordinating = dismissed as IT coordinator
admin-event-person-began-attending = gave an organization to attend to
admin-event-person-stopped-attending = took an organization to attend from
admin-event-organization-added = added the organization
admin-event-organization-changed = changed the data of
admin-event-location-added = added the location
admin-event-location-renamed = renamed the location
admin-event-location-archived = archived the location
admin-event-asset-added = added the device
admin-event-asset-changed = changed the data of the device
admin-event-article-added = wrote the article
admin-event-article-changed = changed the article
admin-event-article-spared = was spared a ticket by the article
admin-event-category-added = added the category
admin-event-category-changed = changed the category
admin-event-category-archived = archived the category
admin-event-team-added = added the team
admin-event-team-changed = changed the team
admin-event-rule-added = added the rule
admin-event-rule-changed = changed the rule
admin-event-rule-moved = moved the rule
admin-event-rule-deleted = deleted a rule
admin-event-setting-changed = changed the settings of
admin-event-mail-requeued = queued again the mail to
admin-event-mail-tested = sent a test mail
admin-event-token-added = made the API key
admin-event-token-revoked = revoked the API key
admin-token-revoked-notice = The key is good no more.
admin-tokens-text = With each, a program acts in their name. They are made with the command atiende token add.
admin-token-read = Read only
admin-token-write = Read and write
admin-token-admin = Administer
admin-token-made = made on { $date }
admin-token-ends = good until { $date }
admin-token-revoke = Revoke
admin-data-field = { $name }: { $value }
admin-data-change = { $name }: { $from } → { $to }
admin-data-nothing = nothing
admin-data-archived = Archived
admin-data-follow-up = Continues in
admin-data-position = Position
admin-data-scope = Scope
admin-data-state = State
admin-data-typed = Had written
