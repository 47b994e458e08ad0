# Which directory sends what, and how far its word reaches.
admin-group-source = Directory
admin-token-scim = Speak for a directory
directories-address-of-closed = That address belongs to a closed account that was somebody else's. An administrator can change its address or open it again.
merges-two-users = A directory keeps both accounts. Merge them there, or take one out of it, and try again.
