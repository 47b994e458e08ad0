# The record: filters, a copy to take away, and what is recorded of sign-ins.

audit-filter-what = What happened
audit-filter-since = From
audit-filter-until = To
audit-export = Download what the filters show:
audit-export-csv = Spreadsheet (CSV)
audit-export-jsonl = For programs (JSON)
audit-nobody = an address without an account
audit-person-sign-in-failed = refused an attempt to sign in to the account of
audit-person-signed-out = signed out
audit-setting-exported = downloaded a copy of
audit-data-format = Format
audit-data-provider = Provider
audit-data-since = From
audit-data-until = To
audit-data-tries = Tries in a row
audit-data-tries-of-address = Tries from that address
audit-data-way = With
audit-data-why = Reason
audit-way-password = password
audit-way-link = link in a mail
audit-way-provider = account elsewhere
audit-way-first-run = first run
audit-why-password = wrong address or password
audit-why-unconfirmed = address not confirmed
audit-why-closed = account not active
audit-why-current = wrong current password
