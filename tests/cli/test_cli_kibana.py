"""rasid kibana, against something that answers as Kibana does (`tests.kibana.server`)."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search.elastic_mapping import mappings, status_mappings
from tests.cli.command import Done, Rasid
from tests.consumers.receivers import free_port
from tests.kibana.server import KEY, WEAK, KibanaServer
from tests.site.server import Site

DASHBOARD = ("default", "dashboard", "rasid-coverage-dashboard")
SEARCH = ("default", "search", "rasid-coverage-gone")
VIEW = ("default", "index-pattern", "rasid-coverage-articles")


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


def run(rasid: Rasid, server: KibanaServer | str, *command: str, key: str = KEY) -> Done:
    url = server if isinstance(server, str) else server.url
    return rasid("kibana", *command, "--url", url, "--api-key-env", "KIBANA_KEY", KIBANA_KEY=key)


def problems(done: Done) -> dict[str, list[str]]:
    """What `verify --json` found wrong."""
    assert done.code == 1
    said = json.loads(done.raw)
    assert not said["ok"]
    return {f"{one['kind']} {one['id']}": one["problems"] for one in said["found"] if one["problems"]}


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
    assert "coverage" not in json.dumps(made).replace("press: coverage", "")


def test_what_is_installed_is_verified(rasid: Rasid, kibana: KibanaServer) -> None:
    exported = [json.loads(line) for line in rasid("kibana", "export").out.splitlines()]

    assert len(run(rasid, kibana, "install", "--json").json) == 11

    assert list(kibana.objects.values()) == exported
    assert [rule["enabled"] for rule in kibana.put["rule"].values()] == [True, True]
    done = run(rasid, kibana, "verify")
    assert (done.code, done.out) == (0, "all 11 objects, connectors and rules are there and in order\n")


def test_installing_twice_is_as_once(rasid: Rasid, kibana: KibanaServer) -> None:
    first = run(rasid, kibana, "install", "--json").json
    objects, rules = dict(kibana.objects), {key: dict(rule) for key, rule in kibana.put["rule"].items()}
    for rule in kibana.put["rule"].values():
        rule |= {"enabled": False, "schedule": {"interval": "1d"}}

    second = run(rasid, kibana, "install", "--json").json

    assert [one["id"] for one in second] == [one["id"] for one in first]
    assert {one["outcome"] for one in first} == {"imported", "created"}
    assert {one["outcome"] for one in second} == {"replaced"}
    assert kibana.objects == objects
    assert kibana.put["rule"] == rules


def test_two_indices_do_not_share_anything(rasid: Rasid, kibana: KibanaServer) -> None:
    run(rasid, kibana, "install")
    configure(rasid, "press")
    run(rasid, kibana, "install")
    assert len(kibana.objects) == 16
    assert [len(kept) for kept in kibana.put.values()] == [4, 2]


def test_a_space_has_objects_of_its_own(rasid: Rasid, kibana: KibanaServer) -> None:
    kibana.spaces.add("desk")
    run(rasid, kibana, "install")
    assert run(rasid, kibana, "install", "--space", "desk").code == 0

    by_space = {space: {i for s, _, i in kibana.objects if s == space} for space in kibana.spaces}
    assert len(by_space["desk"]) == 8
    assert not by_space["desk"] & by_space["default"]
    assert run(rasid, kibana, "verify", "--space", "desk").code == 0


def test_a_space_that_is_not_there_gets_nothing(rasid: Rasid, kibana: KibanaServer) -> None:
    done = run(rasid, kibana, "install", "--space", "dekc")
    assert done.code == 1
    assert done.err == f"rasid: {kibana.url}: there is no space 'dekc'; spaces are made in Kibana\n"
    assert not kibana.objects


def test_a_version_that_is_too_old_gets_nothing(rasid: Rasid) -> None:
    with KibanaServer("8.8.2") as old:
        done = run(rasid, old, "install")
        assert done.code == 1
        assert "Kibana 8.8.2 is too old; 8.9.0 is the first that will do" in done.err
        assert not old.objects


@pytest.mark.parametrize("command", ["install", "verify"])
def test_a_wrong_key_is_said_so(rasid: Rasid, kibana: KibanaServer, command: str) -> None:
    done = run(rasid, kibana, command, key="wrong")
    assert done.code == 1
    assert done.err == f"rasid: {kibana.url}: the key in KIBANA_KEY is wrong, expired or withdrawn\n"


def test_a_missing_key_is_said_so(rasid: Rasid, kibana: KibanaServer) -> None:
    done = rasid("kibana", "install", "--url", kibana.url)
    assert done.code == 1
    assert "a key is needed: --api-key-env names the environment variable that holds it" in done.err
    unset = rasid("kibana", "install", "--url", kibana.url, "--api-key-env", "KIBANA_KEY")
    assert (unset.code, "KIBANA_KEY is not set" in unset.err) == (2, True)


def test_a_key_that_may_only_read_is_said_so(rasid: Rasid, kibana: KibanaServer) -> None:
    done = run(rasid, kibana, "install", key=WEAK)
    assert done.code == 1
    assert "the key in KIBANA_KEY may not POST /api/saved_objects/_import" in done.err


def test_nobody_there_is_said_so(rasid: Rasid) -> None:
    done = run(rasid, url := f"http://127.0.0.1:{free_port()}", "install")
    assert done.code == 1
    assert done.err == f"rasid: {url}: cannot be reached: [Errno 111] Connection refused\n"


def test_something_that_is_not_kibana_is_said_so(rasid: Rasid, site: Site) -> None:
    site.add("/api/status", "<html><body>Welcome</body></html>")
    done = run(rasid, site.url("").rstrip("/"), "verify")
    assert done.code == 1
    assert "what answers is not Kibana" in done.err


@pytest.mark.parametrize("address", ["localhost:5601", "https://elastic:secret@localhost:5601"])
def test_an_address_that_will_not_do_is_said_so(rasid: Rasid, address: str) -> None:
    done = run(rasid, address, "install")
    assert done.code == 2
    assert "secret" not in done.err


def test_a_certificate_is_trusted_by_its_authority(rasid: Rasid, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with KibanaServer(context=context) as secure:
        assert run(rasid, secure, "install", "--ca-certs", str(certificate)).code == 0
        done = run(rasid, secure, "install")
        assert done.code == 1
        assert "no trust in its certificate; --ca-certs names the authority to trust" in done.err


def test_each_object_that_is_refused_is_named(rasid: Rasid, kibana: KibanaServer) -> None:
    refused: list[dict[str, Any]] = [
        {"type": "search", "id": "rasid-coverage-gone", "error": {"type": "missing_references",
         "references": [{"type": "index-pattern", "id": "x"}]}},
        {"type": "dashboard", "id": "rasid-coverage-dashboard",
         "error": {"type": "unknown", "message": "belongs to a more recent version", "statusCode": 422}},
    ]  # fmt: skip
    said = {"success": False, "successCount": 6, "errors": refused}
    kibana.failing["/api/saved_objects/_import?overwrite=true"] = 200, said

    done = run(rasid, kibana, "install")

    assert done.code == 1
    lines = done.err.splitlines()
    assert len(lines) == 2
    assert "saved search rasid-coverage-gone is refused: missing_references: index-pattern x" in lines[0]
    assert (
        "dashboard rasid-coverage-dashboard is refused: unknown: belongs to a more recent version" in lines[1]
    )


def test_rules_that_kibana_cannot_keep_are_told_with_its_reason(rasid: Rasid, kibana: KibanaServer) -> None:
    (rule, _) = rasid("kibana", "export", "--json").json["rules"]
    reason = "Unable to create rule because the Encrypted Saved Objects plugin is missing encryption key."
    kibana.failing[f"/api/alerting/rule/{rule['id']}"] = 500, {"statusCode": 500, "message": reason}
    done = run(rasid, kibana, "install")
    assert (done.code, reason in done.err) == (1, True)


def test_nothing_installed_is_all_missing(rasid: Rasid, kibana: KibanaServer) -> None:
    assert len(problems(run(rasid, kibana, "verify", "--json"))) == 11
    done = run(rasid, kibana, "verify")
    assert "rasid kibana install" in done.out
    assert done.code == 1


def test_what_was_deleted_is_found_missing(rasid: Rasid, kibana: KibanaServer) -> None:
    run(rasid, kibana, "install")
    del kibana.objects[SEARCH]
    kibana.put["connector"].clear()
    kibana.put["rule"].popitem()

    wrong = problems(run(rasid, kibana, "verify", "--json"))

    assert len(wrong) == 3
    assert wrong["saved search rasid-coverage-gone"] == ["is not there; `rasid kibana install` puts it there"]


def test_what_refers_to_a_data_view_that_is_gone_is_found(rasid: Rasid, kibana: KibanaServer) -> None:
    run(rasid, kibana, "install")
    del kibana.objects[VIEW]

    wrong = problems(run(rasid, kibana, "verify", "--json"))

    assert "refers to index-pattern rasid-coverage-articles" in wrong["dashboard rasid-coverage-dashboard"][0]
    assert len([key for key in wrong if key.startswith("saved search")]) == 4


def test_a_field_that_the_index_lacks_is_found_in_every_panel(rasid: Rasid, kibana: KibanaServer) -> None:
    run(rasid, kibana, "install")
    without = mappings()
    del without["properties"]["language"]
    without["properties"]["story_id"] = {"type": "text"}
    kibana.indices["coverage"] = without

    wrong = problems(run(rasid, kibana, "verify", "--json"))

    told = "\n".join(wrong["dashboard rasid-coverage-dashboard"])
    for panel in ("Languages", "Translation, by language", "Largest stories"):
        assert f"{panel}: language is no field of data view rasid-coverage-articles" in told
    assert "Largest stories: story_id cannot be counted by" in told
    assert "Silent sources" not in told
    assert wrong["saved search rasid-coverage-mentions"] == [
        "search 'coverage: mentions': language is no field of data view rasid-coverage-articles"
    ]


def test_an_index_that_is_not_there_is_told_once(rasid: Rasid, kibana: KibanaServer) -> None:
    run(rasid, kibana, "install")
    del kibana.indices["coverage-status"]
    wrong = problems(run(rasid, kibana, "verify", "--json"))
    assert wrong == {
        "data view rasid-coverage-status": ["index coverage-status is not there, or this key may not read it"]
    }


def test_a_rule_that_does_not_work_is_found(rasid: Rasid, kibana: KibanaServer) -> None:
    run(rasid, kibana, "install")
    off, failed = kibana.put["rule"].values()
    off |= {"enabled": False}
    failed |= {"execution_status": {"status": "error", "error": {"message": "index_not_found_exception"}}}

    wrong = problems(run(rasid, kibana, "verify", "--json"))

    assert sorted(line for lines in wrong.values() for line in lines) == [
        "failed when it last ran: index_not_found_exception",
        "is not enabled",
    ]


def test_an_embedded_index_is_not_shown(rasid: Rasid, kibana: KibanaServer) -> None:
    rasid.configure()
    done = run(rasid, kibana, "install")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert not kibana.objects
