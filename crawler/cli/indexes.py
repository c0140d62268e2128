"""Which search index the watch file has chosen: embedded, or on Elasticsearch, whose client is an extra."""

from __future__ import annotations

from crawler.watch import Watch
from search.backend import Generations, HealthBoard, SearchBackend
from search.embedded import EmbeddedIndex
from search.embedded_writer import EmbeddedGenerations


def searched(watch: Watch) -> SearchBackend:
    """The index as analysts ask it."""
    if watch.index.backend == "embedded":
        return EmbeddedIndex(watch)
    from search.elastic import ElasticIndex

    return ElasticIndex(watch)


def written(watch: Watch, machine: str = "") -> Generations:
    """The index as the consumer fills it; `machine` names who does."""
    if watch.index.backend == "embedded":
        return EmbeddedGenerations(watch.data)
    from search.elastic_generations import ElasticGenerations

    return ElasticGenerations(watch.index, watch.names, machine)


def board(watch: Watch, machine: str) -> HealthBoard | None:
    """Where health is shown beside the index; beside an embedded one `rasid status` is enough."""
    if watch.index.backend == "embedded":
        return None
    from search.elastic_state import ElasticHealthBoard

    return ElasticHealthBoard(watch.index, machine)
