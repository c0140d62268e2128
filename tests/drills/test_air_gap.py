"""Without a network everything works; nothing reaches for one, or for a place on the disk not ours to use."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.command import RASID, Done, Rasid
from tests.drills.reached import Place, Reached, can_trace, loopback_only
from tests.site.pages import ARABIC, article
from tests.site.server import Site

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
PACKAGE = FIXTURES / "models" / "translate-ar_en-mini-0_1.argosmodel"
STATEMENT = "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية"

CONSUMERS = ROOT / "tests" / "consumers"
SHORT = [
    *sorted(CONSUMERS.glob("test_models*.py")),
    CONSUMERS / "test_corrections.py",
    CONSUMERS / "test_translation_translator.py",
    f"{__file__}::test_a_newsroom_keeps_to_loopback_its_data_and_the_temporary_folder[argos]",
]
"""Models are fetched, installed and loaded, texts translated, pages crawled."""
LONG = [
    *SHORT,
    *sorted(CONSUMERS.glob("test_transl*.py")),
    CONSUMERS / "test_argostranslate.py",
    ROOT / "tests" / "cli" / "test_cli_seeds.py",
]
"""All that translates; what crawls, but for the tests that look for unreachable hosts on purpose."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as temporary:
        yield Place(tmp_path, Path(temporary))


@pytest.mark.parametrize("engine", ["argos", "argostranslate"])
def test_a_newsroom_keeps_to_loopback_its_data_and_the_temporary_folder(
    rasid: Rasid, site: Site, place: Place, engine: str
) -> None:
    story = replace(ARABIC, paragraphs=(STATEMENT, *ARABIC.paragraphs))
    (rasid.folder / "pages.txt").write_text(site.add("/a.html", article(story)))
    shutil.copytree(FIXTURES / "seeds", rasid.folder / "seeds")
    rasid.configure({"urls": "pages.txt"}, {"files": "seeds/*.txt"}, translate={"engine": engine})

    def watched(*arguments: str | Path, allowed: tuple[Path, ...] = ()) -> tuple[Done, Reached]:
        done, it = place.run(RASID, "-c", rasid.config, "--json", *arguments, env=rasid.env)
        assert (done.code, done.err) == (0, "")
        assert it.outside(rasid.watch.data, place.temporary, *allowed) == []
        return done, it

    watched("models", "install", PACKAGE, allowed=(rasid.folder / "models",))
    _, crawl = watched("crawl", "--all")
    found, _ = watched("search", "translation:accusations")
    watched("show", found.json["hits"][0]["id"])
    watched("status")

    assert found.json["total"] == 2
    assert "127.0.0.1" in crawl.hosts
    assert any(path.is_relative_to(rasid.watch.data) for path in crawl.paths)
    assert place.is_untouched()


@pytest.mark.parametrize(
    "tests", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.slow)]
)
def test_what_translates_and_what_crawls_passes_with_a_loopback_alone(
    place: Place, tests: list[str | Path]
) -> None:
    env = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(place.temporary)}
    pytest_ = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ROOT, *tests)
    done, it = place.run(*pytest_, env=env, within=loopback_only())
    assert done.code == 0, done.out + done.err
    assert it.outside(place.temporary) == []
    assert "127.0.0.1" in it.hosts
    assert place.is_untouched()


ASTRAY = """
import contextlib, pathlib, socket
pathlib.Path.home().joinpath("left").write_text("")
with contextlib.suppress(OSError):
    socket.create_connection(("192.0.2.1", 80), 1)
with contextlib.suppress(OSError):
    socket.getaddrinfo("a.invalid", 80)
"""


@pytest.mark.parametrize("alone", [False, True])
def test_what_goes_astray_is_seen(place: Place, alone: bool) -> None:
    within = loopback_only() if alone else []
    if alone and not within:
        pytest.skip("no network namespace can be made here: Python code alone is kept from the network")
    done, it = place.run(sys.executable, "-c", ASTRAY, env=dict(os.environ), within=within)
    assert (done.code, done.err) == (0, "")
    assert it.outside(place.temporary) == ["192.0.2.1", "a.invalid", str(place.home / "left")]


OF_NO_PYTHON = ("timeout", "5", "bash", "-c", "echo > /dev/tcp/192.0.2.1/80")


def test_what_no_python_code_does_is_kept_from_the_network_or_seen(place: Place) -> None:
    """Skipped where the tests above see Python code alone, and pass whatever C code reaches for."""
    within = loopback_only()
    if not (within or can_trace()):
        pytest.skip("neither a network namespace nor strace can be had here: C code is not watched")
    done, it = place.run(*OF_NO_PYTHON, env=os.environ | {"LC_ALL": "C"}, within=within)
    assert done.code != 0
    assert not within or "Network is unreachable" in done.err
    assert not can_trace() or "192.0.2.1" in it.hosts


@pytest.mark.skipif(not can_trace(), reason="strace cannot be used here: only what Python code does is seen")
def test_what_other_code_does_is_seen(place: Place) -> None:
    done, it = place.run("mkdir", place.home / "made", env=dict(os.environ))
    assert (done.code, it.outside(place.temporary)) == (0, [str(place.home / "made")])
