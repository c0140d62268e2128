"""The model package of the fixtures, variants of it, and a server that has it."""

from __future__ import annotations

import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"


def repacked(target: Path, **changes: bytes | None) -> Path:
    """The real package with entries replaced (bytes) or left out (None), named by their last part."""
    with zipfile.ZipFile(PACKAGE) as real, zipfile.ZipFile(target, "w") as made:
        for entry in real.infolist():
            key = Path(entry.filename).name.replace(".", "_")
            content = changes.get(key, real.read(entry))
            if content is not None and not entry.is_dir():
                made.writestr(entry.filename, content)
    return target


def metadata(**changes: object) -> bytes:
    return json.dumps({"package_version": "2.0", "from_code": "ar", "to_code": "en", **changes}).encode()


class Mirror:
    """A real HTTP server with one index and one package, and the ways in which servers fail."""

    def __init__(self, content: bytes, **index: object) -> None:
        self.content = content
        self.cut_after: int | None = None
        """Bytes after which the connection closes: the first time, or (`cuts_always`) each time."""
        self.cuts_always = False
        self.sent: list[int] = []
        """From which byte on the package was sent, each time."""
        self.ranges = True
        self.etag = '"one"'
        entry = {
            "package_version": "1.0",
            "from_code": "ar",
            "to_code": "en",
            "links": ["models/ar.argosmodel"],
        }
        self.index: object = [entry | index]
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                if self.path == "/index.json":
                    self._send(200, json.dumps(mirror.index).encode(), {})
                elif self.path == "/models/ar.argosmodel":
                    self._package()
                else:
                    self._send(404, b"not here", {})

            def _package(self) -> None:
                wanted = self.headers.get("Range")
                start = 0
                if wanted and mirror.ranges and self.headers.get("If-Range") == mirror.etag:
                    start = int(wanted.removeprefix("bytes=").rstrip("-"))
                mirror.sent.append(start)
                if start >= len(mirror.content):
                    self._send(416, b"", {"Content-Range": f"bytes */{len(mirror.content)}"})
                    return
                self._send(206 if start else 200, mirror.content[start:], {"ETag": mirror.etag})

            def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body[: mirror.cut_after] if headers else body)
                if headers and not mirror.cuts_always:
                    mirror.cut_after = None
                self.close_connection = True

        return Handler
