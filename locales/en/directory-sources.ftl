# Which directory sends what, and how far its word reaches.
admin-group-source = Directory
admin-token-scim = Speak for a directory
directories-address-of-closed = That address belongs to a closed account that was somebody else's. An administrator can change its address or open it again.
merges-two-users = A directory keeps both accounts. Merge them there, or take one out of it, and try again.
mail-elsewhere-title = Your password is in your directory
mail-elsewhere-lead = You asked for another password. Your role here comes from the directory of your company or school, so you sign in with your user name and password of there. If you do not remember it, ask who looks after it.
mail-elsewhere-after = If it was not you, do nothing: your account is as it was.
admin-mail-password-elsewhere = The password is in their directory
