# What the virus scanner says of files.

## In the ticket, beside each file

scans-waits = Being scanned… You can download it as soon as that is done.
scans-infected = Blocked: it contains malware.
scans-infected-by = Blocked: it contains malware ({ $malware }).
scans-unknown = Blocked: it is too large to be scanned.
scans-too-large = Not scanned: it is too large for the virus scanner.
scans-late = Not scanned: the virus scanner does not answer. Open it only if you were expecting this file.
scans-picture-waits = Picture: being scanned…
scans-picture-blocked = Blocked picture
scans-done = The files have been scanned.

## What happened, after the name

scans-ticket-event = blocked “{ $file }”: it contains malware ({ $malware })
scans-event = blocked a file with malware in
scans-setting = Scanning of files
scans-data-file = File
scans-data-malware = Malware

## While downloading

scans-wait-title = We are scanning the file
scans-wait-text = The virus scanner looks at it before anybody can download it. That usually takes seconds: wait a little and reload this page.
scans-infected-title = We have blocked the file
scans-infected-text = It contains malware, so nobody can download it. If you sent it, scan your computer for viruses. If you need it, ask in the ticket for another copy from whoever sent it.
scans-unknown-title = This file cannot be downloaded
scans-unknown-text = It is too large for the virus scanner, and here only what was scanned can be downloaded. Ask in the ticket for it in smaller parts.
scans-api-unknown = The virus scanner cannot look at the file, and only what was scanned is handed out.

## The mail to whoever attends the ticket

scans-mail = File with malware
mail-infected-title = We have blocked a file in ticket #{ $number }
mail-infected-lead = “{ $file }” contains malware ({ $malware }). Nobody can download it. Tell whoever sent it: their computer may be infected.
