"""What is gained by learning an outlet's furniture from its articles, and what is lost by it.

    python benchmarks/learnt.py [--quick] [--json]

Each kind of site in each language is an outlet with all gold articles of that language, crawled in order:
once as they are, once without the rules of wording, as in a language that has none. See README.md here.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from gold.layouts import LAYOUTS
from gold.pages import Page, outlet
from gold.texts import LANGUAGES
from own_pages import lines_left, words
from report import Report, progress

from crawler.document import Document, body_text
from crawler.store import Store
from crawler.store.outlets import SENTENCE_ARTICLES
from pipelines.extract import extract
from pipelines.extraction.learnt import read, without

LEFT = 0.3
"""Share of the lines which may still be there after learning: those that stand among an article's own."""
QUICK = 5
"""Every which kind of site is an outlet with --quick."""


@dataclass
class Tally:
    """Over the articles after the first SENTENCE_ARTICLES of each outlet: lines of furniture in their texts
    without what was learnt and with it, lines of the articles that were taken for furniture."""

    articles: int = 0
    left: int = 0
    left_after: int = 0
    taken: int = 0


def crawl(pages: list[Page], store: Store, tally: Tally) -> None:
    """The pages of one outlet, one after the other, as a crawl would settle them."""
    host = f"{pages[0].language}.{pages[0].layout}.example"
    for number, page in enumerate(pages):
        whole = extract(page.html, page.url)
        document = without(whole, store.outlets.furniture(host), lambda line: False)
        store.outlets.record(host, read(document), datetime.now(UTC))
        if number >= SENTENCE_ARTICLES:
            tally.articles += 1
            tally.left += _furniture_in(page, whole)
            tally.left_after += _furniture_in(page, document)
            gold = words(page.text)
            tally.taken += sum(words(line.text) in gold for line in document.extraction.furniture)


def _furniture_in(page: Page, document: Document) -> int:
    return sum(len(lines_left(page, lines, body_text(document))) for lines in page.furniture.values())


def measure(quick: bool) -> Report:
    known, unknown = Tally(), Tally()
    for language in LANGUAGES:
        for layout in LAYOUTS[:: QUICK if quick else 1]:
            progress(f"{language} {layout.name}")
            pages = outlet(language, layout)
            with TemporaryDirectory() as folder, Store(Path(folder)) as store:
                crawl(pages, store, known)
            with (
                TemporaryDirectory() as folder,
                Store(Path(folder)) as store,
                patch("pipelines.extract.drop_furniture", lambda blocks, linked: None),
            ):
                crawl(pages, store, unknown)
    report = Report({"articles after the first ones of an outlet": known.articles})
    for name, tally in (("", known), (", the wording unknown", unknown)):
        report.figures[f"lines of furniture in their texts{name}"] = tally.left
        report.figures[f"the same, with what was learnt{name}"] = tally.left_after
        report.at_most(f"lines of an article taken for furniture{name}", tally.taken, 0)
    share = unknown.left_after / max(1, unknown.left)
    report.at_most("lines of furniture left, as a share, the wording unknown", share, LEFT)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help=f"every {QUICK}th kind of site")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    return measure(options.quick).finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
