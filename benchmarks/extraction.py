"""How much of an article's text is found, how much besides it, and in what time, beside trafilatura alone.

    python benchmarks/extraction.py --data DIR [--quick] [--json]

DIR (or $RASID_BENCH_DATA) holds `extraction/dev/`: `ground-truth.json` ({id: {set, lang, text, file, …}}) and
the pages it names, gzipped. See README.md here.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import mean

import trafilatura
from report import Report, data_folder, progress

from pipelines.extract import extract_text

F1 = 0.965
"""Over all pages; of each set no less than trafilatura's own."""
CORE = ("aeb", "fun", "fev")
CORE_F1 = 0.97
"""Over the sets of news articles together."""
TIME = 1.6
QUICK = 5
"""Every which page is measured with --quick."""
SHINGLE = 4
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True)
class Page:
    """One gold page."""

    set: str
    html: str
    text: str


@dataclass(frozen=True)
class Score:
    """Of one page: shares of what was found that is the article's, of the article that was found; None where
    there is nothing to share."""

    precision: float | None
    recall: float | None


def trafilatura_text(html: str) -> str:
    """trafilatura as its users run it, comments off."""
    return trafilatura.extract(html, include_comments=False) or ""


def trafilatura_alone(html: str) -> object:
    """The least that trafilatura does for text and metadata: the bound of time."""
    return trafilatura.bare_extraction(html, with_metadata=True, include_comments=False)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; each character of a script without spaces is a word."""
    words = _TOKEN.findall(_INVISIBLE.sub("", text))
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)) if words)


def score(page: Page, text: str) -> Score:
    gold, found = shingles(page.text), shingles(text)
    shared = (gold & found).total()
    return Score(shared / found.total() if found else None, shared / gold.total() if gold else None)


def seconds(work: Callable[[str], object], html: str) -> float:
    """CPU time of this process."""
    start = time.process_time()
    work(html)
    return time.process_time() - start


def f1(scores: Iterable[Score]) -> float:
    """The harmonic mean of average precision and average recall."""
    scores = list(scores)
    precision = mean(s.precision for s in scores if s.precision is not None)
    recall = mean(s.recall for s in scores if s.recall is not None)
    return 2 * precision * recall / (precision + recall)


def asked(doc: str | None) -> tuple[list[Page], bool]:
    """The pages that the command line asks for, and whether it wants JSON; ends the program where there are
    none."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0] if doc else None)
    parser.add_argument("--data", type=Path, help="folder with `extraction/` in it, else $RASID_BENCH_DATA")
    parser.add_argument("--half", default="dev", help="subfolder of `extraction/`")
    parser.add_argument("--quick", action="store_true", help=f"every {QUICK}th page")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data = data_folder(options.data)
    if data is None or not (data / "extraction" / options.half / "ground-truth.json").is_file():
        parser.error("no data: give --data DIR or set RASID_BENCH_DATA to the folder that holds extraction/")
    return pages(data / "extraction" / options.half, options.quick), options.json


def pages(folder: Path, quick: bool) -> list[Page]:
    gold = list(json.loads((folder / "ground-truth.json").read_text("utf-8")).values())
    return [
        Page(
            p["set"], gzip.decompress((folder / p["file"]).read_bytes()).decode("utf-8", "replace"), p["text"]
        )
        for p in gold[:: QUICK if quick else 1]
    ]


def measure(measured: list[Page]) -> Report:
    ours: dict[str, list[Score]] = defaultdict(list)
    theirs: dict[str, list[Score]] = defaultdict(list)
    our_time = their_time = 0.0
    for number, page in enumerate(measured):
        ours[page.set].append(score(page, extract_text(page.html)))
        theirs[page.set].append(score(page, trafilatura_text(page.html)))
        our_time += seconds(extract_text, page.html)
        their_time += seconds(trafilatura_alone, page.html)
        if number % 50 == 0:
            progress(f"{number} of {len(measured)} pages")
    every, baseline = chain.from_iterable(ours.values()), chain.from_iterable(theirs.values())
    report = Report(
        {
            "pages": len(measured),
            "pages by set": "  ".join(f"{name} {len(scores)}" for name, scores in ours.items()),
            "trafilatura: F1 over all pages": round(f1(baseline), 4),
            "ms per page": round(1000 * our_time / len(measured), 1),
            "trafilatura: ms per page": round(1000 * their_time / len(measured), 1),
        }
    )
    report.at_least("F1 over all pages", f1(every), F1)
    report.at_least(f"F1 over {'+'.join(CORE)}", f1(chain.from_iterable(ours[s] for s in CORE)), CORE_F1)
    for name in sorted(ours, key=lambda name: -len(ours[name])):
        report.at_least(f"F1 over {name}", f1(ours[name]), round(f1(theirs[name]), 4))
    report.at_most("time, as a multiple of trafilatura's", our_time / their_time, TIME)
    return report


def main() -> int:
    measured, as_json = asked(__doc__)
    return measure(measured).finish(as_json)


if __name__ == "__main__":
    sys.exit(main())
