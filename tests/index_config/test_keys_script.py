"""`index_config/keys.sh` and the health check of `compose.yaml`, as their containers run them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from elasticsearch import ApiError, Elasticsearch

from tests.elastic.server import Server
from tests.index_config.test_keys import FOLDER, asked

SERVICES: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))["services"]
AWKWARD = "a \"quoted\" \\back\\ $HOME `x` 's' %s & pass"
COMMANDS = ("base64", "chmod", "chown", "curl", "grep", "mv", "sed")
RECORDER = """\
#!/bin/bash
printf '%s\\n' "${{0##*/}}" "$@" >> {log}
PATH=/usr/bin:/bin exec "${{0##*/}}" "$@"
"""


class Container:
    """What a container sees, with the capabilities that compose.yaml leaves it (where the tests run as root):
    a few commands, each of which notes its arguments, where any user could read them."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server, self.folder, self._log = server, folder, folder / "arguments"
        self.run, self.admin = folder / "run.env", folder / "admin.env"
        self._ca = folder / "ca.crt"
        shutil.copyfile(str(server.ca), self._ca)
        self._bin = folder / "bin"
        self._bin.mkdir()
        for command in COMMANDS:
            (self._bin / command).write_text(RECORDER.format(log=self._log))
            (self._bin / command).chmod(0o755)

    @property
    def arguments(self) -> str:
        return self._log.read_text("utf-8")

    def describe(self, key: str, description: dict[str, Any]) -> None:
        (self.folder / f"{key}.json").write_text(json.dumps(description, indent=2), "utf-8")

    def values(self) -> dict[str, str]:
        """Variable to key."""
        lines = (self.run.read_text() + self.admin.read_text()).splitlines()
        return dict(line.split("=", 1) for line in lines)

    def make_keys(self, **env: str) -> str:
        """What the script says."""
        done = self.run_script(**env)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def run_script(self, **env: str) -> subprocess.CompletedProcess[str]:
        bash = shutil.which("bash")
        assert bash
        own = self.folder.stat()
        owner = SERVICES["keys"]["environment"]["OWNER"] if _root() else f"{own.st_uid}:{own.st_gid}"
        paths = {"KEYS": self.folder, "OUT": self.folder, "OUT_ADMIN": self.folder, "CA": self._ca}
        given = {
            "PATH": self._bin,
            "URL": self._server.url,
            "ELASTIC_PASSWORD": self._server.password,
            "KIBANA_KEY": self.folder / "kibana.json",
            "OWNER": owner,
        }
        return subprocess.run(
            [*_confined("keys"), bash, FOLDER / "keys.sh"],
            env={name: str(value) for name, value in (paths | given | env).items()},
            capture_output=True,
            text=True,
        )

    def healthy(self, password: str) -> bool:
        kind, check = SERVICES["elasticsearch"]["healthcheck"]["test"]
        assert kind == "CMD-SHELL"
        here = check.replace("$$", "$").replace("https://localhost:9200", self._server.url)
        done = subprocess.run(
            ["/bin/sh", "-c", here.replace("config/certs/ca.crt", str(self._ca))],
            env={"PATH": str(self._bin), "ELASTIC_PASSWORD": password},
            capture_output=True,
        )
        assert (done.stdout, done.stderr) == (b"", b"")
        return done.returncode == 0


def _root() -> bool:
    return os.geteuid() == 0


def _confined(service: str) -> list[str]:
    if not _root():
        return []
    setpriv = shutil.which("setpriv")
    assert setpriv
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    kept = "".join(f",+{name.lower()}" for name in SERVICES[service]["cap_add"])
    return [setpriv, f"--bounding-set=-all{kept}", "--inh-caps=-all", "--no-new-privs"]


@pytest.fixture
def container(secured_elasticsearch: Server, index_name: str, tmp_path: Path) -> Container:
    made = Container(secured_elasticsearch, tmp_path)
    for name in ("writing", "searching", "admin"):
        made.describe(name, asked(name, index_name))
    return made


@pytest.fixture
def boss(secured_elasticsearch: Server) -> Iterator[Elasticsearch]:
    with secured_elasticsearch.client() as everything:
        yield everything


@pytest.fixture
def named(secured_elasticsearch: Server, boss: Elasticsearch) -> Iterator[None]:
    """`elastic` with another password too, and the user of Kibana, both gone at the end."""
    boss.security.put_user(username="elastic", password=AWKWARD, roles=["superuser"])
    boss.security.put_user(username="kibana_system", password="of the first day", roles=["kibana_system"])
    yield
    for user in ("elastic", "kibana_system"):
        boss.security.delete_user(username=user)


def test_keys_are_made_once_and_again_when_withdrawn(
    container: Container, boss: Elasticsearch, secured_elasticsearch: Server
) -> None:
    assert container.make_keys().count("made the key") == 3
    first = container.values()
    assert set(first) == {"RASID_WRITE_KEY", "RASID_SEARCH_KEY", "RASID_ADMIN_KEY"}
    assert "RASID_ADMIN_KEY" not in container.run.read_text()
    assert {path.stat().st_mode & 0o777 for path in (container.run, container.admin)} == {0o400}

    assert container.make_keys() == ""
    assert container.values() == first

    with secured_elasticsearch.client(api_key=first["RASID_WRITE_KEY"]) as client:
        withdrawn = client.security.authenticate()["api_key"]["id"]
    boss.security.invalidate_api_key(ids=[withdrawn])
    assert container.make_keys() == "made the key RASID_WRITE_KEY\n"
    again = container.values()
    assert {name for name in first if again[name] != first[name]} == {"RASID_WRITE_KEY"}
    with secured_elasticsearch.client(api_key=again["RASID_WRITE_KEY"]) as client:
        assert client.security.authenticate()["api_key"]["name"] == "rasid-writing"


def test_key_that_is_kept_may_what_its_file_says_now(
    container: Container, boss: Elasticsearch, index_name: str, secured_elasticsearch: Server
) -> None:
    """Whoever uses it goes on with it; nobody is left with the rights of before."""
    index = f"{index_name}-articles-first"
    boss.index(index=index, document={"title": "known"}, refresh=True)
    description = asked("searching", index_name)
    container.make_keys()
    kept = container.values()
    rights = description["role_descriptors"]["rasid-searching"]["indices"][0]
    with ExitStack() as clients:
        key = clients.enter_context(secured_elasticsearch.client(api_key=kept["RASID_SEARCH_KEY"]))
        assert key.count(index=index)["count"] == 1

        rights["privileges"] = ["view_index_metadata"]
        container.describe("searching", description)
        assert container.make_keys() == "changed what the key RASID_SEARCH_KEY may do\n"
        with pytest.raises(ApiError, match="security_exception"):
            key.count(index=index)

        rights["privileges"] = ["read"]
        container.describe("searching", description)
        assert container.make_keys() == "changed what the key RASID_SEARCH_KEY may do\n"
        assert key.count(index=index)["count"] == 1
    assert container.make_keys() == ""
    assert container.values() == kept


@pytest.mark.usefixtures("named")
def test_awkward_passwords_are_understood_and_no_secret_is_an_argument(
    container: Container, index_name: str, secured_elasticsearch: Server
) -> None:
    container.describe("kibana", asked("searching", index_name))
    for _ in range(2):
        container.make_keys(ELASTIC_PASSWORD=AWKWARD, KIBANA_PASSWORD=f"{AWKWARD} of Kibana")
    with secured_elasticsearch.client(basic_auth=("kibana_system", f"{AWKWARD} of Kibana")) as kibana:
        assert kibana.security.authenticate()["username"] == "kibana_system"
    assert container.healthy(AWKWARD)

    said = container.arguments
    assert {"curl", "chown", "sed"} <= set(said.splitlines())
    keys = container.values()
    assert set(keys) >= {"RASID_KIBANA_KEY", "RASID_ADMIN_KEY"}
    for secret in ("quoted", "of Kibana", "elastic:", *keys.values()):
        assert secret not in said


def test_what_is_refused_is_told_with_its_file_and_the_servers_reason(
    container: Container, index_name: str
) -> None:
    description = asked("admin", index_name)
    description["role_descriptors"]["rasid-admin"]["cluster"] = ["manage_everything"]
    container.describe("admin", description)
    refused = container.run_script()
    assert refused.returncode != 0
    told = refused.stderr.splitlines()[-1]
    assert told.startswith(f"{container.folder}/admin.json: refused: {{")
    assert "unknown cluster privilege [manage_everything]" in told
    assert not container.admin.exists()

    container.describe("admin", asked("admin", index_name))
    container.make_keys()
    container.describe(
        "searching", {"name": "rasid-searching", "role_descriptors": {"a": {"cluster": ["x"]}}}
    )
    assert f"{container.folder}/searching.json: refused: {{" in container.run_script().stderr

    wrong = container.run_script(ELASTIC_PASSWORD=AWKWARD)
    assert wrong.returncode != 0
    assert "unable to authenticate user [elastic]" in wrong.stderr
    for secret in (AWKWARD, *container.values().values()):
        assert secret not in wrong.stderr
    container.describe("kibana", asked("searching", index_name))
    container.describe("searching", asked("searching", index_name))
    short = container.run_script(KIBANA_PASSWORD="brief")
    assert "KIBANA_PASSWORD: refused: " in short.stderr and "brief" not in short.stderr


def test_health_is_asked_with_the_password_alone(container: Container, secured_elasticsearch: Server) -> None:
    assert container.healthy(str(secured_elasticsearch.password))
    assert not container.healthy("another")
    assert str(secured_elasticsearch.password) not in container.arguments
