# Whether a mail is from whom it says.

trust-basis-dmarc = It is as its domain publishes that its mails are (DMARC).
trust-basis-signature = Its own domain signed it, and publishes nothing more.
trust-basis-server = It came from a server of its domain, which publishes nothing more.
trust-basis-provider = The mailbox's server vouches for it.
trust-basis-refused = Its domain asks to refuse or put aside mails like this: it did not send it, or it was changed on the way.
trust-basis-lenient = It is not as its domain publishes, but that asks for nothing to be done.
trust-basis-silent = Its domain says nothing to check it by.
trust-basis-ambiguous = It names several senders, or says twice what is said once.
trust-basis-nameless = It does not say which domain it is from.
trust-basis-unanswered = The name servers did not answer. It can be processed again.
trust-finding-pass = Passed
trust-finding-fail = Failed
trust-finding-softfail = Failed, not firmly
trust-finding-neutral = No result
trust-finding-none = There is none
trust-finding-temperror = No answer
trust-finding-permerror = Wrongly published
trust-short-any = Any
trust-short-pass = Checked
trust-short-none = Not checked
trust-short-fail = Failed
trust-sender-pass = Verified sender
trust-sender-none = Unverified sender
trust-sender-fail = Sender not verified: may be forged
trust-load-images = Load remote images
trust-load-images-hint = Who sent it may learn that somebody looked at the mail, but not who.
