# Self-help: frequent questions and guides.

articles-faq = Frequent questions

## Notices

articles-spared-notice = We are glad you have solved it. Thank you for telling us: now we know which guides help.

## What cannot be

articles-title-missing = Enter a title
articles-body-missing = Write the text of the guide

## Opening a ticket: the margin with questions

articles-faq-lead = They follow what you write.
articles-one-suggestion = 1 suggestion
articles-many-suggestions = { "{n}" } suggestions
articles-read = Read the guide
articles-solved-it = This has solved it
articles-none-yet = No guides have been published yet.

## Help

articles-title = How can we help?
articles-lead = Short guides and frequent questions that solve everyday IT problems.
articles-search = Search the help
articles-search-example = printer, password, wifi…
articles-popular = Most read
articles-found = { $count ->
    [0] Nothing with “{ $q }”
    [one] { $count } guide with “{ $q }”
   *[other] { $count } guides with “{ $q }”
}
articles-none-found = Try fewer words, or other ones.
articles-not-found-title = Cannot find it?
articles-not-found-text = Tell us and a technician will look at it.
articles-helpful = Did it help?
articles-still-broken = I still have the problem
articles-updated = Last updated: { $when }
