# Error pages, each with its way out, and errors that many fields share.

errors-code = Error { $code }
errors-home = Go to the home page

errors-not-found-title = This page does not exist
errors-not-found-text = The link may be mistyped or have expired, or you may not be allowed to see the page. If you were looking for a ticket, check that you have signed in with your account.
errors-link-title = This link is no longer good
errors-link-text = The links in our mails work once and expire. Ask for another one and open that of the latest mail.
errors-link-again = Ask for another link
errors-forbidden-title = You cannot do this
errors-forbidden-text = Your account is not allowed to do this. If you think it should be, tell who runs the service or your IT coordinator.
errors-too-often-title = Too many attempts
errors-too-often-text = For security you have to wait a little. { $minutes ->
    [one] Try again in one minute.
   *[other] Try again in { $minutes } minutes.
}
errors-too-large-title = That is too large
errors-too-large-text = What you sent is more than we can take at once. Go back and remove a file or shorten the text.
errors-malformed-title = We did not understand the request
errors-malformed-text = The form reached us incomplete. Go back, reload the page and send it again.
errors-busy-title = We cannot serve you right now
errors-busy-text = It is on our side and seldom lasts. Wait a minute, go back and try again: what you were writing will still be there.
errors-busy-kept = It is on our side and seldom lasts. What you wrote is kept on this page, so do not close it: wait a moment and send it again. However often you do, it will not be doubled.
errors-kept-text = It is on our side and seldom lasts. What you sent is not saved yet, but it is still in this page: wait a moment and send it again.
errors-busy-files = Files are not kept here: attach them later, in a reply.
errors-busy-again = Send again
errors-broken-title = Something has failed on our side
errors-broken-text = The failure has been recorded. Go back and try again in a minute: what you were writing will still be there. If it happens again, let us know.

## Fields

error-too-long = This is too long: the limit is { $max } characters
