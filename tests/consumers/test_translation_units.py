"""What of a text goes through a model, and what never does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consumers.translation.units import MAX_UNIT, cut, join, smaller
from crawler.document import SentencePair


def units(text: str, language: str = "ar") -> list[str]:
    return [part.text for part in cut(text, language) if part.unit]


def shouted(text: str, language: str = "ar", target: str = "en") -> str:
    """The text with every unit in angle brackets, as a model that marks its work would give it."""
    return marked(text, language, target)[0]


def marked(text: str, language: str = "ar", target: str = "en") -> tuple[str, tuple[SentencePair, ...]]:
    return join(text, [replace(p, text=f"<{p.text}>") if p.unit else p for p in cut(text, language)], target)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("جملة أولى. جملة ثانية؟", ["جملة أولى.", "جملة ثانية؟"]),
        ("بيان هواوي pic.twitter.com/ETyLkvvRU2", ["بيان هواوي"]),
        ("بيان هواوي https://t.co/abc #هواوي #قطر", ["بيان هواوي"]),
        ("@Ms3don @huawei ما رأيكم", ["ما رأيكم"]),
        ("RT @Ms3don: بيان هواوي", ["بيان هواوي"]),
        ("😂 قبل 🇶🇦 وبعد 👩‍👩‍👧 ثم", ["قبل", "وبعد", "ثم"]),
        ("قالت #هواوي_قطر اليوم", ["قالت هواوي قطر اليوم"]),
        ("#عاجل: بيان هواوي", ["بيان هواوي"]),
        ("احتجاجات في #بيروت", ["احتجاجات في بيروت"]),
        ("بيان هواوي اليوم #عاجل", ["بيان هواوي اليوم"]),
        ("سطر\n\nسطر آخر", ["سطر", "سطر آخر"]),
        ("https://example.org/a?b=1", []),
        ("12 345 — …", []),
        ("", []),
    ],
)
def test_only_words_reach_the_model(text: str, seen: list[str]) -> None:
    assert units(text) == seen


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("بيان هواوي pic.twitter.com/ETyLkvvRU2", "<بيان هواوي> pic.twitter.com/ETyLkvvRU2"),
        ("RT @Ms3don: بيان 👇 https://t.co/a", "RT @Ms3don: <بيان> 👇 https://t.co/a"),
        ("قالت #هواوي اليوم. ثم نفت.", "<قالت هواوي اليوم.> #هواوي <ثم نفت.>"),
        ("سطر\nسطر آخر", "<سطر>\n<سطر آخر>"),
        ("👍🏽 نعم 1️⃣", "👍🏽 <نعم> 1️⃣"),
        ("100 😀", "100 😀"),
    ],
)
def test_what_is_kept_stands_where_it_stood(text: str, result: str) -> None:
    assert shouted(text) == result


def test_chinese_sentences_are_joined_without_spaces_in_chinese_and_with_them_in_english() -> None:
    text = "Huawei denied it. It did."
    assert shouted(text, "en", "zh") == "<Huawei denied it.><It did.>"
    assert shouted(text, "en", "de") == "<Huawei denied it.> <It did.>"


@pytest.mark.parametrize("text", ["كلمة " * 400, "كلمة، " * 400, "华为否认" * 500])
def test_a_paragraph_without_a_full_stop_is_cut_and_nothing_is_lost(text: str) -> None:
    pieces = units(text, "zh" if "华" in text else "ar")
    assert len(pieces) > 1
    assert all(len(piece) <= MAX_UNIT for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_smaller_pieces_are_cut_at_links_first_then_at_clauses() -> None:
    assert smaller("هل تعرف @Ms3don يا صديقي") == ["هل تعرف", "@Ms3don", "يا صديقي"]
    assert smaller("أولا، ثانيا، ثالثا") == ["أولا،", "ثانيا،", "ثالثا"]
    assert smaller("بلا فواصل") == ["بلا فواصل"]
    assert smaller("بلغ العدد 1,250 قتيلا، ونفت الوزارة") == ["بلغ العدد 1,250 قتيلا،", "ونفت الوزارة"]


@pytest.mark.parametrize(
    "unit", [" ", "#a ", "@a ", "😂 ", "a@", "RT ", "#a:::", "http://", ". ", "a, ", "华", "#"]
)
def test_long_hostile_text_is_cut_in_proportion_to_its_length(unit: str) -> None:
    """Where a pattern looks at each place of a run from each other place, this does not come to an end."""
    text = f"a{unit * (100_000 // len(unit))}b"
    assert (
        "".join(join(text, cut(text, "ar"), "en")[0].split()) == "".join(text.replace("#", "").split())
        or "#" in text
    )


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("جملة أولى. ثانية؟", [("جملة أولى.", "<جملة أولى.>"), ("ثانية؟", "<ثانية؟>")]),
        ("RT @a: بيان 👇 https://t.co/a", [("RT @a: بيان 👇 https://t.co/a", "RT @a: <بيان> 👇 https://t.co/a")]),
        ("قالت #هواوي. نفت.", [("قالت #هواوي.", "<قالت هواوي.> #هواوي"), ("نفت.", "<نفت.>")]),
        ("نفت.\n@a ردت", [("نفت.", "<نفت.>"), ("@a ردت", "@a <ردت>")]),
        ("\n  سطر  \n", [("سطر", "<سطر>")]),
        ("100 😀", []),
        ("", []),
    ],
)  # fmt: skip
def test_each_sentence_knows_its_translation(text: str, pairs: list[tuple[str, str]]) -> None:
    translated, sentences = marked(text)
    assert [(text[a:b], translated[c:d]) for a, b, c, d in sentences] == pairs


def test_the_pieces_of_a_sentence_without_end_are_one_sentence() -> None:
    text = "كلمة، " * 400
    translated, sentences = marked(text)
    assert [(pair.start, pair.translated_start) for pair in sentences] == [(0, 0)]
    assert (sentences[0].end, sentences[0].translated_end) == (len(text.rstrip()), len(translated))
