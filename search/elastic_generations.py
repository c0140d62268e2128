"""The generations of an index on Elasticsearch, and the templates that they are made from.

A generation is a concrete index behind two aliases, one that is searched and one that is written to. A new
one is filled beside it and takes over by swapping both in one step (`search.elastic_takeover`), so no single
search fails or misses a document meanwhile.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from typing import Any, TypeVar

from elasticsearch import BadRequestError, Elasticsearch

from crawler.errors import Forbidden, Outdated
from crawler.watch import IndexConfig
from search.backend import IndexState
from search.elastic_aliases import (
    HELD_BY,
    current,
    identity,
    notes,
    problems,
    release,
    remove_replaced,
    without_alias,
)
from search.elastic_client import CREATE, Role, connect, reported
from search.elastic_mapping import (
    FORMAT,
    Layout,
    component_templates,
    explain_format,
    index_templates,
    names_fingerprint,
    status_mappings,
    synonym_rules,
)
from search.elastic_writer import ElasticWriter

STORED_SYNONYMS_SINCE = (8, 10)
"""The server's version that has synonyms as a resource of its own."""

T = TypeVar("T")


class ElasticGenerations:
    """Opens and makes generations of one index on a cluster. `machine` names who writes."""

    batch = 2_000

    def __init__(self, config: IndexConfig, names: Mapping[str, tuple[str, ...]], machine: str) -> None:
        self._config, self._names, self._machine = config, names, machine
        self._layout = Layout(config.name)

    def open(self) -> ElasticWriter:
        with connect(self._config, "write") as client, reported(self._config, "write"):
            found = current(client, self._layout)
        if found is None:
            return self._first()
        index, said = found
        made = _made_format(found)
        if made != FORMAT:
            raise Outdated(f"{index}: {explain_format(made)}")
        return self._writer(index, identity(said), published=True)

    def _first(self) -> ElasticWriter:
        try:
            writer = self.create()
        except Forbidden as error:
            missing = f"there is no index {self._layout.name!r} yet, {CREATE} makes it"
            raise Forbidden(f"{missing}: {error}") from None
        writer.publish()
        return writer

    def create(self, begun: str = "") -> ElasticWriter:
        with connect(self._config, "admin") as client, reported(self._config, "admin"):
            put_templates(client, self._layout, self._names)
            ensure_status(client, self._layout)
            release(client, self._layout, self._machine)
            remove_replaced(client, self._layout)
            index = self._going_on(client, begun) or self._begin(client)
            said = client.indices.get(index=index)[index]
        return self._writer(index, identity(said), published=False)

    def _going_on(self, client: Elasticsearch, begun: str) -> str | None:
        """The generation that was begun, where it would be made the same now. Any other that this machine
        has not finished is deleted: nobody else is filling it."""
        found = None
        for index, said in without_alias(client, self._layout).items():
            known = notes(said)
            if known.get("machine") != self._machine or HELD_BY in known:
                continue
            if identity(said) == begun and not tuple(self._outdated(known)):
                found = index
            else:
                client.indices.delete(index=index)
        return found

    def _begin(self, client: Elasticsearch) -> str:
        index = self._layout.generation(uuid.uuid4().hex[:12])
        client.indices.create(index=index, mappings={"_meta": {"machine": self._machine}})
        return index

    def prepare(self) -> None:
        with connect(self._config, "admin") as client, reported(self._config, "admin"):
            put_templates(client, self._layout, self._names)
            ensure_status(client, self._layout)
            remove_replaced(client, self._layout)
            missing = current(client, self._layout) is None
        if missing:
            with closing(self.create()) as writer:
                writer.publish()

    def state(self) -> IndexState:
        place = f"{', '.join(self._config.hosts)}: {self._layout.name}"
        found = self._found()
        if found is None:
            return IndexState(place, problems=(f"there is no index yet; {CREATE} makes it",))
        index, said = found
        made = notes(said)
        return IndexState(
            f"{place} ({index})",
            identity(said),
            made.get("rasid_format"),
            self._asked("search", lambda c: int(c.count(index=self._layout.reading)["count"])),
            self._asked("admin", lambda c: int(_size(c, index))),
            (*self._outdated(made), *(self._asked("admin", self._amiss) or ())),
        )

    def _found(self) -> tuple[str, dict[str, Any]] | None:
        """The generation that is written to, by whichever key may see it."""
        for role in ("write", "admin"):
            with suppress(Forbidden), connect(self._config, role) as client, reported(self._config, role):
                return current(client, self._layout)
        with connect(self._config, "search") as client, reported(self._config, "search"):
            return current(client, self._layout)

    def _outdated(self, made: Mapping[str, Any]) -> Iterator[str]:
        if made.get("rasid_format", 0) != FORMAT:
            yield f"the index was {explain_format(made.get('rasid_format', 0))}"
        if made.get("names") != names_fingerprint(self._names):
            yield "Kibana's free text has other `names:` than the watch file; `rasid index rebuild`"

    def _amiss(self, client: Elasticsearch) -> tuple[str, ...]:
        return (*self._templates(client), *problems(client, self._layout))

    def _templates(self, client: Elasticsearch) -> tuple[str, ...]:
        version = _template_version(client, self._layout)
        if version is None:
            return (f"the index template {self._layout.name!r} is missing; {CREATE} puts it there",)
        if version > FORMAT:
            return (f"the index template is newer than this Rasid ({version}, {FORMAT}): upgrade Rasid",)
        return (
            (f"the index template is older than this Rasid; {CREATE} renews it",) if version < FORMAT else ()
        )

    def _asked(self, role: Role, ask: Callable[[Elasticsearch], T]) -> T | None:
        """None where the key does not allow it."""
        try:
            with connect(self._config, role) as client, reported(self._config, role):
                return ask(client)
        except Forbidden:
            return None

    def adopt_names(self) -> bool:
        """In place where the server keeps the index's synonyms apart from it."""
        with connect(self._config, "write") as client, reported(self._config, "write"):
            found = current(client, self._layout)
        if found is None or notes(found[1]).get("names") == names_fingerprint(self._names):
            return True
        with connect(self._config, "admin") as client, reported(self._config, "admin"):
            if "synonyms_set" not in _synonyms(found):
                return False
            put_templates(client, self._layout, self._names)
            return True

    def _writer(self, index: str, identity: str, *, published: bool) -> ElasticWriter:
        return ElasticWriter(self._config, self._machine, index, identity, published=published)


def _made_format(found: tuple[str, dict[str, Any]] | None) -> int:
    """The format that the generation was made in, 0 where there is none."""
    return int(notes(found[1]).get("rasid_format", 0)) if found else 0


def _template_version(client: Elasticsearch, layout: Layout) -> int | None:
    """The format of the index template, None where there is none."""
    found = client.options(ignore_status=404).indices.get_index_template(name=layout.name)
    if found.meta.status == 404:
        return None
    return int(found["index_templates"][0]["index_template"].get("version", 0))


def put_templates(client: Elasticsearch, layout: Layout, names: Mapping[str, tuple[str, ...]]) -> None:
    """Puts the templates, and the names where the server keeps them, as this program and watch file have
    them. Raises Outdated where a newer program has been at work."""
    newest = max(_template_version(client, layout) or 0, _made_format(current(client, layout)))
    if newest > FORMAT:
        raise Outdated(f"{layout.name}: {explain_format(newest)}")
    stored = stores_synonyms(client)
    if stored:
        rules = [{"id": str(number), "synonyms": rule} for number, rule in enumerate(synonym_rules(names))]
        client.synonyms.put_synonym(id=layout.name, synonyms_set=rules)
        keep_names(client, layout, names)
    for name, body in component_templates(layout, names, stored_names=stored).items():
        client.cluster.put_component_template(name=name, **body)
    for name, body in index_templates(layout).items():
        client.indices.put_index_template(name=name, **body)


def keep_names(client: Elasticsearch, layout: Layout, names: Mapping[str, tuple[str, ...]]) -> None:
    """Notes in the index itself which names its synonyms are, once those have been changed in place: the
    writing key can read it there."""
    found = current(client, layout)
    if found is not None and "synonyms_set" in _synonyms(found):
        said = notes(found[1]) | {"names": names_fingerprint(names)}
        client.indices.put_mapping(index=found[0], meta=said)


def _synonyms(found: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    synonyms: dict[str, Any] = found[1]["settings"]["index"]["analysis"]["filter"]["names"]
    return synonyms


def _size(client: Elasticsearch, index: str) -> int:
    """Bytes on the disks, without replicas."""
    return int(client.indices.stats(index=index)["indices"][index]["primaries"]["store"]["size_in_bytes"])


def ensure_status(client: Elasticsearch, layout: Layout) -> None:
    """Makes the index of sources' health and consumers' lag, or brings its fields up to date: the writing key
    may do neither."""
    try:
        client.indices.create(index=layout.status)
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise
        client.indices.put_mapping(index=layout.status, **status_mappings())


def stores_synonyms(client: Elasticsearch) -> bool:
    """Whether synonyms can be changed in place. Closing an index to change them would stop every search."""
    major, minor, *_ = str(client.info()["version"]["number"]).split(".")
    return (int(major), int(minor)) >= STORED_SYNONYMS_SINCE
