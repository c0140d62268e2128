# ruff: noqa: E501  (a paragraph is one line)
"""Bytes into text: bounded decompression, and charsets whatever the declaration says."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from crawler.errors import Discard
from pipelines.decode import decode, decompress, inflate
from tests.pipelines.articles import ARABIC, CHINESE, ENGLISH, GERMAN, RUSSIAN, Article, page

LIMIT = 200_000
JAPANESE = Article(
    "ja",
    "古い渡し船が残ることに",
    (
        "港町の議会は火曜日の夜、修理費が新しい船の値段を上回るにもかかわらず、古い渡し船を少なくとも三年間続けることを九対四で決めた。",
        "「この町の人はあの甲板から泳ぎを覚えたのです」と、一九九四年から桟橋で切符を売っている女性は話した。橋を望んだ人は一人も知らないという。",
        "春に船体を調べた技師たちは十一か所にさびを見つけ、トラックを載せないように勧めた。会社は、もう十年もトラックを載せていないと答えている。",
    ),
)
KOREAN = Article(
    "ko",
    "오래된 나룻배를 남기기로",
    (
        "항구 도시 의회는 화요일 밤 수리비가 새 배의 값보다 더 들지만 오래된 나룻배를 적어도 삼 년 더 운항하기로 아홉 대 넷으로 결정했다.",
        "선착장에서 표를 파는 여성은 이곳 사람들은 그 갑판에서 헤엄을 배웠다고 말했다. 다리를 원한 사람은 아무도 없었다고 그는 덧붙였다.",
        "봄에 선체를 조사한 기술자들은 열한 곳에서 녹을 발견했고 트럭을 싣지 말라고 권했다. 회사는 십 년 동안 트럭을 실은 적이 없다고 답했다.",
    ),
)
TAIWANESE = Article(
    "zh",
    "山區小學迎來第一座圖書館",
    (
        "上週五，位於山區的紅石小學迎來了建校四十年以來的第一座圖書館，兩百多名學生在老師的帶領下排隊走進新樓，挑選自己喜歡的書。",
        "校長介紹說，圖書館的建設資金來自村民和外出工作人員的捐款，總共約六十萬元，施工用了九個月，其中木質書架全部由本村的木匠製作。",
        "學校計劃每週安排兩節閱讀課，並在週末向附近的居民免費開放。",
    ),
)
TURKISH = Article(
    "tr",
    "Eski vapur kalıyor",
    (
        "Liman kasabasının meclisi salı gecesi, onarımı yeni bir gemiden pahalıya gelecek olsa da eski vapuru en az üç yıl daha çalıştırmaya dörde karşı dokuz oyla karar verdi.",
        "İskelede bilet satan İnci Moğol, çocukların yüzmeyi o güverteden atlayarak öğrendiğini, köprü isteyen kimseyi tanımadığını söyledi. Şimdi gözler bölge yönetiminde.",
    ),
)
GREEK = Article(
    "el",
    "Το παλιό πορθμείο μένει",
    (
        "Το συμβούλιο της πόλης αποφάσισε την Τρίτη το βράδυ να κρατήσει το παλιό πορθμείο για τουλάχιστον τρία χρόνια ακόμη, αν και οι επισκευές θα κοστίσουν περισσότερο από ένα καινούργιο πλοίο.",
    ),
)
POLISH = Article(
    "pl",
    "Stary prom zostaje",
    (
        "Rada miasteczka zdecydowała we wtorek wieczorem, że stary prom będzie pływał jeszcze co najmniej trzy lata, choć remont będzie droższy niż nowy statek. Żaden z mieszkańców nie chciał mostu.",
        "Inżynierowie znaleźli rdzę w jedenastu miejscach i odradzali przewożenie ciężarówek. Właściciel odpowiedział, że ciężarówek nie wozi od dziesięciu lat.",
    ),
)


def told(article: Article) -> str:
    return " ".join((article.title, *article.paragraphs))


def missing(article: Article, text: str) -> list[str]:
    return [words for words in (article.title, *article.paragraphs) if words not in text]


CHARSETS = [
    (ARABIC, "cp1256"),
    (ARABIC, "iso8859-6"),
    (CHINESE, "gb18030"),
    (CHINESE, "gbk"),
    (TAIWANESE, "big5"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc_jp"),
    (JAPANESE, "iso2022_jp"),
    (KOREAN, "euc_kr"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (GREEK, "cp1253"),
    (TURKISH, "cp1254"),
    (POLISH, "iso8859-2"),
    (POLISH, "cp1250"),
    (GERMAN, "cp1252"),
    (ENGLISH, "cp1252"),
]


def coded(article: Article, charset: str, declared: str | None) -> bytes:
    html = page(article).replace('<meta charset="utf-8">', f'<meta charset="{declared}">' if declared else "")
    return html.encode(charset, "xmlcharrefreplace")


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "no-such-charset", None])
@pytest.mark.parametrize(
    ("article", "charset"), CHARSETS, ids=lambda v: v if isinstance(v, str) else v.language
)
def test_a_charset_that_is_declared_wrongly_or_not_at_all(
    article: Article, charset: str, declared: str | None
) -> None:
    header = f"text/html; charset={declared}" if declared else "text/html"
    text = decode(coded(article, charset, declared), header)
    expected = page(article).encode(charset, "xmlcharrefreplace").decode(charset)
    assert missing(article, text) == [
        words for words in (article.title, *article.paragraphs) if words not in expected
    ]


@pytest.mark.parametrize(
    ("article", "charset"), CHARSETS, ids=lambda v: v if isinstance(v, str) else v.language
)
@pytest.mark.parametrize("where", ["header", "meta", "both"])
def test_a_charset_that_is_declared_rightly(article: Article, charset: str, where: str) -> None:
    body = coded(article, charset, "utf-8" if where == "header" else charset)
    header = "text/html; charset=utf-8" if where == "meta" else f"text/html; charset={charset}"
    expected = page(article).encode(charset, "xmlcharrefreplace").decode(charset)
    text = decode(body, header)
    assert missing(article, text) == [
        words for words in (article.title, *article.paragraphs) if words not in expected
    ]


@pytest.mark.parametrize("article", [ENGLISH, ARABIC, CHINESE, RUSSIAN], ids=lambda a: a.language)
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1256", "gbk", "shift_jis", None])
def test_utf8_under_another_name_is_read_as_utf8(article: Article, declared: str | None) -> None:
    header = f"text/html; charset={declared}" if declared else None
    assert missing(article, decode(page(article).encode(), header)) == []


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("article", [ENGLISH, ARABIC, CHINESE], ids=lambda a: a.language)
def test_utf16_with_and_without_its_mark(article: Article, charset: str, marked: bool) -> None:
    body = ("\ufeff" if marked else "").encode(charset) + page(article).encode(charset)
    text = decode(body, "text/html; charset=utf-8")
    assert missing(article, text) == []
    assert not text.startswith("\ufeff")


def test_a_byte_order_mark_outweighs_the_declaration() -> None:
    text = decode(b"\xef\xbb\xbf" + page(ARABIC).encode(), "text/html; charset=windows-1256")
    assert text.startswith("<!DOCTYPE")
    assert missing(ARABIC, text) == []


@pytest.mark.parametrize("charset", ["utf-8", "cp1256"])
def test_nul_bytes_are_left_out(charset: str) -> None:
    body = page(ARABIC).encode(charset)
    text = decode(
        b"\0\0".join(body[i : i + 40] for i in range(0, len(body), 40))
        if charset == "cp1256"
        else body.replace(b" ", b" \0"),
        None,
    )
    assert missing(ARABIC, text) == []
    assert "\0" not in text


def test_a_few_broken_bytes_do_not_change_the_charset() -> None:
    body = page(RUSSIAN).encode()
    cut = body.index("Весной".encode()) - 1
    text = decode(body[:cut] + b"\xd0" + body[cut:], "text/html; charset=windows-1251")
    assert RUSSIAN.paragraphs[0] in text


def test_a_page_cut_inside_a_character_is_still_utf8() -> None:
    body = page(CHINESE).encode()
    cut = body.index("船长".encode()) + 1
    assert CHINESE.paragraphs[0] in decode(body[:cut], None)


BINARIES = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>",
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "GIF": b"GIF89a\x01\0\x01\0",
    "WebP": b"RIFF\x24\0\0\0WEBPVP8 ",
    "ZIP, also DOCX": b"PK\x03\x04\x14\0\x06\0",
    "MP4": b"\0\0\0\x18ftypmp42\0\0\0\0",
    "MP3": b"ID3\x04\0\0",
    "gzip inside": gzip.compress(b"<p>text</p>"),
    "ELF": b"\x7fELF\x02\x01\x01\0",
    "Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "font": b"wOF2\0\x01\0\0",
    "noise with zeros": bytes(c if c % 2 else 0 for c in random.Random(4).randbytes(4_000)),
}


@pytest.mark.parametrize("kind", BINARIES)
@pytest.mark.parametrize("declared", ["text/html; charset=utf-8", None])
def test_what_is_no_text_is_refused(kind: str, declared: str | None) -> None:
    with pytest.raises(Discard) as refused:
        decode(BINARIES[kind] + b"\0" * 40, declared)
    assert refused.value.kind == "unsupported_type"


@pytest.mark.parametrize("size", [300, 3_000, 100_000])
@pytest.mark.parametrize("declared", ["text/html; charset=windows-1256", None])
def test_noise_is_no_text_in_any_charset(size: int, declared: str | None) -> None:
    with pytest.raises(Discard) as refused:
        decode(b"<p>" + random.Random(size).randbytes(size), declared)
    assert refused.value.kind == "decode"


def test_a_few_control_characters_make_no_noise() -> None:
    body = "\x01Café\x02 à la carte\x7f, déjà vu. ".encode("cp1252") * 3
    assert "déjà vu" in decode(body, "text/html; charset=iso-8859-1")


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


def unsized_zstd(data: bytes) -> bytes:
    stream = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    return stream.compress(data) + stream.flush()


CODINGS = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "gzip, several members": ("gzip", lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:])),
    "zstd, several frames": (
        "zstd",
        lambda data: zstandard.compress(data[:50]) + zstandard.compress(data[50:]),
    ),
    "deflate": ("deflate", zlib.compress),
    "deflate, raw": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.ZstdCompressor().compress),
    "zstd, size not told": ("zstd", unsized_zstd),
    "two codings": ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    "in capitals": ("GZIP", gzip.compress),
    "none": (None, bytes),
    "identity": ("identity", bytes),
    "named but not applied": ("gzip", bytes),
}
BODY = b"<html>" + page(ENGLISH).encode() * 8


@pytest.mark.parametrize("name", CODINGS)
def test_content_codings_are_undone(name: str) -> None:
    header, pack = CODINGS[name]
    assert inflate(pack(BODY), header, LIMIT) == (BODY, False)


@pytest.mark.parametrize(
    "name", [n for n in CODINGS if n not in ("none", "identity", "named but not applied")]
)
def test_a_bomb_is_stopped_at_the_limit(name: str) -> None:
    header, pack = CODINGS[name]
    with pytest.raises(Discard) as refused:
        decompress(pack(b"<p>" + b"0" * 30_000_000), header, LIMIT)
    assert refused.value.kind == "too_large"


def test_a_body_over_the_limit_is_refused_without_coding_too() -> None:
    with pytest.raises(Discard, match=str(LIMIT)) as refused:
        decompress(b"0" * (LIMIT + 1), None, LIMIT)
    assert refused.value.kind == "too_large"


@pytest.mark.parametrize("name", ["gzip", "deflate", "deflate, raw", "br", "zstd", "zstd, size not told"])
def test_a_stream_that_breaks_off_gives_what_it_held_and_says_so(name: str) -> None:
    header, pack = CODINGS[name]
    body = b"<html>" + random.Random(1).randbytes(300_000).hex().encode()
    packed = pack(body)
    held, truncated = inflate(packed[: len(packed) * 2 // 3], header, 1_000_000)
    assert truncated
    assert len(held) > 10_000
    assert body.startswith(held)


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("zstd", zstandard.compress)])
def test_a_body_of_many_tiny_members_is_read_in_one_pass(coding: str, pack: Callable[[bytes], bytes]) -> None:
    assert decompress(pack(b"a") * 100_000, coding, LIMIT) == b"a" * 100_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_garbage_under_a_coding_is_refused(coding: str) -> None:
    with pytest.raises(Discard) as refused:
        decompress(b"\x07\xffthis was never compressed" * 20, coding, LIMIT)
    assert refused.value.kind == "decompression"


@pytest.mark.parametrize("coding", ["gzip", "utf-8", "sdch"])
def test_a_coding_that_was_not_applied_is_passed_over(coding: str) -> None:
    assert decompress(b"\r\n<html>", coding, LIMIT) == b"\r\n<html>"


def test_an_unknown_coding_is_refused() -> None:
    with pytest.raises(Discard, match="sdch") as refused:
        decompress(b"x", "sdch", LIMIT)
    assert refused.value.kind == "decompression"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", None])
def test_an_empty_body_is_empty(coding: str | None) -> None:
    assert decompress(b"", coding, LIMIT) == b""
    assert decode(b"", None) == ""
