"""The saved objects, the connector and the rules, from `index_config/kibana/objects.yaml`.

Each object is written in an old form that Kibana raises to its own on import; FLOOR is the oldest Kibana that
knows them all. Ids follow from the names of index and space: what is installed again replaces itself, and two
spaces do not share objects.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from search.elastic_mapping import mappings, status_mappings
from search.kibana import lens
from search.kibana.check import Field, fields_of

FLOOR = "8.9.0"
"""The first Kibana with dashboards of version 8.9.0; keys may own rules since 8.8.0."""
FORMS = {"index-pattern": "8.0.0", "search": "8.0.0", "dashboard": "8.9.0"}
"""Saved-object type to the `typeMigrationVersion` that its attributes have here."""
CORE_FORM = "8.8.0"
DEFAULT_SPACE = "default"

INDEXED = "indexed_at"
"""What rules go by: by the date of publication, articles that are found late would be missed."""
EVERY = "5m"
WINDOW_HOURS = 24
"""How far back a rule looks: what it saw in an earlier run is left out, and Kibana may have been down."""
SETTLED = "10m"
"""How old `indexed_at` has to be before a rule looks at an article: by then it can be found. A rule leaves
out all that is not newer than the newest article it has told of, so one that is found late would be left out.
The time is noted when an article is sent; four tries of 60 s and the waits between take some 4 minutes
(`search.elastic_client`, `search.elastic_writer`), the rest is for clocks that differ."""
LISTED = 100
"""Articles that a rule lists at most; it counts all."""

Json = dict[str, Any]


def mapped() -> dict[str, dict[str, Field]]:
    """Data views of the file whose index Rasid makes, and the fields that they have there."""
    return {"articles": fields_of(mappings()), "status": fields_of(status_mappings())}


@dataclass(frozen=True, slots=True)
class Addressed:
    """What is put in place by an API of its own rather than by an import."""

    id: str
    body: Json

    @property
    def name(self) -> str:
        return str(self.body["name"])


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that belongs to one index in one space."""

    objects: tuple[Json, ...]
    connector: Addressed
    rules: tuple[Addressed, ...]

    def view_of(self, rule: Addressed) -> str:
        """The id of the data view over the index that a rule asks."""
        (index,) = rule.body["params"]["index"]
        views = (one for one in self.objects if one["type"] == "index-pattern")
        return str(next(view["id"] for view in views if view["attributes"]["title"] == index))

    def ndjson(self) -> str:
        """The saved objects in the format of Kibana's import."""
        lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in self.objects)
        return "".join(f"{line}\n" for line in lines)


def said(index: str) -> Json:
    """The file for this index."""
    text = (files("index_config") / "kibana" / "objects.yaml").read_text("utf-8")
    read: Json = yaml.safe_load(text.replace("{index}", index))
    return read


def bundle(index: str, space: str = DEFAULT_SPACE) -> Bundle:
    source, ids = said(index), _Ids(index, space)
    connector = Addressed(ids.uuid("connector"), _connector(source))
    return Bundle(
        objects=(
            *(_view(ids.of(key), view) for key, view in source["views"].items()),
            *(_search(ids, key, search) for key, search in source["searches"].items()),
            _dashboard(ids, source),
        ),
        connector=connector,
        rules=tuple(
            Addressed(ids.uuid(f"rule {key}"), _rule(rule, source, connector.id))
            for key, rule in source["rules"].items()
        ),
    )


@dataclass(frozen=True, slots=True)
class _Ids:
    index: str
    space: str

    def of(self, key: str) -> str:
        place = self.index if self.space == DEFAULT_SPACE else f"{self.index}.{self.space}"
        return f"rasid-{place}-{key}"

    def uuid(self, key: str) -> str:
        """Kibana takes no other id for what it encrypts."""
        return str(UUID(bytes=hashlib.sha256(self.of(key).encode()).digest()[:16], version=4))


def _object(kind: str, identity: str, attributes: Json, references: Sequence[Json] = ()) -> Json:
    return {
        "type": kind,
        "id": identity,
        "attributes": attributes,
        "references": list(references),
        "coreMigrationVersion": CORE_FORM,
        "typeMigrationVersion": FORMS[kind],
    }


def _view(identity: str, view: Mapping[str, Any]) -> Json:
    link = {"id": "url", "params": {"type": "a", "openLinkInCurrentTab": False}}
    attributes = {
        "title": view["index"],
        "name": view["name"],
        "sourceFilters": json.dumps([{"value": pattern} for pattern in view.get("hidden", ())]),
        "fieldAttrs": json.dumps(
            {
                field: {"customLabel": label, "customDescription": description}
                for field, (label, description) in view["fields"].items()
            }
        ),
        "fieldFormatMap": json.dumps(dict.fromkeys(view.get("links", ()), link)),
        "runtimeFieldMap": "{}",
        "fields": "[]",
        "typeMeta": "{}",
    }
    return _object("index-pattern", identity, attributes | _time(view))


def _time(view: Mapping[str, Any]) -> Json:
    return {"timeFieldName": view["time"]} if "time" in view else {}


def _search(ids: _Ids, key: str, search: Mapping[str, Any]) -> Json:
    reference = "kibanaSavedObjectMeta.searchSourceJSON.index"
    asked = {
        "query": {"query": search["query"], "language": "kuery"},
        "filter": [],
        "highlightAll": True,
        "indexRefName": reference,
    }
    attributes = {
        "title": search["name"],
        "description": search["says"],
        "columns": search["columns"],
        "sort": [[search["newest"], "desc"]],
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "timeRestore": True,
        "timeRange": {"from": search["since"], "to": "now"},
        "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(asked)},
    }
    view = {"name": reference, "type": "index-pattern", "id": ids.of("articles")}
    return _object("search", ids.of(key), attributes, [view])


def _dashboard(ids: _Ids, source: Mapping[str, Any]) -> Json:
    dashboard = source["dashboard"]
    panels = [_panel(ids, key, panel, source) for key, panel in dashboard["panels"].items()]
    attributes = {
        "title": dashboard["name"],
        "description": dashboard["says"],
        "timeRestore": True,
        "timeFrom": dashboard["since"],
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60_000},
        "optionsJSON": json.dumps({"useMargins": True, "syncCursor": True, "hidePanelTitles": False}),
        "panelsJSON": json.dumps(panels, ensure_ascii=False),
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": json.dumps({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
    }
    references = list(_hoisted(panels, ids, dashboard["panels"]))
    return _object("dashboard", ids.of("dashboard"), attributes, references)


def _panel(ids: _Ids, key: str, panel: Mapping[str, Any], source: Mapping[str, Any]) -> Json:
    x, y, width, height = panel["at"]
    shape = {
        "version": FORMS["dashboard"],
        "panelIndex": key,
        "gridData": {"x": x, "y": y, "w": width, "h": height, "i": key},
        "title": panel["name"],
    }
    if "search" in panel:
        return shape | {
            "type": "search",
            "embeddableConfig": {"enhancements": {}},
            "panelRefName": f"panel_{key}",
        }
    view = panel.get("view", "articles")
    labels = {field: label for field, (label, _) in source["views"][view]["fields"].items()}
    attributes = lens.attributes(panel, ids.of(view), labels, mapped()[view])
    return shape | {"type": "lens", "embeddableConfig": {"attributes": attributes, "enhancements": {}}}


def _hoisted(panels: Sequence[Json], ids: _Ids, plans: Mapping[str, Any]) -> Iterator[Json]:
    """What the panels refer to, again on the dashboard, where Kibana looks."""
    for panel in panels:
        key = panel["panelIndex"]
        if "panelRefName" in panel:
            search = ids.of(plans[key]["search"])
            yield {"name": f"{key}:{panel['panelRefName']}", "type": "search", "id": search}
        else:
            for reference in panel["embeddableConfig"]["attributes"]["references"]:
                yield reference | {"name": f"{key}:{reference['name']}"}


def _connector(source: Mapping[str, Any]) -> Json:
    told = source["views"]["told"]
    return {
        "name": told["name"],
        "connector_type_id": ".index",
        "config": {"index": told["index"], "refresh": True, "executionTimeField": None},
        "secrets": {},
    }


def _rule(rule: Mapping[str, Any], source: Mapping[str, Any], connector: str) -> Json:
    """A rule over an Elasticsearch query rather than KQL: with KQL some versions of Kibana take the time
    field of the data view, the date of publication, and late articles would be missed."""
    settled = {"range": {INDEXED: {"lte": f"now-{SETTLED}"}}}
    asked = {"query": {"bool": {"filter": [rule["query"], settled]}}, "_source": source["listed"]}
    return {
        "name": rule["name"],
        "rule_type_id": ".es-query",
        "consumer": "stackAlerts",
        "enabled": True,
        "tags": ["rasid"],
        "schedule": {"interval": EVERY},
        "params": {
            "searchType": "esQuery",
            "index": [source["views"]["articles"]["index"]],
            "timeField": INDEXED,
            "esQuery": json.dumps(asked),
            "size": LISTED,
            "threshold": [0],
            "thresholdComparator": ">",
            "timeWindowSize": WINDOW_HOURS,
            "timeWindowUnit": "h",
            "excludeHitsFromPreviousRun": True,
            "aggType": "count",
            "groupBy": "all",
        },
        "actions": [
            {
                "group": "query matched",
                "id": connector,
                "params": {"documents": [source["told"]]},
                "frequency": {"summary": False, "notify_when": "onActiveAlert", "throttle": None},
            }
        ],
    }
