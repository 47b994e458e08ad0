# Several addresses of a person, and two accounts that were the same person's.

addresses-title = My addresses
addresses-lead = You can sign in with any of them. We write to the main one.
addresses-manage = Change it or add another
addresses-later = You can change it once your account is approved.
addresses-first = Main
addresses-prefer = Make main
addresses-add = Add an address
addresses-add-hint = We send a link to that address. Open it in this browser.
addresses-send = Send link
addresses-asked = We have written to { $email }. Open the link in the message to add it. It is good for two days.
addresses-enough = You have enough addresses: remove one first
addresses-held = That address is yours already
addresses-taken = That address has another account. If that is yours too, ask us to merge them.
addresses-added-notice = Address added.
addresses-confirm-title = Add this address
addresses-confirm-text = { $email } will be added to the account of { $account }.
addresses-confirm-button = Add address
addresses-link-gone = This link is not good here
addresses-link-gone-text = It is out of date, was used, or another account asked for it. You are signed in as { $account }.

mail-address-confirm-title = Confirm that this address is yours
mail-address-confirm-lead = Whoever uses the account of { $email } at { $desk } wants to add this address. If it is you, open the link with that account. It is good once, for two days.
mail-address-confirm-after = If it is not you, do nothing: it will not be added.
mail-address-added-title = Another address for your account
mail-address-added-lead = From now on { $email } opens your account at { $desk } too.
mail-address-preferred-title = Your main address has changed
mail-address-preferred-lead = From now on { $desk } writes to { $email }. You can still sign in with this address.
mail-address-removed-title = An address opens your account no longer
mail-address-removed-lead = { $email } was removed from your account at { $desk }.
mail-address-not-you = If it was not you, change your password right now and tell us.
mail-merged-title = We have merged your two accounts
mail-merged-lead = The account that you had at { $desk } with { $email } is now part of this one. Your tickets are together, and you can sign in with either address.
mail-merged-after = If the two accounts were not both yours, tell us: it can be undone.

merges-section = Duplicate accounts
merges-section-text = If this person has another account, merge them: its tickets, addresses and ways in come here.
merges-begin = Merge with another account
merges-title = Merge two accounts
merges-lead = The account of { $name } ({ $email }) is kept. Choose the other one.
merges-search = Name or address of the other account
merges-candidates = Accounts that could be the same person's
merges-choose = Choose
merges-nobody = There is nobody like that among the clients.
merges-nobody-alike = There is no similar account. Search by name or address.
merges-other-missing = Choose the other account
merges-confirm = Merge the account of { $gone } into that of { $kept }?
merges-goes = The account of { $email } will be no more. What it has goes to that of { $kept }:
merges-tickets = { $count ->
    [one] one ticket
   *[other] { $count } tickets
}
merges-messages = { $count ->
    [one] one message
   *[other] { $count } messages
}
merges-addresses = { $count ->
    [one] one address, which still signs in
   *[other] { $count } addresses, which still sign in
}
merges-identities = { $count ->
    [one] one way in with another account
   *[other] { $count } ways in with other accounts
}
merges-memberships = { $count ->
    [one] membership of one centre
   *[other] membership of { $count } centres
}
merges-undoable = It can be undone later on the person's page. Being IT coordinator is not inherited.
merges-do = Merge accounts
merges-another = Choose another
merges-not = Go back without merging
merges-has = Includes the account of { $gone } ({ $email })
merges-became = This account is now part of
merges-became-text = Part them before changing anything here.
merges-undo = Part
merges-gone = This account is now part of another: part them before you change it
merges-second-factor = They were not merged: the other account has a second step and this one has none. Have it set up here, or take it away there, and try again.
merges-done-notice = Accounts merged.
merges-undone-notice = Accounts parted again.
merges-address-taken = They cannot be parted: its address is another account’s now, or one of its own is the main one of the account that was kept.

admin-mail-confirm-addition = Confirm another address
admin-mail-address-added = Address added
admin-mail-address-preferred = Main address changed
admin-mail-address-removed = Address removed
admin-mail-merged = Accounts merged
admin-event-person-address-added = added an address to the account of
admin-event-person-address-preferred = changed the main address of
admin-event-person-address-removed = removed an address from the account of
admin-event-person-asked-address = asked to add an address to the account of
admin-event-person-merged = merged another account into that of
admin-event-person-merged-away = closed, merging it into another, the account of
admin-event-person-unmerged = parted again the account of
