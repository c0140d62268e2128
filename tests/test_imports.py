"""Which package may know which: the tree of docs/architecture, walked import by import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("crawler", "spiders", "pipelines", "consumers", "search", "demo")
MAY_IMPORT = {
    "crawler": {"search"},  # the query language, to check topics
    "search": {"crawler"},
    "pipelines": {"crawler", "search"},
    "spiders": {"crawler", "pipelines", "search"},
    "consumers": {"crawler", "pipelines", "search"},
    "demo": {"crawler"},
}
COMPOSITION_ROOT = ("crawler.cli", "crawler.__main__")
SCRAPY = ("spiders", "crawler.cli", "crawler.settings", "pipelines.scrapy_adapter")
"""Extraction, search, consumers and store run and are tested without Scrapy."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, ast.parse(path.read_text("utf-8"), str(path))


def imported(name: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every module imported anywhere in a file, inside functions and under TYPE_CHECKING too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: relative import"
            yield node.module or "", node.lineno


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


IMPORTS = [(name, target, line) for name, tree in modules() for target, line in imported(name, tree)]


def test_something_is_walked() -> None:
    assert {name.partition(".")[0] for name, _, _ in IMPORTS} == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_knows_only_what_it_may(package: str) -> None:
    own = [
        (n, t, line) for n, t, line in IMPORTS if within(n, (package,)) and not within(n, COMPOSITION_ROOT)
    ]
    allowed = MAY_IMPORT[package] | {package}
    wrong = [
        f"{n}:{line} imports {t}"
        for n, t, line in own
        if (top := t.partition(".")[0]) in PACKAGES and top not in allowed
    ]
    assert wrong == []


def test_only_the_composition_root_knows_the_command_line() -> None:
    wrong = [
        f"{n}:{line} imports {t}"
        for n, t, line in IMPORTS
        if within(t, ("crawler.cli",)) and not within(n, COMPOSITION_ROOT)
    ]
    assert wrong == []


def test_scrapy_stays_where_fetching_is() -> None:
    wrong = [
        f"{n}:{line} imports {t}"
        for n, t, line in IMPORTS
        if within(t, ("scrapy",)) and not within(n, SCRAPY)
    ]
    assert wrong == []


def test_no_product_code_imports_tests_or_benchmarks() -> None:
    assert [n for n, t, _ in IMPORTS if within(t, ("tests", "benchmarks"))] == []


def test_no_module_is_called_utils() -> None:
    assert [
        n for n, _ in modules() if n.rpartition(".")[2] in ("utils", "util", "helpers", "common", "misc")
    ] == []
