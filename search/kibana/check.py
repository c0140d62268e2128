"""What is wrong with saved objects and rules: what they refer to, and the fields of the indices that they
show or ask for.

Kibana does not look into a chart when it imports one; a chart that is broken shows when somebody opens it,
and a rule that asks for a field that is not there finds nothing and says nothing. What holds of them is from
Kibana's own source (Lens' `formBased` data source; the import's `validate_references`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

REFERABLE = ("index-pattern", "search", "dashboard")
LAYER_REFERENCE = "indexpattern-datasource-layer-"
RECORDS = "___records___"
"""What Lens calls the documents themselves, in place of a field."""

Json = dict[str, Any]
Key = tuple[str, str]
"""Type and id of a saved object."""

_TYPES = {
    "keyword": "string", "text": "string", "alias": "string", "date": "date", "boolean": "boolean",
    "integer": "number", "long": "number", "short": "number", "double": "number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field as Kibana sees it: its type there, and whether a chart can count by it."""

    type: str
    aggregatable: bool


@dataclass(frozen=True, slots=True)
class Use:
    """A field that an object shows or asks for."""

    view: str
    field: str
    where: str
    counted: bool = False


def fields_of(mappings: Mapping[str, Any], prefix: str = "") -> dict[str, Field]:
    """The fields that a mapping of Elasticsearch gives Kibana."""
    found: dict[str, Field] = {}
    for name, body in mappings["properties"].items():
        if "properties" in body:
            found |= fields_of(body, f"{prefix}{name}.")
        elif body.get("enabled", True):
            kind = body["type"]
            counted = kind not in ("text", "alias") and body.get("doc_values", True)
            found[prefix + name] = Field(_TYPES[kind], counted)
    return found


def fields_in_view(view: Mapping[str, Any]) -> dict[str, Field]:
    """The same from a data view as Kibana's API gives it."""
    return {
        name: Field(field.get("type", ""), bool(field.get("aggregatable")))
        for name, field in view.get("fields", {}).items()
    }


def reference_problems(one: Json, known: Iterable[Key]) -> Iterator[str]:
    """References that lead nowhere, and places that have no reference."""
    where, names = _where(one), [r["name"] for r in one.get("references", ())]
    if len(set(names)) != len(names):
        yield f"{where}: two references have one name"
    for reference in one.get("references", ()):
        key = reference["type"], reference["id"]
        if reference["type"] in REFERABLE and key not in known:
            yield f"{where}: refers to {key[0]} {key[1]}, which is not there"
    if one["type"] == "search" and (name := _search_source(one).get("indexRefName")) and name not in names:
        yield f"{where}: its data view is not among its references"
    for panel in panels(one):
        yield from (f"{where}: {_title(panel)}: {problem}" for problem in _panel_problems(panel, names))


def _panel_problems(panel: Json, hoisted: Sequence[str]) -> Iterator[str]:
    key = panel["panelIndex"]
    name = panel.get("panelRefName")
    if name and f"{key}:{name}" not in hoisted:
        yield "its saved search is not among the references"
    for identity, layer in _layers(panel).items():
        if f"{key}:{LAYER_REFERENCE}{identity}" not in hoisted:
            yield f"the data view of layer {identity} is not among the references"
        yield from _layer_problems(layer)
    shown, known = set(_shown(panel)), {c for layer in _layers(panel).values() for c in layer["columns"]}
    if shown - known:
        yield f"shows columns that it has not: {sorted(shown - known)}"


def _layer_problems(layer: Json) -> Iterator[str]:
    columns, order = layer["columns"], layer["columnOrder"]
    if sorted(order) != sorted(columns):
        yield "columnOrder does not list the columns"
        return
    buckets = [bool(columns[c]["isBucketed"]) for c in order]
    if buckets != sorted(buckets, reverse=True):
        yield "metrics stand before buckets"
    for column in columns.values():
        by = column.get("params", {}).get("orderBy", {})
        if by.get("type") == "column":
            if by["columnId"] not in columns:
                yield f"is ordered by a column that it has not: {by['columnId']}"
            elif columns[by["columnId"]].get("params", {}).get("showArrayValues"):
                yield "is ordered by a list of values"


def field_problems(used: Iterable[Use], views: Mapping[str, Mapping[str, Field]]) -> Iterator[str]:
    """Fields that are used and the data view (id to fields) has not, or cannot count by."""
    for use in dict.fromkeys(used):
        if use.view not in views:
            continue  # `reference_problems` says so
        field = views[use.view].get(use.field)
        if field is None:
            yield f"{use.where}: {use.field} is no field of data view {use.view}"
        elif use.counted and not field.aggregatable:
            yield f"{use.where}: {use.field} cannot be counted by"


def uses(one: Json) -> Iterator[Use]:
    """Every field of every data view that an object shows or asks for."""
    where, references = _where(one), {r["name"]: r["id"] for r in one.get("references", ())}
    if one["type"] == "search":
        yield from _search_uses(one, references, where)
    for panel in panels(one):
        attributes = panel.get("embeddableConfig", {}).get("attributes", {})
        own = {r["name"]: r["id"] for r in attributes.get("references", ())}
        query = attributes.get("state", {}).get("query", {})
        for identity, layer in _layers(panel).items():
            name = f"{LAYER_REFERENCE}{identity}"
            view = references.get(f"{panel['panelIndex']}:{name}") or own.get(name, "")
            inside = f"{where}: {_title(panel)}"
            yield from (Use(view, field, inside) for field in _asked(query))
            yield from (
                use for column in layer["columns"].values() for use in _column_uses(column, view, inside)
            )


def _search_uses(one: Json, references: Mapping[str, str], where: str) -> Iterator[Use]:
    asked = _search_source(one)
    view = references.get(asked.get("indexRefName", ""), "")
    attributes = one["attributes"]
    named = [*attributes.get("columns", ()), *(name for name, _ in attributes.get("sort", ()))]
    yield from (
        Use(view, field, where) for field in (*named, *_asked(asked.get("query", {}))) if field != "_source"
    )


def _column_uses(column: Json, view: str, where: str) -> Iterator[Use]:
    field = column.get("sourceField")
    if field and field != RECORDS:
        yield Use(view, field, where, counted=column["operationType"] != "last_value")
    sort = column.get("params", {}).get("sortField")
    if sort:
        yield Use(view, sort, where, counted=True)
    yield from (Use(view, asked, where) for asked in _asked(column.get("filter") or {}))


def rule_uses(params: Mapping[str, Any], view: str) -> Iterator[Use]:
    """Every field that a rule over that data view asks for or lists, from its parameters."""
    asked = json.loads(params["esQuery"])
    for field in dict.fromkeys((params["timeField"], *asked["_source"], *_named(asked["query"]))):
        yield Use(view, field, "its query")


def _named(query: object) -> Iterator[str]:
    """The fields that a query in Elasticsearch's own language names, in the clauses that rules use."""
    if isinstance(query, Mapping):
        for clause, body in query.items():
            if clause == "exists":
                yield body["field"]
            elif clause in ("range", "term", "terms"):
                yield from body
            else:
                yield from _named(body)
    elif isinstance(query, Sequence) and not isinstance(query, str):
        for part in query:
            yield from _named(part)


def panels(one: Json) -> list[Json]:
    """The panels of a dashboard; nothing has none."""
    said: list[Json] = (
        json.loads(one["attributes"].get("panelsJSON", "[]")) if one["type"] == "dashboard" else []
    )
    return said


def _layers(panel: Json) -> dict[str, Json]:
    state = panel.get("embeddableConfig", {}).get("attributes", {}).get("state", {})
    layers: dict[str, Json] = state.get("datasourceStates", {}).get("formBased", {}).get("layers", {})
    return layers


def _shown(panel: Json) -> Iterator[str]:
    """The columns that a chart draws."""
    state = panel.get("embeddableConfig", {}).get("attributes", {}).get("state", {})
    chart = state.get("visualization", {})
    named = [chart.get("metricAccessor"), *(column["columnId"] for column in chart.get("columns", ()))]
    for layer in chart.get("layers", ()):
        named += [layer.get("xAccessor"), layer.get("splitAccessor"), *layer.get("accessors", ())]
        named += [*layer.get("primaryGroups", ()), *layer.get("metrics", ())]
    yield from filter(None, named)


def _asked(query: Mapping[str, Any]) -> Iterator[str]:
    """The fields that a query in KQL names."""
    text = query.get("query", "")
    if isinstance(text, str):
        yield from re.findall(r"([\w.]+)\s*(?::|[<>]=?)", re.sub(r'"(?:\\.|[^"\\])*"', '""', text))


def _search_source(one: Json) -> Json:
    said: Json = json.loads(one["attributes"].get("kibanaSavedObjectMeta", {}).get("searchSourceJSON", "{}"))
    return said


def _key(one: Json) -> Key:
    return one["type"], one["id"]


def _where(one: Json) -> str:
    return f"{one['type']} {one['attributes'].get('title', one['id'])!r}"


def _title(panel: Json) -> str:
    return str(panel.get("title") or panel["panelIndex"])
