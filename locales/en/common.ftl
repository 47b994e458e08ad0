# What appears everywhere. The keys are the same in every language.

## Page and navigation

page-title = { $title } · { $site }
nav-main = Main
nav-skip = Skip to content
nav-support = Support
nav-open-ticket = Open a ticket
nav-my-tickets = My tickets
nav-help = Help
nav-queue = Queue
nav-admin = Administration
nav-search = Search
nav-search-page = Search
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-sign-up = Create account
nav-account = My account
nav-language = Language
nav-theme = Theme
nav-breadcrumbs = Breadcrumbs
nav-pages = Pages
theme-system = Same as the system
theme-light = Light
theme-dark = Dark

## Actions

action-add = Add
action-edit = Edit
action-next-page = Next page
action-remove = Remove
action-save = Save
action-send = Send
action-try-again = Try again

## Forms

form-required-note = Fields marked with * are required.
form-optional = optional
form-problem-title = There is a problem
form-error-prefix = Error: { "" }
form-choose = Choose an option
form-draft-saved = Draft saved at { $time }
form-draft-restored = We have brought back what you were writing.
form-unsent-sign-in = Your session had ended, and nothing was sent. Sign in and you will be back at the form.
form-unsent = Nothing has been sent yet: your session had ended. Check the form and send it again.

## Notices

status-saved = Saved
status-deleted = Deleted
status-no-results = Nothing matches the search
status-yes = Yes
status-no = No
# The words of another person, quoted
common-quoted = “{ $text }”

## Footer

footer-urgent = Urgent?

## Lists

list-more = { $head }, { $item }
list-last = { $head } and { $item }
# Spanish needs another word here; English does not.
list-last-before-i = { $head } and { $item }

## Sizes, in units of 1024

size-bytes = { $size } B
size-kilobytes = { $size } KB
size-megabytes = { $size } MB
size-gigabytes = { $size } GB
size-terabytes = { $size } TB

## Time: days go from 2 to 6, so there is no singular

time-now = just now
time-minutes-ago = { $count } min ago
time-hours-ago = { $count } h ago
time-yesterday = yesterday
time-days-ago = { $count } days ago
time-in-minutes = in { $count } min
time-in-hours = in { $count } h
time-tomorrow = tomorrow
time-in-days = in { $count } days

duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $count } h
duration-hours-minutes = { $hours } h { $minutes } min

date-in-year = { $day } { $month }
date-with-year = { $day } { $month } { $year }
date-long = { $weekday }, { $day } { $month } { $year }
date-time = { $date }, { $time }

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
