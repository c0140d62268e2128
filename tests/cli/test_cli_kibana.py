"""rasid kibana, against something that answers as Kibana does (`tests.kibana.server`)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from search.elastic_mapping import mappings, status_mappings
from tests.cli.command import Done, Rasid
from tests.consumers.receivers import free_port
from tests.kibana.server import KEY, KibanaServer

SEARCH = ("default", "search", "rasid-coverage-gone")


@pytest.fixture
def kibana() -> Iterator[KibanaServer]:
    with KibanaServer() as server:
        server.indices = {"coverage": mappings(), "coverage-status": status_mappings()}
        yield server


@pytest.fixture(autouse=True)
def _configured(rasid: Rasid) -> None:
    configure(rasid)


def configure(rasid: Rasid, name: str = "coverage") -> None:
    nowhere = [f"http://127.0.0.1:{free_port()}"]
    rasid.configure(index={"backend": "elasticsearch", "hosts": nowhere, "name": name})


def run(rasid: Rasid, server: KibanaServer, *command: str, key: str = KEY) -> Done:
    return rasid("kibana", *command, "--url", server.url, "--api-key-env", "KIBANA_KEY", KIBANA_KEY=key)


def test_the_export_is_what_kibana_imports(rasid: Rasid) -> None:
    lines = [json.loads(line) for line in rasid("kibana", "export").out.splitlines()]
    assert [one["type"] for one in lines] == ["index-pattern"] * 3 + ["search"] * 4 + ["dashboard"]

    assert rasid("kibana", "export", "objects.ndjson").code == 0
    assert (rasid.folder / "objects.ndjson").read_text("utf-8") == rasid("kibana", "export").out
    as_json = rasid("kibana", "export", "--json").json
    assert as_json["objects"] == lines
    assert {rule["body"]["params"]["timeField"] for rule in as_json["rules"]} == {"indexed_at"}


def test_the_index_of_the_watch_file_is_meant_throughout(rasid: Rasid) -> None:
    configure(rasid, "press")
    made = rasid("kibana", "export", "--json").json
    views = {one["attributes"]["title"] for one in made["objects"] if one["type"] == "index-pattern"}
    assert views == {"press", "press-status", "press-told"}
    assert all(rule["body"]["params"]["index"] == ["press"] for rule in made["rules"])
    assert made["connector"]["body"]["config"]["index"] == "press-told"
    assert "coverage" not in json.dumps(made)


def test_what_is_installed_is_verified(rasid: Rasid, kibana: KibanaServer) -> None:
    installed = run(rasid, kibana, "install")
    assert installed.code == 0
    assert installed.out.count("imported") == 8
    assert installed.out.count("created") == 3

    verified = run(rasid, kibana, "verify")
    assert (verified.code, verified.out) == (
        0,
        "all 11 objects, connectors and rules are there and in order\n",
    )
    found = run(rasid, kibana, "verify", "--json").json
    assert (found["ok"], len(found["found"])) == (True, 11)


def test_what_is_missing_is_listed_and_ends_1(rasid: Rasid, kibana: KibanaServer) -> None:
    assert len(run(rasid, kibana, "install", "--json").json) == 11
    del kibana.objects[SEARCH]

    listed = run(rasid, kibana, "verify")
    assert listed.code == 1
    for words in ("saved search", "coverage: gone", "is not there; `rasid kibana install` puts it there"):
        assert words in listed.out
    as_json = run(rasid, kibana, "verify", "--json")
    assert as_json.code == 1
    wrong = [one["id"] for one in json.loads(as_json.raw)["found"] if one["problems"]]
    assert wrong == ["rasid-coverage-gone"]


def test_what_cannot_be_done_is_one_line(rasid: Rasid, kibana: KibanaServer) -> None:
    unset = rasid("kibana", "install", "--url", kibana.url, "--api-key-env", "KIBANA_KEY")
    assert (unset.code, unset.err.count("\n")) == (1, 1)
    assert "the environment variable KIBANA_KEY has no key in it" in unset.err

    wrong = run(rasid, kibana, "verify", key="wrong")
    assert wrong.code == 1
    assert wrong.err == f"rasid: {kibana.url}: the key in KIBANA_KEY is wrong, expired or withdrawn\n"

    elsewhere = run(rasid, kibana, "install", "--space", "dekc")
    assert (elsewhere.code, elsewhere.err.count("\n")) == (1, 1)


def test_an_embedded_index_is_not_shown(rasid: Rasid, kibana: KibanaServer) -> None:
    rasid.configure()
    done = run(rasid, kibana, "install")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert not kibana.objects
