# What is decided about mail: who wrote it, what did not arrive, what it brings.

# Forwarded
inbound-passed-on = Forwarded mail
inbound-passed-on-by = { $forwarder } forwarded this mail. { $author } wrote it.
inbound-hand-over = Make them the requester
inbound-hand-over-note = They will get the receipt. { $forwarder } will follow the ticket.
inbound-handed-over-notice = Done: the ticket now belongs to whoever wrote the mail.
inbound-offer-gone = The requester is somebody else already
inbound-offer-gone-notice = The requester of this ticket had changed already.
inbound-offer-elsewhere = That address cannot be the requester's of this ticket
inbound-offer-elsewhere-notice = That address cannot be made the requester here. If it should be, ask an administrator.
tickets-event-handed-over = made { $to } the requester instead of { $from }
admin-event-ticket-handed-over = changed the requester of
admin-event-ticket-relayed = let a mail into
admin-event-ticket-mail-returned = got a mail back of
admin-event-ticket-mail-failed = could not deliver a mail of
inbound-event-refused = answered that it does not know the sender of

# Meetings and notes
meeting-request = Invitation to a meeting
meeting-cancel = Meeting cancelled
meeting-reply = Answer to an invitation
meeting-publish = Appointment
meeting-untitled = (no title)
meeting-when = When
meeting-where = Where
meeting-organizer = Organizer
meeting-from-to = { $from } – { $to }
meeting-in-zone = { $when } ({ $zone } time)
meeting-local = { $when } (no time zone)
meeting-file = The calendar is among the files of the message.
message-note-encrypted = This mail, or part of it, is encrypted: only whoever has the key can read it. It is among the files.
message-note-shortened = This mail is longer than what is shown. All of it is among the files.
message-note-unread = This mail has more parts than are read. The others are among the files.

# Mails that go out
mail-history-omitted = (quoted history left out)
mail-undelivered = { $why ->
    [no_address] that address does not exist
    [full] the mailbox is full
    [closed] the mailbox is closed or takes no mail now
    [too_large] the mail is too large for that mailbox
    [no_server] the domain does not exist or takes no mail
    [unreachable] its server did not answer
    [distrusted] its server does not trust our mail
    [refused] its server refused it
   *[other] it could not be delivered
}
mail-returned-title = The mail to { $address } did not arrive
mail-returned-lead = A mail of this ticket did not reach { $address }: { $why }. Whoever has that address knows nothing of it; check that it is right, or tell them another way.
mail-held-title = We have your message
mail-held-lead = Your message has arrived and is safe. As this is the first time that you write to us, a person looks at your account first; it may take some hours.
mail-held-meanwhile = There is no need to send it again. We will write to you as soon as your account is ready.
mail-unknown-title = { $desk } does not know your address
mail-unknown-lead = You wrote to us from { $address }, and no account at { $desk } has that address. So nobody has got your message yet: this mailbox attends only to people with an account.
mail-unknown-another = If you have an account with another address, write to us from that one. If not, create one: it takes a minute. The IT coordinator of your company or school can also add you.
mail-unknown-sign-up = Create an account
mail-unknown-phone = If it is urgent, call us on { $phone }.
mail-why-unknown = You get this automatic answer because you wrote to { $desk }. You will get no other today.
admin-mail-held-by-mail = Their mail waits for approval
admin-mail-unknown-sender = Unknown sender
admin-mail-mail-returned = A mail did not arrive
