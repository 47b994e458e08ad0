# Companies' directories: signing in with their user name, and what each group is here.
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
