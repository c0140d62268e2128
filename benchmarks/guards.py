"""What the guards of translations find of the faults that models make, and what good ones they refuse.

    python benchmarks/guards.py [--json] [--show FAULT] [--data FILE]

Pairs of `translations/` are given to the translator by stand-ins for a model, as they are and damaged in
known ways. See README.md here.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from gold.texts import articles
from report import Report, progress
from translation_faults import FAULTS, NAMES, SETS, UNSEEN, Fault, Pair, pairs, read_pairs, unstopped
from translation_package import make_package

from consumers.argos.engine import ArgosModel
from consumers.translation.guards import Case, verdict
from consumers.translation.model import Rendering, SentenceModel
from consumers.translation.names import WatchedNames
from consumers.translation.translator import Translator
from crawler.document import Translation

PACKAGE = Path(__file__).parents[1] / "tests" / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
GOOD, FOUND, PRECISION, NONSENSE = 0.97, 0.9, 0.97, 0.99
SEED = 5


class Adversary:
    """Says what it was told of a text, and nothing of the pieces that it is then asked for."""

    engine, model = "adversary", "1"

    def __init__(self, pair: Pair) -> None:
        self._pair = pair

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        whole = self._pair.original
        return [Rendering(self._pair.english if sentence == whole else "") for sentence in sentences]


class WordSalad:
    """Draws pieces of a model's vocabulary, twenty a sentence, whatever the sentence."""

    engine, model = "salad", "1"

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._vocabulary = vocabulary
        self._chance = random.Random(SEED)

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        drawn = ("".join(self._chance.choices(self._vocabulary, k=20)) for _ in sentences)
        return [Rendering(text.replace("▁", " ").strip()) for text in drawn]


def all_translated(model: SentenceModel, every: Sequence[Pair]) -> Iterator[Translation]:
    for language in dict.fromkeys(pair.language for pair in every):
        originals = [pair.original for pair in every if pair.language == language]
        yield from Translator(model, language, "en").translate(originals)


def reason(pair: Pair) -> str | None:
    """Why the pair's English is no translation; None: it passes."""
    translator = Translator(Adversary(pair), pair.language, "en", WatchedNames(NAMES))
    return translator.translate([pair.original])[0].reason


def damaged(every: Sequence[Pair], fault: Fault) -> list[Pair]:
    chance = random.Random(SEED)
    made = ((pair, fault(pair, [p for p in every if p is not pair], chance)) for pair in every)
    return [bad for pair, bad in made if bad and bad != pair]


def measure(report: Report, name: str, shown: str | None) -> None:
    every = pairs(name)
    report.figures[f"{name}: pairs"] = len(every)
    refused = measure_good(report, name, every)
    found = total = 0
    for label, fault in (FAULTS | UNSEEN).items():
        bad = damaged(every, fault)
        why = [reason(pair) for pair in bad]
        caught = sum(r is not None for r in why)
        report.figures[f"{name}: {label}"] = f"{caught} of {len(bad)}"
        if label in FAULTS:
            found, total = found + caught, total + len(bad)
            report.at_least(f"{name}: {label}", caught / len(bad), FOUND)
        for pair, r in zip(bad, why, strict=True) if label == shown else ():
            progress(f"{r or 'PASSED'}: {pair.english}")
    report.at_least(f"{name}: all faults that can be told", found / total, FOUND)
    report.at_least(f"{name}: precision", found / (found + refused), PRECISION)


def measure_good(report: Report, name: str, every: Sequence[Pair]) -> int:
    """How many are refused, of the pairs as they are and without full stops; all are named."""
    refused = 0
    for language in dict.fromkeys(pair.language for pair in every):
        own = [pair for pair in every if pair.language == language]
        own += [unstopped(pair) for pair in own]
        why = [(pair, r) for pair in own if (r := reason(pair))]
        report.figures[f"{name}: good ones refused, {language}"] = f"{len(why)} of {len(own)}"
        refused += len(why)
        for pair, r in why:
            progress(f"refused: {r}: {pair.original} -> {pair.english}")
    report.at_least(f"{name}: good ones that pass", 1 - refused / (2 * len(every)), GOOD)
    return refused


def measure_outside(report: Report, path: Path) -> None:
    """What the guards refuse of good translations from outside, each taken for one sentence."""
    every = read_pairs(path)
    for language in dict.fromkeys(pair.language for pair in every):
        own = [pair for pair in every if pair.language == language]
        cases = (Case(pair.original, Rendering(pair.english), language, "en") for pair in own)
        refused = [(case, why) for case in cases if (why := verdict(case))]
        report.figures[f"outside: good ones refused, {language}"] = f"{len(refused)} of {len(own)}"
        for case, why in refused:
            progress(f"refused: {why}: {case.original} -> {case.text}")


def measure_nonsense(report: Report) -> None:
    """A model of random weights, and pieces drawn at random from the vocabulary of a trained one."""
    every = [pair for name in SETS for pair in pairs(name)]
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(PACKAGE) as archive:
            archive.extractall(folder)
        trained = next(path for path in Path(folder).iterdir() if path.is_dir())
        vocabulary = json.loads((trained / "model" / "shared_vocabulary.json").read_text("utf-8"))
        texts = [item.p for article in articles("ar") for item in article.body if item.p]
        random_weights = ArgosModel(make_package(Path(folder) / "random", texts), "random")
        for label, model in (("random weights", random_weights), ("word salad", WordSalad(vocabulary))):
            progress(label)
            failed = sum(outcome.status == "failed" for outcome in all_translated(model, every))
            report.figures[f"{label}: sentences"] = len(every)
            report.at_least(f"{label}: failed", failed / len(every), NONSENSE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--show", metavar="FAULT", choices=FAULTS | UNSEEN, help="what becomes of each that has it"
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FILE",
        help="more good ones: language, original, English; tabs between",
    )
    options = parser.parse_args()
    report = Report()
    if options.data:
        measure_outside(report, options.data)
    for name in SETS:
        measure(report, name, options.show)
    if not options.show:
        measure_nonsense(report)
    return report.finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
