"""The language of texts, of pieces within them, and of whole documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.document import Document, Post, Segment, body_text
from pipelines.segment import detect, segment, segments

SEEDS = Path(__file__).parents[1] / "fixtures" / "seeds"

SENTENCES = {
    "ar": "نفت الشركة الصينية هذه الاتهامات في بيان رسمي يوم الأحد",
    "fa": "این شرکت چینی روز یکشنبه در بیانیه‌ای این اتهامات را رد کرد",
    "ur": "چینی کمپنی نے اتوار کو ایک بیان میں ان الزامات کی تردید کی ہے",
    "ps": "چینایي شرکت د یکشنبې په ورځ دا تورونه رد کړل",
    "ckb": "کۆمپانیا چینییەکە ڕۆژی یەکشەممە ئەم تۆمەتانەی ڕەتکردەوە",
    "ug": "جۇڭگو شىركىتى يەكشەنبە كۈنى بۇ ئەيىبلەشلەرنى رەت قىلدى",
    "zh": "这家中国公司周日发表声明否认了这些指控",
    "ja": "この中国企業は日曜日に声明を出し、疑惑を否定した",
    "ko": "이 중국 기업은 일요일 성명을 내고 의혹을 부인했다",
    "ru": "Китайская компания в воскресенье отвергла эти обвинения",
    "uk": "Китайська компанія в неділю відкинула ці звинувачення",
    "kk": "Қытай компаниясы жексенбі күні бұл айыптауларды жоққа шығарды",
    "en": "The Chinese company denied the accusations in a statement on Sunday",
    "fr": "L'entreprise chinoise a démenti ces accusations dimanche dans un communiqué",
    "de": "Das chinesische Unternehmen wies die Vorwürfe am Sonntag in einer Erklärung zurück",
    "es": "La empresa china negó el domingo las acusaciones en un comunicado",
    "tr": "Çinli şirket pazar günü yaptığı açıklamada suçlamaları reddetti",
    "da": "Det kinesiske selskab afviste søndag anklagerne og sagde, at de ikke er sande",
    "no": "Det kinesiske selskapet avviste søndag anklagene og sa at de ikke er sanne",
    "id": "Perusahaan asal Tiongkok itu mengatakan bahwa tuduhan tersebut tidak benar",
    "ms": "Syarikat China itu memberitahu bahawa dakwaan berkenaan tidak benar sama sekali",
    "am": "የቻይናው ኩባንያ እሁድ ዕለት ክሱን አስተባበለ",
    "he": "החברה הסינית הכחישה ביום ראשון את ההאשמות",
    "hi": "चीनी कंपनी ने रविवार को एक बयान में आरोपों से इनकार किया",
    "hu": "A kínai vállalat vasárnap közleményben cáfolta a vádakat, és magyarázatot kért",
    "bg": "Китайската компания отхвърли обвиненията в изявление в неделя",
    "ka": "ჩინურმა კომპანიამ კვირას ბრალდებები უარყო",
}


@pytest.mark.parametrize(("language", "text"), SENTENCES.items())
def test_a_sentence_is_in_its_language(language: str, text: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("@Ms3don @huawei https://t.co/abcdefgh 😂😂😂 بيان هواوي ردا على الاتهامات", "ar"),
        (
            "بيان هواوي pic.twitter.com/ETyLkvvRU2\n— Mohammed Saadon Al Kuwari (@Ms3don) December 13, 2020",
            "ar",
        ),
        ("#HuaweiStatement #Huawei #هواوي_تنفي_كل_الاتهامات_الموجهة_إليها", "ar"),
        ("RT @somebody: Die Firma wies das zurück… https://t.co/a", "de"),
        ("Joe Biden nói với Emmanuel Macron", "vi"),
        ("HUAWEI DENIES HELPING CHINA TO TRACK ITS MINORITY", "en"),
        ("Sayfullo Habibullaevic Saipov 對八名受害者造成了嚴重傷害", "zh"),
        ("华为", "zh"),
        ("華為", "zh"),
        ("화웨이", "ko"),
    ],
)
def test_what_is_not_language_does_not_decide_it(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    ["", " \n", "hi", "OK", "123 — 456", "https://example.org/a-page-with-words", "@only @handles", "🇶🇦🤔",
     "\0", "\ud800", "Huawei"],
)  # fmt: skip
def test_what_cannot_be_told_is_und(text: str) -> None:
    assert detect(text) == "und"


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.characters(exclude_categories=()) | st.sampled_from('“”"«»— @()\n،。هواوي华Huawei'), max_size=300
    )
)
def test_nothing_raises_and_the_pieces_are_the_text(text: str) -> None:
    assert isinstance(detect(text), str)
    assert "".join(piece for _, piece in segments(text)) == text


def found(text: str) -> list[tuple[str, str]]:
    return [(language, piece.strip()) for language, piece in segments(text)]


def test_lines_of_other_languages_are_pieces() -> None:
    text = "\n".join([SENTENCES["en"], SENTENCES["ar"], SENTENCES["fr"]])
    assert found(text) == [(language, SENTENCES[language]) for language in ("en", "ar", "fr")]


def test_the_credit_line_of_a_post_has_no_language() -> None:
    tail = "— محمد سعدون الكواري (@Ms3don) December 13, 2020"
    text = f"{SENTENCES['en']}\n{SENTENCES['ar']} pic.twitter.com/ETyLkvvRU2\n{tail}\n{SENTENCES['en']}"
    assert [language for language, _ in found(text)] == ["en", "ar", "und", "en"]
    assert tail in found(text)[2][1]


@pytest.mark.parametrize(
    "date",
    ["December 13, 2020", "13. Dezember 2020", "13 de diciembre de 2020", "2020年12月13日", "١٣ ديسمبر ٢٠٢٠"],
)
def test_credit_lines_are_known_in_the_dates_of_other_languages(date: str) -> None:
    text = f"{SENTENCES['ar']} — Reuters (@Reuters) {date}"
    assert [language for language, _ in found(text)] == ["ar", "und"]


@pytest.mark.parametrize(("opening", "closing"), ["“”", "«»", '""', "„“"])
def test_a_long_quotation_in_another_language_is_a_piece(opening: str, closing: str) -> None:
    text = (
        f"The minister told reporters in Madrid: {opening}{SENTENCES['es']}.{closing} He then left the room."
    )
    assert [language for language, _ in found(text)] == ["en", "es", "en"]
    assert found(text)[1][1] == f"{opening}{SENTENCES['es']}.{closing}"


def test_an_opening_mark_goes_with_what_it_opens() -> None:
    text = f"The statement of the company ({SENTENCES['ar']}) was published on Sunday by the company"
    (_, before), (language, piece), (_, after) = found(text)
    assert before == "The statement of the company"
    assert language == "ar"
    assert piece.startswith("(")
    assert after.startswith("was published")


@pytest.mark.parametrize(
    "text",
    [
        "Mohammed Saadon Al Kuwari (محمد سعدون) called on the company to explain itself",
        "قال المتحدث باسم شركة Huawei Technologies في بيان صدر يوم الأحد إن ذلك غير صحيح",
        "华为公司的 Tommy Zwicky 在周一接受了采访并说明了他辞职的原因",
        "He called it a “fait accompli” and said that the company would not answer the question",
    ],
)
def test_a_foreign_name_or_phrase_does_not_cut_a_sentence(text: str) -> None:
    assert len(segments(text)) == 1


def article(*texts: str, title: str = "") -> Document:
    pieces = [Segment("title", title)] if title else []
    pieces += [Segment("paragraph", text, paragraph=number) for number, text in enumerate(texts, 1)]
    return Document(title=title, segments=tuple(pieces))


def test_a_document_knows_the_languages_of_its_text_and_of_its_posts() -> None:
    document = article(SENTENCES["en"], SENTENCES["en"], title="Huawei denies it")
    post = Segment("post", SENTENCES["ar"], post=0, paragraph=9)
    document = segment(
        replace(document, segments=(*document.segments, post), posts=(Post("x", handle="Ms3don"),))
    )
    assert document.language == "en"
    assert document.languages == ("en", "ar")
    assert [s.language for s in document.segments] == ["en", "en", "en", "ar"]
    assert document.posts[0].language == "ar"
    assert all(0.5 < s.confidence <= 1 for s in document.segments)


def test_posts_do_not_outweigh_the_article_they_stand_in() -> None:
    posts = tuple(Segment("post", SENTENCES["ar"], post=0, paragraph=number) for number in range(5, 10))
    document = segment(Document(segments=(Segment("paragraph", SENTENCES["fr"]), *posts), posts=(Post("x"),)))
    assert document.language == "fr"
    assert document.languages == ("ar", "fr")


def test_a_document_of_posts_alone_has_their_language() -> None:
    document = segment(Document(segments=(Segment("post", SENTENCES["ar"], post=0),), posts=(Post("x"),)))
    assert document.language == "ar"


def test_short_pieces_lean_on_the_text_around_them() -> None:
    heading = "Graham Dorrans dari Rangers"
    malay = segment(article(heading, *[SENTENCES["ms"]] * 4))
    indonesian = segment(article(heading, *[SENTENCES["id"]] * 4))
    assert malay.segments[0].language == "ms"
    assert indonesian.segments[0].language == "id"
    assert segment(article("Huawei", *[SENTENCES["de"]] * 3)).segments[0].language == "de"


def test_a_foreign_paragraph_does_not_drown_in_its_surroundings() -> None:
    document = segment(article(*[SENTENCES["en"]] * 30, SENTENCES["fr"], *[SENTENCES["en"]] * 30))
    assert document.segments[30].language == "fr"
    assert document.languages == ("en", "fr")


def test_pieces_of_a_paragraph_keep_its_place_and_its_words() -> None:
    text = f"{SENTENCES['en']}: “{SENTENCES['ar']}”, it said in the statement that was sent on Sunday."
    before = Document(segments=(Segment("quote", text, post=None, paragraph=7),))
    after = segment(before)
    assert [s.language for s in after.segments] == ["en", "ar", "en"]
    assert {(s.kind, s.paragraph, s.post) for s in after.segments} == {("quote", 7, None)}
    assert body_text(after) == body_text(before)


def test_segmenting_again_changes_nothing() -> None:
    once = segment(article(f"{SENTENCES['en']} “{SENTENCES['ar']}”.", SENTENCES["en"]))
    assert segment(once) == once


def test_text_without_letters_stays_und() -> None:
    document = segment(article("* * *", "2020"))
    assert [s.language for s in document.segments] == ["und", "und"]
    assert (document.language, document.languages) == ("und", ())


def test_the_other_engine_can_be_chosen() -> None:
    document = segment(article(SENTENCES["fr"], SENTENCES["ar"], SENTENCES["am"]), "langdetect")
    assert [s.language for s in document.segments] == ["fr", "ar", "am"]
    assert all(segment(article(SENTENCES["es"]), "langdetect").language == "es" for _ in range(5))


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem[:3])
def test_the_seeds_are_english_with_their_arabic_posts(path: Path) -> None:
    document = segment(article(*path.read_text("utf-8").splitlines()))
    assert document.language == "en"
    assert document.languages == (("en", "ar") if path.name.startswith("001") else ("en",))


@pytest.mark.parametrize(
    "unit", [" ", "— ", "“a ", '"', "a华", "@a ", "#a ", "— a (@b) ", "a@", "word كلمة "]
)
def test_long_hostile_text_takes_time_in_proportion(unit: str) -> None:
    """Where a pattern looks at each place of a run from each other place, this does not come to an end."""
    text = f"a{unit * (100_000 // len(unit))}b"
    assert "".join(piece for _, piece in segments(text)) == text
