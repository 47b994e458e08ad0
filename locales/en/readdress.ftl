# Somebody else changes the address of an account: the one before is told, not which one it is now.

mail-address-replaced-title = The address of your account has changed
mail-address-replaced-lead = Somebody of the administration, or the directory of your company or school, has put another address into your account at { $desk }. We write there from now on, and this address opens the account no longer.
mail-address-replaced-after = If you did not ask for it nor expect it, tell us.
admin-mail-address-replaced = Address changed by the administration
