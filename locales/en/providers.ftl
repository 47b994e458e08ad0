# Providers of accounts elsewhere: what people see who sign in with them.
providers-deletion-title = Facebook data
providers-deletion-done = We have deleted what we held about your Facebook account: its identifier and the e-mail address it gave us. It no longer opens any account here.
providers-deletion-nothing = We held nothing about your Facebook account, so there is nothing to delete.
providers-deletion-state = State
providers-deletion-finished = Finished
providers-deletion-at = Date
providers-deletion-code = Code
providers-deletion-account = If you have an account with this service, it stays open with the name and address that you entered yourself. To sign in, ask for a password at “I have forgotten my password”. To close it, write to support.
