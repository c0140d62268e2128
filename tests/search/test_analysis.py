"""What a word finds in running text, in either direction: inflections, clitics, scripts, folding."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import STEM, Token, analyse, query_terms
from search.folding import fold


def finds(query: str, text: str, language: str = "und") -> bool:
    """Does the word (or the phrase it is, in scripts without spaces) stand in the text?"""
    wanted = query_terms(query)
    tokens = analyse(text, language)
    return any(
        all(not terms.isdisjoint(tokens[i + k].forms) for k, terms in enumerate(wanted))
        for i in range(len(tokens) - len(wanted) + 1)
    )


# query | text | language of the text
HITS = """
country | Two countries signed. | en
countries | One country refused. | en
company | the companies' lawyers | en
church | old churches | en
box | seven boxes | en
hero | our heroes | en
bus | two buses | en
virus | the viruses spread | en
wolf | a pack of wolves | en
child | the children | en
policewoman | three policewomen | en
man | two men | en
man | two men | und
men | the man | en
woman | two women | en
foot | on their feet | en
tooth | its teeth | en
mouse | blind mice | en
Uighur | the Uighurs | en
Uighurs | a Uighur poet | en
Uighur | a Uighur's home | en
Uighur | the Uighurs’ case | en
Uighur | Uighur’s | und
Huawei | Huawei's chief | en
Huawei's | Huawei said | en
MP | twelve MPs voted | en
NGO | several NGOs left | en
Iraqi | the Iraqis | en
menu | the menus | en
HUAWEI | huawei | en
huawei | HUAWEI DENIES | en
Huawei | anti-Huawei protests | en
anti-Huawei | an anti-Huawei law | en
don't | I don’t know | en
we | we'll see | en
Huawei | read it on https://www.huawei.com/en/news | en
Huawei | #Huawei | en
Huawei | @Huawei said | en
Huawei | #BoycottHuawei now | en
Uighur | #FreeUighurs | en
BoycottHuawei | #BoycottHuawei now | en
Huawei | @Huawei_Mobile | en
5G | a 5G network | en
5G | ５Ｇ | en
1234 | ١٢٣٤ | ar
1234 | ۱۲۳۴ | fa
1234 | १२३४ | hi
journal | les journaux | fr
bateau | les bateaux | fr
jeu | les jeux | fr
pays | les pays | fr
Huawei | l'offre d'Huawei | fr
Huawei | l’offre d’Huawei | fr
école | l'ECOLE | fr
ecole | une école | fr
élu | les élus | fr
ciudad | dos ciudades | es
nación | las naciones | es
naciones | la nación | es
voz | las voces | es
plan | los planes | es
país | los países | es
mujer | mujeres | es
cidade | as cidades | pt
nação | as nações | pt
jornal | os jornais | pt
homem | dois homens | pt
país | os países | pt
ragazzo | i ragazzi | it
ragazza | le ragazze | it
problema | i problemi | it
banco | i banchi | it
amica | due amiche | it
servizio | i servizi | it
città | le città | it
Kind | die Kinder | de
Kind | mit den Kindern | de
Haus | die Häuser | de
Land | die Bundesländer und Länder | de
Tag | drei Tage | de
Fall | die Fälle | de
Frau | die Frauen | de
Zeitung | die Zeitungen | de
Lehrerin | die Lehrerinnen | de
Auto | die Autos | de
China | Chinas Regierung | de
Jahr | des Jahres | de
Uigure | die Uiguren | de
Kind | die kinder | de
Zeitung | zeitungen | de
război | războaie și războiul | ro
student | studenți | ro
Straße | die STRASSE | de
strasse | die Straße | de
Munchen | nach München | de
land | de landen | nl
bom | de bommen | nl
straat | de straten | nl
brief | de brieven | nl
huis | de huizen | nl
kind | de kinderen | nl
auto | de auto's | nl
bil | alla bilar | sv
flicka | två flickor | sv
land | två länder | sv
bil | to biler | da
dag | tre dager | no
Москва | в Москве | ru
Москва | из Москвы | ru
Москва | под Москвой | ru
уйгур | дело уйгуров | ru
уйгур | уйгурами и уйгурам | ru
уйгуры | права уйгуров | ru
Хуавэй | компания Хуавэя | ru
Россия | в России | ru
Россия | Россией | ru
Россия | Россию | ru
Китай | о Китае | ru
Путин | с Путиным | ru
Путин | Путина | ru
Байден | Байдену | ru
китаец | два китайца | ru
беженец | беженцев | ru
рынок | на рынке | ru
страна | пять стран | ru
компания | десять компаний | ru
санкции | под санкциями | ru
гражданин | граждане | ru
новость | новостей | ru
время | времени | ru
решение | решения суда | ru
статья | в статье | ru
китайский | китайского завода | ru
Зеленский | Зеленскому | ru
Тайвань | на Тайване | ru
Горбачёв | Горбачевым | ru
ёлка | елки | ru
май | МАЙ | ru
Київ | київ | uk
Huawei | Huawei'nin açıklaması | tr
Huawei | Huawei’de | tr
Huawei'nin | Huawei sattı | tr
Türkiye | TÜRKİYE'de | tr
istanbul | İSTANBUL | tr
ısparta | ISPARTA | tr
Diyarbakır | DİYARBAKIR | tr
هواوي | شركة هواوي | ar
هواوي | بهواوي | ar
هواوي | وهواوي | ar
هواوي | فهواوي | ar
هواوي | لهواوي | ar
هواوي | كهواوي | ar
هواوي | وبهواوي | ar
هواوي | ولهواوي | ar
صين | الصين | ar
الصين | والصين | ar
الصين | بالصين | ar
الصين | للصين | ar
الصين | وللصين | ar
الصين | فالصين | ar
الصين | كالصين | ar
صين | وبالصين | ar
قطر | لقطر | ar
قطر | بقطر | ar
قطر | وقطر | ar
مصر | بمصر | ar
مصر | لمصر ولبنان | ar
غزة | لغزة | ar
غزة | بغزة | ar
لبنان | بلبنان | ar
لبنان | للبنان | ar
برلين | ببرلين | ar
برلين | وبرلين | ar
كرة | بالكرة | ar
كرة | بكرة القدم | ar
كرة | والكرة | ar
فكرة | بفكرة | ar
أمير | الأمير | ar
أمير | للأمير | ar
ألمانيا | بألمانيا | ar
ألمانيا | وألمانيا | ar
إيران | لإيران | ar
إسرائيل | بإسرائيل | ar
عدن | بعدن | ar
الإيغور | والإيغور | ar
الإيغور | للإيغور | ar
الايغور | الإيغور | ar
الأويغور | الاويغور | ar
لغة | للغة | ar
سوريه | سورية | ar
مستشفي | مستشفى | ar
مسؤول | مسئول مسوول | ar
محمد | مُحَمَّد | ar
محمد | مـحـمـد | ar
هواوي | ﻫﻮﺍﻭﻱ | ar
الصين | #الصين | ar
هواوي | لـهواوي | ar
Huawei | لـHuawei | ar
کتاب | كتاب | ar
كتاب | کتاب | fa
ایران | ايران | fa
شبکه | شبکه‌های | fa
کشور | کشور ما | fa
پاکستان | پاکستان میں | ur
华为 | 美国对华为实施制裁 | zh
华为 | 华为的手机 | zh
华为 | 在华为工作 | zh
维吾尔 | 维吾尔人 | zh
茶 | 一杯茶很好 | zh
茶 | 茶。 | zh
茶 | 我喜欢喝茶 | zh
美 | 总理访美 | zh
習 | 習主席 | zh
狗 | 狗在叫 | zh
人 | 三个人 | zh
北京 | 北京市 | zh
5G网络 | 建设5G网络 | zh
東京 | 東京で | ja
ファーウェイ | 中国のファーウェイは | ja
ファーウェイ | ﾌｧｰｳｪｲ | ja
トヨタ | トヨタ自動車 | ja
猫 | 猫が好き | ja
車 | 赤い車が来た | ja
お茶 | お茶を飲む | ja
화웨이 | 화웨이는 발표했다 | ko
화웨이 | 화웨이가 | ko
화웨이 | 화웨이에서 | ko
화웨이 | 화웨이의 제품 | ko
중국 | 중국은 | ko
중국 | 중국으로부터 | ko
서울 | 서울로 | ko
Huawei | Huawei는 | ko
LG | LG의 | ko
भारत | भारत में | hi
फिल्म | फ़िल्म | hi
मुंबई | मुंबई | hi
שלום | שָׁלוֹם | he
ירושלים | בעיר ירושלים | he
ไทย | ประเทศไทย | th
หัวเว่ย | บริษัทหัวเว่ยในไทย | th
Αθήνα | ΑΘΗΝΑ | el
αθηνα | στην Αθήνα | el
Việt | VIỆT NAM | vi
viet nam | Việt Nam | vi
Ελλας | ΕΛΛΑΣ | el
Beyoncé | Beyonce | en
Beyonce | Beyonce\u0301 | en
Huawei | Hua\u00adwei | en
København | kobenhavn | da
Łódź | lodz | pl
"""

MISSES = """
new | the news | en
news | a new law | en
us | use it | en
use | us | en
organ | an organization | en
nation | national | en
university | the universe | en
plan | two planes | en
car | take care | en
bar | bare walls | en
Hama | Hamas fighters | en
Abba | Mahmoud Abbas | en
William | Serena Williams | en
Han | Hans | de
aid | AIDS | en
don | I don't know | en
can | he can't | en
won | they won't | en
date | data | en
case | la casa | es
data | the date | en
China | Chinese | en
Uighur | Uyghur | en
Huawei | Huaweiwatch | en
hui | aujourd'hui | fr
dan | dans le port | fr
san | sans elle | fr
mai | mais non | fr
war | es wäre gut | de
England | der Engländer | de
Spiel | der Spieler | de
Munch | in München | de
Bayer | in Bayern | de
Sachs | in Sachsen | de
Kohl | die Kohle | de
casa | il caso | it
messo | Messi segna | it
Иван | Иванов сказал | ru
уйгур | уйгурский язык | ru
Росси | в России | ru
пол | на полях | ru
он | она | ru
Баку | в баке бак | ru
Перу | перо | ru
Петров | Петр | ru
мои | мой | ru
кита | Китай | ru
كرة | فكرة | ar
كرة | الفكرة | ar
كرة | وفكرته | ar
أمير | كاميرات | ar
أمير | كاميرا | ar
أميرات | كاميرات | ar
رلين | برلين | ar
رلين | ببرلين | ar
رلين | وبرلين | ar
أمل | كامل | ar
جنة | لجنة | ar
جنة | اللجنة | ar
جنة | لجنتها | ar
يصل | فيصل | ar
ريم | كريم | ar
سام | وسام | ar
سام | بسام | ar
زير | وزير | ar
زارة | وزارة | ar
زارة | الوزارة | ar
اشنطن | واشنطن | ar
ريطانيا | بريطانيا | ar
ريس | باريس | ar
يروت | بيروت | ar
بنان | لبنان | ar
وريا | كوريا | ar
رنسا | فرنسا | ar
لسطين | فلسطين | ar
مانيا | ألمانيا | ar
له | الله | ar
ذي | الذي | ar
تاب | كتاب | ar
يان | بيان | ar
لمة | كلمة | ar
لاد | بلاد | ar
طرة | فطرة | ar
ايدن | بايدن | ar
وتين | بوتين | ar
جزيرة العرب | الجزيرة | ar
الصين | صين | ar
شور | کشور | fa
ازار | بازار | fa
华为 | 中华人民认为 | zh
为 | 华为 | zh
茶 | 茶叶很贵 | zh
国 | 中国 | zh
力 | 很吃力 | zh
美 | 美国 | zh
习 | 学习 | zh
车 | 自行车 | zh
維 | 維吾爾 | zh
車 | 電車と自動車 | ja
食 | 食べる | ja
インド | インドネシア | ja
ルーシ | ベラルーシ | ja
국 | 국가 | ko
중 | 중국 | ko
위구르 | 위구르족 | ko
лес | олесь | ru
rep | representative | en
ETyLkv | pic.twitter.com/ETyLkv | en
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in line.split(" | ")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("query", "text", "language"), rows(HITS))
def test_a_word_finds_its_forms(query: str, text: str, language: str) -> None:
    assert finds(query, text, language)


@pytest.mark.parametrize(("query", "text", "language"), rows(MISSES))
def test_a_word_does_not_find_another(query: str, text: str, language: str) -> None:
    assert not finds(query, text, language)


def test_positions_count_words_without_gaps() -> None:
    tokens = analyse("Huawei's chief, Ren Zhengfei: 华为")
    assert [(t.position, t.word) for t in tokens] == list(
        enumerate(["huawei", "chief", "ren", "zhengfei", "华", "为"])
    )


@pytest.mark.parametrize(
    ("word", "text", "language", "written"),
    [
        ("هواوي", "قال لهواوي", "ar", "هواوي"),
        ("الصين", "وبالصين", "ar", "الصين"),
        ("صين", "للصين", "ar", "صين"),
        ("كتاب", "وَالْكِتَابُ", "ar", "كِتَابُ"),
        ("화웨이", "화웨이는", "ko", "화웨이"),
        ("Uighur", "two Uighurs’ homes", "en", "Uighurs"),
        ("huawei", "#BoycottHuawei", "en", "Huawei"),
        ("уйгур", "у уйгуров", "ru", "уйгуров"),
        ("huawei", "Huawei'nin", "tr", "Huawei"),
        ("beyonce", "by Beyonce\u0301.", "en", "Beyonce\u0301"),
    ],
)
def test_span_is_the_word_without_clitic_or_particle(
    word: str, text: str, language: str, written: str
) -> None:
    (terms,) = query_terms(word)
    spans = [span for token in analyse(text, language) if (span := token.span(terms))]
    assert [text[start:end] for start, end in spans] == [written]


def test_a_long_word_without_spaces_is_analysed_like_a_short_one() -> None:
    text = "中华人民认为" * 40 + "茶。" + "a" * 5_000
    assert finds("茶", text)
    assert not finds("华为", text)
    assert finds("a" * 5_000, text)


def test_letters_without_end_are_one_word_and_no_clitics_before_another() -> None:
    """Half a megabyte of one letter: what looks at every part of a word takes minutes here."""
    (token,) = analyse("و" * 250_000, "ar")
    assert token.end == 250_000
    assert not finds("و" * 249_999, "و" * 250_000, "ar")


words = st.text(min_size=1, max_size=30)
samples = """Huawei's don't #FreeUyghurs بهواوي وَالْكِتَاب كامل 华为 一杯茶 화웨이는
ファーウェイ ไทย हिन्दी Москве уйгуров Häuser città L’été x.com/y 5G ﷺ ſ ŉ İ ß ǰ 🇶🇦 ½"""
texts = st.text(max_size=200) | st.lists(
    st.sampled_from([*samples.split(), "\u0345", "\u200d", "\u200c", "\u0301", "\ud800"])
).map(" ".join)


@given(texts, st.sampled_from(["und", "en", "de", "it", "nl", "sv", "ar", "fa", "ru", "zh", "xx", ""]))
@example("ﷺ ﷺ", "ar")
@example("لـ\u064b", "ar")
@example("لل لله لـل بـال", "ar")
@example("I don't aujourd'hui's", "en")
def test_every_token_is_written_where_it_says(text: str, language: str) -> None:
    last = 0
    for number, token in enumerate(analyse(text, language)):
        assert isinstance(token, Token)
        assert last <= token.start < token.end <= len(text)
        last = token.end
        assert token.position == number
        assert token.forms[0] == token.word
        assert token.word == fold(text[token.start : token.end])
        assert len(set(token.forms)) == len(token.forms) == len(token.trims)
        assert all(form.startswith(STEM) for form in token.forms[1:])
        assert not token.word.startswith(STEM)
        for lead, trail in token.trims:
            assert token.start + lead < token.end - trail


@given(texts | words)
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    tokens = analyse(text)
    for token in tokens:
        written = text[token.start : token.end]
        if len(written) > 1:
            assert finds(written, text)


@given(words)
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


def test_a_plural_of_english_is_another_word_in_swedish() -> None:
    assert not finds("man", "men inte nu", "sv")


def test_a_tag_has_words_in_it_unless_it_has_no_end() -> None:
    assert finds("uyghurs", "#" + "Free" * 39 + "Uyghurs")
    (token,) = analyse("#" + "Aa" * 50_000)
    assert len(token.forms) < 5
