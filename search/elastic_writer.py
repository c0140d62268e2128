"""Writes one generation of an index on Elasticsearch, by bulk requests.

Documents are sent whole, under their own id and version: whatever is sent twice or late changes nothing.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Coroutine, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import AsyncElasticsearch
from elasticsearch.helpers import async_streaming_bulk

from crawler.dates import moment
from crawler.errors import Unavailable
from crawler.watch import IndexConfig
from search.backend import Phase, Removed, Versioned
from search.elastic_client import connect, connect_async, reason_of, refused, reported
from search.elastic_documents import source
from search.elastic_mapping import Layout
from search.elastic_takeover import Takeover

_FAULTY = re.compile(
    "(mapper_parsing|document_parsing|strict_dynamic_mapping)_exception"
    "|illegal_argument_exception: .*immense term"
)
"""What Elasticsearch says of a document that it cannot take; any other 400 is no document's fault."""

STREAMS = 3
"""Bulk requests under way at once (`benchmarks/elastic.py`)."""
CHUNK = 250
"""Documents in one bulk request: while they are made, the server is at work on those before."""
LAST = 10
"""Documents that are sent after all others."""
CHUNK_BYTES = 8 * 1024**2
"""… and bytes, well below what a server takes (100 MiB). A proxy may take less (nginx 1 MiB, unless told
otherwise): a writer that is refused so goes on with half of it."""
TOO_LARGE = "too large for the server (http.max_content_length, or a proxy's limit)"
RETRIES = 3
FIRST_WAIT = 1.0
"""Seconds before what a busy server had no room for is sent again; twice as long each time."""
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
        self._look_at = time.monotonic() + LOOK_EVERY
        self._chunk_bytes = CHUNK_BYTES
        self._loop = asyncio.Runner()
        self._client: AsyncElasticsearch | None = None

    def update(self, documents: Iterable[Versioned], removed: Sequence[Removed]) -> dict[str, str]:
        rejected: dict[str, str] = {}
        return self._send(self._actions(documents, removed, rejected), rejected)

    def verify(self) -> None:
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_EVERY
            with connect(self._config, "write") as client, reported(self._config, "write"):
                (index,) = client.indices.get(index=self._layout.writing, features="aliases")
            self._is_ours(index)

    def take_over(self) -> Generator[Phase]:
        with connect(self._config, "admin") as client, reported(self._config, "admin"):
            takeover = Takeover(client, self._layout, self._machine, self.index, self._action, self._send)
            for phase in takeover.parts():
                self._published = phase == "published"
                yield phase

    def publish(self) -> None:
        """All of `take_over` at once."""
        for _ in self.take_over():
            pass

    def close(self) -> None:
        if self._client is not None:
            client, self._client = self._client, None
            self._loop.run(client.close())
        self._loop.close()

    def _send(self, actions: Iterable[dict[str, Any]], rejected: dict[str, str]) -> dict[str, str]:
        return self._loop.run(self._deliver(iter(actions), rejected))

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
        sent again one by one; where none of it was so by itself, less is sent together from then on."""
        together: list[dict[str, Any]] = []
        alone: list[dict[str, Any]] = []
        last: deque[dict[str, Any]] = deque()
        most = _but_the_last(actions, last)
        with reported(self._config, "write"):
            await _all(self._stream(most, rejected, together) for _ in range(STREAMS))
            await self._stream(iter(last), rejected, together, refresh=True)
            await self._stream(iter(together), rejected, alone, chunk=1, refresh=True)
        if together and not alone:
            self._chunk_bytes //= 2
        rejected |= {action["_id"]: TOO_LARGE for action in alone}
        return rejected

    async def _stream(
        self,
        actions: Iterator[dict[str, Any]],
        rejected: dict[str, str],
        too_large: list[dict[str, Any]],
        *,
        chunk: int = CHUNK,
        refresh: bool = False,
    ) -> None:
        """`too_large` takes what was refused with its chunk."""
        if self._client is None:
            self._client = connect_async(self._config, "write")
        async for done, answer in async_streaming_bulk(
            self._client,
            actions,
            chunk_size=chunk,
            max_chunk_bytes=self._chunk_bytes,
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
            elif item["status"] == 413:
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
        reason = reason_of(item if error else item.get("result", ""))
        if status == 400 and "exception" not in item and _FAULTY.match(reason):
            return reason
        raise refused(self._config, "write", status, item)


def _again(operation: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """The action that an item of a refused request came from."""
    keys = ("_index", "_id", "version", "version_type")
    action = {key: item[key] for key in keys if key in item} | {"_op_type": operation}
    return action | {"_source": item["data"]} if "data" in item else action


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
