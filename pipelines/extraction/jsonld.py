"""What JSON-LD says about the article, also where the JSON is broken off or badly escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from pipelines.extraction.blocks import squeeze, tidy

_ARTICLE = re.compile(r"article|posting|report|review$|newsitem", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,500}>")
_MAX_SCRIPT = 2_000_000
_MAX_NODES = 3_000
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|description)"\s*:\s*"((?:[^"\\]|\\.){1,1000})"',
    re.DOTALL,
)
_AUTHOR_FIELD = re.compile(
    r'"author"\s*+:[\[{\s]*+(?:"@type"\s*:\s*"Person"\s*,\s*)?[^\[\]]{0,300}?"name"\s*:\s*"((?:[^"\\]'
    r'|\\.){1,200})"',
    re.DOTALL,
)


class Declared(NamedTuple):
    """How long an article says its text is, in words and in characters (squeezed), 0 where it does not; and
    which article that is."""

    words: int
    characters: int
    headlines: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(slots=True)
class LinkedData:
    """Values in the order found; the articles' own before those of other nodes. `free`: whether the first
    article that says so is free to read; `lengths`: of the articles that tell theirs."""

    headlines: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    section: str | None = None
    image: str | None = None
    description: str = ""
    free: bool | None = None
    lengths: list[Declared] = field(default_factory=list)


def read_linked_data(root: HtmlElement) -> LinkedData:
    """All `application/ld+json` of a page. A script that is no JSON gives what its text still tells."""
    found = LinkedData()
    for script in root.iter("script"):
        kind = script.get("type") or ""
        text = script.text or ""
        if "ld+json" not in kind.lower() or not text.strip() or len(text) > _MAX_SCRIPT:
            continue
        try:
            nodes = list(_nodes(json.loads(_unwrapped(text), strict=False)))
        except (ValueError, RecursionError):
            _read_broken(found, text)
            continue
        for node in nodes:
            _read_node(found, node)
    return found


def _unwrapped(text: str) -> str:
    return re.sub(
        r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>|\]\]>)\s*$|;\s*$", "", text
    )


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the tree, outer ones first; not recursive."""
    waiting, seen = [value], 0
    while waiting and seen < _MAX_NODES:
        item = waiting.pop(0)
        seen += 1
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            yield item
            waiting.extend(
                v
                for k, v in item.items()
                if k in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
                and isinstance(v, list | dict)
            )


def _read_node(found: LinkedData, node: dict[str, Any]) -> None:
    kinds = node.get("@type")
    kind = " ".join(str(k) for k in kinds) if isinstance(kinds, list) else str(kinds or "")
    if _ARTICLE.search(kind):
        found.headlines += _texts(node.get("headline"))
        found.authors += _names(node.get("author"))
        found.publishers += _names(node.get("publisher"))
        found.published += _texts(node.get("datePublished"))
        found.modified += _texts(node.get("dateModified"))
        found.section = found.section or next(iter(_texts(node.get("articleSection"))), None)
        found.image = found.image or next(iter(_addresses(node.get("image"))), None)
        found.description = found.description or next(iter(_texts(node.get("description"))), "")
        found.free = _is_free(node) if found.free is None else found.free
        found.lengths += _lengths(node)
    elif kind in ("WebPage", "ItemPage"):
        found.published += _texts(node.get("datePublished"))
        found.modified += _texts(node.get("dateModified"))
    elif "Organization" in kind or kind == "WebSite":
        found.publishers += _texts(node.get("name"))


def _lengths(node: dict[str, Any]) -> Iterator[Declared]:
    words, characters = _number(node.get("wordCount")), sum(map(_length, _texts(node.get("articleBody"))))
    if words or characters:
        page = node.get("mainEntityOfPage")
        named = [node, page if isinstance(page, dict) else {"@id": page}]
        addresses = (text for one in named for key in ("url", "@id") for text in _texts(one.get(key)))
        yield Declared(words, characters, tuple(_texts(node.get("headline"))), tuple(addresses))


def _is_free(node: dict[str, Any]) -> bool | None:
    """Whether an article and its parts are free to read (schema.org's `isAccessibleForFree`, which people
    write as a boolean, as a word or as an address); None when it does not say."""
    parts = node.get("hasPart")
    nodes = [node, *(parts if isinstance(parts, list) else [parts])]
    said = [n["isAccessibleForFree"] for n in nodes if isinstance(n, dict) and "isAccessibleForFree" in n]
    words = [str(value).casefold().rpartition("/")[2] for value in said]
    return False if "false" in words else True if "true" in words else None


def _number(value: Any) -> int:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _length(text: str) -> int:
    return len(squeeze(_TAG.sub("", text)))


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for v in values if isinstance(v, str) and (text := tidy(unescape(v)))]


def _names(value: Any) -> list[str]:
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            names += _texts(item.get("name"))
        else:
            names += _texts(item)
    return names


def _addresses(value: Any) -> list[str]:
    addresses: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        addresses += _texts(item.get("url") if isinstance(item, dict) else item)
    return addresses


def _read_broken(found: LinkedData, text: str) -> None:
    for name, raw in _FIELD.findall(text[:200_000]):
        value = _unescaped(raw)
        if name == "headline":
            found.headlines.append(value)
        elif name == "datePublished":
            found.published.append(value)
        elif name == "dateModified":
            found.modified.append(value)
        elif name == "articleSection":
            found.section = found.section or value
        else:
            found.description = found.description or value
    found.authors += [_unescaped(raw) for raw in _AUTHOR_FIELD.findall(text[:200_000])]


def _unescaped(raw: str) -> str:
    try:
        return tidy(unescape(str(json.loads(f'"{raw}"', strict=False))))
    except ValueError:
        return tidy(unescape(raw))
