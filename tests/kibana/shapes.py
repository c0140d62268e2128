"""What would keep saved objects that are made here from being imported, or a dashboard from being drawn: the
schemas of `dashboard`, `search` and `index-pattern` in Kibana's own source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from search.kibana import check

GRID = 48
"""Columns of a dashboard."""

Json = dict[str, Any]

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


def shape_problems(objects: Sequence[Json], forms: Mapping[str, str]) -> Iterator[str]:
    """What would keep objects that are made here from being imported, or a chart from being drawn. `forms`:
    type to the `typeMigrationVersion` that is meant."""
    keys = [(one["type"], one["id"]) for one in objects]
    if len(set(keys)) != len(keys):
        yield "two objects of one type have the same id"
    for one in objects:
        where = f"{one['type']} {one['id']}"
        if set(one) != _TOP:
            yield f"{where}: has not the keys of a saved object: {sorted(set(one) ^ _TOP)}"
        if one["typeMigrationVersion"] != forms[one["type"]]:
            yield f"{where}: typeMigrationVersion is {one['typeMigrationVersion']}"
        yield from (f"{where}: {problem}" for problem in _attribute_problems(one))
        yield from check.reference_problems(one, set(keys))
        if one["type"] == "dashboard":
            yield from (f"{where}: {problem}" for problem in _grid_problems(one))


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


def _grid_problems(one: Json) -> Iterator[str]:
    taken: dict[tuple[int, int], str] = {}
    for panel in check.panels(one):
        place, key = panel["gridData"], panel["panelIndex"]
        if place["i"] != key:
            yield f"{key}: gridData.i is {place['i']}"
        if place["x"] + place["w"] > GRID:
            yield f"{key}: reaches beyond {GRID} columns"
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                other = taken.setdefault((x, y), key)
                if other != key:
                    yield f"{key} lies over {other}"
                    return
