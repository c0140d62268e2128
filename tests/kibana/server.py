"""Something that answers as Kibana's API does, on loopback.

Kibana itself cannot be had where the tests run: this is the one server that is stood in for. It keeps what it
is given in memory and refuses what Kibana refuses (read in Kibana's source, 8.9 to 9.0): requests without
`kbn-xsrf`, keys that are no key, references that lead nowhere, ids that are no UUID, keys of a rule that
cannot be changed. Its data views have the fields of the mapping of their index in `indices`.
"""

from __future__ import annotations

import email
import json
import re
import ssl
from email.message import Message
from email.policy import HTTP
from types import TracebackType
from typing import Any, Self

from search.kibana.check import fields_of
from tests.answering import Answer, AnsweringServer

Json = dict[str, Any]
Said = tuple[int, Any]
"""Status, and what is sent as JSON; text as it is."""
KEY, WEAK = "dGVzdDprZXk=", "d2VhazprZXk="
"""API keys: one that may do everything, and one that may only read."""
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[14][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PANELS = ("index-pattern", "search", "dashboard", "tag", "lens")
_CREATED = {"rule": {"rule_type_id", "consumer", "enabled"}, "connector": {"connector_type_id"}}
_CHANGED = {
    "rule": {"name", "tags", "schedule", "params", "actions"},
    "connector": {"name", "config", "secrets"},
}


class KibanaServer:
    """with KibanaServer() as server: … server.url, server.objects, server.rules"""

    def __init__(self, version: str = "8.19.0", *, context: ssl.SSLContext | None = None) -> None:
        self.version = version
        self.spaces = {"default"}
        self.objects: dict[tuple[str, str, str], Json] = {}
        """(space, type, id) to the saved object."""
        self.put: dict[str, dict[tuple[str, str], Json]] = {"rule": {}, "connector": {}}
        """Kind to (space, id) to body."""
        self.indices: dict[str, Json] = {}
        """Index or alias to its mapping."""
        self.requests: list[tuple[str, str]] = []
        self.failing: dict[str, Said] = {}
        """Path, without its space, to what it answers for once in place of the right thing."""
        self._answering = AnsweringServer(self._answer, context)
        self.url = self._answering.url

    def __enter__(self) -> Self:
        self._answering.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answering.stop()

    def _answer(self, method: str, path: str, headers: Message, body: bytes) -> Answer:
        status, said = self._said(method, path, headers, body)
        content = "" if said is None else said if isinstance(said, str) else json.dumps(said)
        kind = "application/ndjson" if isinstance(said, str) else "application/json"
        return status, {"Content-Type": kind}, content.encode()

    def _said(self, method: str, path: str, headers: Message, body: bytes) -> Said:
        self.requests.append((method, path))
        space, path = _space_of(path)
        key = headers.get("Authorization", "").removeprefix("ApiKey ")
        if key not in (KEY, WEAK):
            return _error(401, "Unauthorized", "[security_exception]: unable to authenticate")
        if method != "GET" and "kbn-xsrf" not in headers:
            return _error(400, "Bad Request", "Request must contain a kbn-xsrf header.")
        if method != "GET" and key == WEAK:
            return _error(403, "Forbidden", f"API [{method} {path}] is unauthorized for user")
        if path in self.failing:
            return self.failing[path]
        return self._answered(method, space, path, headers, body)

    def _answered(self, method: str, space: str, path: str, headers: Any, body: bytes) -> Said:
        if path == "/api/status":
            return 200, {"name": "kibana", "version": {"number": self.version}}
        if match := re.fullmatch("/api/spaces/space/(.+)", path):
            return (200, {"id": match[1]}) if match[1] in self.spaces else _not_found()
        if path == "/api/saved_objects/_import?overwrite=true":
            return self._import(space, _uploaded(headers, body))
        if path == "/api/saved_objects/_export":
            return self._export(space, json.loads(body)["objects"])
        if match := re.fullmatch("/api/data_views/data_view/(.+)", path):
            return self._data_view(space, match[1])
        if match := re.fullmatch("/api/(?:actions/(connector)|alerting/(rule))/([^/]+)(/_enable)?", path):
            kind = match[1] or match[2]
            if match[4]:
                self.put[kind][space, match[3]]["enabled"] = True
                return 204, None
            return self._put(method, kind, space, match[3], json.loads(body or b"{}"))
        return _not_found()

    def _import(self, space: str, lines: list[Json]) -> Said:
        given = {(one["type"], one["id"]) for one in lines}
        errors, done = [], []
        for one in lines:
            lacking = [
                reference
                for reference in one["references"]
                if reference["type"] in PANELS
                and (reference["type"], reference["id"]) not in given
                and (space, reference["type"], reference["id"]) not in self.objects
            ]
            about = {"type": one["type"], "id": one["id"], "meta": {"title": one["attributes"].get("title")}}
            if one["type"] not in PANELS:
                errors.append(about | {"error": {"type": "unsupported_type"}})
            elif _number(one["typeMigrationVersion"]) > _number(self.version):
                message = "belongs to a more recent version of Kibana"
                errors.append(about | {"error": {"type": "unknown", "message": message, "statusCode": 422}})
            elif lacking:
                errors.append(about | {"error": {"type": "missing_references", "references": lacking}})
            else:
                place = space, one["type"], one["id"]
                done.append(about | ({"overwrite": True} if place in self.objects else {}))
                if not errors:
                    self.objects[place] = one
        said = {"success": not errors, "successCount": len(done), "successResults": done}
        return 200, said | ({"errors": errors} if errors else {})

    def _export(self, space: str, wanted: list[Json]) -> Said:
        lacking = [one for one in wanted if (space, one["type"], one["id"]) not in self.objects]
        if lacking:
            error = {"statusCode": 404, "error": "Not Found", "message": "Saved object not found"}
            status, said = _error(400, "Bad Request", "Error fetching objects to export")
            return status, said | {"attributes": {"objects": [one | {"error": error} for one in lacking]}}
        found = (self.objects[space, one["type"], one["id"]] for one in wanted)
        return 200, "\n".join(map(json.dumps, found))

    def _data_view(self, space: str, identity: str) -> Said:
        stored = self.objects.get((space, "index-pattern", identity))
        if stored is None:
            return _not_found()
        index = stored["attributes"]["title"]
        fields = fields_of(self.indices[index]) if index in self.indices else {}
        shapes = {name: {"type": f.type, "aggregatable": f.aggregatable} for name, f in fields.items()}
        return 200, {"data_view": {"id": identity, "title": index, "fields": shapes}}

    def _put(self, method: str, kind: str, space: str, identity: str, body: Json) -> Said:
        kept = self.put[kind]
        if method == "GET":
            return (200, kept[space, identity]) if (space, identity) in kept else _not_found()
        allowed = _CHANGED[kind] | (_CREATED[kind] if method == "POST" else set())
        if unknown := set(body) - allowed:
            name = sorted(unknown)[0]
            return _error(400, "Bad Request", f"[request body.{name}]: definition for this key is missing")
        if method == "POST" and not UUID.fullmatch(identity):
            return _error(
                400, "Bad Request", "Predefined IDs are not allowed for saved objects with encrypted"
            )
        if method == "POST" and (space, identity) in kept:
            return _error(409, "Conflict", f"Saved object [{kind}/{identity}] conflict")
        for action in body.get("actions", ()):
            if (space, action["id"]) not in self.put["connector"]:
                return _error(400, "Bad Request", f"Saved object [action/{action['id']}] not found")
        kept[space, identity] = kept.get((space, identity), {}) | body | {"id": identity}
        return 200, kept[space, identity]


def _space_of(path: str) -> tuple[str, str]:
    match = re.match(r"/s/([^/]+)(/.*)", path)
    return (match[1], match[2]) if match else ("default", path)


def _uploaded(headers: Any, body: bytes) -> list[Json]:
    """The lines of the one file of a form."""
    form = email.message_from_bytes(
        b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body, policy=HTTP
    )
    (part,) = form.iter_parts()
    assert part.get_param("name", header="content-disposition") == "file"
    assert part.get_filename().endswith(".ndjson")
    return [json.loads(line) for line in part.get_payload(decode=True).decode().splitlines()]


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _error(status: int, error: str, message: str) -> tuple[int, Json]:
    return status, {"statusCode": status, "error": error, "message": message}


def _not_found() -> Said:
    return _error(404, "Not Found", "Not Found")
