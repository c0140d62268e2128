"""The steps of extraction, one per file; `pipelines.extract` chains them.

tree         markup → one lxml tree, refused when absurdly deep
metadata     title, authors, outlet, dates … from the whole tree (jsonld, published, dates, paywall)
posts        embedded social posts taken out of the tree, a marker left where each stood (platforms, credits)
furniture    what the names in the markup say is not the article (widgets.txt)
blocks       tree → runs of text in document order: the unit that everything after works on
plain        the same blocks out of plain text
later        a second article below the first, taken out
vast         pages too large for what follows: told apart, and bounded
body         which blocks are the article: trafilatura's choice
complete     what that choice left out although it stands among it
tails        posts of which only text is left: a credit line, a bare address
place        which posts belong to the article
standfirst   the introduction that extractors lose
code         program code that leaked into the text
flat         text without line breaks and punctuation
titles       the title, repeated in a page or first line of a text
readers      what readers wrote below the article
lines        what a line says: prompts, forms, share bars, credits (wording, phrases/)
cues         lines that lead to other articles, and their titles
introduced   lists that a sentence of the article introduces
links        lines that are a link and little else
repetition   text that stands there twice
cut          whether what is left is a teaser
assemble     blocks and posts → segments
learnt       lines that the outlet repeats: what a page teaches of them, a document without them
"""
