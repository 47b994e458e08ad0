# Companies' directories: signing in with their user name, and what each group is here.
accounts-directory-hint = The user name from your school or company works too.
accounts-directory-has-account = You already have an account here with that address and another password. Sign in with it and the two will be joined; if you do not remember it, ask for a new one.
accounts-directory-no-account = Your school or company knows you, but you have no account here. Ask whoever is responsible there for access.
accounts-directory-silent = The directory of your school or company does not answer. Try again in a few minutes.
admin-object-group = Directory groups
admin-event-person-deprovisioned = closed, for their directory, the account of
admin-event-group-added = added the group
admin-event-group-changed = changed the group
admin-event-group-deleted = deleted a group
admin-event-group-mapped = said what is here the group
admin-event-group-members-changed = changed who is in the group
api-scim-filter = The filter cannot be understood, or compares something that cannot be compared.
api-scim-path = The path of the change cannot be understood.
api-scim-read-only = Only this service changes that.
