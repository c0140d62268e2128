"""Sentences as a reader counts them; and every text is given back whole."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.sentences import WINDOW, sentences

HOSTILE = (
    'aAbJéİß1٢.!?…؟۔।።፡。“”"«»()「」’‘,:;-—*#@ \t\n\r\x0b\x1c\x85\xa0\u2028\u200f\u200dدوئהשはが漢한कि🎉\x00'
)
LANGUAGES = [
    "ar",
    "am",
    "de",
    "en",
    "fr",
    "he",
    "hi",
    "ja",
    "ko",
    "ps",
    "ru",
    "th",
    "tr",
    "ur",
    "zh",
    "und",
    "",
]


def split(text: str, language: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("ar", "وصل د. سامر إلى المكتب.| ثم قال أ.د. ليلى نعم.|هل يكفي ذلك؟|لا!"),
        ("ar", "سألته: «من أنت؟» فسكت.| بلغ السعر ٣.٥ دنانير."),
        ("ar", "صمت الجميع... ثم خرجوا.|\n- بند أول|\n- بند ثان"),
        ("fa", "آقای م. امینی آمد.| ساعت ۸.۳۰ بود.| «رفتیم.»| او خندید."),
        ("ur", "میں گھر آیا۔| ’’کون ہے؟‘‘ اس نے پوچھا۔|کوئی نہیں۔"),
        ("he", 'ד"ר לוי הגיע.| יו"ר הוועד שתק.| "מי שם?" שאל השומר.'),
        ("ug", "ئا. قادىر كەلدى.| «نەگە؟» دەپ سورىدى."),
        ("ps", "هوا ډېره سړه و.| موږ کور ته لاړو."),
        ("zh", "我们到了。|“谁？”他问。|eBay公司没有回答。|35人受伤。"),
        ("ja", "雨が降った。|「行こう。」と父は言った。|「なぜ？」と聞いた。"),
        ("ko", '비가 왔다.| "누구세요?"라고 물었다.| 아무도 없었다.'),
        ("hi", "डॉ. मेहता आए।| श्री. दास नहीं आए।| मूल्य 3.5 है।"),
        ("am", "ዶ/ር ሃና መጣች፡፡| እ.ኤ.አ. በ1990 ተወለደች።| አበቃ።"),
        ("ru", "«Кто там?» — спросил он.| Это был проф. И. И. Лисин из с. Дубки.| Он сел."),
        ("uk", "«Хто там?» — спитав він.| Це була вул. Лісова."),
        ("tr", "Av. Can geldi.| 3. Cadde kapalı.| Elma, armut vb. satıldı."),
        ("de", "Am 3. Oktober kam Abg. Lang.| „Wer ist da?“, fragte er.| Es regnete.| eBay schwieg."),
        ("fr", "M. Petit est là.| « Qui ? » a demandé Mme Roy.| Il est né le 3 janv. dernier."),
        ("es", "La Sra. Gil llegó.| «¿Quién?», preguntó.| ¡Nadie!"),
        (
            "en",
            'Lt. Gen. Fox left.| "Who is it?" he asked.| (It was late.)| He sat down.| iPhone sales rose.',
        ),
        ("sw", "Bw. Juma alifika.| Bi. Asha aliondoka."),
    ],
)
def test_sentences_end_where_a_reader_ends_them(language: str, marked: str) -> None:
    wanted = [sentence.strip() for sentence in marked.split("|")]
    assert split(marked.replace("|", ""), language) == wanted


def test_a_quotation_of_several_sentences_is_several() -> None:
    quoted = "“We came early. Nobody was there. We left again,” she said. Then it rained."
    assert split(quoted, "en") == [
        "“We came early.",
        "Nobody was there.",
        "We left again,” she said.",
        "Then it rained.",
    ]


def test_an_opening_quotation_mark_belongs_to_what_it_opens() -> None:
    assert split('He left. "You saw it. I did not." It rained.', "en") == [
        "He left.",
        '"You saw it.',
        'I did not."',
        "It rained.",
    ]


def test_an_unmatched_quotation_mark_hides_no_sentence() -> None:
    assert split('A 24" screen fell. Nobody was hurt. The show went on.', "en") == [
        'A 24" screen fell.',
        "Nobody was hurt.",
        "The show went on.",
    ]


def test_a_long_text_without_a_full_stop_is_one_sentence() -> None:
    assert len(sentences("كلمة أخرى " * WINDOW, "ar")) == 1


@example("J\xa0. Smith came. He left.", "en")  # sentencex 1.0.32 panics at this
@given(st.text(st.sampled_from(HOSTILE) | st.characters(codec="utf-8")), st.sampled_from(LANGUAGES))
def test_the_sentences_together_are_the_text(text: str, language: str) -> None:
    spans = sentences(text, language)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert all(end == start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize("size", [WINDOW - 1, WINDOW, WINDOW + 1, 3 * WINDOW])
def test_long_lines_and_many_of_them_are_given_back_whole(size: int) -> None:
    for text in ("He is here. " * size, "a.\n\n" * size, "你好。" * size, "x" * size):
        assert sum(end - start for start, end in sentences(text, "en")) == len(text)


@pytest.mark.parametrize("repeated", ["你好。", "«a. ", "(a. "])
def test_time_grows_with_the_text(repeated: str) -> None:
    """sentencex alone takes half a minute for the first: its time grows with the square."""
    start = time.monotonic()
    sentences(repeated * 60_000, "ar")
    assert time.monotonic() - start < 15
