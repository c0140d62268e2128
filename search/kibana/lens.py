"""One panel of the dashboard, as Lens keeps it by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from search.kibana.check import LAYER_REFERENCE, RECORDS, Field

LAYER = "layer"

Json = dict[str, Any]


def attributes(
    panel: Mapping[str, Any], view: str, labels: Mapping[str, str], fields: Mapping[str, Field]
) -> Json:
    """A panel of `objects.yaml` over the data view `view`, which has these fields."""
    columns = dict(_columns(panel, labels, fields))
    layer = {"columns": columns, "columnOrder": list(columns), "incompleteColumns": {}}
    visualization, state = _CHARTS[panel["chart"]](columns)
    return {
        "title": "",
        "type": "lens",
        "visualizationType": visualization,
        "references": [{"name": f"{LAYER_REFERENCE}{LAYER}", "type": "index-pattern", "id": view}],
        "state": {
            "visualization": state,
            "query": {"query": panel.get("query", ""), "language": "kuery"},
            "filters": [],
            "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def _columns(
    panel: Mapping[str, Any], labels: Mapping[str, str], fields: Mapping[str, Field]
) -> Iterator[tuple[str, Json]]:
    """Column id to column, buckets first, in the order of the file."""
    for number, bucket in enumerate(panel.get("by", ())):
        (operation, field), *_ = bucket.items()
        column = _column(operation, field, labels[field], fields[field].type)
        yield f"by{number}", column | {"isBucketed": True, "params": _bucket_params(operation, bucket)}
    for number, metric in enumerate(panel["show"]):
        (operation, field), *_ = metric.items()
        if operation == "count":
            column = _column(operation, RECORDS, field, "number")
        else:
            kind = "number" if operation == "unique_count" else fields[field].type
            column = _column(operation, field, metric["as"], kind)
        yield f"show{number}", column | {"isBucketed": False} | _metric_params(operation, metric)


def _column(operation: str, field: str, label: str, kind: str) -> Json:
    return {
        "operationType": operation,
        "sourceField": field,
        "label": label,
        "customLabel": True,
        "dataType": kind,
        "scale": "interval" if operation == "date_histogram" else "ordinal" if kind == "string" else "ratio",
    }


def _bucket_params(operation: str, bucket: Mapping[str, Any]) -> Json:
    if operation == "date_histogram":
        return {"interval": "auto", "includeEmptyRows": True, "dropPartials": False}
    return {
        "size": bucket["size"],
        "orderBy": {"type": "column", "columnId": "show0"},
        "orderDirection": "desc",
        "otherBucket": False,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
    }


def _metric_params(operation: str, metric: Mapping[str, Any]) -> Json:
    """The last value is asked for as a list: an aggregation (`top_hits`) that every server has."""
    if operation != "last_value":
        return {"params": {"emptyAsNull": True}}
    return {
        "filter": {"query": f"{metric[operation]}: *", "language": "kuery"},
        "params": {"sortField": metric["newest"], "showArrayValues": True},
    }


def _metric_chart(columns: Mapping[str, Json]) -> tuple[str, Json]:
    return "lnsMetric", {"layerId": LAYER, "layerType": "data", "metricAccessor": "show0"}


def _table(columns: Mapping[str, Json]) -> tuple[str, Json]:
    shown = [{"columnId": column} for column in columns]
    return "lnsDatatable", {"layerId": LAYER, "layerType": "data", "columns": shown}


def _donut(columns: Mapping[str, Json]) -> tuple[str, Json]:
    layer = {
        "layerId": LAYER,
        "layerType": "data",
        "primaryGroups": ["by0"],
        "metrics": ["show0"],
        "numberDisplay": "percent",
        "categoryDisplay": "default",
        "legendDisplay": "default",
        "nestedLegend": False,
    }
    return "lnsPie", {"shape": "donut", "layers": [layer]}


def _bars(columns: Mapping[str, Json]) -> tuple[str, Json]:
    """Stacked by the first bucket, along the second."""
    layer = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": "bar_stacked",
        "accessors": ["show0"],
        "splitAccessor": "by0",
        "xAccessor": "by1",
        "position": "top",
        "showGridlines": False,
    }
    return "lnsXY", {
        "legend": {"isVisible": True, "position": "right"},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "preferredSeriesType": "bar_stacked",
        "layers": [layer],
    }


_CHARTS = {"metric": _metric_chart, "table": _table, "donut": _donut, "bars": _bars}
