# To whom each ticket goes: categories, teams and rules.

## Categories

routing-category = Category
routing-categories = Categories
routing-categories-text = What each ticket is about: printers, network, programs…
routing-categories-lead = They sort the tickets and may decide to whom they go.
routing-categories-none = There is no category yet.
routing-category-add = Add category
routing-category-unused = It is archived. If you save it, it is in use again.
routing-category-archive-title = Archive this category
routing-category-archive-text = It can no longer be chosen. Tickets that have it keep it.

## Teams

routing-team = Team
routing-teams = Teams
routing-teams-text = Groups of technicians who share tickets out.
routing-teams-lead = When a rule names a team, the ticket goes to the one with the fewest open tickets among those who attend that client.
routing-teams-none = There is no team yet.
routing-team-add = Add team
routing-team-members = Technicians
routing-team-empty = Nobody

## Rules

routing-rules = Routing rules
routing-rules-text = Which technician each ticket goes to, and why.
routing-rules-lead = They are read from the top. The first that holds decides, and the ticket says which one it was.
routing-rules-none = There is no rule yet.
routing-rules-end = If none holds, the ticket goes to the usual technician of the organization; without one, to whoever has the fewest open tickets of those who attend it. If nobody attends it, it stays unassigned and the administrators are told.
routing-rule-add = Add rule
routing-rule-name-hint = The ticket shows it: “By the rule ‘Wifi’”.
routing-rule-enabled = Rule is on
routing-rule-off = Off
routing-rule-up = Move the rule { $name } up
routing-rule-down = Move the rule { $name } down
routing-up = Up
routing-down = Down
routing-rule-delete = Delete the rule
routing-rule-delete-text = The tickets that it sent stay as they are.
routing-rule-delete-yes = Yes, delete the rule
routing-when = When it holds
routing-when-hint = All that you fill in must be so. With nothing, it always holds.
routing-then = To whom the ticket goes
routing-then-hint = A technician or a team: one of the two.
routing-technician = Technician
routing-priority = Priority
routing-subject = Subject
routing-words = Words of the subject
routing-words-hint = Separated by commas; one is enough. Example: wifi, network, internet.
routing-location-hint = What is inside it counts, too.
routing-places-hint = To choose a location, choose the company or school first.
routing-any = Any
routing-any-f = Any
routing-none-f = None

## A rule, said in words

routing-always = Always: goes to { $target }
routing-if = If { $conditions }, goes to { $target }
routing-if-organization = the organization is { $name }
routing-if-category = the category is { $name }
routing-if-location = the place is { $name }
routing-if-priority = the priority is { $name }
routing-if-words = the subject has any of these words: { $words }
routing-to-team = who has the fewest tickets in { $team }
routing-to-nobody = nobody

## Try out

routing-try = What would happen to this ticket
routing-try-button = Try out
routing-try-goes-to = It would go to
routing-try-nobody = It would stay unassigned
routing-reason-rule = By the rule “{ $rule }”.
routing-reason-least-loaded = By the rule “{ $rule }”: of “{ $team }”, the one with the fewest open tickets ({ $open }).
routing-reason-organization = No rule holds: the usual technician of the organization.
routing-reason-nobody = No rule holds and nobody attends this organization.

## What cannot be

routing-name-missing = Enter a name
routing-target-missing = Choose a technician or a team, but only one of the two
routing-category-unknown = Choose a category from the list
routing-reason-attending = No rule holds and the organization has no usual technician: of those who attend it, the one with the fewest open tickets ({ $open }).
