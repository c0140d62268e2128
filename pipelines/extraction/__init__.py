"""The steps of extraction, one per file; `pipelines.extract` chains them.

tree         markup → one lxml tree, refused when absurdly deep
metadata     title, authors, outlet, dates, canonical URL … from the whole tree
posts        embedded social posts taken out of the tree, a marker left where each stood
furniture    what the page's structure says is not the article
blocks       tree → runs of text in document order: the unit that everything after works on
body         which blocks are the article: trafilatura, and witnesses where it is in doubt
standfirst   the introduction that extractors lose
lines        wording: prompts, cues, comment forms, code, credits
repetition   text that stands there twice
plain        the same blocks out of plain text
assemble     blocks and posts → segments
"""
