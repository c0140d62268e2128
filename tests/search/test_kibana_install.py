"""Putting everything into Kibana and finding what is wrong there, against something that answers as Kibana
does (`tests.kibana.server`)."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.errors import Forbidden, NotFound, RasidError, Unavailable, UsageError
from search.elastic_mapping import mappings, status_mappings
from search.kibana.client import Kibana
from search.kibana.install import Put, install, verify
from search.kibana.objects import bundle
from tests.consumers.receivers import free_port
from tests.kibana.server import KEY, WEAK, KibanaServer
from tests.site.server import Answer, Site

VIEW = ("default", "index-pattern", "rasid-coverage-articles")
SEARCH = ("default", "search", "rasid-coverage-gone")
DASHBOARD = "dashboard rasid-coverage-dashboard"
COVERAGE = bundle("coverage")


@pytest.fixture
def server() -> Iterator[KibanaServer]:
    with KibanaServer() as server:
        server.indices = {"coverage": mappings(), "coverage-status": status_mappings()}
        yield server


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, key in {"KIBANA_KEY": KEY, "WEAK_KEY": WEAK, "WRONG_KEY": "wrong"}.items():
        monkeypatch.setenv(variable, key)


@pytest.fixture
def kibana(server: KibanaServer) -> Kibana:
    return reaching(server)


def reaching(
    server: KibanaServer | str,
    space: str = "default",
    variable: str | None = "KIBANA_KEY",
    ca_certs: Path | None = None,
) -> Kibana:
    url = server if isinstance(server, str) else server.url
    return Kibana(url, space, variable=variable, ca_certs=ca_certs)


def problems(kibana: Kibana, space: str = "default") -> dict[str, list[str]]:
    """What is found wrong, by type and id."""
    found = list(verify(kibana, bundle("coverage", space)))
    assert len(found) == 11
    return {f"{one.kind} {one.id}": list(one.problems) for one in found if one.problems}


def refusal(kibana: Kibana, kind: type[RasidError] = Unavailable) -> str:
    with pytest.raises(kind) as caught:
        install(kibana, COVERAGE)
    return str(caught.value)


def test_what_is_installed_is_in_order(server: KibanaServer, kibana: Kibana) -> None:
    assert len(install(kibana, COVERAGE)) == 11
    assert list(server.objects.values()) == list(COVERAGE.objects)
    assert [rule["enabled"] for rule in server.put["rule"].values()] == [True, True]
    assert problems(kibana) == {}


def test_installing_twice_is_as_once(server: KibanaServer, kibana: Kibana) -> None:
    first = install(kibana, COVERAGE)
    objects, rules = dict(server.objects), {key: dict(rule) for key, rule in server.put["rule"].items()}
    for rule in server.put["rule"].values():
        rule |= {"enabled": False, "schedule": {"interval": "1d"}}

    second = install(kibana, COVERAGE)

    assert {one.outcome for one in first} == {"imported", "created"}
    assert second == [Put(one.kind, one.name, one.id, "replaced") for one in first]
    assert server.objects == objects
    assert server.put["rule"] == rules


def test_two_indices_do_not_share_anything(server: KibanaServer, kibana: Kibana) -> None:
    install(kibana, COVERAGE)
    install(kibana, bundle("press"))
    assert len(server.objects) == 16
    assert [len(kept) for kept in server.put.values()] == [4, 2]


def test_a_space_has_objects_of_its_own(server: KibanaServer, kibana: Kibana) -> None:
    server.spaces.add("desk")
    install(kibana, COVERAGE)
    install(desk := reaching(server, "desk"), bundle("coverage", "desk"))

    by_space = {space: {i for s, _, i in server.objects if s == space} for space in server.spaces}
    assert len(by_space["desk"]) == 8
    assert not by_space["desk"] & by_space["default"]
    assert problems(desk, "desk") == {}


def test_a_space_that_is_not_there_gets_nothing(server: KibanaServer) -> None:
    said = refusal(reaching(server, "dekc"), NotFound)
    assert said == f"{server.url}: there is no space 'dekc'; spaces are made in Kibana"
    assert not server.objects


def test_a_version_that_is_too_old_gets_nothing() -> None:
    with KibanaServer("8.8.2") as old:
        assert refusal(reaching(old)).endswith("Kibana 8.8.2 is too old; 8.9.0 is the first that will do")
        assert not old.objects


@pytest.mark.parametrize("version", ["8.9.0", "8.19.3", "9.1.0"])
def test_a_version_that_is_new_enough_gets_all(version: str) -> None:
    with KibanaServer(version) as new:
        assert len(install(reaching(new), COVERAGE)) == 11


def test_keys_that_will_not_do_are_said_so(server: KibanaServer) -> None:
    wrong = refusal(reaching(server, variable="WRONG_KEY"), Forbidden)
    assert wrong == f"{server.url}: the key in WRONG_KEY is wrong, expired or withdrawn"
    assert "a key is needed (--api-key-env)" in refusal(reaching(server, variable=None), Forbidden)
    weak = refusal(reaching(server, variable="WEAK_KEY"), Forbidden)
    assert "the key in WEAK_KEY may not POST /api/saved_objects/_import" in weak


@pytest.mark.parametrize("pasted", ["“a2V5”", '"a2V5"', "two\nlines", "two words"])
def test_what_is_no_key_is_said_so_and_not_shown(
    server: KibanaServer, monkeypatch: pytest.MonkeyPatch, pasted: str
) -> None:
    monkeypatch.setenv("KIBANA_KEY", pasted)
    with pytest.raises(Forbidden) as caught:
        reaching(server)
    assert str(caught.value) == f"{server.url}: what the environment variable KIBANA_KEY has in it is no key"


def test_nobody_there_is_said_so() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert refusal(reaching(url)) == f"{url}: cannot be reached: [Errno 111] Connection refused"


@pytest.mark.parametrize("status", [200, 404, 405, 502])
def test_something_that_is_not_kibana_is_said_so(site: Site, status: int) -> None:
    site.add("/api/status", Answer(b"<html><body>Welcome</body></html>", status=status))
    assert "what answers is not Kibana" in refusal(reaching(site.url("").rstrip("/")))


def test_an_address_that_speaks_no_tls_is_not_taken_for_one_without_trust(server: KibanaServer) -> None:
    said = refusal(reaching(server.url.replace("http:", "https:")))
    assert "no TLS with it: " in said
    assert "trust" not in said


def test_a_kibana_that_is_starting_is_said_so(server: KibanaServer, kibana: Kibana) -> None:
    server.failing["/api/status"] = 503, "Kibana server is not ready yet"
    assert "Kibana is not ready yet" in refusal(kibana)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("localhost:5601", "no address of Kibana"),
        ("https://localhost:99999", "no address of Kibana"),
        ("https://kibana.example/app/discover#/", "no address of Kibana"),
        ("https://kibana.example/s/desk", "--space names it"),
        ("https://elastic:secret@localhost:5601", "no password belongs into an address"),
    ],
)
def test_an_address_that_will_not_do_is_said_so(address: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        reaching(address)
    assert "secret" not in str(caught.value)


def test_a_certificate_is_trusted_by_its_authority(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with KibanaServer(context=context) as secure:
        assert len(install(reaching(secure, ca_certs=certificate), COVERAGE)) == 11
        said = refusal(reaching(secure))
        assert "no trust in its certificate; --ca-certs names the authority to trust" in said


def test_a_file_without_a_certificate_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("to be filled in")
    with pytest.raises(Unavailable) as caught:
        reaching("https://localhost:5601", ca_certs=file)
    assert str(caught.value) == f"{file}: no certificate in it (--ca-certs)"


def test_each_object_that_is_refused_is_named(server: KibanaServer, kibana: Kibana) -> None:
    lacking = {"type": "missing_references", "references": [{"type": "index-pattern", "id": "x"}]}
    newer = {"type": "unknown", "message": "belongs to a more recent version", "statusCode": 422}
    refused = [
        {"type": "search", "id": "rasid-coverage-gone", "error": lacking},
        {"type": "dashboard", "id": "rasid-coverage-dashboard", "error": newer},
    ]
    said = {"success": False, "successCount": 6, "errors": refused}
    server.failing["/api/saved_objects/_import?overwrite=true"] = 200, said

    first, second = refusal(kibana).splitlines()

    assert "saved search rasid-coverage-gone is refused: missing_references: index-pattern x" in first
    assert "dashboard rasid-coverage-dashboard is refused: unknown: belongs to a more recent" in second


def test_rules_that_kibana_cannot_keep_are_told_with_its_reason(server: KibanaServer, kibana: Kibana) -> None:
    reason = "Unable to create rule because the Encrypted Saved Objects plugin is missing encryption key."
    path = f"/api/alerting/rule/{COVERAGE.rules[0].id}"
    server.failing[path] = 500, {"statusCode": 500, "message": reason}
    assert reason in refusal(kibana)


def test_nothing_installed_is_all_missing(kibana: Kibana) -> None:
    wrong = problems(kibana)
    assert len(wrong) == 11
    assert set(map(tuple, wrong.values())) == {("is not there; `rasid kibana install` puts it there",)}


def test_what_was_deleted_is_found_missing(server: KibanaServer, kibana: Kibana) -> None:
    install(kibana, COVERAGE)
    del server.objects[SEARCH]
    server.put["connector"].clear()
    gone, _ = server.put["rule"].popitem()

    wrong = problems(kibana)

    connector = f"connector {COVERAGE.connector.id}"
    assert set(wrong) == {"saved search rasid-coverage-gone", connector, f"rule {gone[1]}"}


def test_what_refers_to_a_data_view_that_is_gone_is_found(server: KibanaServer, kibana: Kibana) -> None:
    install(kibana, COVERAGE)
    del server.objects[VIEW]

    wrong = problems(kibana)

    assert "refers to index-pattern rasid-coverage-articles" in wrong[DASHBOARD][0]
    assert len([key for key in wrong if key.startswith("saved search")]) == 4


def test_a_field_that_the_index_lacks_is_found_in_every_panel(server: KibanaServer, kibana: Kibana) -> None:
    install(kibana, COVERAGE)
    without = mappings()
    del without["properties"]["language"]
    del without["properties"]["date"]
    without["properties"]["story_id"] = {"type": "text"}
    server.indices["coverage"] = without

    wrong = problems(kibana)

    told = "\n".join(wrong[DASHBOARD])
    for panel in ("Languages", "Translation, by language", "Largest stories"):
        assert f"{panel}: language is no field of data view rasid-coverage-articles" in told
    assert "Largest stories: story_id cannot be counted by" in told
    assert "Silent sources" not in told
    assert wrong["data view rasid-coverage-articles"] == ["its time field date is no field of index coverage"]
    assert "saved search rasid-coverage-gone" not in wrong


def test_an_index_that_is_not_there_is_told_once(server: KibanaServer, kibana: Kibana) -> None:
    install(kibana, COVERAGE)
    del server.indices["coverage-status"]
    assert problems(kibana) == {
        "data view rasid-coverage-status": ["index coverage-status is not there, or this key may not read it"]
    }


def test_a_rule_that_does_not_work_is_found(server: KibanaServer, kibana: Kibana) -> None:
    install(kibana, COVERAGE)
    off, failed = server.put["rule"].values()
    off |= {"enabled": False, "actions": []}
    failed |= {"execution_status": {"status": "error", "error": {"message": "index_not_found_exception"}}}

    wrong = problems(kibana)

    assert wrong[f"rule {off['id']}"] == ["is not enabled", "writes its findings nowhere"]
    assert wrong[f"rule {failed['id']}"] == ["failed when it last ran: index_not_found_exception"]


def test_a_rule_of_an_older_rasid_is_found_and_renewed(server: KibanaServer, kibana: Kibana) -> None:
    install(kibana, COVERAGE)
    first, _ = server.put["rule"].values()
    first["params"] = first["params"] | {"index": ["press"], "timeWindowSize": 5, "sourceFields": []}

    (said,) = problems(kibana)[f"rule {first['id']}"]
    assert "asks otherwise than this Rasid has it (index, timeWindowSize)" in said

    install(kibana, COVERAGE)
    assert problems(kibana) == {}


def test_a_rule_that_asks_for_what_the_index_lacks_is_found(server: KibanaServer, kibana: Kibana) -> None:
    """It would find nothing, and Kibana would say nothing."""
    install(kibana, COVERAGE)
    without = mappings()
    del without["properties"]["indexed_at"]
    server.indices["coverage"] = without

    lacking = ["its query: indexed_at is no field of data view rasid-coverage-articles"]
    assert problems(kibana) == {f"rule {rule.id}": lacking for rule in COVERAGE.rules}
