"""A stored document as a command asks for it, and what was ever said of its translations."""

from __future__ import annotations

from typing import Any

from crawler.cli.app import unknown, utc
from crawler.document import PERSON, Document, Translation
from crawler.store import Store
from crawler.store.translations import Correction, Saying, text_hash
from crawler.translated import label
from crawler.watch import Watch


def stored(store: Store, watch: Watch, id_or_url: str) -> Document:
    """The document with its translations, by its id or any variant of its address. Raises NotFound."""
    identity = store.documents.find(id_or_url)
    document = store.documents.get(identity) if identity else None
    if document is None:
        raise unknown("document", id_or_url)
    return store.translated(document, watch.translate.to, watch.translate.from_)


def sayings(store: Store, document: Document) -> dict[int, list[Saying]]:
    """What models and people have given for each segment that is translated, oldest first, by its number."""
    return {
        number: store.translations.history(text_hash(segment.text), segment.translation.target)
        for number, segment in enumerate(document.segments)
        if segment.translation
    }


def called(said: Translation | Correction) -> str:
    """What a model or a person gave, in words."""
    if isinstance(said, Translation):
        return label(said)
    if said.kind == "undone":
        return "correction taken back by a person"
    return label(said.translation(""))


def by_person(saying: Saying) -> bool:
    return isinstance(saying.said, Correction)


def saying_json(saying: Saying) -> dict[str, Any]:
    """`kind`: machine, or what a person did: fixed, rejected, undone."""
    said = saying.said
    shape = {"at": utc(saying.at), "label": called(said), "text": said.text, "reason": said.reason}
    if isinstance(said, Correction):
        return shape | {"kind": said.kind, "engine": PERSON, "model": None}
    return shape | {"kind": "machine", "engine": said.engine, "model": said.model}
