"""How machines, their sources and their consumers are doing, in a small index beside that of the articles."""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from importlib import metadata
from typing import Any, Literal

from crawler.errors import Outdated, Unavailable
from crawler.health import Health
from crawler.watch import IndexConfig
from search.elastic_client import CREATE, connect, reason_of, refused, reported
from search.elastic_mapping import Layout

TIMEOUT = 10
"""Seconds: a command waits for this at its end."""

Kind = Literal["machine", "source", "consumer"]


class ElasticHealthBoard:
    """One document for each of them, which the next one replaces. `machine` names who writes: what others
    have written stays."""

    def __init__(self, config: IndexConfig, machine: str) -> None:
        self._config, self._machine = config, machine
        self._index = Layout(config.name).status

    def show(self, health: Health, gone: Collection[str]) -> None:
        with connect(self._config, "write") as client, reported(self._config, "write"):
            operations = list(self._operations(health, gone))
            answer = client.options(request_timeout=TIMEOUT).bulk(index=self._index, operations=operations)
        for answered in answer["items"]:
            (item,) = answered.values()
            if "error" in item:
                raise self._refused(item)

    def _operations(self, health: Health, gone: Collection[str]) -> Iterator[dict[str, Any]]:
        said = {"documents": health.documents, "head": health.head, "version": metadata.version("rasid")}
        yield from self._document("machine", {"name": self._machine} | said, health)
        for source in health.sources:
            yield from self._document("source", asdict(source), health)
        for consumer in health.consumers:
            yield from self._document("consumer", asdict(consumer), health)
        for name in gone:
            yield {"delete": {"_id": self._id("source", name)}}

    def _document(self, kind: Kind, said: dict[str, Any], health: Health) -> Iterator[dict[str, Any]]:
        yield {"index": {"_id": self._id(kind, said["name"])}}
        yield {"kind": kind, "machine": self._machine, "host": socket.gethostname(), "at": health.at} | said

    def _id(self, kind: Kind, name: str) -> str:
        return f"{self._machine} {kind} {name}"

    def _refused(self, item: Mapping[str, Any]) -> Unavailable:
        """An index that is missing, or lacks a field, is mended by hand."""
        reason = reason_of(item)
        if item["status"] in (400, 404) or "auto_create" in reason:
            return Outdated(f"{self._index}: {reason}; remedy: {CREATE}")
        return refused(self._config, "write", item["status"], item)
