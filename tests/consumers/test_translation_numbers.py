"""Numbers that languages write in their own ways, and what a translation may make of them."""

from __future__ import annotations

import pytest

from consumers.translation.numbers import first_invented, first_lost

SAME = [
    ("hi", "घर की कीमत 23,75,000 रुपये है।", "The house costs 2,375,000 rupees."),
    ("fr", "Le déficit atteint 1 200 Mds d'euros.", "The deficit has reached €1.2 trillion."),
    ("ja", "工場の生産は4割減った。", "The plant's output fell by 40 percent."),
    ("zh", "6成居民搬走了。", "Six in ten residents have moved away."),
    ("ru", "Сгорело 3/4 леса.", "75 percent of the forest burned down."),
    ("ar", "احترق ثلاثة أرباع الغابة.", "About 75 percent of the forest burned down."),
    ("tr", "Tren 18.45'te kalkıyor.", "The train leaves at 6.45 p.m."),
    ("de", "Der Zug fährt um halb sechs.", "The train leaves at half past five."),
    ("ru", "Поезд в половине девятого.", "The train is at 8:30."),
    ("es", "El tren sale a las cuatro y media.", "The train leaves at 4:30."),
    ("ar", "جرح مئتان وسبعة وستون شخصا.", "267 people were injured."),
    ("ar", "وصل ثلاثمئة وعشرون ألف نازح.", "Three hundred and twenty thousand displaced people arrived."),
    ("ar", "عددهم بين خمسة وعشرة.", "There are between five and ten of them."),
    ("fa", "سی و شش نفر آزاد شدند.", "Thirty-six people were freed."),
    ("fr", "Quatre-vingt-douze écoles sont fermées.", "Ninety-two schools are closed."),
    ("de", "Siebenundachtzig Schulen sind geschlossen.", "87 schools are closed."),
    ("tr", "On iki okul kapandı.", "Twelve schools were closed."),
    ("zh", "二百四十人获救。", "240 people were rescued."),
    ("zh", "三百多万人搬走了。", "More than three million people moved away."),
]
OTHERS = [
    ("hi", "घर की कीमत 23,75,000 रुपये है।", "The house costs 237,500 rupees."),
    ("fr", "Le déficit atteint 1 200 Mds d'euros.", "The deficit has reached €1.2 billion."),
    ("ja", "工場の生産は4割減った。", "The plant's output fell by 4 percent."),
    ("ru", "Сгорело 3/4 леса.", "65 percent of the forest burned down."),
    ("tr", "Tren 18.45'te kalkıyor.", "The train leaves at 8.45 p.m."),
    ("de", "Der Zug fährt um halb sechs.", "The train leaves at half past eight."),
    ("ar", "جرح مئتان وسبعة وستون شخصا.", "276 people were injured."),
    ("ar", "تبدأ المحاكمة في السادس والعشرين من أيار.", "The trial begins on 16 May."),
    ("fa", "سی و شش نفر آزاد شدند.", "Sixty-three people were freed."),
    ("fr", "Quatre-vingt-douze écoles sont fermées.", "Twenty-nine schools are closed."),
    ("de", "Siebenundachtzig Schulen sind geschlossen.", "Seventy-eight schools are closed."),
    ("tr", "Otuz yedi okul kapandı.", "Seventy-three schools were closed."),
    ("zh", "二百四十人获救。", "420 people were rescued."),
    ("ja", "四百人が避難した。", "Four thousand people were evacuated."),
]


def changed(language: str, original: str, english: str) -> str | None:
    lost = first_lost(original, english, language, "en")
    return lost or first_invented(original, english, language, "en")


@pytest.mark.parametrize(("language", "original", "english"), SAME)
def test_a_number_told_in_another_way_is_the_same(language: str, original: str, english: str) -> None:
    assert changed(language, original, english) is None


@pytest.mark.parametrize(("language", "original", "english"), OTHERS)
def test_another_number_is_told(language: str, original: str, english: str) -> None:
    assert changed(language, original, english) is not None
