"""A server that keeps sets of synonyms, as Elasticsearch does from 8.10 on: a real one of 8.6, which does
not, with this in front of it.

It says that it is 8.15 and keeps what is `PUT _synonyms/<set>`, or refuses it as Elasticsearch does
(`SynonymRule.validate` in its source). What a newer server does by itself, this does with the real one: it
writes the rules beside the name of the set in component templates, and in the indices that were made of them
when the set changes, each of which is closed for a moment. All else goes through unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.message import Message
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import urllib3

from tests.answering import Answer, AnsweringServer
from tests.elastic.server import Server

VERSION = "8.15.0"
MOST_RULES = 10_000
_OWN = {"host", "connection", "content-length", "transfer-encoding"}
"""Headers of one connection."""
_HEADERS = {"Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"}

Json = dict[str, Any]


class ServerWithSynonyms(Server):
    """with ServerWithSynonyms(elasticsearch) as server: … server.url, server.sets"""

    def __init__(self, real: Server) -> None:
        self._answering = AnsweringServer(self._answer)
        super().__init__(self._answering.url, real.password)
        self._real = real
        self._pool = urllib3.PoolManager(retries=False, ca_certs=str(real.ca) if real.ca else None)
        self.sets: dict[str, list[str]] = {}
        """Set to its rules."""

    def __enter__(self) -> Self:
        self._answering.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answering.stop()
        self._pool.clear()

    def _answer(self, method: str, path: str, headers: Message, body: bytes) -> Answer:
        if method == "PUT" and path.startswith("/_synonyms/"):
            status, said = self._put(unquote(path.removeprefix("/_synonyms/")), headers, json.loads(body))
            return status, _HEADERS, json.dumps(said).encode()
        if method == "PUT" and path.startswith("/_component_template/"):
            body = self._with_rules(body)
        status, given, said = self._forward(method, path, headers, body)
        if path == "/" and status == 200:
            info = json.loads(said)
            said = json.dumps(info | {"version": info["version"] | {"number": VERSION}}).encode()
        return status, given, said

    def _forward(self, method: str, path: str, headers: Message, body: bytes) -> Answer:
        url, passed = self._real.url + path, _passed_on(headers)
        said = self._pool.request(method, url, body=body, headers=passed, decode_content=False)
        return said.status, _passed_on(said.headers), said.data

    def _put(self, name: str, headers: Message, body: Json) -> tuple[int, Json]:
        if not self._may_put(headers):
            return _error(403, "security_exception", "action [cluster:admin/synonyms/put] is unauthorized")
        if set(body) != {"synonyms_set"} or not all(map(_is_rule, body["synonyms_set"])):
            return _error(400, "x_content_parse_exception", f"[synonyms_set] cannot be read: {body}")
        rules = [rule["synonyms"] for rule in body["synonyms_set"]]
        if len(rules) > MOST_RULES:
            most = f"The number of synonyms rules in a synonyms set cannot exceed {MOST_RULES}"
            return _error(400, "illegal_argument_exception", most)
        if wrong := [reason for rule in rules if (reason := _problem(rule))]:
            listed = " ".join(f"{number}: {reason};" for number, reason in enumerate(wrong, 1))
            return _error(400, "action_request_validation_exception", f"Validation Failed: {listed}")
        result = "updated" if name in self.sets else "created"
        self.sets[name] = rules
        reloaded = [
            {"index": i, "reloaded_analyzers": [], "reloaded_node_ids": []} for i in self._reload(name)
        ]
        return 200, {"result": result, "reload_analyzers_details": {"reload_details": reloaded}}

    def _may_put(self, headers: Message) -> bool:
        """Who may change templates: the right for synonyms is not known to 8.6."""
        if self._real.password is None:
            return True
        asked = json.dumps({"cluster": ["manage_index_templates"]}).encode()
        status, _, said = self._forward("POST", "/_security/user/_has_privileges", headers, asked)
        return status == 200 and bool(json.loads(said)["has_all_requested"])

    def _with_rules(self, template: bytes) -> bytes:
        """Where a set is not there, its rules are lacking, and no index can be made of the template."""
        said = json.loads(template)
        for one in said["template"].get("settings", {}).get("analysis", {}).get("filter", {}).values():
            if one.get("synonyms_set") in self.sets:
                one["synonyms"] = self.sets[one["synonyms_set"]]
        return json.dumps(said).encode()

    def _reload(self, name: str) -> Iterator[str]:
        with self._real.client() as client:
            for index, said in client.indices.get_settings(index="*", expand_wildcards="open").items():
                filters = said["settings"]["index"].get("analysis", {}).get("filter", {})
                for key, one in filters.items():
                    if one.get("synonyms_set") == name:
                        rules = {f"index.analysis.filter.{key}.synonyms": self.sets[name]}
                        client.indices.close(index=index)
                        client.indices.put_settings(index=index, settings=rules)
                        client.indices.open(index=index)
                        client.cluster.health(index=index, wait_for_status="yellow")
                        yield index


def _is_rule(rule: Any) -> bool:
    return isinstance(rule, dict) and set(rule) <= {"id", "synonyms"} and isinstance(rule["synonyms"], str)


def _problem(rule: str) -> str | None:
    sides = rule.split("=>")
    if not rule:
        return "[synonyms] field can't be empty"
    if len(sides) > 2:
        return f"More than one explicit mapping specified in the same synonyms rule: [{rule}]"
    if not all(one.strip() for side in sides for one in re.split(r"(?<!\\),", side)):
        return f"Incorrect syntax for [synonyms]: [{rule}]"
    return None


def _error(status: int, kind: str, reason: str) -> tuple[int, Json]:
    error = {"type": kind, "reason": reason}
    return status, {"error": {"root_cause": [error], **error}, "status": status}


def _passed_on(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _OWN}
