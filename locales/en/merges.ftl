# Two accounts that were one are two again.

mail-unmerged-title = We have parted two accounts
mail-unmerged-lead = The account of { $email } at { $desk } and another that was one with it are two again. Each has what it had before. We have ended the sessions of both: sign in to yours again.
mail-unmerged-after = If you do not remember the password, choose another when you sign in, under “I have forgotten my password”. If both accounts are yours, tell us.
admin-mail-unmerged = Accounts parted
