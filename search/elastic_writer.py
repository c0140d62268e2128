"""Writes one generation of an index on Elasticsearch, by bulk requests, and puts it in the place of the one
before.

Documents are sent whole, under their own id and version: whatever is sent twice or late changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import AsyncElasticsearch, Elasticsearch
from elasticsearch.helpers import async_streaming_bulk, scan

from crawler.dates import moment
from crawler.document import parse
from crawler.errors import Unavailable
from crawler.watch import IndexConfig
from search.backend import Removed, Versioned
from search.elastic_client import connect, connect_async, reason_of, refused, reported
from search.elastic_documents import source
from search.elastic_mapping import Layout

_FAULTY = re.compile(
    "(mapper_parsing|document_parsing|strict_dynamic_mapping)_exception"
    "|illegal_argument_exception: .*immense term"
)
"""What Elasticsearch says of a document that it cannot take; any other 400 is no document's fault."""

log = logging.getLogger(__name__)

STREAMS = 3
"""Bulk requests under way at once (`benchmarks/elastic.py`)."""
CHUNK = 250
"""Documents in one bulk request: while they are made, the server is at work on those before."""
LAST = 10
"""Documents that are sent after all others."""
CHUNK_BYTES = 8 * 1024**2
"""… and bytes, well below what a server (100 MiB) and most proxies take."""
RETRIES = 3
FIRST_WAIT = 1.0
"""Seconds before what a busy server had no room for is sent again; twice as long each time."""
PASSES = 10
"""How often what came meanwhile is copied before a new generation takes over: each pass is shorter than the
one before, unless other machines write without end."""
LOOK_EVERY = 60.0
"""Seconds after which a writer that has nothing to write looks whether its generation was replaced."""


class ElasticWriter:
    """Writes one generation: the one behind the write alias, or, before it is published, one by its own
    name."""

    def __init__(
        self, config: IndexConfig, machine: str, index: str, identity: str, *, published: bool
    ) -> None:
        self.uuid = identity
        self.index = index
        self._config, self._machine, self._published = config, machine, published
        self._layout = Layout(config.name)
        self._is_copied = True
        self._look_at = time.monotonic() + LOOK_EVERY
        self._loop = asyncio.Runner()
        self._client: AsyncElasticsearch | None = None

    def update(self, documents: Iterable[Versioned], removed: Sequence[Removed]) -> dict[str, str]:
        rejected: dict[str, str] = {}
        return self._loop.run(self._deliver(self._actions(documents, removed, rejected), rejected))

    def verify(self) -> None:
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_EVERY
            with connect(self._config, "write") as client, reported(self._config, "write"):
                (index,) = client.indices.get(index=self._layout.writing, features="aliases")
            self._is_ours(index)

    def publish(self) -> None:
        """Also takes over what other machines have written into the generation before, as it stands there."""
        with connect(self._config, "admin") as client, reported(self._config, "admin"):
            found = current(client, self._layout)
            before = found[0] if found else None
            copied = self._copy_all(client, before) if before else -1
            self._swap(client, before)
            self._published = True
            if before:
                client.indices.add_block(index=before, block="write")  # waits for what is being written
                self._copy(client, before, copied)
            if before and self._is_copied:
                client.indices.delete(index=before, ignore_unavailable=True)

    def close(self) -> None:
        if self._client is not None:
            client, self._client = self._client, None
            self._loop.run(client.close())
        self._loop.close()

    def _actions(
        self, documents: Iterable[Versioned], removed: Iterable[Removed], rejected: dict[str, str]
    ) -> Iterator[dict[str, Any]]:
        for versioned in documents:
            try:
                at = datetime.now(UTC) if self._published else moment(versioned.version)
                said = source(versioned, self._machine, at)
            except Exception as error:  # whatever is wrong with one document must not stop the others
                rejected[versioned.document.id] = f"{type(error).__name__}: {error}"
                continue
            yield self._action("index", versioned.document.id, versioned.version) | {"_source": said}
        for identity, version in removed:
            yield self._action("delete", identity, version)

    def _action(self, operation: str, identity: str, version: int) -> dict[str, Any]:
        index = self._layout.writing if self._published else self.index
        versioned = {"_id": identity, "version": version, "version_type": "external"}
        return {"_op_type": operation, "_index": index} | versioned

    async def _deliver(self, actions: Iterator[dict[str, Any]], rejected: dict[str, str]) -> dict[str, str]:
        """Sends all actions in STREAMS that take from one iterator, so that no more is made than is sent; the
        last few ask for a refresh, after which all are found. What was too large for the server together is
        sent again one by one."""
        too_large: list[dict[str, Any]] = []
        last: deque[dict[str, Any]] = deque()
        most = _but_the_last(actions, last)
        with reported(self._config, "write"):
            await _all(self._stream(most, rejected, too_large) for _ in range(STREAMS))
            await self._stream(iter(last), rejected, too_large, refresh=True)
            await self._stream(iter(too_large), rejected, None, chunk=1, refresh=True)
        return rejected

    async def _stream(
        self,
        actions: Iterator[dict[str, Any]],
        rejected: dict[str, str],
        too_large: list[dict[str, Any]] | None,
        *,
        chunk: int = CHUNK,
        refresh: bool = False,
    ) -> None:
        """`too_large` takes what was refused with its chunk; None: what is refused now is so by itself."""
        if self._client is None:
            self._client = connect_async(self._config, "write")
        async for done, answer in async_streaming_bulk(
            self._client,
            actions,
            chunk_size=chunk,
            max_chunk_bytes=CHUNK_BYTES,
            raise_on_error=False,
            raise_on_exception=False,
            max_retries=RETRIES,
            initial_backoff=FIRST_WAIT,
            refresh=refresh,
            require_alias=self._published,
        ):
            ((operation, item),) = answer.items()
            if done:
                self._is_ours(item["_index"])
            elif item["status"] == 413 and too_large is not None:
                too_large.append(_again(operation, item))
            elif reason := self._reason(item):
                rejected[item["_id"]] = reason

    def _is_ours(self, index: str) -> None:
        """Another machine may have published a generation meanwhile: what was sent has gone there, and the
        rest of the log has to follow."""
        if index != self.index:
            raise Unavailable(f"{self.index} was replaced by {index}, which is now filled")

    def _reason(self, item: Mapping[str, Any]) -> str | None:
        """Why one document was not taken, None where a later version of it is there (or, of what was to be
        removed, nothing). Raises Unavailable for what is no document's fault."""
        status, error = item["status"], item.get("error")
        if status == 409 or (status == 404 and not error):
            self._is_ours(item.get("_index", self.index))
            return None
        if status == 413:
            return "too large for the server (http.max_content_length, or a proxy's limit)"
        reason = reason_of(item if error else item.get("result", ""))
        if status == 400 and "exception" not in item and _FAULTY.match(reason):
            return reason
        raise refused(self._config, "write", status, item)

    def _copy_all(self, client: Elasticsearch, before: str) -> int:
        """Copies until nothing more came meanwhile, or nearly."""
        copied = -1
        for _ in range(PASSES):
            last = self._copy(client, before, copied)
            if last == copied:
                break
            copied = last
        return copied

    def _copy(self, client: Elasticsearch, before: str, after: int) -> int:
        """What other machines have written to the generation `before` since its operation number `after`;
        up to which it was copied. The index has one shard, so the numbers are in order."""
        client.indices.refresh(index=before)
        last = _last_operation(client, before)
        others = {
            "filter": [{"range": {"_seq_no": {"gt": after, "lte": last}}}],
            "must_not": [{"term": {"machine": self._machine}}],
        }
        found = scan(client, index=before, query={"query": {"bool": others}}, size=CHUNK)
        rejected: dict[str, str] = {}
        self._loop.run(self._deliver(self._copies(found, rejected), rejected))
        if rejected:
            self._is_copied = False
            told = (self.index, len(rejected), before, *next(iter(rejected.items())))
            log.error("%s: %d documents were not copied from %s, which is kept; the first: %s: %s", *told)
        return last

    def _copies(
        self, found: Iterable[Mapping[str, Any]], rejected: dict[str, str]
    ) -> Iterator[dict[str, Any]]:
        for hit in found:
            try:
                yield self._copied(hit["_source"])
            except Exception as error:  # of a format that cannot be read: its own machine sends it again
                rejected[hit["_id"]] = f"{type(error).__name__}: {error}"

    def _copied(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """A document as it stands in an index, its words made anew."""
        edited, gone, at = (_moment(said.get(key)) for key in ("edited_at", "gone_at", "indexed_at"))
        versioned = Versioned(parse(said["document"]), said["version"], edited, gone)
        made = source(versioned, said["machine"], at or moment(versioned.version))
        return self._action("index", versioned.document.id, versioned.version) | {"_source": made}

    def _swap(self, client: Elasticsearch, before: str | None) -> None:
        """Both aliases in one step, which fails where another machine has published one meanwhile."""
        aliases = (self._layout.reading, self._layout.writing)
        here = {"index": self.index, "is_write_index": True}
        actions: list[dict[str, Any]] = [{"add": here | {"alias": alias}} for alias in aliases]
        if before:
            actions += [{"remove": {"index": before, "alias": alias}} for alias in aliases]
        client.indices.update_aliases(actions=actions)


def current(client: Elasticsearch, layout: Layout) -> tuple[str, dict[str, Any]] | None:
    """The generation that is written to, its name and what the server says of it; None where there is
    none."""
    found = client.options(ignore_status=404).indices.get(index=layout.writing)
    if found.meta.status == 404:
        return None
    ((index, said),) = found.items()
    return index, said


def _last_operation(client: Elasticsearch, index: str) -> int:
    found = client.search(index=index, size=1, sort=[{"_seq_no": "desc"}], source=False)
    hits = found["hits"]["hits"]
    return int(hits[0]["sort"][0]) if hits else -1


def _again(operation: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """The action that an item of a refused request came from."""
    keys = ("_index", "_id", "version", "version_type")
    action = {key: item[key] for key in keys if key in item} | {"_op_type": operation}
    return action | {"_source": item["data"]} if "data" in item else action


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _but_the_last(actions: Iterable[dict[str, Any]], kept: deque[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All but LAST of them, which are in `kept` in the end."""
    for action in actions:
        kept.append(action)
        if len(kept) > LAST:
            yield kept.popleft()


async def _all(coroutines: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Waits for all; where one fails the others are stopped first."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
