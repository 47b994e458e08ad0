# Confirming the address in another browser than the one in which the account was made.

confirm-elsewhere = The account was not made in this browser. In case somebody else typed your address, we will now ask you to choose the password: only yours will count.
