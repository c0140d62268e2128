"""The compose file, as Docker Compose itself reads it, and what its first container does.

That the containers start is not shown: it takes an engine and the images."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "index_config"
COMPOSE = Path(sys.executable).with_name("docker-compose")
REQUIRED = ("ELASTIC_PASSWORD", "KIBANA_PASSWORD", "KIBANA_ENCRYPTION_KEY", "RASID_WATCH")
SECRET = "a-secret-of-the-newsroom-of-48-characters-or-more"
BROUGHT = {"elasticsearch", "kibana"}
"""Services whose images are Elastic's own."""


def compose(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`docker compose config` with these variables and no file of them."""
    if not COMPOSE.exists():
        why = "NOT SHOWN: Docker Compose is in the development packages only on Linux"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return subprocess.run(
        [COMPOSE, "--file", FOLDER / "compose.yaml", "--env-file", os.devnull, "config"],
        env={"PATH": os.environ["PATH"], "HOME": str(FOLDER), **env},
        capture_output=True,
        text=True,
    )


def filled(**more: str) -> dict[str, str]:
    return dict.fromkeys(REQUIRED, SECRET) | {"RASID_WATCH": "/srv/watch.yaml"} | more


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    done = compose(filled())
    assert done.returncode == 0, done.stderr
    assert not done.stderr, "no warning"
    made: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    return made


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, ""])
def test_nothing_starts_without_a_password_of_ones_own(name: str, value: str | None) -> None:
    given = filled()
    del given[name]
    done = compose(given if value is None else given | {name: value})
    assert done.returncode != 0
    assert f"{name} is missing a value: set it in index_config/.env, see .env.example" in done.stderr


def test_no_secret_stands_in_the_file(services: dict[str, Any]) -> None:
    secret = re.compile("PASSWORD|ENCRYPTION")
    said = [
        value
        for service in services.values()
        for name, value in service.get("environment", {}).items()
        if secret.search(name)
    ]
    assert said and set(said) == {SECRET}


def test_example_names_every_variable_and_no_other() -> None:
    example = (FOLDER / ".env.example").read_text("utf-8")
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", (FOLDER / "compose.yaml").read_text("utf-8")))
    assert set(re.findall(r"^(\w+)=$", example, re.M)) == set(REQUIRED)
    assert set(re.findall(r"^#?(\w+)=", example, re.M)) == used - {"VAR"}


def test_images_are_pinned_and_of_one_version(services: dict[str, Any]) -> None:
    images = {service["image"] for service in services.values()}
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    elastic = {re.fullmatch(r"docker\.elastic\.co/(\w+)/\1:(8\.19\.\d+)", image) for image in images}
    assert {found[2] for found in elastic if found} == {"8.19.26"}, "one version for both; raise it here too"
    assert {found[1] for found in elastic if found} == BROUGHT
    assert images - {found[0] for found in elastic if found} == {f"rasid:{version}"}


def test_no_container_has_more_than_it_needs(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert not service.get("privileged"), name
        assert "host" not in (service.get("network_mode"), service.get("pid"), service.get("ipc")), name
        assert "docker.sock" not in yaml.safe_dump(service), name
        assert int(service["mem_limit"]) > 0, name
        assert service["restart"] in ("no", "unless-stopped"), name
        assert service["logging"]["options"]["max-size"], name
    for name in ("prepare", "keys", "create", "rasid"):
        service = services[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    given = {name: service["cap_add"] for name, service in services.items() if "cap_add" in service}
    assert given == {"keys": ["CHOWN", "DAC_READ_SEARCH"]}
    assert "user" not in services["rasid"], "that of the Dockerfile"


def test_what_runs_all_the_time_has_no_key_for_changing_indices(services: dict[str, Any]) -> None:
    holders = {name for name, service in services.items() if "admin-key" in _sources(service)}
    assert holders == {"keys", "create"}
    assert {name for name, service in services.items() if "authority" in _sources(service)} == {"prepare"}


def test_only_this_machine_reaches_it_unless_asked() -> None:
    ports = [
        port
        for service in yaml.safe_load(compose(filled()).stdout)["services"].values()
        for port in service.get("ports", ())
    ]
    assert [(port["host_ip"], port["published"]) for port in ports] == [
        ("127.0.0.1", "9200"),
        ("127.0.0.1", "5601"),
    ]
    wider = yaml.safe_load(compose(filled(BIND_ADDRESS="192.0.2.1")).stdout)["services"]
    assert wider["kibana"]["ports"][0]["host_ip"] == "192.0.2.1"


def test_connections_are_secured(services: dict[str, Any]) -> None:
    server, kibana = services["elasticsearch"]["environment"], services["kibana"]["environment"]
    for layer in ("http", "transport"):
        assert server[f"xpack.security.{layer}.ssl.enabled"] == "true"
        assert server[f"xpack.security.{layer}.ssl.key"] == "certs/elasticsearch.key"
    assert server["xpack.security.enabled"] == kibana["SERVER_SSL_ENABLED"] == "true"
    assert kibana["ELASTICSEARCH_HOSTS"].startswith("https://")
    assert "verification_mode" not in {name.rpartition(".")[2] for name in server if ".http." in name}


def test_each_starts_when_what_it_needs_is_ready(services: dict[str, Any]) -> None:
    after = {
        name: {other: said["condition"] for other, said in service.get("depends_on", {}).items()}
        for name, service in services.items()
    }
    assert after == {
        "prepare": {},
        "elasticsearch": {"prepare": "service_completed_successfully"},
        "keys": {"elasticsearch": "service_healthy"},
        "kibana": {"keys": "service_completed_successfully"},
        "create": {"keys": "service_completed_successfully"},
        "rasid": {"create": "service_completed_successfully"},
    }
    for name in BROUGHT:
        assert "curl --silent --fail --cacert " in services[name]["healthcheck"]["test"][1], name


def test_what_is_mounted_from_the_project_is_there(services: dict[str, Any]) -> None:
    bound = {
        volume["source"]
        for service in services.values()
        for volume in service.get("volumes", ())
        if volume["type"] == "bind"
    }
    ours = {Path(source) for source in bound - {"/srv/watch.yaml"}}
    assert {path.relative_to(FOLDER).as_posix() for path in ours} == {
        "keys",
        "keys.sh",
        "kibana/key.json",
        "prepare.sh",
    }
    assert all(path.exists() for path in ours)


def _sources(service: dict[str, Any]) -> set[str]:
    return {volume["source"] for volume in service.get("volumes", ())}


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.fail("openssl is needed") if os.environ.get("CI") else pytest.skip("NOT SHOWN: no openssl")
    _prepare(tmp_path / "root")
    return tmp_path / "root"


def _prepare(root: Path, **env: str) -> None:
    done = subprocess.run(
        ["bash", FOLDER / "prepare.sh", root],
        env={"PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["elasticsearch", "kibana", "localhost"])
def test_certificates_hold_as_strictly_as_python_313_looks(prepared: Path, name: str) -> None:
    service = "kibana" if name == "kibana" else "elasticsearch"
    certificate = prepared / "certificates" / service / service
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    trusting = ssl.create_default_context(cafile=prepared / "ca" / "ca.crt")
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate.with_suffix(".crt"), certificate.with_suffix(".key"))
    client = trusting.wrap_bio(ours, theirs, server_hostname=name)
    server = serving.wrap_bio(theirs, ours, server_side=True)
    for side in (client, server, client, server):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert client.version() == "TLSv1.3"
    assert ("DNS", name) in client.getpeercert()["subjectAltName"]  # type: ignore[index,operator]


def test_private_keys_are_not_for_everybody(prepared: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in prepared.rglob("*.key")}
    assert modes == {"ca.key": 0o600, "elasticsearch.key": 0o640, "kibana.key": 0o640}
    assert (prepared / "snapshots").stat().st_mode & 0o777 == 0o770


def test_certificates_are_made_once_and_again_for_another_name(prepared: Path) -> None:
    made = {path: path.read_bytes() for path in prepared.rglob("*.crt")}
    _prepare(prepared)
    assert {path: path.read_bytes() for path in made} == made
    _prepare(prepared, PUBLIC_NAME="search.newsroom.example")
    again = {path.relative_to(prepared).as_posix() for path in made if path.read_bytes() != made[path]}
    assert again == {"certificates/elasticsearch/elasticsearch.crt", "certificates/kibana/kibana.crt"}
