"""Puts what belongs to an index into Kibana, and looks whether all of it is there and in order.

The rules need a connector, which writes what they find into an index: on the free licence that and Kibana's
own log are all that a rule can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from crawler.errors import NotFound, Unavailable
from search.kibana import check
from search.kibana.client import Kibana
from search.kibana.objects import DEFAULT_SPACE, FLOOR, Addressed, Bundle

Json = dict[str, Any]
Outcome = Literal["created", "replaced", "imported"]
CONNECTORS, RULES = "/api/actions/connector", "/api/alerting/rule"
Views = dict[str, dict[str, check.Field]]
"""Data views that are there, by id: the fields that Kibana finds in their indices."""
KINDS = {"index-pattern": "data view", "search": "saved search"}
"""What Kibana calls its types on the screen, where that is not their name."""


@dataclass(frozen=True, slots=True)
class Put:
    """One thing that was put in place."""

    kind: str
    name: str
    id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked for, and what is wrong with it."""

    kind: str
    name: str
    id: str
    problems: tuple[str, ...]


def install(kibana: Kibana, bundle: Bundle) -> list[Put]:
    """Twice is as once. Raises Unavailable with a line for each object that Kibana refuses."""
    require(kibana)
    done = list(_import(kibana, bundle))
    done.append(_put(kibana, "connector", CONNECTORS, bundle.connector, fixed=("connector_type_id",)))
    for rule in bundle.rules:
        done.append(_put(kibana, "rule", RULES, rule, fixed=("rule_type_id", "consumer", "enabled")))
        if not (kibana.get(f"{RULES}/{rule.id}") or {}).get("enabled"):
            kibana.send("POST", f"{RULES}/{rule.id}/_enable")
    return done


def require(kibana: Kibana) -> str:
    """Kibana's version. Raises Unavailable where it is too old, NotFound where it has no such space: objects
    can be put into a space that nobody can open."""
    said = kibana.get("/api/status") or {}
    version = str(said.get("version", {}).get("number", ""))
    if not version:
        raise Unavailable(
            f"{kibana.url}: what answers does not say that it is Kibana; has the address all of its path?"
        )
    if _numbers(version) < _numbers(FLOOR):
        raise Unavailable(f"{kibana.url}: Kibana {version} is too old; {FLOOR} is the first that will do")
    place = f"/api/spaces/space/{quote(kibana.space, safe='')}"
    if kibana.space != DEFAULT_SPACE and kibana.get(place) is None:
        raise NotFound(f"{kibana.url}: there is no space {kibana.space!r}; spaces are made in Kibana")
    return version


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split(".") if part.isdigit())


def _import(kibana: Kibana, bundle: Bundle) -> Iterator[Put]:
    said = kibana.upload("/api/saved_objects/_import?overwrite=true", "rasid.ndjson", bundle.ndjson())
    if not said.get("success"):
        raise Unavailable("\n".join(f"{kibana.url}: {line}" for line in _import_errors(said)))
    replaced = {(one["type"], one["id"]) for one in said.get("successResults", ()) if one.get("overwrite")}
    for one in bundle.objects:
        outcome: Outcome = "replaced" if (one["type"], one["id"]) in replaced else "imported"
        yield Put(_kind(one["type"]), _name(one), one["id"], outcome)


def _import_errors(said: Json) -> Iterator[str]:
    for one in said.get("errors", ()):
        error = one.get("error", {})
        lacking = ", ".join(f"{r['type']} {r['id']}" for r in error.get("references", ()))
        reason = error.get("message") or lacking or one.get("title", "")
        yield f"{_kind(one['type'])} {one['id']} is refused: {error.get('type', 'unknown')}: {reason}"
    if not said.get("errors"):
        yield f"the import is refused: {said}"


def _put(kibana: Kibana, kind: str, path: str, one: Addressed, fixed: Iterable[str]) -> Put:
    """Creates it, or replaces all of it but what is `fixed` when it is made."""
    place = f"{path}/{one.id}"
    if kibana.get(place) is None:
        kibana.send("POST", place, one.body)
        return Put(kind, one.name, one.id, "created")
    kibana.send("PUT", place, {key: value for key, value in one.body.items() if key not in fixed})
    return Put(kind, one.name, one.id, "replaced")


def verify(kibana: Kibana, bundle: Bundle) -> Iterator[Found]:
    """Everything that `install` puts there, with what is wrong with it."""
    require(kibana)
    present, absent = kibana.exported([{"type": o["type"], "id": o["id"]} for o in bundle.objects])
    views = _views(kibana, present)
    yield from _verify_objects(bundle, present, absent, views)
    yield Found(*_identity("connector", bundle.connector), tuple(_connector_problems(kibana, bundle)))
    for rule in bundle.rules:
        yield Found(*_identity("rule", rule), tuple(_rule_problems(kibana, bundle, rule, views)))


def _identity(kind: str, one: Addressed) -> tuple[str, str, str]:
    return kind, one.name, one.id


def _verify_objects(
    bundle: Bundle, present: Iterable[Json], absent: Iterable[Json], views: Views
) -> Iterator[Found]:
    there = {(one["type"], one["id"]): one for one in present}
    why = {(one["type"], one["id"]): one.get("error", {}) for one in absent}
    used = {use.view for one in bundle.objects for use in check.uses(one)}
    for one in bundle.objects:
        key = one["type"], one["id"]
        if key not in there:
            problems = [_lacking(why.get(key, {}))]
        else:
            stored = there[key]
            problems = [
                *check.reference_problems(stored, there),
                *check.field_problems(check.uses(stored), _filled(views)),
                *(_view_problems(stored, views[stored["id"]]) if stored["id"] in used & set(views) else ()),
            ]
        yield Found(_kind(one["type"]), _name(one), one["id"], tuple(problems))


def _lacking(error: Json) -> str:
    if error.get("statusCode", 404) == 404:
        return "is not there; `rasid kibana install` puts it there"
    return str(error.get("message", error))


def _views(kibana: Kibana, present: Iterable[Json]) -> Views:
    found = {}
    for one in present:
        if one["type"] == "index-pattern":
            said = kibana.get(f"/api/data_views/data_view/{one['id']}") or {}
            found[one["id"]] = check.fields_in_view(said.get("data_view", {}))
    return found


def _filled(views: Views) -> Views:
    """Those whose index is there: what is not is said of the data view alone."""
    return {name: fields for name, fields in views.items() if fields}


def _view_problems(view: Json, fields: dict[str, check.Field]) -> Iterator[str]:
    index, time = view["attributes"]["title"], view["attributes"].get("timeFieldName")
    if not fields:
        yield f"index {index} is not there, or this key may not read it"
    elif time and time not in fields:
        yield f"its time field {time} is no field of index {index}"


def _connector_problems(kibana: Kibana, bundle: Bundle) -> Iterator[str]:
    stored = kibana.get(f"{CONNECTORS}/{bundle.connector.id}")
    if stored is None:
        yield _lacking({})
    elif stored.get("is_missing_secrets"):
        yield "has lost what Kibana encrypts; `rasid kibana install` puts it there again"


def _rule_problems(kibana: Kibana, bundle: Bundle, rule: Addressed, views: Views) -> Iterator[str]:
    stored = kibana.get(f"{RULES}/{rule.id}")
    if stored is None:
        yield _lacking({})
        return
    if not stored.get("enabled"):
        yield "is not enabled"
    ours, theirs = rule.body["params"], stored.get("params", {})
    if other := [name for name, value in ours.items() if theirs.get(name) != value]:
        yield f"asks otherwise than this Rasid has it ({', '.join(other)}); `rasid kibana install` renews it"
    yield from check.field_problems(check.rule_uses(ours, bundle.view_of(rule)), _filled(views))
    if not stored.get("actions"):
        yield "writes its findings nowhere"
    last = stored.get("execution_status", {})
    if last.get("status") == "error":
        yield f"failed when it last ran: {last.get('error', {}).get('message', 'no reason given')}"


def _kind(kind: str) -> str:
    return KINDS.get(kind, kind)


def _name(one: Json) -> str:
    return str(one["attributes"].get("name") or one["attributes"]["title"])
