"""The floors of the quality benchmarks rise when asked, and fall only by name."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
Moved = Callable[..., dict[str, float]]


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Moved:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    function: Moved = runpy.run_path(str(BENCHMARKS / "floors.py"))["moved"]
    return function


def test_a_run_moves_no_floor(moved: Moved) -> None:
    assert moved({"a": 0.5}, {"a": 0.9}, rise=False, lower=[]) == {"a": 0.5}


def test_floors_rise_and_never_fall_together(moved: Moved) -> None:
    reached = {"a": 0.6004, "b": 0.8, "new": 0.7}
    assert moved({"a": 0.5, "b": 0.9}, reached, rise=True, lower=[]) == {"a": 0.6, "b": 0.9, "new": 0.7}


def test_one_floor_falls_by_its_name(moved: Moved) -> None:
    assert moved({"a": 0.5, "b": 0.9}, {"a": 0.4, "b": 0.8}, rise=False, lower=["b"]) == {"a": 0.5, "b": 0.8}


def test_a_figure_that_is_no_longer_given_keeps_its_floor(moved: Moved) -> None:
    assert moved({"gone": 0.9}, {}, rise=True, lower=["gone"]) == {"gone": 0.9}
