"""What Kibana asks Elasticsearch for a panel or a saved search that Rasid has made, by hand: Lens' columns as
aggregations, and as much of KQL as these objects use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[():]|[<>]=?|[^\s():<>"]+)')
RANGES = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


def kql(text: str) -> Json:
    """The query of a text in KQL; nothing matches all."""
    if not text:
        return {"match_all": {}}
    reader = _Reader(text)
    query = reader.alternatives()
    assert reader.ended, f"left of {text!r}: {reader.rest}"
    return query


class _Reader:
    def __init__(self, text: str) -> None:
        self.rest = TOKEN.findall(text)

    @property
    def ended(self) -> bool:
        return not self.rest

    def take(self, *wanted: str) -> bool:
        found = bool(self.rest) and self.rest[0].lower() in wanted
        if found:
            self.rest.pop(0)
        return found

    def alternatives(self, field: str = "") -> Json:
        parts = [self.all(field)]
        while self.take("or"):
            parts.append(self.all(field))
        return parts[0] if len(parts) == 1 else {"bool": {"should": parts, "minimum_should_match": 1}}

    def all(self, field: str) -> Json:
        parts = [self.one(field)]
        while self.take("and"):
            parts.append(self.one(field))
        return parts[0] if len(parts) == 1 else {"bool": {"filter": parts}}

    def one(self, field: str) -> Json:
        if self.take("not"):
            return {"bool": {"must_not": [self.one(field)]}}
        if self.take("("):
            inside = self.alternatives(field)
            assert self.take(")")
            return inside
        word = self.rest.pop(0)
        if field:
            return _value(field, word)
        if self.rest and self.rest[0] in RANGES:
            return {"range": {word: {RANGES[self.rest.pop(0)]: self.rest.pop(0)}}}
        if self.take(":"):
            return self.one(word) if self.rest[0] in ("(", "not") else _value(word, self.rest.pop(0))
        return _free_text(word)


def _value(field: str, word: str) -> Json:
    if word == "*":
        return {"exists": {"field": field}}
    if word.startswith('"'):
        return {"match_phrase": {field: json.loads(word)}}
    return {"match": {field: word}}


def _free_text(word: str) -> Json:
    quoted = word.startswith('"')
    kind = "phrase" if quoted else "best_fields"
    return {"multi_match": {"query": json.loads(word) if quoted else word, "type": kind, "lenient": True}}


def of_panel(panel: Json) -> Json:
    """The request of a Lens panel: buckets within buckets, the metrics innermost."""
    state = panel["embeddableConfig"]["attributes"]["state"]
    (layer,) = state["datasourceStates"]["formBased"]["layers"].values()
    columns = layer["columns"]
    buckets = [name for name in layer["columnOrder"] if columns[name]["isBucketed"]]
    inner = dict(_metrics(columns))
    for name in reversed(buckets):
        inner = {name: _bucket(columns, columns[name]) | {"aggs": inner | dict(_metrics(columns))}}
    return {"size": 0, "track_total_hits": True, "query": kql(state["query"]["query"]), "aggs": inner}


def _metrics(columns: Json) -> Iterator[tuple[str, Json]]:
    for name, column in columns.items():
        if not column["isBucketed"]:
            asked = _metric(column)
            only = column.get("filter")
            yield name, {"filter": kql(only["query"]), "aggs": {"value": asked}} if only else asked


def _metric(column: Json) -> Json:
    field, operation = column["sourceField"], column["operationType"]
    if operation == "count":
        return {"value_count": {"field": "_index"}}
    if operation == "last_value":
        sort = {column["params"]["sortField"]: {"order": "desc"}}
        return {"top_hits": {"size": 1, "sort": [sort], "docvalue_fields": [field], "_source": False}}
    return {{"unique_count": "cardinality"}.get(operation, operation): {"field": field}}


def _bucket(columns: Json, column: Json) -> Json:
    field, params = column["sourceField"], column["params"]
    if column["operationType"] == "date_histogram":
        return {"date_histogram": {"field": field, "calendar_interval": "1d", "min_doc_count": 0}}
    by = params["orderBy"]["columnId"]
    key = "_count" if columns[by]["operationType"] == "count" else by
    return {"terms": {"field": field, "size": params["size"], "order": {key: params["orderDirection"]}}}


def values(name: str, said: Json) -> Any:
    """What a metric says, in the answer for one bucket."""
    one = said[name].get("value", said[name])
    if isinstance(one, dict) and "hits" in one:
        (hit,) = one["hits"]["hits"] or [{"fields": {}}]
        return next(iter(hit["fields"].values()), [None])[0]
    return one
