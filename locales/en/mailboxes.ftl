# Mailboxes that are read by IMAP: how they fare, and who is told.

mail-problem-host = The server cannot be found: check its name.
mail-problem-refused = The server takes no connections: it may be down, or the port may be another one.
mail-problem-silent = The server does not answer in time.
mail-problem-tls = No protected connection (TLS) to the server could be made.
mail-problem-certificate = The server's certificate is not valid: it is for another name, has expired, or nobody known signed it.
mail-problem-no-tls = The server does not offer STARTTLS: try imaps://.
mail-problem-password = The server does not accept the user or the password.
mail-problem-consent = Leave is needed to open the mailbox: authorise it again.
mail-problem-provider = The account's provider gives no leave to enter, or does not answer.
mail-problem-folder = There is no such folder, or it cannot be opened.
mail-problem-lost = The connection to the server broke off.
mail-problem-server = The server refuses what it is asked for.
mail-problem-desk = The database or the file store of this support desk is failing.
mail-box-words = The server says: “{ $words }”
mail-step-connect = Connect
mail-step-connected = The server answers.
mail-step-log-in = Sign in
mail-step-logged-in = The user and the password are right.
mail-step-folders = Folders
mail-step-open = Open the mailbox
mail-step-opened = { $count ->
    [0] It is empty.
    [one] There is one message.
   *[other] There are { $count } messages.
}
mail-step-idles = The server calls as soon as something arrives.
mail-step-polled = The server does not call: it is looked into every so often.
mail-step-moves = What was read can be moved to another folder.
mail-step-marks = What was read is marked.

mail-box-fails-title = The mailbox { $mailbox } cannot be read
mail-box-fails-lead = The mailbox { $mailbox } has been failing since { $since }.
mail-box-fails-meanwhile = Meanwhile, what arrives stays on its server: nothing is lost. It is still being tried, and we will tell you when it works again.
mail-box-well-title = The mailbox { $mailbox } is being read again
mail-box-well-lead = The mailbox { $mailbox }, which had been failing since { $since }, is being read again. What arrived meanwhile is being collected.
mail-box-look = See the mailboxes
mail-consent-ends-title = Leave for mail of { $mailbox } ends soon
mail-consent-ends-leave = The leave to open the mailbox { $mailbox } ends on { $until }. Authorise it again before: it is one click.
mail-consent-ends-secret = The secret of the mail application { $provider } ends on { $until }. Make another one at its provider and put it into the configuration before.
mailboxes-mail-fails = A mailbox fails
mailboxes-mail-well = A mailbox works again
mailboxes-mail-ends = A leave for mail ends soon
mailboxes-event-failing = the alarm was raised: a mailbox cannot be read
mailboxes-event-well = a mailbox is being read again
mailboxes-event-consent-asked = asked a provider for leave to use an account of mail
mailboxes-event-consent-given = authorised the use of an account of mail
mailboxes-event-consent-ends = a warning was given: a leave for mail ends soon

mailboxes-title = Mailboxes
mailboxes-card-text = Where mail comes from, and whether each mailbox is read well.
mailboxes-lead = Where mail comes from, and whether each mailbox is read well. Which they are is said in “Mail settings” or in the configuration.
mailboxes-none = There is no mailbox.
mailboxes-well = Up to date
mailboxes-failing = Failing
mailboxes-unread = Not read yet
mailboxes-brought = By mail server
mailboxes-brought-text = It is not fetched: mail servers deliver here what arrives (LMTP or a pipe).
mailboxes-since = Since
mailboxes-place = From
mailboxes-last-message = Last message
mailboxes-no-message = None yet
mailboxes-last-success = Last read
mailboxes-never = Never
mailboxes-left = Left in the mailbox
mailboxes-too-large = { $count ->
    [one] One message that is too large (max_message_bytes).
   *[other] { $count } messages that are too large (max_message_bytes).
}
mailboxes-unreadable = { $count ->
    [one] One message that the server does not hand over; it is tried again every hour.
   *[other] { $count } messages that the server does not hand over; they are tried again every hour.
}
mailboxes-consent = Leave
mailboxes-granted = Given on { $date }.
mailboxes-ends = Ends on { $date } unless it is used.
mailboxes-not-granted = Missing: authorise it with this mailbox's account.
mailboxes-tried = How the try went
mailboxes-try = Try now
mailboxes-read = Read now
mailboxes-authorise = Authorise
mailboxes-authorise-again = Authorise again
mailboxes-hurried-notice = It is being read: what there is will appear in “Received mail”.
mailboxes-authorised-notice = Authorised: it is in force from now on.
mailboxes-not-authorised = No leave was given
mailboxes-stale = The request has expired or is not of this session: authorise again.
mailboxes-refused = The provider says: “{ $words }”
mailboxes-alarm-label = Mail alarm
mailboxes-alarm = A mailbox cannot be read: what arrives does not become tickets.
mailboxes-alarm-see = See the mailboxes
