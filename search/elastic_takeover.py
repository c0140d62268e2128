"""A new generation of an index on Elasticsearch takes the place of the one before, part by part.

What other machines have written is copied while they go on, and what they removed meanwhile is removed. Then
the one before is held, so that it takes nothing more; the rest is copied and removed, and both aliases are
swapped in one step. No single search fails or misses a document, and what is sent during the hold is sent
again by its machine, to the new generation. The one before is deleted at once, since it takes as much of the
disk: what reads it page by page (a scroll, a point in time) gets an error, and begins anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from crawler.dates import moment
from crawler.document import parse
from crawler.errors import Unavailable
from search.backend import Phase, Versioned
from search.elastic_aliases import UNCOPIED, current, hold, note, notes, release, swap
from search.elastic_documents import source
from search.elastic_mapping import Layout

log = logging.getLogger(__name__)

PAGE = 500
"""Documents that are copied in one part: some 10 MB of articles."""
IDS = 5_000
"""Documents of which one part looks whether they are still there: of 1,000, 5,000 and 10,000 the quickest
(11,000 a second on two busy cores, 8.6.1)."""

_AT_WORK = ("STARTED", "RELOCATING")

_COPIED = "copied"
"""In the new generation's `_meta`: from where how much was copied, so that it goes on after an outage."""

Action = dict[str, Any]


class Takeover:
    """Of the generation `index` of this machine. `action` makes a bulk action of an operation, an id and a
    version; `send` sends some and says which were refused, and why."""

    def __init__(
        self,
        client: Elasticsearch,
        layout: Layout,
        machine: str,
        index: str,
        action: Callable[[str, str, int], Action],
        send: Callable[[Iterable[Action], dict[str, str]], Mapping[str, str]],
    ) -> None:
        self._client, self._layout, self._machine, self._index = client, layout, machine, index
        self._action, self._send = action, send

    def parts(self) -> Iterator[Phase]:
        found = current(self._client, self._layout)
        before = found[0] if found else None
        if before is None:
            swap(self._client, self._layout, self._index, None)
            yield "published"
            return
        try:
            yield from self._replacing(before)
        except ApiError:
            self._is_still(before)
            raise
        yield "published"
        self._leave(before)

    def _replacing(self, before: str) -> Iterator[Phase]:
        while self._copy(before, self._settled(before)) == PAGE:
            yield "filling"
        operation = self._settled(before)
        for _ in self._remove_gone(before):
            yield "filling"
        try:
            hold(self._client, before, self._machine)
            yield from self._held(before, operation)
            swap(self._client, self._layout, self._index, before)
        except BaseException:  # also where the caller goes no further
            with suppress(ApiError, TransportError):  # else it is released by who takes this up again
                release(self._client, self._layout, self._machine)
            raise

    def _is_still(self, before: str) -> None:
        """Raises Unavailable where another machine that was building at the same time came first."""
        found = current(self._client, self._layout)
        if found is not None and found[0] not in (before, self._index):
            raise Unavailable(f"{before} was replaced by {found[0]}, which is now filled") from None

    def _held(self, before: str, operation: int) -> Iterator[Phase]:
        """The rest, quickly, since others wait; `operation`: up to which one removals are known."""
        yield "held"
        while self._copy(before, self._operations(before)["max_seq_no"]):
            yield "held"
        if self._may_have_removed(before, operation):
            for _ in self._remove_gone(before):
                yield "held"
        if uncopied := self._copied(before)["refused"]:
            note(self._client, before, **{UNCOPIED: uncopied})

    def _leave(self, before: str) -> None:
        """What could not be copied lies there alone."""
        if not self._copied(before)["refused"]:
            self._client.indices.delete(index=before, ignore_unavailable=True)

    def _copy(self, before: str, last: int) -> int:
        """A part of what other machines have written there up to the operation `last` and was not copied yet;
        how many documents. The index has one shard, so its operations' numbers are in order."""
        copied = self._copied(before)
        others = {
            "filter": [{"range": {"_seq_no": {"gt": copied["to"], "lte": last}}}],
            "must_not": [{"term": {"machine": self._machine}}],
        }
        found = self._client.search(
            index=before, query={"bool": others}, sort=[{"_seq_no": "asc"}], size=PAGE
        )["hits"]["hits"]
        if found:
            refused: dict[str, str] = {}
            self._send(self._copies(found, refused), refused)
            self._tell(before, refused)
            done = {"to": found[-1]["sort"][0], "refused": copied["refused"] + len(refused)}
            note(self._client, self._index, **{_COPIED: {"from": before} | done})
        return len(found)

    def _copied(self, before: str) -> dict[str, Any]:
        """Up to which operation there, and how many documents were refused."""
        (said,) = self._client.indices.get_mapping(index=self._index).values()
        known: dict[str, Any] = notes(said).get(_COPIED, {})
        return known if known.get("from") == before else {"to": -1, "refused": 0}

    def _copies(self, found: Iterable[Mapping[str, Any]], refused: dict[str, str]) -> Iterator[Action]:
        for hit in found:
            try:
                yield self._copy_of(hit["_source"])
            except Exception as error:  # of a format that cannot be read: its own machine sends it again
                refused[hit["_id"]] = f"{type(error).__name__}: {error}"

    def _copy_of(self, said: Mapping[str, Any]) -> Action:
        """A document as it stands in an index, its words made anew."""
        edited, gone, at = (_moment(said.get(key)) for key in ("edited_at", "gone_at", "indexed_at"))
        versioned = Versioned(parse(said["document"]), said["version"], edited, gone)
        made = source(versioned, said["machine"], at or moment(versioned.version))
        return self._action("index", versioned.document.id, versioned.version) | {"_source": made}

    def _tell(self, before: str, refused: Mapping[str, str]) -> None:
        if refused:
            told = (self._index, len(refused), before, *next(iter(refused.items())))
            log.error("%s: %d documents were not copied from %s, which is kept; the first: %s: %s", *told)

    def _may_have_removed(self, before: str, operation: int) -> bool:
        """Whether not every operation after that one has left a document of its own."""
        query = {"range": {"_seq_no": {"gt": operation}}}
        left = self._client.count(index=before, query=query)["count"]
        return self._operations(before)["max_seq_no"] - operation != int(left)

    def _settled(self, index: str) -> int:
        """An operation before which none is still under way; searches know it and all before it."""
        operation = self._operations(index)["global_checkpoint"]
        self._client.indices.refresh(index=index)
        return operation

    def _operations(self, index: str) -> dict[str, int]:
        """The numbers of the latest operations, as the shard's primary has them."""
        indices = self._client.indices.stats(index=index, level="shards")["indices"]
        for copy in indices.get(index, {}).get("shards", {}).get("0", ()):
            if copy["routing"]["primary"] and copy["routing"]["state"] in _AT_WORK:
                numbers: dict[str, int] = copy["seq_no"]
                return numbers
        raise Unavailable(f"{index}: its shard is not started; `GET _cluster/allocation/explain` says why")

    def _remove_gone(self, before: str) -> Iterator[None]:
        """Removes the copies, part by part, of which the original is no longer there, since it was removed
        after it was copied."""
        others = {"bool": {"must_not": [{"term": {"machine": self._machine}}]}}
        after = ""
        while copies := self._ids(self._index, others, [after]):
            there = self._ids(before, {"ids": {"values": list(copies)}})
            gone = [self._action("delete", i, version + 1) for i, version in copies.items() if i not in there]
            self._send(gone, {})
            (*_, after) = copies
            yield

    def _ids(self, index: str, query: dict[str, Any], after: list[str] | None = None) -> dict[str, int]:
        """In order, each with its version."""
        found = self._client.search(
            index=index, query=query, size=IDS, sort=["id"], search_after=after, source=False, version=True
        )
        return {hit["_id"]: hit["_version"] for hit in found["hits"]["hits"]}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
