# Tickets: their fields, their states and what is said in them.

## Fields

tickets-subject = Subject
tickets-asset = Sticker or device name
tickets-location = Location
tickets-priority = Priority
tickets-description = Description
tickets-attach = Attach files
tickets-reply = Reply
tickets-state = State
tickets-category = Category
tickets-device = Device
tickets-technician = Technician
tickets-requester = Requester
tickets-number = No.
tickets-unassigned = Unassigned
tickets-any = All

## States, as staff see them

tickets-state-new = New
tickets-state-open = In progress
tickets-state-waiting = Waiting
tickets-state-waiting-requester = Waiting for the requester
tickets-state-waiting-parts = Waiting for a part
tickets-state-waiting-third-party = Waiting for a third party
tickets-state-planned = Visit planned
tickets-state-solved = Solved
tickets-state-closed = Closed
tickets-state-merged = Merged

## States, as the person who opened the ticket sees them

tickets-mine-received = Received
tickets-mine-in-progress = Being worked on
tickets-mine-your-turn = Your turn
tickets-mine-their-turn = The requester’s turn
tickets-mine-planned = Visit planned
tickets-mine-solved = Solved
tickets-mine-closed = Closed

## Priorities

tickets-priority-low = Can wait
tickets-priority-normal = Normal
tickets-priority-high = High
tickets-priority-urgent = Urgent
tickets-priority-low-hint = Whenever there is time
tickets-priority-normal-hint = It is a nuisance, but I can work
tickets-priority-high-hint = I cannot do part of my work
tickets-priority-urgent-hint = The class or the work has stopped

## Notices

tickets-reply-sent-notice = Your reply has been sent.
tickets-undo = Undo
tickets-undo-hint = It is mailed in a few seconds.
tickets-undone-notice = Reply taken back: nobody got it. Its text is below, in case you want to correct it.
tickets-undo-late = That reply had already been sent.
tickets-unfollow-title = Stop following ticket #{ $number }
tickets-unfollow-lead = You will get no more mails about it.
tickets-unfollow-button = Stop following
tickets-unfollowed-title = You follow ticket #{ $number } no more
tickets-unfollowed-text = We will not write to you about it again. If you need it, ask whoever works on it to add you again.
tickets-note-saved-notice = Internal note saved. Only the team sees it.
tickets-changed-notice = Ticket updated.
tickets-held-notice = We have saved your ticket. We will send it as soon as your account is approved.
tickets-follow-up-notice = The earlier ticket was closed already: your message has opened this one, linked to it.

## What cannot be

tickets-subject-missing = Enter a subject
tickets-body-missing = Tell us what is wrong
tickets-priority-missing = Choose a priority
tickets-organization-missing = Choose a school or company
tickets-requester-unknown = Choose a person of that school or company
tickets-assignee-unknown = That person does not support this school or company
tickets-reply-missing = Write a message
tickets-state-impossible = The ticket cannot move to that state. See how it stands now.
tickets-unseen-news = Somebody wrote while you were writing. We have not sent yours: read the new message and decide.

## My tickets

tickets-tab-open = Open
tickets-tab-solved = Closed
tickets-tab-organization = Of my organization
tickets-tab-organization-solved = Of my organization, closed
tickets-mine-title = My tickets
tickets-organization-title = Tickets from my site
tickets-tabs = Which tickets
tickets-attended-by = with { $name }
tickets-mine-empty-title = No tickets in this list
tickets-mine-empty-text = Every ticket you open will appear here with its state and who deals with it.

## Queue

tickets-view-mine = Mine
tickets-view-unassigned = Unassigned
tickets-view-open = All open
tickets-view-solved = Solved
tickets-view-all = All
tickets-views = Lists of tickets
tickets-views-mine = My work
tickets-views-team = Team
tickets-last-activity = Latest
tickets-queue-empty = All done
tickets-queue-filtered-empty = No tickets with these filters
tickets-queue-empty-text = Look in the other lists in case something is left.

## Conversation

tickets-by-support = Support
tickets-by-mail = by e-mail
tickets-sent-to = Sent to { $name }
tickets-copied-to = Copied to { $name }
tickets-copied-to-coordinator = Copied to { $name } (IT coordinator)
tickets-delivered-at = delivered { $time }
tickets-not-delivered = not delivered: { $why }
tickets-not-sent = not sent
tickets-queued = queued

## What has happened; before it stands who did it.

tickets-event-opened = opened the ticket
tickets-event-moved = moved it to “{ $state }”
tickets-event-took = took it
tickets-event-assigned = assigned it to { $name }
tickets-event-unassigned = left it unassigned
tickets-event-subject = changed the subject from “{ $from }” to “{ $to }”
tickets-event-priority = changed the priority from “{ $from }” to “{ $to }”
tickets-event-category = changed the category from “{ $from }” to “{ $to }”
tickets-event-location = changed the location from “{ $from }” to “{ $to }”
tickets-event-asset = changed the device from “{ $from }” to “{ $to }”
tickets-event-followed-up = carried on in ticket #{ $number }
tickets-none = Not given

## Why it went to its technician

tickets-why = How it was assigned on arrival

## People

tickets-role-requester = Requester
tickets-role-coordinator = IT coordinator
tickets-role-technician = Technician
tickets-role-copy = In copy

## Opening a ticket

tickets-open-lead = Tell us as you would on the phone.
tickets-subject-hint = In a few words: “The office printer does not print”.
tickets-asset-hint = The code on the sticker, if the device has one.
tickets-devices = { $count ->
    [one] { $count } device
   *[other] { $count } devices
}
tickets-devices-many = { "{n}" } devices
tickets-devices-none = No device of that name
tickets-description-hint = What you were doing, what you expected and what message appears. A detail may spare a visit.
tickets-attach-hint = Choose, drag, or paste a screenshot with Ctrl+V. { $files ->
    [one] One file of { $max } at most.
   *[other] Up to { $files } files of { $max } each.
}
tickets-pending-note = Your account is waiting for approval. You can write your first ticket: we will send it as soon as we approve you.
tickets-no-organization = Your account is not in any organization yet, so you cannot open tickets. Ask us to add you to your school or company.
tickets-pending-organization = We will fill it in when we approve your account.

## Ticket received

tickets-received-title = We have received your ticket #{ $number }
tickets-received-technician = { $name } has it
tickets-received-unassigned = It is in the queue: we will assign it as soon as we can
tickets-received-coordinator = Copy to { $name }, IT coordinator
tickets-received-answer = You will get the answer here, and we will tell you at { $email }
tickets-received-meanwhile = Meanwhile, this may help
tickets-see-ticket = See the ticket

## Filters and search

tickets-filters = Filters
tickets-filter = Filter
tickets-contains = Contains
tickets-pages = Pages
tickets-newest-first = Newest first
tickets-search-title = { $q }: search
tickets-search-button = Search
tickets-search-heading = Search tickets
tickets-search-hint = By words of the subject or messages, ticket number, sticker, location or person.
tickets-search-count = { $count ->
    [one] { $count } ticket
   *[other] { $count } tickets, newest first
}
tickets-search-full = The { $count } most recent. Add words to narrow the search.
tickets-search-empty = Nothing with “{ $q }”
tickets-search-empty-text = Try fewer words, the ticket’s number or the device’s sticker.

## The ticket

tickets-facts = About the ticket
tickets-attends = With
tickets-nobody-yet = Nobody yet
tickets-opened = Opened
tickets-priority-is = Priority: { $priority }
tickets-follows = Follows ticket
tickets-followed-by = Continued in
tickets-copies = Copies by e-mail
tickets-deliveries = Who it was sent to
tickets-works-now = It works now
tickets-solved-question = We believe it is solved. Does it work now?
tickets-solved-note = If so, you need do nothing: we will close it in a few days.
tickets-still-broken = Still the same

## Replying

tickets-message-kind = Kind of message
tickets-reply-to = Reply to { $name }
tickets-reply-hint = Everybody on the ticket gets it, including the IT coordinators.
tickets-note = Internal note
tickets-note-label = Internal note: only the team sees it
tickets-note-text = Text of the note
tickets-note-hint = Only the support team sees it. It does not reach the requester or their IT coordinators.
tickets-save-note = Save internal note
tickets-send-and-wait = Send and wait
tickets-send-and-solve = Send and solve
tickets-conflict-title = There is a new message in this ticket
tickets-conflict-text = It came while you were writing, and we have not sent yours. Read it and, if yours still holds, send it again.

# In the queue's narrow columns
tickets-priority-short-low = Low
tickets-state-planned-short = Visit
tickets-tab-mine = Mine
tickets-tab-mine-solved = Mine, closed
tickets-views-people = People
