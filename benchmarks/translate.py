"""Sentences a second of Rasid's translation and of argostranslate: same packages, texts, cores and beam.

.venv/bin/python benchmarks/translate.py [--quick] [--json]
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

import psutil
from gold.texts import Article, articles
from report import Report, progress
from translation_package import make_package, packed
from translation_sides import SOURCE, Guards, LibrarySide, RasidSide, Rendered, sentences_of

from consumers.argos.engine import GROWTH
from consumers.argos.loaded import LoadedModels
from consumers.argos.store import install_file, installed
from consumers.translate import BATCH_CHARACTERS, TranslateConsumer
from crawler.document import Document, Segment
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.watch import load
from pipelines.match import Matcher

WARM_UP = "هل بدأ القطار رحلته؟"
TOPICS = [{"name": "huawei", "query": "huawei OR train"}]
TINY = Path(__file__).parents[1] / "tests" / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
CORES = sorted(os.sched_getaffinity(0))
LIBRARY_MOST = 256
"""Tokens at which ctranslate2 ends an output unless told otherwise, and the library does not tell."""
ENDLESS = "an endless loop, which Rasid ends elsewhere"
SPEED = {1: 2.2, 2: 3.5}
"""Rasid's, as a multiple of the library's, by cores."""
LIBRARY_THREADS = {1: (1,), 2: (0, 1)}
"""A sentence, by cores; 0 is the library's default. Two threads on one core, which that would be, and on two
cores that are busy, are slower than one; of several the fastest counts."""
IDENTICAL = 0.98
REMEMBERED = 50
"""Speed with the memory warm, as a multiple of translating's."""
COPIES = 500
QUICK_CHARACTERS, QUICK_COPIES = 2_000, 50
MIB = 1024**2

P = ParamSpec("P")
R = TypeVar("R")


def texts_of(article: Article) -> Iterator[str]:
    """The Arabic texts of an article, as its segments have them."""
    yield article.title
    for item in article.body:
        if item.post:
            yield from [item.post.text] if item.post.language == SOURCE else []
        else:
            yield from item.list or [item.p or item.h or item.quote or item.caption or ""]


def batches(texts: Sequence[str]) -> list[list[str]]:
    """The texts as the consumer takes them off its queue."""
    made: list[list[str]] = []
    room = 0
    for text in texts:
        room -= len(text)
        if room < 0:
            made.append([])
            room = BATCH_CHARACTERS - len(text)
        made[-1].append(text)
    return made


def on_cores(count: int, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Done by a process of its own that has that many cores from its start."""
    os.sched_setaffinity(0, CORES[:count])
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            return process.submit(work, *args, **kwargs).result()
    finally:
        os.sched_setaffinity(0, CORES)


@dataclass
class Compared:
    """Seconds of each batch by either side, the library's by its threads a sentence; of Rasid's, in all, the
    guards' share; sentences by how their two renderings differ ("" where they do not)."""

    sentences: int
    rasid: list[float]
    library: dict[int, list[float]]
    guards: float
    refused: float
    growth: float
    differences: Counter[str]

    @property
    def ratio(self) -> float:
        fastest = (min(batch) for batch in zip(*self.library.values(), strict=True))
        return statistics.median(theirs / ours for theirs, ours in zip(fastest, self.rasid, strict=True))

    @property
    def identical(self) -> float:
        """Share of the sentences to which the library finds an end."""
        return self.differences[""] / (self.differences.total() - self.differences[ENDLESS])


def compare(package: Path, home: Path, texts: Sequence[str], *, trained: bool) -> Compared:
    """All sides on each batch, taking turns at being first."""
    guards = Guards(heeded=trained)
    rasid = RasidSide(package)
    libraries = {threads: LibrarySide(package, home, threads) for threads in LIBRARY_THREADS[cores()]}
    for side in (rasid, *libraries.values()):
        side.load()
        side.translate([WARM_UP])
    guards.seconds, rasid.refused = 0.0, 0
    ours: list[float] = []
    theirs: dict[int, list[float]] = {threads: [] for threads in libraries}
    for number, batch in enumerate(made := batches(texts)):
        progress(f"batch {number + 1} of {len(made)}")
        turns = [(ours, rasid), *((theirs[threads], side) for threads, side in libraries.items())]
        for taken, side in turns if number % 2 else reversed(turns):
            taken.append(seconds(side.translate, batch))
    rendered = libraries[1].rendered
    return Compared(
        sentences=sum(len(sentences_of(text)) for text in texts),
        rasid=ours,
        library=theirs,
        guards=guards.seconds / sum(ours),
        refused=rasid.refused / len(texts),
        growth=sum(one.said for one in rendered) / sum(one.given for one in rendered),
        differences=Counter(difference(rasid, one) for one in rendered),
    )


def cores() -> int:
    return len(os.sched_getaffinity(0))


def seconds(work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    started = time.perf_counter()
    work(*args, **kwargs)
    return time.perf_counter() - started


def difference(rasid: RasidSide, theirs: Rendered) -> str:
    """Why Rasid renders a sentence otherwise than the library; empty where it does not."""
    ours = rasid.rendered[theirs.sentence]
    if ours == theirs.text:
        return ""
    if ours.replace("_", " ") == theirs.text.replace("_", " "):
        return "the library writes _ as a space"
    if theirs.said >= LIBRARY_MOST:
        return ENDLESS
    if theirs.said > GROWTH * theirs.given:
        return "a loop that Rasid ends sooner"
    if not ours:
        return "too long to be rendered in whole"
    if rasid.alone(theirs.sentence) == theirs.text:
        return "two renderings are as likely: decoded alone, Rasid's is the library's"
    return "other"


@dataclass
class Memory:
    """MiB of a process: what loading the model added, and what translating a batch added to that."""

    loaded: float
    translating: float


def memory(package: Path, home: Path | None, texts: Sequence[str]) -> Memory:
    """Of the library where it has a `home`, else of Rasid."""
    Guards(heeded=False)
    side = LibrarySide(package, home, threads=1) if home else RasidSide(package)
    before = resident()
    side.load()
    loaded = resident()
    side.translate(texts)
    return Memory(loaded - before, resident() - loaded)


def resident() -> float:
    return float(psutil.Process().memory_info().rss) / MIB


def remember(models: Path, data: Path, stock: Sequence[Article], copies: int) -> tuple[float, float]:
    """Sentences a second through the consumer: of an article that it translates, of copies of that."""
    Guards(heeded=False)
    watch = load({"data": str(data), "names": {"huawei": ["Huawei", "هواوي"]}, "topics": TOPICS})
    first, article = sorted(stock, key=lambda article: sum(map(len, texts_of(article))))[:2]
    sentences = sum(len(sentences_of(text)) for text in texts_of(article))
    with Store(data) as store:
        consumer = TranslateConsumer(store, watch.translate, Matcher(watch).examine, LoadedModels(models))
        drain(consumer, store, [first])  # loads the model
        translating = seconds(drain, consumer, store, [article])
        remembering = seconds(drain, consumer, store, [article] * copies)
        if store.translations.pending():
            raise SystemExit(f"not translated: {store.translations.pending()}")
    return sentences / translating, sentences * copies / remembering


def drain(consumer: TranslateConsumer, store: Store, stock: Sequence[Article]) -> None:
    """Stores the articles, each as a document of its own, and has the consumer do what is to be done."""
    with store.transaction():
        for article in stock:
            number = store.documents.count() + 1
            url = f"https://news.example/{number}"
            texts = [Segment("paragraph", text, SOURCE) for text in texts_of(article)]
            document = Document(url=url, canonical_url=url, segments=tuple(texts), content_hash=str(number))
            store.documents.put(document, Provenance("", url))
    while consumer.step():
        pass


def measure(report: Report, folder: Path, *, quick: bool) -> None:
    stock = articles(SOURCE)
    texts = [text for article in stock for text in texts_of(article)]
    install_file(TINY, folder / "tiny")
    install_file(packed(make_package(folder / "made", texts)), folder / "base")
    (folder / "home").mkdir()
    if quick:
        texts = texts[: next(n for n in range(len(texts)) if len("".join(texts[:n])) > QUICK_CHARACTERS)]
    describe(report, texts)
    for name in ("tiny", "base"):
        (model,) = installed(folder / name)
        for count, speed in SPEED.items():
            if count > len(CORES):
                progress(f"!!! there are {len(CORES)} cores here: NOT measured on {count}")
                continue
            progress(f"{name}, cores: {count}")
            compared = on_cores(count, compare, model.path, folder / "home", texts, trained=name == "tiny")
            report_comparison(report, f"{name}, cores: {count}", speed if name == "base" else None, compared)
        for side, home in (("Rasid", None), ("argostranslate", folder / "home")):
            used = on_cores(len(CORES), memory, model.path, home, batches(texts)[0])
            report.figures[f"{name}: {side}, MiB of the model loaded, more when it translates"] = (
                f"{used.loaded:.0f}, {used.translating:.0f}"
            )
    translating, remembering = on_cores(
        len(CORES), remember, folder / "base", folder / "data", stock, QUICK_COPIES if quick else COPIES
    )
    report.figures["base, consumer translating, sentences/s"] = round(translating, 2)
    report.figures["consumer with the memory warm, sentences/s"] = round(remembering)
    report.at_least("base: memory warm / translating", remembering / translating, REMEMBERED)


def describe(report: Report, texts: Sequence[str]) -> None:
    """How many sentences, and how long: words at the 10th, 50th and 90th of 100."""
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    words = statistics.quantiles([len(sentence.split()) for sentence in sentences], n=10)
    report.figures["texts, sentences"] = f"{len(texts)}, {len(sentences)}"
    report.figures["words in a sentence, p10 p50 p90"] = " ".join(f"{words[at]:.0f}" for at in (0, 4, 8))


def report_comparison(report: Report, name: str, target: float | None, compared: Compared) -> None:
    report.figures[f"{name}: Rasid, sentences/s"] = round(compared.sentences / sum(compared.rasid), 2)
    for threads, taken in compared.library.items():
        side = f"argostranslate, {threads or 'default'} threads"
        report.figures[f"{name}: {side}, sentences/s"] = round(compared.sentences / sum(taken), 2)
    report.figures[f"{name}: guards' share of Rasid's time"] = round(compared.guards, 3)
    report.figures[f"{name}: tokens out per token in"] = round(compared.growth, 2)
    report.figures[f"{name}: sentences rendered otherwise"] = {
        why: count for why, count in compared.differences.items() if why
    }
    if target:
        report.at_least(f"{name}: Rasid / argostranslate", compared.ratio, target)
    else:
        report.figures[f"{name}: Rasid / argostranslate"] = round(compared.ratio, 2)
        report.figures[f"{name}: texts that Rasid refuses"] = round(compared.refused, 3)
    report.at_least(f"{name}: identical, of the sentences that end", compared.identical, IDENTICAL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="a few texts, less than a minute")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        measure(report, Path(name), quick=options.quick)
    return report.finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
