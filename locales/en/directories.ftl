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
admin-directories = Directories
admin-directories-text = The accounts that a client's directory keeps, and what each group is here.
admin-directories-lead = A client can add and close its people's accounts from its own directory. You decide what each of its groups is here.
admin-groups = Groups that the directory sends
admin-groups-text = A group gives nothing until you say so. What a group gives is lost on leaving it; what was given by hand stays.
admin-groups-none = No directory has sent groups yet.
admin-scim-address = SCIM address
admin-group-meaning = What it is here
admin-group-nothing = Nothing yet
admin-group-belongs = of { $name }
admin-group-coordinates = IT coordinator of { $name }
admin-group-lead = Say what the people of this group are here. It applies as soon as you save.
admin-group-no-role = The one they have
admin-group-role-hint = A higher role that somebody gave by hand is respected.
admin-group-no-organization = None
admin-group-coordinator = They are IT coordinators of that organization
admin-group-empty = Nobody is in this group.
admin-group-more = { $count ->
    [one] and one more person
   *[other] and { $count } more people
}
admin-ldap = Directories that check the password
admin-ldap-text = Their people sign in here with the user name and password from there. They are set in the program's configuration.
admin-ldap-none = None is set up.
admin-ldap-any = By user name only
admin-ldap-by-group = By their group

admin-data-added = Joined
admin-data-removed = Left
admin-data-directory = Directory
