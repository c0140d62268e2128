"""watch.yaml: what is watched, how it is fetched, and who is told.

`load` reads it into immutable models. Everything a user can get wrong is reported at once by `ConfigError`,
each line naming the file, the key path and a remedy; an unknown key suggests the nearest known one.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from crawler.errors import ConfigError, QueryError
from crawler.quantities import AgeLimit, Duration, Every, Size, Zone
from crawler.urls import BadURL, normalise
from crawler.yaml_file import Problem, config_error, expand, join, leaves, read
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


_VARIABLE, _INDEX_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$", r"^[a-z0-9][a-z0-9_.-]*$"
_NAME, _LINE, _LANGUAGE, _COUNTRY = r"^[^\s/:\"']+$", r"^[\x20-\x7e]+$", "^[a-z]{2,3}$", "^[A-Z]{2}$"
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=_NAME)]
Language = Annotated[str, Field(pattern=_LANGUAGE)]


def _as_strings(value: object) -> object:
    """A number among names is meant as it is written."""
    if not isinstance(value, list | tuple):
        return value
    return tuple(str(v) if type(v) in (int, float) else v for v in value)


def _installing(extra: str) -> str:
    return f"in Rasid's clone run: pip install '.[{extra}]', or: uv sync --extra {extra}"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class IndexConfig(_Model):
    """Where documents are searched. What follows `backend` is for elasticsearch alone: the addresses of its
    nodes, the names of the environment variables that hold the API keys (writing; searching; making and
    changing indices), a file of certificates to trust, and the name of the index."""

    backend: Literal["embedded", "elasticsearch"] = "embedded"
    hosts: tuple[str, ...] = ()
    api_key_env: str | None = Field(default=None, pattern=_VARIABLE)
    search_api_key_env: str | None = Field(default=None, pattern=_VARIABLE)
    admin_api_key_env: str | None = Field(default=None, pattern=_VARIABLE)
    ca_certs: Path | None = None
    name: str = Field(default="coverage", pattern=_INDEX_NAME, max_length=200)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.backend == "embedded":
            given = sorted(self.model_fields_set - {"backend"})
            if given:
                raise ValueError(f"{', '.join(given)}: only for `backend: elasticsearch`")
            return self
        if find_spec("elasticsearch") is None:
            raise ValueError(f"its client is not installed; {_installing('elasticsearch')}")
        if not self.hosts:
            raise ValueError("hosts is missing; for example: hosts: [https://localhost:9200]")
        for host in self.hosts:
            if "@" in host:
                raise ValueError("hosts: no user or password in an address; keys come from api_key_env")
            if not re.fullmatch(r"https?://[^/\s:]+:\d{1,5}(/\S*)?", host):
                raise ValueError(f"hosts: {host!r} must be an address with its port: https://localhost:9200")
            if self.ca_certs is not None and host.startswith("http:"):
                raise ValueError(f"ca_certs: {host!r} is not encrypted; write https:// or leave ca_certs out")
        return self


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
    engine: Literal["argos", "argostranslate"] = "argos"

    @field_validator("engine")
    @classmethod
    def _is_installed(cls, engine: str) -> str:
        if engine == "argostranslate" and find_spec(engine) is None:
            raise ValueError(f"its library is not installed; {_installing('argostranslate')}")
        return engine


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
    learn_furniture: bool = True
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
    timezone: Zone = "UTC"
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


def load(source: Path | dict[str, Any]) -> Watch:
    """A `Watch` from a file, or from the same structure in memory (paths then relative to the working
    directory). Raises ConfigError with one line per problem."""
    origin, raw, folder = read(source)
    missing: list[Problem] = []
    try:
        expanded = expand(raw, "", missing)
    except RecursionError:
        raise ConfigError(f"{origin}: nested too deep, or made of itself") from None
    if missing:
        raise config_error(origin, missing)
    try:
        watch = Watch.model_validate(expanded)
    except ValidationError as error:
        raise config_error(origin, [_explain(e) for e in error.errors()]) from None
    problems = list(_cross_checks(watch))
    if problems:
        raise config_error(origin, problems)
    return watch.model_copy(
        update={
            "data": (folder / watch.data).absolute(),
            "index": _anchored_certificates(watch.index, folder),
            "sources": tuple(_anchored(s, folder) for s in watch.sources),
        }
    )


def warnings(source: Path) -> list[Problem]:
    """What is legal but unwise: secrets written in the file itself."""
    _, raw, _ = read(source)
    return [
        Problem(path, "a secret stands in the file; put it into the environment and write ${VAR}")
        for path, value in leaves(raw, "")
        if isinstance(value, str)
        and (SECRET.search(value) or (path.startswith("alerts") and TOKEN.search(value)))
    ]


def _explain(error: Any) -> Problem:
    """One pydantic error as a key path and a sentence."""
    path = ""
    for part in error["loc"]:
        path = f"{path}[{part}]" if isinstance(part, int) else join(path, part)
    if error["type"] == "extra_forbidden":
        return Problem(path, f"unknown key{_suggestion(error['loc'])}")
    message = _message(error).removeprefix("Value error, ")
    return Problem(path or "(top level)", f"{message}{_given(path, error.get('input'))}")


def _given(path: str, value: object) -> str:
    """What stands there, unless it may be a secret, or have one in it."""
    secret = _SECRET_PLACES.match(path) or SECRET.search(str(value))
    return f" (given: {value!r})" if isinstance(value, str | int | float | bool) and not secret else ""


_SECRET_PLACES = re.compile(r"index\.\w*key_env|alerts(\[\d+\](\.to.*)?)?$")
"""Where people put a key, or the address of a receiver."""


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
    _VARIABLE: "must be the name of an environment variable: the key itself does not stand in this file",
    _INDEX_NAME: "must be lower-case letters, digits, dots, hyphens and underscores",
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


def _anchored(source: Source, folder: Path) -> Source:
    """Paths of `urls:` and `files:` made absolute."""
    if source.kind in ("urls", "files"):
        return source.model_copy(update={source.kind: str(folder / Path(source.location).expanduser())})
    return source


def _anchored_certificates(index: IndexConfig, folder: Path) -> IndexConfig:
    if index.ca_certs is None:
        return index
    return index.model_copy(update={"ca_certs": folder / index.ca_certs.expanduser()})
