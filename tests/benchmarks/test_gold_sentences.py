"""The gold sentences are what they are said to be, and sentences are found as well as they were."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
GOLD = sorted((BENCHMARKS / "gold" / "sentences").glob("*.txt"))
LEAST = 15
"""Sentences in each half of a language."""


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_each_language_has_sentences_in_both_halves(path: Path) -> None:
    paragraphs = path.read_text("utf-8").strip().split("\n\n")
    for half in (paragraphs[::2], paragraphs[1::2]):
        assert sum(len(paragraph.splitlines()) for paragraph in half) >= LEAST


def test_what_was_kept_back_from_tuning_is_split_as_well_as_it_was() -> None:
    command = [sys.executable, BENCHMARKS / "sentences.py", "--json"]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    assert len(GOLD) == 18
    assert [target for target in json.loads(finished.stdout)["targets"] if not target["met"]] == []
