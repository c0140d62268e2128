"""The objects for Kibana by themselves, and against the templates of the index; the page about them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search.elastic_mapping import mappings
from search.kibana import check
from search.kibana.objects import FORMS, Bundle, bundle, mapped, said
from tests.kibana.shapes import shape_problems

Json = dict[str, Any]
PAGE = Path(__file__).parents[2] / "docs" / "kibana.md"
SOURCE = said("coverage")


@pytest.fixture
def made() -> Bundle:
    return bundle("coverage")


def problems(made: Bundle) -> list[str]:
    views = {f"rasid-coverage-{key}": fields for key, fields in mapped().items()}
    return [
        *shape_problems(made.objects, FORMS),
        *(problem for one in made.objects for problem in check.field_problems(check.uses(one), views)),
    ]


def test_nothing_is_wrong_with_the_objects(made: Bundle) -> None:
    assert problems(made) == []


def test_rules_ask_for_fields_that_there_are(made: Bundle) -> None:
    views = {"rasid-coverage-articles": mapped()["articles"]}
    for rule in made.rules:
        uses = list(check.rule_uses(rule.body["params"], made.view_of(rule)))
        assert list(check.field_problems(uses, views)) == []
        assert {"indexed_at", "date", "topics", "title"} <= {use.field for use in uses}
    assert views["rasid-coverage-articles"]["indexed_at"].type == "date"


def test_what_a_rule_lists_is_what_it_fetches() -> None:
    assert set(re.findall(r"_source\.(\w+)", SOURCE["told"]["list"])) == set(SOURCE["listed"])


@pytest.mark.parametrize("view", ["articles", "status"])
def test_every_field_has_a_label_and_no_label_is_without_a_field(view: str) -> None:
    hidden = tuple(mappings()["_source"]["excludes"]) if view == "articles" else ()
    shown = {name for name in mapped()[view] if name.partition(".")[0] not in hidden}
    assert set(SOURCE["views"][view]["fields"]) == shown


def test_ids_are_the_same_each_time_and_different_for_each_index_and_space() -> None:
    def ids(made: Bundle) -> set[str]:
        return {*(one["id"] for one in made.objects), made.connector.id, *(rule.id for rule in made.rules)}

    assert ids(bundle("coverage")) == ids(bundle("coverage"))
    different = [ids(bundle("coverage")), ids(bundle("press")), ids(bundle("coverage", "desk"))]
    assert len(set.union(*different)) == sum(map(len, different))


def changed(made: Bundle, kind: str, change: Callable[[Json], None]) -> list[str]:
    """What is found wrong once something is changed in the first object of a type, its panels read."""
    one = next(o for o in made.objects if o["type"] == kind)
    if kind == "dashboard":
        one["panels"] = check.panels(one)
        change(one)
        one["attributes"]["panelsJSON"] = json.dumps(one.pop("panels"))
    else:
        change(one)
    return problems(made)


def layer(dashboard: Json, number: int) -> Json:
    panel = dashboard["panels"][number]
    found: Json = panel["embeddableConfig"]["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
    return found["layer"]


def rename(shape: Json, old: str, new: str) -> None:
    shape[new] = shape.pop(old)


BROKEN: dict[str, tuple[str, Callable[[Json], object], str]] = {
    "a form that is too new": (
        "search",
        lambda o: o.update(typeMigrationVersion="9.0.0"),
        "typeMigrationVersion",
    ),
    "a key too many": ("search", lambda o: o.update(version="1"), "keys of a saved object"),
    "a missing title": ("search", lambda o: o["attributes"].pop("title"), "title is missing"),
    "an unknown attribute": ("dashboard", lambda o: o["attributes"].update(panels=[]), "not known"),
    "an attribute of another type": ("search", lambda o: o["attributes"].update(columns="url"), "is a str"),
    "an attribute that is no JSON": (
        "index-pattern",
        lambda o: o["attributes"].update(fieldAttrs="{"),
        "no JSON",
    ),
    "a reference that leads nowhere": (
        "search",
        lambda o: o["references"][0].update(id="x"),
        "which is not there",
    ),
    "a search without its data view": (
        "search",
        lambda o: o["references"].clear(),
        "its data view is not among",
    ),
    "a column that is no field": (
        "search",
        lambda o: o["attributes"]["columns"].append("titel"),
        "titel is no",
    ),
    "two references of one name": (
        "dashboard",
        lambda o: o["references"].append(o["references"][0]),
        "two references have one name",
    ),
    "a panel without its data view": ("dashboard", lambda o: o["references"].pop(0), "data view of layer"),
    "a panel without its search": ("dashboard", lambda o: o["references"].pop(), "saved search is not among"),
    "a panel too wide": ("dashboard", lambda o: o["panels"][0]["gridData"].update(w=50), "reaches beyond"),
    "a panel over another": ("dashboard", lambda o: o["panels"][0]["gridData"].update(w=13), "lies over"),
    "a grid of another panel": (
        "dashboard",
        lambda o: o["panels"][0]["gridData"].update(i="x"),
        "gridData.i",
    ),
    "a chart that draws a column it has not": (
        "dashboard",
        lambda o: o["panels"][0]["embeddableConfig"]["attributes"]["state"]["visualization"].update(
            metricAccessor="other"
        ),
        "shows columns that it has not: ['other']",
    ),
    "columns that are not in order": (
        "dashboard",
        lambda o: rename(layer(o, 0)["columns"], "show0", "other"),
        "columnOrder does not list",
    ),
    "a metric before a bucket": (
        "dashboard",
        lambda o: layer(o, 5)["columnOrder"].reverse(),
        "before buckets",
    ),
    "an order by nothing": (
        "dashboard",
        lambda o: layer(o, 5)["columns"]["by0"]["params"]["orderBy"].update(columnId="x"),
        "ordered by a column that it has not: x",
    ),
    "a chart of a field that is not there": (
        "dashboard",
        lambda o: layer(o, 5)["columns"]["by0"].update(sourceField="nome"),
        "nome is no field",
    ),
    "a chart of text": (
        "dashboard",
        lambda o: layer(o, 5)["columns"]["by0"].update(sourceField="title"),
        "title cannot be counted",
    ),
    "a question for a field that is not there": (
        "dashboard",
        lambda o: o["panels"][1]["embeddableConfig"]["attributes"]["state"]["query"].update(query="no > 0"),
        "no is no field",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_found(made: Bundle, case: str) -> None:
    kind, change, expected = BROKEN[case]
    found = changed(made, kind, lambda one: change(one) and None)
    assert any(expected in line for line in found), found


def table() -> str:
    """The fields as docs/kibana.md has them."""
    lines = ["| field | in Kibana | type | what it is |", "| --- | --- | --- | --- |"]
    types = {"keyword": "exact", "text": "text", "alias": "words", "integer": "number", "long": "number"}
    for name, (label, says) in SOURCE["views"]["articles"]["fields"].items():
        kind = _kind(mappings(), name)
        lines.append(f"| `{name}` | {label} | {types.get(kind, kind)} | {says} |")
    return "\n".join(lines)


def _kind(mapping: Json, name: str) -> str:
    first, _, rest = name.partition(".")
    body = mapping["properties"][first]
    return _kind(body, rest) if rest else str(body["type"])


def test_the_page_lists_the_fields_as_they_are() -> None:
    assert table() in PAGE.read_text("utf-8")


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
