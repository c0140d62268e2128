"""How much of our own gold pages' text is found, their posts, and what is left of the sites around them.

    python benchmarks/own_pages.py [--quick | --all] [--json] [--language L] [--show ID] [--write DIR]

The pages are made by `gold/`: nothing is downloaded. See README.md here.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from extraction import Page as Scored
from extraction import Score, f1, score, trafilatura_text
from gold.layouts import LAYOUTS
from gold.pages import LAYOUTS_OF_AN_ARTICLE, GoldPost, Page, pages
from gold.texts import LANGUAGES
from report import Report, progress

from crawler.document import Document, Post
from pipelines.extract import extract, extract_text

F1 = 0.97
POSTS = 0.98
QUICK = 3
"""Every which page is measured with --quick."""
WORST = 12
"""How many pages are named."""
LONG = 15
"""Characters from which a line of furniture is also looked for inside of a longer line; shorter ones are
words that an article has too."""
ZERO_WIDTH_NON_JOINER = "\u200c"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Outcome:
    """What became of one page: posts that were not found or lost their words, addresses of posts that are
    none, words that were joined, furniture that is left, by kind."""

    page: Page
    score: Score
    alone: Score
    unfound: list[GoldPost]
    lost: list[GoldPost]
    invented: list[str]
    joined: set[str]
    left: dict[str, list[str]]

    @property
    def f1(self) -> float:
        return f1_of([self.score])


def f1_of(scores: list[Score]) -> float:
    """0 where nothing was found at all."""
    return f1(scores) if any(s.recall and s.precision for s in scores) else 0.0


def outcome(page: Page) -> Outcome:
    document, text = extract(page.html, page.url), extract_text(page.html, page.url)
    gold = Scored(page.layout, "", page.text)
    return Outcome(
        page,
        score(gold, without_captions(page, text)),
        score(gold, without_captions(page, trafilatura_text(page.html))),
        [post for post in page.posts if not is_found(post, document)],
        [post for post in page.posts if words(post.text) not in words(text)],
        [post.url or post.platform for post in document.posts if not any(is_it(p, post) for p in page.posts)],
        joined(page.text, text),
        {kind: left for kind, lines in page.furniture.items() if (left := lines_left(page, lines, text))},
    )


def words(text: str) -> str:
    """The text as words alone, for one to be found in another."""
    return f" {' '.join(_WORD.findall(text))} " if text else " "


def joined(gold: str, text: str) -> set[str]:
    """Words that lost the zero-width non-joiners that hold their parts apart."""
    found = set(text.split())
    apart = {word for word in gold.split() if ZERO_WIDTH_NON_JOINER in word}
    return {word for word in apart if word.replace(ZERO_WIDTH_NON_JOINER, "") in found}


def without_captions(page: Page, text: str) -> str:
    """Captions may be found or not."""
    captions = tuple(page.captions)
    return "\n".join(line for line in text.splitlines() if not (captions and line.startswith(captions)))


def is_found(post: GoldPost, document: Document) -> bool:
    return any(is_it(post, found) for found in document.posts)


def is_it(post: GoldPost, found: Post) -> bool:
    return post.platform == found.platform and post.key in (found.url or "")


def lines_left(page: Page, furniture: list[str], text: str) -> list[str]:
    """The lines of furniture that stand in the text: as a line, long ones anywhere."""
    lines, running, gold = {words(line) for line in text.splitlines()}, words(text), words(page.text)
    distinct = {words(line): line for line in furniture}.values()
    return [
        line
        for line in distinct
        if words(line) not in gold
        and (words(line) in lines or (len(line) >= LONG and words(line) in running))
    ]


def measure(measured: list[Page]) -> tuple[Report, list[Outcome]]:
    outcomes = []
    for number, page in enumerate(measured):
        outcomes.append(outcome(page))
        if number % 20 == 0:
            progress(f"{number} of {len(measured)} pages")
    languages = _grouped(outcomes, lambda o: o.page.language)
    layouts = _grouped(outcomes, lambda o: o.page.layout)
    report = Report(
        {
            "pages by language": _counts(languages),
            "trafilatura: F1 by language": _f1s(languages, lambda o: o.alone),
            "F1 by layout": _f1s(layouts, lambda o: o.score),
            "trafilatura: F1 by layout": _f1s(layouts, lambda o: o.alone),
            "posts not found, by form": _posts([p for o in outcomes for p in o.unfound]),
            "posts whose words are lost, by form": _posts([p for o in outcomes for p in o.lost]),
            "lines left, by kind": _left(outcomes),
        }
    )
    for language, group in languages.items():
        report.at_least(f"F1, {language}", f1_of([o.score for o in group]), F1)
    posts = sum(len(o.page.posts) for o in outcomes)
    report.at_least("posts found", 1 - sum(len(o.unfound) for o in outcomes) / posts, POSTS)
    report.at_most("posts whose words are lost", sum(len(o.lost) for o in outcomes), 0)
    report.at_most("posts that are none", sum(len(o.invented) for o in outcomes), 0)
    report.at_most("words joined", sum(len(o.joined) for o in outcomes), 0)
    for kind in ("ad code", "comment form"):
        report.at_most(f"lines of {kind} left", sum(len(o.left.get(kind, [])) for o in outcomes), 0)
    return report, outcomes


def _grouped(outcomes: list[Outcome], key: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for o in outcomes:
        groups[key(o)].append(o)
    return groups


def _counts(groups: dict[str, list[Outcome]]) -> str:
    return "  ".join(f"{name} {len(group)}" for name, group in groups.items())


def _f1s(groups: dict[str, list[Outcome]], side: Callable[[Outcome], Score]) -> str:
    return "  ".join(f"{name} {f1_of([side(o) for o in group]):.4f}" for name, group in groups.items())


def _posts(posts: list[GoldPost]) -> str:
    forms = [post.form for post in posts]
    return "  ".join(f"{form} {forms.count(form)}" for form in sorted(set(forms))) or "none"


def _left(outcomes: list[Outcome]) -> str:
    kinds = {kind for o in outcomes for kind in o.left}
    return "  ".join(f"{k} {sum(len(o.left.get(k, [])) for o in outcomes)}" for k in sorted(kinds)) or "none"


def print_worst(outcomes: list[Outcome]) -> None:
    for o in sorted(outcomes, key=lambda o: o.f1)[:WORST]:
        print(f"{o.f1:.4f}  {o.page.id}", file=sys.stderr)


def show(page: Page) -> int:
    """What is missing (-) and what is too much (+), line by line as words, and the rest that is wrong."""
    o = outcome(page)
    found = without_captions(page, extract_text(page.html, page.url))
    print(f"{page.id}  F1 {o.f1:.4f}")
    gold_words, found_words = ([words(line) for line in text.splitlines()] for text in (page.text, found))
    for line in difflib.unified_diff(gold_words, found_words, lineterm="", n=0):
        if not line.startswith(("---", "+++", "@@")):
            print(line)
    for name, posts in (("post not found", o.unfound), ("post's words lost", o.lost)):
        for post in posts:
            print(f"{name}: {post.form} {post.url} {post.text}")
    for url in o.invented:
        print(f"no post: {url}")
    for kind, lines in o.left.items():
        for line in lines:
            print(f"{kind} left: {line}")
    return 0


def write(written: list[Page], folder: Path) -> int:
    """Each page as ID.html, what belongs to it as ID.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in written:
        (folder / f"{page.id}.html").write_bytes(page.html)
        gold = {key: value for key, value in asdict(page).items() if key != "html"}
        (folder / f"{page.id}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=2), "utf-8")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help=f"every {QUICK}rd page")
    parser.add_argument("--all", action="store_true", help="every article in every layout, in minutes")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="this language alone")
    parser.add_argument("--show", metavar="ID", help="what is wrong on one page")
    parser.add_argument("--write", metavar="DIR", type=Path, help="the pages and their gold as files")
    options = parser.parse_args()
    layouts = len(LAYOUTS) if options.all else LAYOUTS_OF_AN_ARTICLE
    chosen = [page for language in options.language or LANGUAGES for page in pages(language, layouts)]
    if options.show:
        return show(next(page for page in chosen if page.id == options.show))
    if options.write:
        return write(chosen, options.write)
    report, outcomes = measure(chosen[:: QUICK if options.quick else 1])
    print_worst(outcomes)
    return report.finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
