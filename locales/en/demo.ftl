# The demonstration: who can sign in.

demo-title = Demonstration
demo-text = Sign in as any of these people. They and their tickets are invented, and no e-mail leaves.
demo-role-admin = Administrator
demo-role-technician = Technician
demo-role-coordinator = IT coordinator
demo-role-requester = Requester
