"""Kibana's HTTP API, in one space of it, and its errors in our words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3 import exceptions
from urllib3.util import parse_url

from crawler.errors import Unavailable, UsageError
from search.access import check_authorities, no_tls, not_allowed, not_known, read_key

TIMEOUT = 60.0
"""Seconds for one request; an import waits for the new objects to be found."""
AUTHORITIES = "--ca-certs"
_LONGEST_REASON = 500

Json = dict[str, Any]


class Kibana:
    """`variable`: the environment variable that holds an API key as Kibana shows it ("encoded")."""

    def __init__(
        self, url: str, space: str, *, variable: str | None = None, ca_certs: Path | None = None
    ) -> None:
        """Does not reach out yet. Raises UsageError for an address that is none, Forbidden where there is no
        key in the variable, Unavailable where there is no certificate in the file."""
        self.url, self.space = _address(url), space
        self._variable = variable
        self._headers = {"kbn-xsrf": "true"}
        if variable:
            self._headers["Authorization"] = f"ApiKey {read_key(self.url, variable)}"
        if ca_certs:
            check_authorities(ca_certs, AUTHORITIES)
        self._pool = urllib3.PoolManager(
            timeout=TIMEOUT, retries=False, ca_certs=str(ca_certs) if ca_certs else None
        )

    def get(self, path: str) -> Json | None:
        """None where there is no such thing."""
        return self._asked("GET", path, missing=True)

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Json:
        return self._asked(method, path, body) or {}

    def upload(self, path: str, name: str, content: str) -> Json:
        """A file, as a form sends it."""
        fields = {"file": (name, content.encode(), "application/ndjson")}
        return _object(self._read("POST", path, self._exchange("POST", path, fields=fields))) or {}

    def exported(self, objects: list[Json]) -> tuple[list[Json], list[Json]]:
        """The saved objects as they are there, without what they refer to; and those that cannot be had, each
        with its `error`."""
        path = "/api/saved_objects/_export"
        body = {"objects": objects, "excludeExportDetails": True}
        response = self._exchange("POST", path, json=body)
        if response.status == 400:
            lacking = (_object(response.data) or {}).get("attributes", {}).get("objects")
            if lacking:
                absent = {(one["type"], one["id"]) for one in lacking}
                rest = [one for one in objects if (one["type"], one["id"]) not in absent]
                return (self.exported(rest)[0] if rest else []), lacking
        lines = self._read("POST", path, response).decode().splitlines()
        return [json.loads(line) for line in lines if line.strip()], []

    def _asked(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, missing: bool = False
    ) -> Json | None:
        response = self._exchange(method, path, **({} if body is None else {"json": body}))
        if missing and response.status == 404 and _object(response.data) is not None:
            return None
        data = self._read(method, path, response)
        if not data:
            return {}
        said = _object(data)
        if said is None:
            raise Unavailable(f"{self.url}: what answers is not Kibana: no JSON from {path}")
        return said

    def _exchange(self, method: str, path: str, **more: Any) -> urllib3.BaseHTTPResponse:
        place = "" if self.space == "default" else f"/s/{quote(self.space, safe='')}"
        try:
            return self._pool.request(
                method, f"{self.url}{place}{path}", headers=self._headers, redirect=False, **more
            )
        except (exceptions.HTTPError, OSError) as error:
            raise Unavailable(f"{self.url}: {_unreached(error)}") from None

    def _read(self, method: str, path: str, response: urllib3.BaseHTTPResponse) -> bytes:
        """The body of an answer that is none of refusal."""
        status = response.status
        if 200 <= status < 300:
            return response.data
        reason = _reason(response.data)
        if status == 401:
            raise not_known(self.url, self._variable, "--api-key-env")
        if status == 403:
            raise not_allowed(self.url, self._variable, f"{method} {path}: {reason}")
        if 300 <= status < 400:
            raise Unavailable(
                f"{self.url}: sends on to {response.headers.get('location')}; give that address"
            )
        if status == 503:
            raise Unavailable(f"{self.url}: Kibana is not ready yet: {reason}")
        if "statusCode" not in (_object(response.data) or {}):
            raise Unavailable(f"{self.url}: what answers is not Kibana: {method} {path}: {status}: {reason}")
        raise Unavailable(f"{self.url}: {method} {path}: {status}: {reason}")


def _address(text: str) -> str:
    try:
        said = parse_url(text)
    except exceptions.LocationParseError:
        said = parse_url("")
    if said.auth:
        raise UsageError("--url: no password belongs into an address; --api-key-env names where a key is")
    if said.scheme not in ("http", "https") or not said.host or said.query or said.fragment:
        raise UsageError("--url: that is no address of Kibana; one is https://kibana.example:5601")
    if re.search("/s/[^/]+/?$", said.path or ""):
        raise UsageError("--url: a space does not belong into the address; --space names it")
    return text.rstrip("/")


def _object(data: bytes) -> Json | None:
    try:
        said = json.loads(data)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _reason(data: bytes) -> str:
    said = _object(data)
    text = str(said.get("message", said)) if said else data.decode("utf-8", "replace")
    return " ".join(text.split())[:_LONGEST_REASON]


def _unreached(error: Exception) -> str:
    if isinstance(error, exceptions.SSLError):
        return no_tls(str(error), AUTHORITIES)
    if isinstance(error, exceptions.NewConnectionError):
        return f"cannot be reached: {error.__cause__ or error}"
    if isinstance(error, exceptions.TimeoutError):
        return f"no answer within {TIMEOUT:.0f} s"
    return f"cannot be reached: {error}"
