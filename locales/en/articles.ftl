# Self-help: frequent questions and guides.

articles-faq = Frequent questions

## Notices

articles-spared-notice = We are glad you have solved it. Thank you for telling us: now we know which guides help.

## What cannot be

articles-title-missing = Enter a title
articles-body-missing = Write the text of the guide
