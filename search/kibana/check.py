"""What is wrong with saved objects: by themselves, and against the fields of the indices that they show.

Kibana does not look into a chart when it imports one; a chart that is broken shows when somebody opens it.
The rules are those of Kibana's own source (schemas of `dashboard`, `search` and `index-pattern`; Lens'
`formBased` data source; the import's `validate_references`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

GRID = 48
"""Columns of a dashboard."""
REFERABLE = ("index-pattern", "search", "dashboard")
LAYER_REFERENCE = "indexpattern-datasource-layer-"
RECORDS = "___records___"
"""What Lens calls the documents themselves, in place of a field."""

Json = dict[str, Any]
Key = tuple[str, str]
"""Type and id of a saved object."""

_ATTRIBUTES: dict[str, dict[str, type]] = {
    "index-pattern": {
        "title": str,
        "name": str,
        "timeFieldName": str,
        "sourceFilters": str,
        "fields": str,
        "typeMeta": str,
        "fieldAttrs": str,
        "fieldFormatMap": str,
        "runtimeFieldMap": str,
    },
    "search": {
        "title": str,
        "description": str,
        "columns": list,
        "sort": list,
        "grid": dict,
        "hideChart": bool,
        "isTextBasedQuery": bool,
        "timeRestore": bool,
        "timeRange": dict,
        "kibanaSavedObjectMeta": dict,
    },
    "dashboard": {
        "title": str,
        "description": str,
        "timeRestore": bool,
        "timeFrom": str,
        "timeTo": str,
        "refreshInterval": dict,
        "optionsJSON": str,
        "panelsJSON": str,
        "kibanaSavedObjectMeta": dict,
    },
}
"""Of what Kibana accepts, what Rasid writes; it refuses what it does not know."""
_REQUIRED = {
    "index-pattern": ("title",),
    "search": ("title", "kibanaSavedObjectMeta"),
    "dashboard": ("title", "panelsJSON"),
}
_JSON = (
    *("sourceFilters", "fields", "typeMeta", "fieldAttrs", "fieldFormatMap", "runtimeFieldMap"),
    *("panelsJSON", "optionsJSON"),
)
"""Attributes that are JSON in a string."""
_TOP = {"type", "id", "attributes", "references", "coreMigrationVersion", "typeMigrationVersion"}
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


def shape_problems(objects: Sequence[Json], forms: Mapping[str, str]) -> Iterator[str]:
    """What would keep objects that are made here from being imported, or a chart from being drawn. `forms`:
    type to the `typeMigrationVersion` that is meant."""
    keys = [_key(one) for one in objects]
    if len(set(keys)) != len(keys):
        yield "two objects of one type have the same id"
    for one in objects:
        where = _where(one)
        if set(one) != _TOP:
            yield f"{where}: has not the keys of a saved object: {sorted(set(one) ^ _TOP)}"
        if one["typeMigrationVersion"] != forms[one["type"]]:
            yield f"{where}: typeMigrationVersion is {one['typeMigrationVersion']}"
        yield from (f"{where}: {problem}" for problem in _attribute_problems(one))
        yield from reference_problems(one, set(keys))
        if one["type"] == "dashboard":
            yield from _grid_problems(one)


def _attribute_problems(one: Json) -> Iterator[str]:
    known, attributes = _ATTRIBUTES[one["type"]], one["attributes"]
    yield from (f"{name} is missing" for name in _REQUIRED[one["type"]] if name not in attributes)
    for name, value in attributes.items():
        if name not in known:
            yield f"{name} is not known to Kibana"
        elif not isinstance(value, known[name]):
            yield f"{name} is a {type(value).__name__}"
        elif name in _JSON and not _is_json(value):
            yield f"{name} is no JSON"


def _is_json(text: object) -> bool:
    try:
        json.loads(str(text))
    except ValueError:
        return False
    return True


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


def _grid_problems(one: Json) -> Iterator[str]:
    taken: dict[tuple[int, int], str] = {}
    for panel in panels(one):
        place, key = panel["gridData"], panel["panelIndex"]
        if place["i"] != key:
            yield f"{_where(one)}: {key}: gridData.i is {place['i']}"
        if place["x"] + place["w"] > GRID:
            yield f"{_where(one)}: {key}: reaches beyond {GRID} columns"
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                other = taken.setdefault((x, y), key)
                if other != key:
                    yield f"{_where(one)}: {key} lies over {other}"
                    return


def field_problems(one: Json, views: Mapping[str, Mapping[str, Field]]) -> Iterator[str]:
    """Fields that an object uses and its data view (id to fields) has not, or cannot count by."""
    for use in dict.fromkeys(uses(one)):
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


def rule_fields(query: object) -> Iterator[str]:
    """The fields that a query in Elasticsearch's own language names, in the clauses that rules use."""
    if isinstance(query, Mapping):
        for clause, body in query.items():
            if clause == "exists":
                yield body["field"]
            elif clause in ("range", "term", "terms"):
                yield from body
            else:
                yield from rule_fields(body)
    elif isinstance(query, Sequence) and not isinstance(query, str):
        for part in query:
            yield from rule_fields(part)


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
