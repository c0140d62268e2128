"""A real Elasticsearch, for tests and benchmarks.

with Elasticsearch(settings={"thread_pool.write.queue_size": 1}) as server:
    server.client().index(...)       # also: server.url, and with security=True server.password and server.ca
    server.kill()                    # SIGKILL
    server.start()                   # the same data, the same address

Tests that do not break it share one: the fixtures `elasticsearch`, `secured_elasticsearch` and `index_name`.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import elasticsearch
import yaml

from tests.cli.command import until
from tests.elastic.installation import installation

HEAP = "512m"
QUICK_START = ("-XX:TieredStopAtLevel=1",)
"""Java's first compiler alone: 10 s of CPU time to start in place of 20 (measured), and slower for good."""
_UID = 65534
"""Who runs the server where the tests run as root, which it refuses; no such user need exist."""
_JVM = (
    "-XX:+UseSerialGC",
    "-XX:-AlwaysPreTouch",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.io.tmpdir=${ES_TMPDIR}",
)
_LAUNCHER_JVM = ("-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_SETTINGS: dict[str, object] = {
    "discovery.type": "single-node",
    "network.host": "127.0.0.1",
    "transport.port": 0,
    "cluster.routing.allocation.disk.threshold_enabled": False,
    "xpack.security.enabled": False,
}
_SECURITY: dict[str, object] = {
    "xpack.security.enabled": True,
    "xpack.security.http.ssl.enabled": True,
    "xpack.security.http.ssl.certificate": "http.pem",
    "xpack.security.http.ssl.key": "http.key",
    "xpack.security.authc.reserved_realm.enabled": False,  # `elastic` from the file of users
}
_LOG = """\
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%p][%c{1.}] %m%n
"""


class Server:
    """Where a server is, and how to get in: as `elastic`, who may do everything."""

    def __init__(self, url: str, password: str | None = None, ca: Path | None = None) -> None:
        self.url, self.password, self.ca = url, password, ca

    def client(self, **options: Any) -> elasticsearch.Elasticsearch:
        """A client that may do everything, or what `options` (`api_key=…`) allow; for the caller to close."""
        if self.password and not options.keys() & {"api_key", "basic_auth"}:
            options["basic_auth"] = ("elastic", self.password)
        if self.ca:
            options["ca_certs"] = str(self.ca)
        return elasticsearch.Elasticsearch(self.url, **options)


class Elasticsearch(Server):
    """A server of one's own, on a free port and with data of its own, which are gone when it ends. It ends
    with the process that started it. `settings`: more of elasticsearch.yml; `heap`: as -Xmx has it; `java`:
    more options, none where speed is measured."""

    def __init__(
        self,
        *,
        settings: Mapping[str, object] | None = None,
        security: bool = False,
        heap: str = HEAP,
        java: Sequence[str] = QUICK_START,
    ) -> None:
        self._home = installation()
        self._folder = Path(tempfile.mkdtemp(prefix="rasid-elasticsearch-"))
        self._config, self._out = self._folder / "config", self._folder / "out"
        port, scheme = _free_port(), "https" if security else "http"
        super().__init__(f"{scheme}://127.0.0.1:{port}")
        self._process: subprocess.Popen[bytes] | None = None
        self._configure(
            _SETTINGS | {"http.port": port} | (_SECURITY if security else {}) | dict(settings or {})
        )
        (self._config / "jvm.options").write_text("\n".join((f"-Xms{heap}", f"-Xmx{heap}", *_JVM, *java)))
        if security:
            self.password, self.ca = secrets.token_urlsafe(12), self._config / "ca.pem"
            self._secure(self.password)
        if os.geteuid() == 0:
            for path in (self._folder, *self._folder.rglob("*")):
                os.chown(path, _UID, _UID)

    def _configure(self, settings: Mapping[str, object]) -> None:
        shutil.copytree(self._home / "config", self._config)
        (self._folder / "tmp").mkdir()
        folders = {"path.data": str(self._folder / "data"), "path.logs": str(self._folder / "logs")}
        (self._config / "elasticsearch.yml").write_text(yaml.safe_dump({**settings, **folders}), "utf-8")
        (self._config / "log4j2.properties").write_text(_LOG, "utf-8")

    def _secure(self, password: str) -> None:
        """A certificate authority, a certificate of it for 127.0.0.1, and `elastic` with this password."""
        names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
        self._certify("ca", "keyUsage=critical,keyCertSign,cRLSign", "-subj", "/CN=Rasid tests")
        signed = ("-subj", "/CN=localhost", "-CA", "ca.pem", "-CAkey", "ca.key")
        self._certify("http", names, "-addext", "basicConstraints=critical,CA:FALSE", *signed)
        (self._config / "users").write_text(f"elastic:{_hashed(password)}\n", "utf-8")
        (self._config / "users_roles").write_text("superuser:elastic\n", "utf-8")

    def _certify(self, name: str, extension: str, *options: str) -> None:
        key = (
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            f"{name}.key",
        )
        command = ["openssl", "req", "-x509", *key, "-out", f"{name}.pem", "-days", "2", "-addext", extension]
        subprocess.run([*command, *options], cwd=self._config, check=True, capture_output=True)

    def start(self) -> None:
        """Returns when it answers and has its indices open, in about 10 s."""
        libraries = f"{self._home}/lib/*:{self._home}/lib/cli-launcher/*"
        properties = {
            "cli.name": "server",
            "cli.script": self._home / "bin" / "elasticsearch",
            "cli.libs": "lib/tools/server-cli",
            "es.path.home": self._home,
            "es.path.conf": self._config,
            "es.distribution.type": "tar",
        }
        options = [f"-D{name}={value}" for name, value in properties.items()]
        launch = [
            "java",
            *_LAUNCHER_JVM,
            *options,
            "-cp",
            libraries,
            "org.elasticsearch.launcher.CliToolLauncher",
        ]
        with self._out.open("ab") as out:
            self._process = subprocess.Popen(
                [*_confined(), *launch],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self._home,
                env=os.environ | {"ES_TMPDIR": str(self._folder / "tmp"), "ES_JAVA_HOME": _java_home()},
                start_new_session=True,
            )
        until(self._listens, "Elasticsearch does not start")
        with self.client() as client:
            client.cluster.health(wait_for_status="yellow", timeout="60s")

    def _listens(self) -> bool:
        assert self._process and self._process.poll() is None, self._out.read_text("utf-8", "replace")[-5000:]
        return _accepts(self.url)

    def kill(self) -> None:
        """SIGKILL, to the server and its launcher. Its port refuses connections when this returns."""
        assert self._process
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        until(lambda: not _accepts(self.url))

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder)


def _confined() -> list[str]:
    """What makes a command end with this process, and run as no root. The launcher's end ends the server."""
    if shutil.which("setpriv") is None:
        return []
    user = [f"--reuid={_UID}", f"--regid={_UID}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig=KILL", *user]


def _java_home() -> str:
    """The folder of the `java` that is found first; the server has none of its own."""
    java = shutil.which("java")
    assert java
    return str(Path(java).resolve().parents[1])


def _hashed(password: str) -> str:
    """As the server's file of users has it, under PBKDF2: rounds, salt and digest."""
    rounds, salt = 1_000, secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
    return f"{{PBKDF2}}{rounds}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _accepts(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", urlsplit(url).port or 0)) == 0
