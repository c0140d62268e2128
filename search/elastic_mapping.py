"""What an index on Elasticsearch is made from: component templates and index templates.

The JSON in `index_config/elasticsearch/` says it all but for what follows from other code or from the watch
file, which is put in here: the folding of `search.folding` and simplified Chinese as character filters, the
words in -s that are no plurals, and the `names:` as synonyms. So Kibana's free text (analyzer `asked`) meets
the terms that Rasid's own analysis has sent (analyzer `encoded`).
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from search.chinese import simplified_letters, writings
from search.folding import fold
from search.inflection.words import word_lists

FORMAT = 1
"""Raised with every change of the templates, of `search.elastic_documents`, or of the terms or positions that
`search.analysis`, `search.folding` or `search.inflection` give: an index of another format is rebuilt."""

SHORT_PLURALS = ("falls", "ties")
"""Words in -s that `search.inflection` does not take for plurals and Lucene's `minimal_english` would: found
by comparing both on 1,275 words of English, French and Spanish text."""

LONGEST_SPELLING = 4
"""Words of a spelling that Kibana's free text asks for, the first: of each spelling a server makes 2^words
phrases in each field, and with a heap of 512 MB it refuses a query of more than 7,904 clauses."""

_SYNTAX = re.compile(r"[,\\=>#]")
"""What has a meaning in a file of synonyms."""
_COMPOSED = "йўїѓќ"
"""Letters of their own whose mark is no accent to be left off."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of everything that belongs to one index on a cluster."""

    name: str

    @property
    def reading(self) -> str:
        """The alias that is searched."""
        return self.name

    @property
    def writing(self) -> str:
        """The alias that is written to."""
        return f"{self.name}-write"

    @property
    def status(self) -> str:
        """The index of sources' health and consumers' lag."""
        return f"{self.name}-status"

    @property
    def pattern(self) -> str:
        """What generations are called."""
        return f"{self.name}-articles-*"

    def generation(self, identity: str) -> str:
        return self.pattern.replace("*", identity)


def component_templates(
    layout: Layout, names: Mapping[str, tuple[str, ...]], *, stored_names: bool
) -> dict[str, Any]:
    """Template name to body. `stored_names`: the server keeps synonyms in a set of its own, named as the
    index, that can be changed in place; else they stand in the template."""
    synonyms: dict[str, Any] = {"type": "synonym_graph", "lenient": True}
    if stored_names:
        synonyms |= {"synonyms_set": layout.name, "updateable": True}
    else:
        synonyms |= {"synonyms": synonym_rules(names)}
    analysis = _analysis()
    analysis["filter"]["names"] = synonyms
    return {
        f"{layout.name}-settings": {"template": {"settings": _read("settings")}, "version": FORMAT},
        f"{layout.name}-text": {
            "template": {
                "settings": {"analysis": analysis},
                "mappings": mappings() | {"_meta": meta(names)},
            },
            "version": FORMAT,
        },
    }


def index_templates(layout: Layout) -> dict[str, Any]:
    """Template name to body: for the generations of the index, and for the status index. Where a generation
    or an alias is missing the server must not make an index of that name of what is sent to it."""
    return {
        layout.name: {
            "index_patterns": [layout.pattern, layout.reading, layout.writing],
            "allow_auto_create": False,
            "priority": 300,
            "version": FORMAT,
            "composed_of": [f"{layout.name}-{part}" for part in ("settings", "text")],
        },
        layout.status: {
            "index_patterns": [layout.status],
            "priority": 300,
            "version": FORMAT,
            "template": _read("status"),
        },
    }


def mappings() -> dict[str, Any]:
    return _read("mappings")


def status_mappings() -> dict[str, Any]:
    said: dict[str, Any] = _read("status")["mappings"]
    return said


def meta(names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """What an index says of itself: the format it was made in, and with which names."""
    return {"rasid_format": FORMAT, "names": names_fingerprint(names)}


def names_fingerprint(names: Mapping[str, tuple[str, ...]]) -> str:
    """Changes whenever the synonyms do."""
    return hashlib.sha256("\n".join(synonym_rules(names)).encode()).hexdigest()[:16]


def explain_format(made: int) -> str:
    """For an index of another format."""
    if made > FORMAT:
        return f"made by a newer Rasid (its format {made}, this one's {FORMAT}): upgrade this one"
    return f"made by an older Rasid (its format {made}, this one's {FORMAT}); remedy: `rasid index rebuild`"


def synonym_rules(names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """In the Solr format: for each name all its spellings, in both Chinese writings, and what a long one that
    is typed in full stands for."""
    rules = []
    for key, variants in sorted(names.items()):
        spellings = dict.fromkeys(w for v in (key, *variants) for w in writings(v))
        words = [_SYNTAX.sub(" ", spelling).split() for spelling in spellings]
        asked = ", ".join(dict.fromkeys(" ".join(some[:LONGEST_SPELLING]) for some in words))
        if "," in asked:
            long = [" ".join(some) for some in words if len(some) > LONGEST_SPELLING]
            rules += [asked, *(f"{spelling} => {asked}" for spelling in long)]
    return rules


def _analysis() -> dict[str, Any]:
    analysis = _read("analysis")
    analysis["char_filter"]["fold"]["mappings"] = list(folding_rules())
    simplified = simplified_letters().items()
    analysis["char_filter"]["simplified"]["mappings"] = [f"{chr(old)}=>{new}" for old, new in simplified]
    no_plurals = word_lists("latin_words.txt")["not plural"]
    analysis["filter"]["no_plural"]["keywords"] = [*no_plurals, *SHORT_PLURALS]
    return analysis


@cache
def folding_rules() -> tuple[str, ...]:
    """`search.folding.fold`, character by character, for a `mapping` filter: what lower case alone does is
    left to the filter of that name."""
    rules = {}
    for character in map(chr, range(0x80, 0x10000)):
        folded = "" if _is_accent(character) else fold(character)
        if _is_folded(character) and folded != character.lower():
            rules[character] = folded
    rules |= {unicodedata.normalize("NFD", letter): letter for letter in _COMPOSED}
    return tuple(f"{_escaped(character)}=>{folded}" for character, folded in rules.items())


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def _is_folded(character: str) -> bool:
    """Letters, marks, digits and invisible signs; Chinese and Korean writing is left as it is."""
    category = unicodedata.category(character)
    return (category[0] in "LMN" or category == "Cf") and not (
        "\u3400" <= character <= "\ud7ff" or "\uf900" <= character <= "\ufaff"
    )


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(character):04X}" for character in text)


def _read(name: str) -> dict[str, Any]:
    path = files("index_config") / "elasticsearch" / f"{name}.json"
    said: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return said
