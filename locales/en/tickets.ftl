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
tickets-tab-solved = Solved
tickets-tab-organization = From my site
tickets-tab-organization-solved = Solved from my site

## Queue

tickets-view-mine = Mine
tickets-view-unassigned = Unassigned
tickets-view-open = All open
tickets-view-solved = Solved
tickets-view-all = All

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
tickets-none = not given

## Why it went to its technician

tickets-routed-by-rule = By the rule “{ $rule }”.
tickets-routed-by-load = By the rule “{ $rule }”: in the team “{ $team }” they had the fewest open tickets ({ $open }).
tickets-routed-by-organization = They regularly support this school or company.
tickets-routed-by-nobody = No rule says who deals with it.

## People

tickets-role-requester = Requester
tickets-role-coordinator = IT coordinator
tickets-role-technician = Technician
tickets-role-copy = In copy
