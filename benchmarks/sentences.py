"""How well the ends of sentences are found, beside sentencex alone and other splitters.

    python benchmarks/sentences.py [--data DIR] [--show LANGUAGE] [--json]

Gold: gold/sentences/LANGUAGE.txt. DIR (or $RASID_BENCH_DATA), where there is one, holds `language/`: the news
sentences of its `dev/sentence.tsv` are joined by fives and taken apart again. See README.md here.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import regex
from report import Report, data_folder
from sentence_peers import Splitter, installed

from crawler.sentences import sentences

GOLD = Path(__file__).parent / "gold" / "sentences"
HALVES = ("dev", "kept back")
"""Which paragraphs: the first, third, …, on which the rules were set, or the second, fourth, …"""
UNSPACED = frozenset({"zh", "ja"})
TOGETHER = 5
"""Sentences of outside data in one text."""
F1 = 0.97
EXACT = 0.94
FALSE = 0.05
"""Most false boundaries per true one."""

_IGNORED = regex.compile(r"[\s\p{Cf}\p{Variation_Selector}]|(?=\P{ASCII})\p{Extended_Pictographic}")
"""What may stand on either side of a boundary."""


@dataclass(frozen=True)
class Paragraph:
    """`ends` are where sentences end; at `either` one may. Both in characters that are not _IGNORED."""

    text: str
    ends: frozenset[int]
    either: frozenset[int]


@dataclass
class Count:
    """Boundaries between the sentences of a text; sentences with both their boundaries and none inside."""

    hits: int = 0
    missed: int = 0
    false: int = 0
    exact: int = 0
    total: int = 0

    def f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + self.missed + self.false)


def place(text: str, end: int) -> int:
    return len(_IGNORED.sub("", text[:end]))


def paragraph(pieces: Iterable[tuple[str, str, bool]]) -> Paragraph:
    """A text of sentences, each with the white space before it and whether it surely ends where it ends."""
    text = ""
    ends: dict[bool, set[int]] = {True: set(), False: set()}
    for gap, sentence, sure in pieces:
        text += (gap if text else "") + sentence
        ends[sure].add(place(text, len(text)))
    return Paragraph(text, frozenset(ends[True]), frozenset(ends[False]))


def gap(language: str) -> str:
    return "" if language in UNSPACED else " "


def gold(language: str) -> list[Paragraph]:
    """A line is a sentence, an empty one ends a paragraph. A sentence after `+` follows without a space, one
    after `/` in a new line; behind a `~` at its end a boundary may be or not."""

    def read(line: str) -> tuple[str, str, bool]:
        before = {"+": "", "/": "\n"}.get(line[0], gap(language))
        return before, line.lstrip("+/").rstrip("~ "), not line.endswith("~")

    blocks = (GOLD / f"{language}.txt").read_text("utf-8").strip().split("\n\n")
    return [paragraph(map(read, block.splitlines())) for block in blocks]


def outside(path: Path) -> Iterator[tuple[str, list[Paragraph]]]:
    """(language, texts of TOGETHER sentences each)."""
    by_language: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            by_language[row["lang"]].append(row["text"].strip())
    for name, texts in by_language.items():
        language = name.split("-")[0]
        whole = [(gap(language), text, True) for text in texts]
        yield language, [paragraph(whole[i : i + TOGETHER]) for i in range(0, len(whole), TOGETHER)]


def errors(gold: Paragraph, found: Iterable[int]) -> tuple[set[int], set[int], set[int]]:
    """Boundaries that are right, missed, false."""
    whole = place(gold.text, len(gold.text))
    told = {place(gold.text, end) for end in found} - gold.either - {0, whole}
    true = gold.ends - {whole}
    return told & true, true - told, told - true


def add(count: Count, gold: Paragraph, found: Iterable[int]) -> None:
    right, missed, false = errors(gold, found)
    count.hits += len(right)
    count.missed += len(missed)
    count.false += len(false)
    start = 0
    for end in sorted(gold.ends):
        count.total += 1
        count.exact += not missed & {start, end} and not any(start < at < end for at in false)
        start = end


Data = list[tuple[str, list[Paragraph]]]
"""Texts by language."""


def measured(data: Data, splitter: Splitter) -> tuple[list[Count], float]:
    """The count of each language, and microseconds of CPU per sentence."""
    start = time.process_time()
    found = [[list(splitter(p.text, language)) for p in paragraphs] for language, paragraphs in data]
    seconds = time.process_time() - start
    counts = []
    for (_, paragraphs), ends in zip(data, found, strict=True):
        counts.append(Count())
        for each, its_ends in zip(paragraphs, ends, strict=True):
            add(counts[-1], each, its_ends)
    return counts, 1e6 * seconds / sum(count.total for count in counts)


def mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def tell(report: Report, kind: str, name: str, data: Data, splitter: Splitter) -> None:
    counts, microseconds = measured(data, splitter)
    f1, exact = mean(c.f1() for c in counts), mean(c.exact / c.total for c in counts)
    missed, false = sum(c.missed for c in counts), sum(c.false for c in counts)
    true = missed + sum(c.hits for c in counts)
    report.figures[f"{kind}, {name}"] = (
        f"F1 {f1:.3f}, exactly right {exact:.3f}, missed {missed} and false {false} of {true}, "
        f"{microseconds:.0f} µs a sentence"
    )
    by_language = zip((language for language, _ in data), counts, strict=True)
    report.figures[f"{kind}, {name}, F1"] = "  ".join(f"{each} {c.f1():.2f}" for each, c in by_language)
    if (kind, name) == ("kept back", "rasid"):
        report.at_least("F1", f1, F1)
        report.at_least("exactly right", exact, EXACT)
        report.at_most("false boundaries per true one", false / true, FALSE)


def own(text: str, language: str) -> list[int]:
    return [end for _, end in sentences(text, language)]


def show(language: str) -> None:
    """The errors on the dev half."""
    for each in gold(language)[::2]:
        _, missed, false = errors(each, own(each.text, language))
        at = {place(each.text, end): end for end in range(len(each.text), -1, -1)}
        for name, places in (("missed", missed), ("false", false)):
            for end in (at[p] for p in sorted(places)):
                print(f"{name}: {each.text[max(0, end - 40) : end]}⟂{each.text[end : end + 20]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="else $RASID_BENCH_DATA")
    parser.add_argument("--show", metavar="LANGUAGE", help="the errors on the dev half, nothing else")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.show:
        show(options.show)
        return 0
    languages = sorted(path.stem for path in GOLD.glob("*.txt"))
    kinds = {
        half: [(language, gold(language)[number::2]) for language in languages]
        for number, half in enumerate(HALVES)
    }
    folder = data_folder(options.data)
    if folder is not None:
        kinds["outside"] = list(outside(folder / "language" / "dev" / "sentence.tsv"))
    report = Report()
    for kind, data in kinds.items():
        for name, splitter in (("rasid", own), *installed()):
            tell(report, kind, name, data, splitter)
    return report.finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
