"""Which generation of an index on Elasticsearch stands behind the aliases, and what became of the others.

A generation says of itself, in its mapping's `_meta`, which machine made it, and, once its successor has
everything, that it is held: it takes nothing more, so that nothing is lost in the moment of the swap. One
that is held and has no alias has been replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from elasticsearch import Elasticsearch

from search.elastic_client import CREATE
from search.elastic_mapping import Layout

HELD_BY, UNCOPIED = "held_by", "uncopied"

Said = Mapping[str, Any]
"""What the server says of an index."""


def current(client: Elasticsearch, layout: Layout) -> tuple[str, dict[str, Any]] | None:
    """The generation that is written to, its name and what the server says of it; None where there is
    none."""
    found = client.options(ignore_status=404).indices.get(index=layout.writing)
    if found.meta.status == 404:
        return None
    ((index, said),) = found.items()
    return index, said


def notes(said: Said) -> dict[str, Any]:
    """What an index says of itself: what it was made with, and what was noted since."""
    found: dict[str, Any] = said["mappings"].get("_meta", {})
    return found


def identity(said: Said) -> str:
    """The generation's uuid."""
    return str(said["settings"]["index"]["uuid"])


def without_alias(client: Elasticsearch, layout: Layout) -> dict[str, Said]:
    """The generations that nobody searches."""
    found = client.indices.get(index=layout.pattern)
    return {index: said for index, said in found.items() if not said["aliases"]}


def note(client: Elasticsearch, index: str, **said: Any) -> None:
    """Has an index say more of itself; None: that no longer."""
    (known,) = client.indices.get_mapping(index=index).values()
    kept = {key: value for key, value in (notes(known) | said).items() if value is not None}
    client.indices.put_mapping(index=index, meta=kept)


def hold(client: Elasticsearch, index: str, machine: str) -> None:
    """From here on the generation takes nothing, and what was being written is in it: its writers wait."""
    note(client, index, **{HELD_BY: machine})
    client.indices.add_block(index=index, block="write")
    client.indices.refresh(index=index)


def release(client: Elasticsearch, layout: Layout, machine: str) -> None:
    """Ends the hold of a take-over of this machine that came to nothing."""
    found = current(client, layout)
    if found is not None and notes(found[1]).get(HELD_BY) == machine:
        client.indices.put_settings(index=found[0], settings={"index.blocks.write": None})
        note(client, found[0], **{HELD_BY: None, UNCOPIED: None})


def swap(client: Elasticsearch, layout: Layout, index: str, before: str | None) -> None:
    """Both aliases in one step, which fails where another machine has published one meanwhile."""
    aliases = (layout.reading, layout.writing)
    here = {"index": index, "is_write_index": True}
    actions: list[dict[str, Any]] = [{"add": here | {"alias": alias}} for alias in aliases]
    if before:
        actions += [{"remove": {"index": before, "alias": alias}} for alias in aliases]
    client.indices.update_aliases(actions=actions)


def remove_replaced(client: Elasticsearch, layout: Layout) -> None:
    """Deletes generations that were replaced by one that has all of theirs."""
    for index, said in without_alias(client, layout).items():
        if HELD_BY in notes(said) and UNCOPIED not in notes(said):
            client.indices.delete(index=index, ignore_unavailable=True)


def problems(client: Elasticsearch, layout: Layout) -> tuple[str, ...]:
    """What of the generations needs somebody's attention, each with what to do."""
    found = current(client, layout)
    if found is None:
        return ()
    return (*_held(*found), *_left(client, layout))


def _held(index: str, said: Said) -> Iterator[str]:
    """By a machine, until the block is lifted."""
    machine, blocks = notes(said).get(HELD_BY), said["settings"]["index"].get("blocks", {})
    if machine is not None and blocks.get("write") == "true":
        yield (
            f"{index} takes nothing while machine {machine} puts another in its place; if it has given up,"
            f" `rasid index rebuild` there, or lift the block by hand (docs/elasticsearch.md)"
        )


def _left(client: Elasticsearch, layout: Layout) -> Iterator[str]:
    for index, said in without_alias(client, layout).items():
        known = notes(said)
        if UNCOPIED in known:
            yield (
                f"{index} was replaced and kept: {known[UNCOPIED]} documents of other machines could not be"
                f" copied from it; once those have sent them again, `DELETE {index}`"
            )
        elif HELD_BY in known:
            yield f"{index} was replaced and is left over; {CREATE} removes it"
        else:
            yield (
                f"{index} was begun by machine {known.get('machine')} and is not finished: it is being filled"
                f" now, or `rasid index rebuild` there sees to it; if that machine is gone, `DELETE {index}`"
            )
