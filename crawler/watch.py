"""watch.yaml: what is watched, how it is fetched, and who is told.

`load` reads it into immutable models. Everything a user can get wrong is reported at once by `ConfigError`,
each line naming the file, the key path and a remedy; an unknown key suggests the nearest known one.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

import yaml
from cronsim import CronSim, CronSimError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from crawler.errors import ConfigError, QueryError
from crawler.urls import BadURL, normalise
from search.analysis import query_tokens
from search.folding import fold
from search.query import parse as parse_query
from search.topics import resolve

DEFAULT_USER_AGENT = "Mozilla/5.0 (compatible; Rasid/0.1; media monitoring)"
SECRET = re.compile(
    r"://[^/@\s:${}]+:[^/@\s${}]{3,}@"
    r"|(?i:token|secret|pass|passwd|password|pwd|auth|(?:api_?)?key)=[^&\s${}]{6,}"
)
"""A password or token written out in a URL, rather than taken from `${VAR}`."""
TOKEN = re.compile(r"(?<![\w.-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}(?![\w.@-])")
"""What chat services use as a password in the URL of a receiver: a long word with digits and letters."""

_MOST_VALUES = 1_000_000
"""In one file, aliases followed: ten lines of YAML can stand for more values than memory holds."""
_LONGEST = timedelta(days=36500)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZES = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


def parse_duration(text: str) -> timedelta:
    """`1.5h` → 1 h 30 min. A number, fractions too, and one of ms, s, m, h, d. Raises ValueError."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*", text)
    if not match:
        raise ValueError("a duration is a number and a unit: 500ms, 30s, 15m, 1.5h, 14d")
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f"a duration is at most {_LONGEST.days}d")
    return timedelta(seconds=seconds)


def _duration(value: object) -> object:
    if isinstance(value, timedelta) or value is None:
        return value
    return parse_duration(str(value))


def _duration_or_all(value: object) -> object:
    return None if value == "all" else _duration(value)


def _size(value: object) -> object:
    match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d+)?)\s*(B|KiB|MiB|GiB|)\s*", str(value))
    if not match:
        raise ValueError("a size is a number and a unit: 500KiB, 10MiB")
    return int(float(match[1]) * _SIZES[match[2] or "B"])


def _every(value: object) -> object:
    """`auto`, a duration, or a cron line of five fields."""
    if isinstance(value, timedelta) or value == "auto":
        return value
    text = str(value)
    if len(text.split()) == 5:
        try:
            CronSim(text, _EPOCH)
        except CronSimError as error:
            raise ValueError(f"not a cron line: {error}") from None
        return text
    try:
        return parse_duration(text)
    except ValueError:
        raise ValueError("'auto', a duration (30m, 6h) or a cron line ('0 7 * * 1-5')") from None


def _zone(name: str) -> str:
    if name not in available_timezones():
        near = difflib.get_close_matches(name, available_timezones(), 1)
        raise ValueError(f"unknown time zone{f'; did you mean {near[0]}?' if near else ''}")
    return name


Duration = Annotated[timedelta, BeforeValidator(_duration)]
AgeLimit = Annotated[timedelta | None, BeforeValidator(_duration_or_all)]
Size = Annotated[int, BeforeValidator(_size), Field(gt=0)]
Every = Annotated[timedelta | str, BeforeValidator(_every)]
_NAME, _LINE, _LANGUAGE, _COUNTRY = r"^[^\s/:\"']+$", r"^[\x20-\x7e]+$", "^[a-z]{2,3}$", "^[A-Z]{2}$"
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=_NAME)]
Language = Annotated[str, Field(pattern=_LANGUAGE)]


def _as_strings(value: object) -> object:
    """A number among names is meant as it is written."""
    if not isinstance(value, list | tuple):
        return value
    return tuple(str(v) if type(v) in (int, float) else v for v in value)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class IndexConfig(_Model):
    """Where documents are searched."""

    backend: Literal["embedded"] = "embedded"


class CrawlConfig(_Model):
    """How pages are fetched. `delay` is between two request starts to one host; sizes are bytes."""

    user_agent: str = Field(default=DEFAULT_USER_AGENT, min_length=1, pattern=_LINE)
    obey_robots: bool = True
    delay: Duration = timedelta(seconds=1)
    concurrency: int = Field(default=16, ge=1, le=1000)
    per_host: int = Field(default=2, ge=1, le=100)
    timeout: Annotated[Duration, Field(gt=timedelta(0))] = timedelta(seconds=30)
    max_page_size: Size = 10 * 1024**2
    allow_private_addresses: bool = False


class LanguageConfig(_Model):
    """Which engine tells the language of a segment."""

    engine: Literal["py3langid", "langdetect"] = "py3langid"


class TranslateConfig(_Model):
    """What is translated, and into what (ISO 639 codes)."""

    to: Language = "en"
    from_: tuple[Language, ...] = Field(default=("ar", "zh", "ru"), alias="from")
    engine: Literal["argos"] = "argos"


SourceKind = Literal["feed", "sitemap", "urls", "files"]
SOURCE_KINDS: tuple[SourceKind, ...] = ("feed", "sitemap", "urls", "files")


class Source(_Model):
    """One place where coverage is found: a feed, a sitemap, a list of URLs or files on disk."""

    name: Name
    feed: str | None = None
    sitemap: str | None = None
    urls: str | None = None
    files: str | None = None
    every: Every = "auto"
    outlet: str | None = None
    country: str | None = Field(default=None, pattern=_COUNTRY)
    max_age: AgeLimit = timedelta(days=30)
    budget: int = Field(default=500, ge=1)
    recheck: tuple[Duration, ...] = (
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(days=1),
        timedelta(days=7),
    )

    @model_validator(mode="after")
    def _one_location(self) -> Self:
        given = [kind for kind in SOURCE_KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            found = f"found {' and '.join(given)}" if given else "found none"
            raise ValueError(f"a source has exactly one of {', '.join(SOURCE_KINDS)}; {found}")
        if self.kind in ("feed", "sitemap"):
            try:
                normalise(self.location)
            except BadURL as error:
                raise ValueError(f"{self.kind} must be an http:// or https:// URL; {error}") from None
        return self

    @property
    def kind(self) -> SourceKind:
        return next(kind for kind in SOURCE_KINDS if getattr(self, kind) is not None)

    @property
    def location(self) -> str:
        """The URL of a feed or sitemap, the path of a list of URLs, the glob of files."""
        return str(getattr(self, self.kind))


ADDED = Source(name="added", urls="", max_age=None)
"""The built-in source of pages that were added by hand (`rasid add`)."""


class Topic(_Model):
    """A standing query; documents for which it holds carry its name."""

    name: Name
    query: str


class AlertEntry(_Model):
    """Who is told about which topics. `to` are apprise URLs."""

    name: Name
    topics: tuple[str, ...] = Field(min_length=1)
    to: tuple[str, ...] = Field(min_length=1)
    when: Literal["immediately"] = "immediately"
    newer_than: AgeLimit = timedelta(days=7)
    first_pass: Literal["summary", "each"] = "summary"  # noqa: S105 - a mode, not a password


Spellings = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_as_strings)]


class Watch(_Model):
    """A whole watch.yaml. Paths are absolute: relative ones are taken from the file's own folder."""

    data: Path = Path("data")
    keep_raw: Duration = timedelta(days=14)
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    index: IndexConfig = IndexConfig()
    crawl: CrawlConfig = CrawlConfig()
    language: LanguageConfig = LanguageConfig()
    translate: TranslateConfig = TranslateConfig()
    sources: tuple[Source, ...] = ()
    names: dict[str, Spellings] = Field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    alerts: tuple[AlertEntry, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def match_fingerprint(self) -> str:
        """Changes whenever names or topics change: stored documents are then matched again."""
        said = [sorted(self.names.items()), sorted((t.name, t.query) for t in self.topics)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]

    def source(self, name: str) -> Source | None:
        return next((s for s in self.sources if s.name == name), None)

    def topic(self, name: str) -> Topic | None:
        return next((t for t in self.topics if t.name == name), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a configuration: where (key path) and what to do about it."""

    path: str
    message: str


def load(source: Path | dict[str, Any]) -> Watch:
    """A `Watch` from a file, or from the same structure in memory (paths then relative to the working
    directory). Raises ConfigError with one line per problem."""
    origin, raw, folder = _read(source)
    missing: list[Problem] = []
    try:
        expanded = _expand(raw, "", missing)
    except RecursionError:
        raise ConfigError(f"{origin}: nested too deep, or made of itself") from None
    if missing:
        raise _config_error(origin, missing)
    try:
        watch = Watch.model_validate(expanded)
    except ValidationError as error:
        raise _config_error(origin, [_explain(e) for e in error.errors()]) from None
    problems = list(_cross_checks(watch))
    if problems:
        raise _config_error(origin, problems)
    return watch.model_copy(
        update={
            "data": (folder / watch.data).absolute(),
            "sources": tuple(_anchored(s, folder) for s in watch.sources),
        }
    )


def warnings(source: Path) -> list[Problem]:
    """What is legal but unwise: secrets written in the file itself."""
    _, raw, _ = _read(source)
    return [
        Problem(path, "a secret stands in the file; put it into the environment and write ${VAR}")
        for path, value in _leaves(raw, "")
        if isinstance(value, str)
        and (SECRET.search(value) or (path.startswith("alerts") and TOKEN.search(value)))
    ]


def _read(source: Path | dict[str, Any]) -> tuple[str, dict[str, Any], Path]:
    if isinstance(source, Mapping):
        return "configuration", dict(source), Path.cwd()
    path = Path(source)
    try:
        raw = yaml.load(path.read_text("utf-8-sig"), _Loader)  # noqa: S506 - a SafeLoader subclass
        endless = any(islice(_leaves(raw, ""), _MOST_VALUES, None))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; `rasid init` writes one") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not valid YAML: {_yaml_problem(error)}") from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deep, or made of itself") from None
    if endless:
        raise ConfigError(f"{path}: more than {_MOST_VALUES:,} values; use fewer aliases (*)")
    if raw is None:
        raw = {}
    if not isinstance(raw, dict):
        raise ConfigError(f"{path}: the file must hold keys and values, not a {type(raw).__name__}")
    filled = {key: value for key, value in raw.items() if value is not None}
    return str(path), filled, path.absolute().parent


def _yaml_problem(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return " ".join(str(error).split())
    mark = error.problem_mark
    remedy = "; indent with spaces" if "'\\t'" in str(error.problem) else ""
    return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}{remedy}"


_MERGE = "tag:yaml.org,2002:merge"


class _Loader(yaml.SafeLoader):
    """Words stay words (PyYAML makes a boolean of NO, and 450 of 12:30; the models know what should be a
    number), and a key given twice is an error: YAML's own rule, which PyYAML does not enforce."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.tag == _MERGE:
                continue
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} stands twice", key_node.start_mark
                )
            if isinstance(key, str):
                seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def _expand(value: Any, path: str, missing: list[Problem]) -> Any:
    """`${VAR}` replaced from the environment, everywhere in the values."""
    if isinstance(value, dict):
        return {k: _expand(v, _join(path, k), missing) for k, v in value.items()}
    if isinstance(value, list):
        return [_expand(v, f"{path}[{i}]", missing) for i, v in enumerate(value)]
    if not isinstance(value, str):
        return value
    missing.extend(
        Problem(path, f"${{{name}}} is not set; export {name} first")
        for name in _VARIABLE.findall(value)
        if name not in os.environ
    )
    return _VARIABLE.sub(lambda m: os.environ.get(m[1], m[0]), value)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if value and isinstance(value, dict):
        for k, v in value.items():
            yield from _leaves(v, _join(path, k))
    elif value and isinstance(value, list):
        for i, v in enumerate(value):
            yield from _leaves(v, f"{path}[{i}]")
    else:
        yield path, value


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _explain(error: Any) -> Problem:
    """One pydantic error as a key path and a sentence."""
    path = ""
    for part in error["loc"]:
        path = f"{path}[{part}]" if isinstance(part, int) else _join(path, part)
    if error["type"] == "extra_forbidden":
        return Problem(path, f"unknown key{_suggestion(error['loc'])}")
    message = _message(error).removeprefix("Value error, ")
    given = error.get("input")
    shown = f" (given: {given!r})" if isinstance(given, str | int | float | bool) else ""
    return Problem(path or "(top level)", f"{message}{shown}")


_MESSAGES = {
    "missing": "this key is missing",
    "tuple_type": "must be a list: [one, two]",
    "dict_type": "must be keys and values: {key: value}",
    "model_type": "must be keys and values: {key: value}",
    "string_type": "must be text",
    "int_parsing": "must be a whole number",
    "greater_than": "must be more than 0",
    "time_delta_type": "a duration is a number and a unit: 500ms, 30s, 15m, 1.5h, 14d",
}
"""Pydantic's words for an error of this type are a programmer's."""
_PATTERNS = {
    _NAME: "must have no space, slash, colon or quote in it",
    _LINE: "must be one line of ASCII",
    _LANGUAGE: "must be a language code (ISO 639): en, ar, zh",
    _COUNTRY: "must be a country code (ISO 3166): two capitals",
}


def _message(error: Any) -> str:
    if error["type"] == "string_pattern_mismatch":
        return _PATTERNS[error["ctx"]["pattern"]]
    if error["type"] == "literal_error":
        return f"must be {error['ctx']['expected']}"
    return _MESSAGES.get(error["type"], str(error["msg"]))


def _suggestion(location: tuple[str | int, ...]) -> str:
    """The nearest known key of the model that the unknown one stands in."""
    model: Any = Watch
    for part in location[:-1]:
        if isinstance(part, str):
            model = _SECTIONS.get(part, model)
    known = [f.alias or name for name, f in model.model_fields.items()]
    near = difflib.get_close_matches(str(location[-1]), known, 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; known here: {', '.join(known)}"


_SECTIONS: dict[str, type[_Model]] = {
    "index": IndexConfig,
    "crawl": CrawlConfig,
    "language": LanguageConfig,
    "translate": TranslateConfig,
    "sources": Source,
    "topics": Topic,
    "alerts": AlertEntry,
}


def _cross_checks(watch: Watch) -> Iterator[Problem]:
    """What no single key shows: names used twice, unknown topics, what cannot be searched for."""
    for section in ("sources", "topics", "alerts"):
        yield from _same_names(section, [item.name for item in getattr(watch, section)])
    if watch.source(ADDED.name):
        yield Problem("sources", f"the name {ADDED.name!r} is taken by what `rasid add` adds; choose another")
    for key, spellings in watch.names.items():
        for spelling in (key, *spellings):
            if not query_tokens(spelling):
                yield Problem(f"names.{key}", f"{spelling!r} holds no word and cannot be found; leave it out")
    known = [t.name for t in watch.topics]
    unread = list(_unreadable_topics(watch))
    yield from unread
    if not unread:
        try:
            resolve(watch.topics)
        except QueryError as error:
            yield Problem("topics", str(error))
    for i, alert in enumerate(watch.alerts):
        for name in alert.topics:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1, 0.4)
                hint = f"; did you mean {near[0]!r}?" if near else "; no such topic is defined"
                yield Problem(f"alerts[{i}].topics", f"unknown topic {name!r}{hint}")


def _same_names(section: str, names: Iterable[str]) -> Iterator[Problem]:
    """In a query, `source:` and `topic:` do not tell upper case from lower case or é from e."""
    first: dict[str, str] = {}
    for i, name in enumerate(names):
        folded = fold(name)
        if folded in first:
            same = "" if first[folded] == name else f" (as {first[folded]!r}, to a query the same)"
            yield Problem(f"{section}[{i}].name", f"{name!r} stands twice{same}; names are unique")
        first.setdefault(folded, name)


def _unreadable_topics(watch: Watch) -> Iterator[Problem]:
    known = [t.name for t in watch.topics]
    for i, topic in enumerate(watch.topics):
        try:
            parse_query(topic.query, known)
        except QueryError as error:
            yield Problem(f"topics[{i}].query", str(error))


def _config_error(origin: str, problems: list[Problem]) -> ConfigError:
    return ConfigError("\n".join(f"{origin}: {p.path}: {p.message}" for p in problems))


def _anchored(source: Source, folder: Path) -> Source:
    """Paths of `urls:` and `files:` made absolute."""
    if source.kind in ("urls", "files"):
        return source.model_copy(update={source.kind: str(folder / Path(source.location).expanduser())})
    return source
