# The front page: what the service is, how to begin and what it brings.

home-title = IT support that answers and loses nothing
home-promise = Tell us what is wrong in less than a minute. A technician sees it at once, your IT coordinator gets a copy, and everything is on record until it works.
home-for-whom = For schools and companies served by { $name }.

## Example

home-example-label = Example of a fault, from report to solution
home-example-subject = The whiteboard in room 12 does not turn on
home-example-1 = María opens the ticket
home-example-2 = It reaches Ana, the school’s technician
home-example-3 = Copy to the IT coordinator: delivered
home-example-4 = “Try the switch at the back”
home-example-5 = Solved, without a visit

## Three steps

home-steps-title = Three steps and you are in
home-step-1-title = Create your account
home-step-1-text = With your name and your school or work e-mail. A person reviews it, and we tell you as soon as it is approved.
home-step-2-title = Sign in
home-step-2-text = Always with the same button, at the top right, on computer or phone.
home-step-3-title = Open tickets
home-step-3-text = A subject and two lines are enough. You can paste a screenshot or drag files in.

## What it brings

home-benefits-title = What it brings you
home-speed-title = Fast communication
home-speed-text = Your report goes straight to the technician who will deal with it: no switchboard, no forwarding.
home-record-title = A record of every fault
home-record-text = Who, what and when. Nothing is deleted, and everything is found in a moment.
home-order-title = Order in the support
home-order-text = Every ticket has a state, a priority and somebody in charge. You always know whose turn it is.
home-information-title = Information in one place
home-information-text = Messages, photos, device and location together, for your IT coordinator too.
home-training-title = Training
home-training-text = The questions that come up most become short guides for the whole school.
home-help-title = Self-help
home-help-text = While you write we show you answers that may solve it without waiting.

## Closing

home-closing-title = Do you need it now?
home-closing-text = Create your account and write your first ticket right away: it is sent as soon as we approve you.
