"""Plurals and possessives of the languages in Latin script.

Two layers. `SHARED` holds for every text: the English and Romance plurals that cannot be mistaken for another
language's word. The tables under it hold only in texts of their language, since Spanish planes (plan) and
English planes (plane) are written alike; a text of unknown language gets those that do least harm. A
query has no language: the plurals of SHARED are led back to their singular there too, those of the other
tables are not.

Derivation and verb forms are left alone: organization is not a form of organ, nor national of nation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from search.inflection.words import word_lists

Table = Mapping[str, tuple[str, ...]]
"""Ending (the longest that fits holds): what may stand in its place in the singular."""

_LEAST_SINGULAR = 3

SHARED: Table = {
    "s": ("",), "ss": (), "ies": ("y", "ie"), "men": ("man",),
    "ches": ("ch", "che"), "shes": ("sh", "she"), "sses": ("ss", "sse"),
    "ses": ("se", "s"), "xes": ("x", "xe"),
    "zes": ("ze", "z"), "zzes": ("zz", "z"), "oes": ("oe", "o"),
    "aux": ("al", "au"), "eaux": ("eau",), "eux": ("eu",), "oux": ("ou",),
    "dades": ("dad", "dade"), "tades": ("tad", "tade"), "iones": ("ion", "ione"),
    "ctores": ("ctor",), "dores": ("dor", "dore"),
}  # fmt: skip

_LEAST_BEFORE_S = 5
_LISTS = word_lists("latin_words.txt")
_SHORT_IN_S = frozenset(_LISTS["short in s"])
_NOT_PLURAL = frozenset(_LISTS["not plural"])
_GERMAN_IN_ER = _LISTS["german in er"]
_GERMAN_PEOPLE = _LISTS["german people"]
_GERMAN_SHORT = frozenset(_LISTS["german short"])
_GERMAN_APART = frozenset(_LISTS["german apart"])
_DUTCH_SHORT = frozenset(_LISTS["dutch short"])

_IRREGULAR: Mapping[str, tuple[str, ...]] = {
    "wolves": ("wolf",), "knives": ("knife",), "wives": ("wife",), "lives": ("life", "live"),
    "halves": ("half",),
    "leaves": ("leaf", "leave"), "thieves": ("thief",), "loaves": ("loaf",), "shelves": ("shelf",),
    "elves": ("elf",), "selves": ("self",), "scarves": ("scarf",), "calves": ("calf",), "hooves": ("hoof",),
    "housewives": ("housewife",), "midwives": ("midwife",), "children": ("child",), "travaux": ("travail",),
    "vitraux": ("vitrail",), "coraux": ("corail",), "emaux": ("email",), "baux": ("bail",), "yeux": (),
    "clubes": ("club", "clube"), "grandchildren": ("grandchild",), "criteria": ("criterion",),
    "phenomena": ("phenomenon",),
}  # fmt: skip

_ENGLISH_IRREGULAR: Mapping[str, tuple[str, ...]] = {
    "men": ("man",), "feet": ("foot",), "teeth": ("tooth",), "geese": ("goose",), "mice": ("mouse",),
    "lice": ("louse",),
    "analyses": ("analysis",), "bases": ("basis",), "crises": ("crisis",), "diagnoses": ("diagnosis",),
    "emphases": ("emphasis",), "hypotheses": ("hypothesis",), "oases": ("oasis",), "theses": ("thesis",),
}  # fmt: skip
"""Those that are other words elsewhere (Swedish men is but, French crises are a crise), so that
they hold in English text only (and text of unknown language), and in a query."""

ROMANCE_ES: Table = {
    "ces": ("z", "ce"), "des": ("d", "de"), "les": ("l", "le"), "nes": ("n", "ne"), "res": ("r", "re"),
    "yes": ("y", "ye"), "jes": ("j", "je"), "ses": ("s", "se"), "ies": ("i", "ie"), "ues": ("u", "ue"),
}  # fmt: skip
PORTUGUESE: Table = {
    "oes": ("ao", "oe"), "aes": ("ao", "ae"), "ais": ("al", "ai"), "eis": ("el", "ei", "il"),
    "ois": ("ol", "oi"),
    "uis": ("ul", "ui"),
    "is": ("il", "i"), "ns": ("m", "n"), "res": ("r", "re"), "zes": ("z", "ze"), "ses": ("s", "se"),
    "les": ("le", "l"),
}  # fmt: skip
CATALAN: Table = {"es": ("a", "e"), "ns": ("", "n")}
ITALIAN: Table = {
    "i": ("o", "e", "io"), "isti": ("ista", "isto"), "emi": ("ema", "eme", "emo"), "ammi": ("amma", "ammo"),
    "chi": ("co",),
    "ghi": ("go",),
    "e": ("a",), "che": ("ca", "che"), "ghe": ("ga",), "cie": ("cia",), "gie": ("gia",),
    "cce": ("ccia",), "gge": ("ggia",), "nce": ("ncia",), "rce": ("rcia",), "sce": ("scia",),
    "uomini": ("uomo",),
}  # fmt: skip
ITALIAN_MASCULINE: Table = {ending: forms for ending, forms in ITALIAN.items() if ending.endswith("i")}
GERMAN: Table = {
    "e": ("",), "en": ("", "e"), "n": ("",), "es": ("", "e"), "ern": ("er",), "eln": ("el",),
}  # fmt: skip
_GERMAN_IRREGULAR: Table = {
    "daten": ("datum",), "dramen": ("drama",), "firmen": ("firma",), "gremien": ("gremium",),
    "kommata": ("komma",), "konten": ("konto",), "kriterien": ("kriterium",),
    "laboratorien": ("laboratorium",),
    "medien": ("medium",), "ministerien": ("ministerium",), "museen": ("museum",), "prinzipien": ("prinzip",),
    "risiken": ("risiko",), "stadien": ("stadion", "stadium"), "territorien": ("territorium",),
    "themen": ("thema",), "viren": ("virus",), "zentren": ("zentrum",),
}  # fmt: skip
_GERMAN_NOUNS: Table = {
    "ungen": ("ung",), "heiten": ("heit",), "keiten": ("keit",), "schaften": ("schaft",), "ionen": ("ion",),
    "taten": ("tat",), "innen": ("in",), "nisse": ("nis",), "nissen": ("nis",), "nisses": ("nis",),
}  # fmt: skip
DUTCH: Table = {"en": ("",)}
_DUTCH_IRREGULAR: Table = {"leden": ("lid",), "schepen": ("schip",), "steden": ("stad",)}
_OPEN_SYLLABLE = re.compile("[^aeiouy]*[aeou][^aeiouyx]")
"""What stands before -en when the vowel is long: the singular doubles it."""
_DUTCH_IN_EREN = (
    "kinderen",
    "eieren",
    "liederen",
    "goederen",
    "volkeren",
    "bladeren",
    "beenderen",
    "gemoederen",
)
ROMANIAN: Table = {
    "uri": ("",), "urile": ("",), "urilor": ("",), "ul": ("",), "ului": ("",), "i": ("",), "ii": ("",),
    "ilor": ("",), "e": ("a",), "ele": ("a",), "elor": ("a",),
}  # fmt: skip
SWEDISH: Table = {
    "or": ("a",), "orna": ("a",), "ar": ("", "e"), "er": ("",), "erna": ("",),
    "en": ("", "e"),
    "ern": ("er",), "eln": ("el",), "arna": ("", "e", "are"), "rar": ("r", "re", "er"),
    "lar": ("l", "le", "el"),
    "rarna": ("r", "re", "er", "rare"), "larna": ("l", "le", "el", "lare"),
    "et": ("", "e"), "an": ("a",), "ars": ("",), "ens": ("",), "ets": ("",), "arnas": ("",), "ernas": ("",),
}  # fmt: skip
DANISH: Table = {
    "er": ("", "e"), "erne": ("", "e", "er"), "tre": ("ter",), "trene": ("ter",), "kler": ("kel",),
    "ene": ("", "e"), "ne": ("",), "en": ("", "e"), "et": ("", "e"),
    "e": ("",),
    "ers": ("",), "ernes": ("",), "ens": ("",), "ets": ("",),
}  # fmt: skip

_TABLES: Mapping[str, tuple[Table, ...]] = {
    "es": (ROMANCE_ES,), "gl": (ROMANCE_ES,), "pt": (PORTUGUESE,), "ca": (CATALAN,), "ro": (ROMANIAN,),
    "sv": (SWEDISH,), "da": (DANISH,), "no": (DANISH,), "nb": (DANISH,), "nn": (DANISH, SWEDISH),
    "und": (ROMANCE_ES,),
}  # fmt: skip


def index_forms(raw: str, word: str, language: str) -> list[str]:
    """Singulars that a text's word may belong to. `raw` is the word as written, `word` folded."""
    if raw.isupper() and len(raw) <= 4:
        return []
    forms = list(_shared(raw, word))
    if language in ("en", "und"):
        forms += _ENGLISH_IRREGULAR.get(word, ())
    if word not in _NOT_PLURAL:
        for table in _TABLES.get(language, ()):
            forms += _replaced(word, table)
        if language in ("it", "und") and raw[-1].isascii() and raw[0].islower() and len(word) >= 4:
            forms += _replaced(word, ITALIAN if language == "it" else ITALIAN_MASCULINE)
        if language in ("de", "und"):
            forms += _german(raw, word, certain=language == "und")
        if language in ("nl", "af") or (language == "und" and raw[0].islower()):
            forms += _dutch(word)
    return [form for form in dict.fromkeys(forms) if form != word and _is_long_enough(form, raw)]


def query_forms(raw: str, word: str) -> list[str]:
    """The singulars of a query's word, whatever its language."""
    if raw.isupper() and len(raw) <= 4:
        return []
    forms = dict.fromkeys((*_shared(raw, word), *_ENGLISH_IRREGULAR.get(word, ())))
    return [form for form in forms if _is_long_enough(form, raw)]


def _is_long_enough(singular: str, raw: str) -> bool:
    """Three letters, or the acronym of `MPs`."""
    return len(singular) >= _LEAST_SINGULAR or (len(raw) > 2 and raw[-1] == "s" and raw[:-1].isupper())


def _shared(raw: str, word: str) -> Iterator[str]:
    if word in _NOT_PLURAL or raw.endswith("ís"):
        return
    if word in _IRREGULAR:
        yield from _IRREGULAR[word]
    elif word.endswith("oes") and "õ" in raw.casefold():
        yield word[:-3] + "ao"
    else:
        for form in _replaced(word, SHARED):
            if not (word.endswith("ses") and form == word[:-2]) or _takes_es(form):
                yield form


def _takes_es(singular: str) -> bool:
    return len(singular) >= _LEAST_BEFORE_S or singular.endswith("ss") or singular in _SHORT_IN_S


def _replaced(word: str, table: Table) -> Iterator[str]:
    for length in range(min(6, len(word) - 1), 0, -1):
        forms = table.get(word[-length:])
        if forms is not None:
            yield from (word[:-length] + form for form in forms)
            return


def _german(raw: str, word: str, certain: bool) -> Iterator[str]:
    """Nouns: known by their capital, or by an ending that only nouns have. `certain` leaves out what only a
    German word can mean."""
    plural = word.removesuffix("n") if word.endswith("ern") else word
    if plural.endswith(_GERMAN_IN_ER) and not plural.endswith(_GERMAN_PEOPLE):
        yield plural[:-2]
    yield from _GERMAN_IRREGULAR.get(word, ())
    yield from _replaced(word, _GERMAN_NOUNS)
    umlaut = any(c in "äöü" for c in raw.lower())
    if raw[0].islower() or (word in _GERMAN_APART and not (umlaut and word.endswith("e"))):
        return
    for form in _replaced(word, GERMAN):
        dropped_e = word.endswith("e") and len(form) == len(word) - 1
        if (
            form in _GERMAN_SHORT
            or (dropped_e and umlaut)
            or (len(form) >= 4 and not (dropped_e and certain))
        ):
            yield form


def _dutch(word: str) -> Iterator[str]:
    """landen is land, bommen is bom, straten is straat, brieven is brief, huizen is huis; dagen is dag, but
    bomen is no bom."""
    yield from _DUTCH_IRREGULAR.get(word, ())
    if word.endswith(_DUTCH_IN_EREN):
        yield word[:-4]
    if word.endswith("enen"):
        yield word[:-1]
    if word.endswith("ici"):
        yield word[:-1] + "us"
    for form in _replaced(word, DUTCH):
        if len(form) < _LEAST_SINGULAR:
            continue
        if form in _DUTCH_SHORT or not _OPEN_SYLLABLE.fullmatch(form):
            yield form
        last, before = form[-1], form[-2]
        if last == before:
            yield form[:-1]
        elif last not in "aeiou" and before in "aeou" and (len(form) < 3 or form[-3] not in "aeiou"):
            yield form[:-1] + before + _devoiced(last)
        if last in "vz":
            yield form[:-1] + _devoiced(last)


def _devoiced(letter: str) -> str:
    return {"v": "f", "z": "s"}.get(letter, letter)
