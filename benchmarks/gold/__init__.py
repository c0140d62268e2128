"""Article pages of our own: texts written for them, put into pages as newsrooms build them.

texts.py    articles/LANG.yaml and wording/LANG.yaml: the articles, and a site's own words
embeds.py   social posts in each of the forms that platforms and CMSes give out
layouts/    one module per kind of site
sentences/  LANG.txt: paragraphs, a sentence a line, for sentences.py
pages.py    which article stands in which layout; the page and what belongs to its text
"""
