"""A store of every earlier schema opens, is upgraded, and loses nothing."""

from __future__ import annotations

import json
import runpy
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import Unavailable
from crawler.store import MIGRATIONS, RAW_MIGRATIONS, Store
from crawler.store.database import Database

FIXTURES = Path(__file__).parents[2] / "fixtures"
FROZEN = sorted((FIXTURES / "stores").glob("schema-*"))
VERSIONS = {"rasid.sqlite": len(MIGRATIONS), "raw.sqlite": len(RAW_MIGRATIONS)}


@pytest.fixture(scope="module")
def held() -> Callable[[Store], dict[str, Any]]:
    """What make_store.py reads back of a store."""
    reader: Callable[[Store], dict[str, Any]] = runpy.run_path(str(FIXTURES / "make_store.py"))["held"]
    return reader


def schema(path: Path) -> tuple[int, set[str]]:
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return version, {" ".join(sql.split()) for (sql,) in rows}


def test_every_schema_has_a_frozen_store() -> None:
    assert [path.name for path in FROZEN] == [f"schema-{n}" for n in range(1, len(MIGRATIONS) + 1)]


def known(found: Any, before: Any) -> Any:
    """What is found of the fields that there were before; later schemas have more."""
    if isinstance(before, dict) and isinstance(found, dict):
        return {key: known(found[key], value) for key, value in before.items()}
    if isinstance(before, list) and isinstance(found, list) and len(before) == len(found):
        return [known(now, then) for now, then in zip(found, before, strict=True)]
    return found


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name)
def test_a_frozen_store_is_upgraded_and_loses_nothing(
    frozen: Path, data: Path, held: Callable[[Store], dict[str, Any]]
) -> None:
    shutil.copytree(frozen, data)
    expected = json.loads((frozen / "expected.json").read_text())
    with Store(data) as store:
        found = json.loads(json.dumps(held(store)))
    for document, before in zip(found.pop("documents"), expected.pop("documents"), strict=True):
        assert known(document, before) == before
    assert known(found, expected) == expected


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name)
def test_an_upgraded_store_has_the_schema_of_a_new_one(frozen: Path, data: Path, tmp_path: Path) -> None:
    """Fails when a released script was edited: a change of the schema is a new script in MIGRATIONS."""
    shutil.copytree(frozen, data)
    for folder in (data, tmp_path / "new"):
        Store(folder).close()
    for name, version in VERSIONS.items():
        assert schema(data / name) == schema(tmp_path / "new" / name)
        assert schema(data / name)[0] == version


@pytest.mark.parametrize("name", ["rasid.sqlite", "raw.sqlite"])
@pytest.mark.parametrize("readonly", [False, True])
def test_a_newer_schema_is_refused_and_left_alone(data: Path, name: str, readonly: bool) -> None:
    Store(data).close()
    with sqlite3.connect(data / name) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Unavailable, match="written by a newer Rasid \\(schema 99, this one knows ") as caught:
        Store(data, readonly=readonly)
    assert "\n" not in str(caught.value)
    assert schema(data / name)[0] == 99


def test_a_reader_does_not_upgrade(data: Path) -> None:
    Store(data).close()
    with pytest.raises(Unavailable, match="needs an upgrade"):
        Database(data / "rasid.sqlite", (*MIGRATIONS, "next.sql"), readonly=True)
    assert schema(data / "rasid.sqlite")[0] == len(MIGRATIONS)


def test_many_first_openings_at_once(data: Path) -> None:
    errors: list[BaseException] = []

    def first() -> None:
        try:
            Store(data).close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=first) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert schema(data / "rasid.sqlite")[0] == len(MIGRATIONS)
