look-over-notice = The time to see as this person is over, or their account is open no longer. You are yourself again.
look-over-unsent-notice = The time to see as this person is over, or their account is open no longer. You are yourself again, and what you just sent was not saved.
