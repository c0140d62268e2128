"""Bytes off the wire into text: bounded decompression, then the charset that makes sense of them.

A declared charset is believed only if the text it gives is plausible: Arabic sent as windows-1256 under a
UTF-8 header is read as windows-1256. The test of plausibility is `nonsense`.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]  # brotli ships no types
import zstandard
from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from crawler.errors import Discard

_CHUNK = 65_536
_GZIP = b"\x1f\x8b"
_ZSTD_WINDOW = 2**27
"""Largest zstd window accepted, in bytes: RFC 9659 allows 8 MiB on the web, but tools write up to this."""
_ZLIB_STEP = 4_096
"""Bytes read at a time: the rest after a gzip member is copied, and there may be a million members."""
_ZSTD_STEP = 256
"""Bytes read at a time: a zstd block of 4 bytes may stand for 128 KiB, so that one step gives 8 MiB at
most."""


class Inflated(NamedTuple):
    """A decompressed body; `truncated` when the stream broke off before its end."""

    body: bytes
    truncated: bool = False


def decompress(body: bytes, encoding_header: str | None, limit: int) -> bytes:
    """The body without its content codings (gzip, deflate, br, zstd; several, comma-separated, are undone in
    turn).

    Raises Discard: "too_large" when more than `limit` bytes come out, "decompression" when the stream is
    garbage or the coding is unknown. What a broken-off stream held is returned; `inflate` also says that it
    was broken off.
    """
    return inflate(body, encoding_header, limit).body


def inflate(body: bytes, encoding_header: str | None, limit: int) -> Inflated:
    """As `decompress`, and whether the stream broke off."""
    truncated = False
    codings = [coding.strip().lower() for coding in (encoding_header or "").split(",")]
    for coding in reversed(codings):
        if coding in ("", "identity", "none") or not body:
            continue
        if body[:64].lstrip()[:1] in (b"<", b"{", b"\xef") and coding != "br":
            continue  # a server that names a coding it did not apply, or a charset instead of one
        if coding not in _READERS:
            raise Discard("decompression", f"unknown content coding {coding!r}")
        body, cut = _bounded(_READERS[coding](body, limit), coding, limit)
        truncated = truncated or cut
    if len(body) > limit:
        raise Discard("too_large", f"more than {limit} bytes")
    return Inflated(body, truncated)


def _bounded(pieces: Iterator[bytes | None], coding: str, limit: int) -> tuple[bytes, bool]:
    """Joins what a reader yields; a final None says that the stream broke off."""
    out = bytearray()
    try:
        for piece in pieces:
            if piece is None:
                if not out:
                    raise Discard("decompression", f"empty {coding} stream")
                return bytes(out), True
            out += piece
            if len(out) > limit:
                raise Discard("too_large", f"more than {limit} bytes after decompression")
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        if not out:
            raise Discard("decompression", f"{coding}: {error}") from error
        return bytes(out), True
    return bytes(out), False


def _read_zlib(body: bytes, limit: int) -> Iterator[bytes | None]:
    """gzip (several members too), zlib, or raw deflate, which some servers send as `deflate`."""
    raw = body[:2] != _GZIP and (body[0] & 0x0F != 8 or int.from_bytes(body[:2], "big") % 31 != 0)
    at = 0
    while at < len(body):
        stream, waiting = zlib.decompressobj(-15 if raw else 47), b""
        while not stream.eof and (waiting or at < len(body)):
            if not waiting:
                waiting, at = body[at : at + _ZLIB_STEP], at + _ZLIB_STEP
            yield stream.decompress(waiting, _CHUNK)
            waiting = stream.unconsumed_tail
        if not stream.eof:
            yield stream.flush()
        if not stream.eof:
            yield None
            return
        at = min(at, len(body)) - len(stream.unused_data)
        if body[at : at + 2] != _GZIP:
            return


def _read_gzip(body: bytes, limit: int) -> Iterator[bytes | None]:
    if body[:2] != _GZIP:
        raise Discard("decompression", "not a gzip stream")
    yield from _read_zlib(body, limit)


def _read_brotli(body: bytes, limit: int) -> Iterator[bytes | None]:
    stream = brotli.Decompressor()
    yield stream.process(body, output_buffer_limit=_CHUNK)
    while not stream.is_finished():
        if stream.can_accept_more_data():
            yield None
            return
        yield stream.process(b"", output_buffer_limit=_CHUNK)


def _read_zstd(body: bytes, limit: int) -> Iterator[bytes | None]:
    """One frame after another; whether the last one ended is known only from the decompressor itself, since a
    frame need not tell its size."""
    frames, at = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW), 0
    while at < len(body):
        stream = frames.decompressobj()
        while at < len(body) and not stream.eof:
            yield stream.decompress(body[at : at + _ZSTD_STEP])
            at += _ZSTD_STEP
        if not stream.eof:
            yield None
            return
        at = min(at, len(body)) - len(stream.unused_data)


_READERS = {
    "gzip": _read_gzip,
    "x-gzip": _read_gzip,
    "deflate": _read_zlib,
    "br": _read_brotli,
    "zstd": _read_zstd,
}

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile(
    rb"%PDF-|%!PS|\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....(?:WEBP|WAVE|AVI )|PK\x03\x04|PK\x05\x06|7z\xbc\xaf"
    rb"|Rar!"
    rb"|\x1f\x8b|BZh[1-9]|\xfd7zXZ|\x28\xb5\x2f\xfd|....ftyp|OggS|ID3|fLaC|\x1a\x45\xdf\xa3|\x00\x00\x01\xba"
    rb"|MZ\x90|\x7fELF|\xca\xfe\xba\xbe|\xd0\xcf\x11\xe0|wOF[F2]|\x00\x01\x00\x00\x00|OTTO"
    rb"|\{\\rtf|SQLite format"
    rb"|BM....\x00\x00\x00\x00|II\*\x00|MM\x00\*",
    re.DOTALL,
)
_META = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_ESCAPED = re.compile(rb"\x1b\$(?:[@B]|\([DOQ]|\)C)")
_META_WITHIN = 8_192
_WIDER = {  # the superset that pages under the name really use (WHATWG; Python names)
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "hz": "hz", "shift_jis": "cp932",
    "euc_kr": "cp949", "big5": "big5hkscs", "cp950": "big5hkscs", "iso8859-8-i": "iso8859-8",
}  # fmt: skip
_LAST_RESORTS = (
    "cp1252", "cp1256", "cp1251", "gb18030", "cp932", "euc_jp", "cp949", "big5hkscs", "koi8-r", "cp1250",
    "cp1254", "cp1253", "cp1255", "cp874", "iso8859-6", "cp1258", "cp1257",
)  # fmt: skip
_PLAUSIBLE = 0.08
"""Share of implausible words up to which a charset is believed; measured on articles in 14 charsets read with
each other's decoders: right readings stay below .03, wrong ones begin at .2
(tests/pipelines/test_decode.py)."""
_SAMPLE = 60_000


def decode(body: bytes, content_type: str | None, url: str = "") -> str:
    """A page's text. BOM first, then UTF-8 if the bytes are it, then whichever of header, meta element and
    detection reads them without nonsense. NUL characters are removed.

    Raises Discard("unsupported_type") for PDF, images, archives and other binary bodies, whatever the header
    says, and Discard("decode") for bytes that are no text in any charset (encrypted, compressed unawares).
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _clean(body[len(bom) :].decode(name, "replace"))
    if _BINARY.match(body.lstrip(b"\t\n\r \x0b\x0c")[:64]):
        raise Discard("unsupported_type", "a binary body")
    wide = _unmarked_utf16(body)
    if wide is not None:
        return _clean(body.decode(wide, "replace"))
    if body.count(0, 0, _CHUNK) > len(body[:_CHUNK]) // 4:
        raise Discard("unsupported_type", "a binary body")
    body = body.replace(b"\0", b"")
    if _ESCAPED.search(body) is not None:
        return _clean(body.decode("iso2022_kr" if b"\x1b$)C" in body else "iso2022_jp_ext", "replace"))
    if _is_utf8(body):
        return _clean(body.decode("utf-8", "replace"))
    if _is_noise(body[:_CHUNK]):
        raise Discard("decode", "bytes that are no text in any charset")
    return _clean(body.decode(_charset(body, content_type), "replace"))


def _clean(text: str) -> str:
    return text.replace("\0", "").removeprefix("\ufeff")


def _unmarked_utf16(body: bytes) -> str | None:
    """UTF-16 without a BOM: every second byte of the mostly ASCII markup is NUL."""
    head = body[:2_000]
    if len(head) < 20:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and even < odd / 10:
        return "utf-16-le"
    if even > 0.4 * len(head) / 2 and odd < even / 10:
        return "utf-16-be"
    return None


_CONTROLS = bytes((*range(1, 9), *range(16, 27), *range(28, 32), 127))
"""Those that no charset writes text with: ISO 2022 has escape and shifts, old files have NULs."""
_NOISE = 0.03
"""Share of control characters from which bytes are noise: random bytes are 24 in 256; of the 306 pages of the
extraction bench and the articles of tests/pipelines/test_decode.py none has one in a thousand."""


def _is_noise(body: bytes) -> bool:
    return len(body) - len(body.translate(None, _CONTROLS)) > max(16, _NOISE * len(body))


def _is_utf8(body: bytes) -> bool:
    """Whether the bytes are UTF-8, a few broken characters (one in fifty of those beyond ASCII) allowed."""
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(body, final=False)
        return True
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(1 for c in text[:2_000_000] if c > "\x7f") - broken
    return broken * 50 <= beyond_ascii


def _charset(body: bytes, content_type: str | None) -> str:
    """The charset, of those declared and detected, that reads the body with the least nonsense; earlier ones
    win while they are plausible."""
    sample = _telling_part(body)
    best, best_score = "cp1252", 2.0
    for name in dict.fromkeys((*_declared(body, content_type), *_detected(sample), *_LAST_RESORTS)):
        score = nonsense(sample.decode(name, "replace"))
        if score <= _PLAUSIBLE:
            return name
        if score < best_score:
            best, best_score = name, score
    return best


_UNTOLD = re.compile(
    rb"<(script|style)\b[^<]*+(?:<(?!/?(?:script|style)\b)[^<]*+)*+</\1>|<[^<>]{0,2000}>", re.IGNORECASE
)
"""Tags, and scripts and styles whole. One that is never closed is looked through as far as the next alone."""


def _telling_part(body: bytes) -> bytes:
    """Markup out, so that the words decide; cut at a line end where there is one."""
    text = _UNTOLD.sub(b" ", body[: _SAMPLE * 10])
    cut = text.rfind(b"\n", 0, _SAMPLE) if len(text) > _SAMPLE else -1
    return text[: cut if cut > _SAMPLE // 2 else _SAMPLE]


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    header = _HEADER.search(content_type or "")
    if header is not None:
        yield from _known(header.group(1))
    for match in _META.finditer(body[:_META_WITHIN]):
        yield from _known((match.group(1) or match.group(2)).decode("ascii", "replace"))


def _detected(sample: bytes) -> Iterator[str]:
    found = detect_encoding(sample, max_len=_SAMPLE)
    if found:
        yield from _known(found)


def _known(label: str) -> Iterator[str]:
    """Python's name for a charset label, widened as browsers do; nothing for unknown ones and for UTF-8,
    ruled out."""
    try:
        name = codecs.lookup(map_encoding_to_html5(label, fallback_utf8=False) or label).name
    except (LookupError, ValueError, TypeError):
        return
    name = _WIDER.get(name, name)
    if not name.startswith(
        (
            "utf",
            "punycode",
            "idna",
            "unicode",
            "raw",
            "mbcs",
            "rot",
            "hex",
            "base",
            "zlib",
            "bz2",
            "quopri",
            "uu",
            "undefined",
        )
    ):
        yield name


_FREQUENT = {  # script → (the letters that most text of its languages is made of, least share of them)
    "arabic": (frozenset("اأإآلينیوهةەئمرتبدسکك"), 0.55),
    "cyrillic": (frozenset("оеаинтсрвлкмді"), 0.6),
    "hebrew": (frozenset("יוהלארמתבשנ"), 0.6),
    "greek": (frozenset("αοιετσνηυρπκ"), 0.40),
    "han": (frozenset(
        "的一是不了在人有我他这個个上们來来到时時大地为為子中你说說生国國年着就那和要她出也得里裡后後自以会會家可下而过過天去能对對小多然于於"
        "心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從无無情己面最女但现現前些所同日手又行意动動方"
    ), 0.10),
}  # fmt: skip
_MIN_LETTERS = 30
_WRONG_LATIN = re.compile(r"(?<=[^\W\d_])[¡-©¬-¶¸¹»-¿×÷](?=[^\W\d_])")
"""A sign between two letters of one word: Polish ł, ą, ż read as windows-1252."""
_TURKISH_MISREAD = re.compile("[ýþðÝÞÐ]")
_ICELANDIC = re.compile("[æáÁ]")
_WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
_BAD = re.compile("[\ufffd\x80-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_MAX_WORDS = 1_500


def nonsense(text: str) -> float:
    """How much of a decoded text is mojibake: the share (0 to 1) of its words beyond ASCII that no language
    writes, and of undecodable characters. 0 for plain ASCII."""
    words = [match.group() for match, _ in zip(_WORD.finditer(text), range(_MAX_WORDS), strict=False)]
    bad = len(_BAD.findall(text))
    beyond = sum(1 for c in text if c > "\x7f")
    if not beyond:
        return 0.0
    bad += len(_WRONG_LATIN.findall(text))
    turkish = _TURKISH_MISREAD.search(text) is not None and _ICELANDIC.search(text) is None
    broken = min(1.0, 4 * bad / beyond + 0.1 * turkish)
    weight = sum(len(word) for word in words)
    odd = sum(len(word) for word in words if _odd(word))
    return max(broken, odd / weight if weight else broken, _unlike_language("".join(words)))


def _unlike_language(letters: str) -> float:
    """0.5 when a script's usual letters are too rare among those read: Korean bytes read as Chinese, KOI8 as
    Arabic."""
    letters = letters.lower()
    for script, (frequent, least) in _FREQUENT.items():
        own = [c for c in letters if _script(c) == script]
        if len(own) < _MIN_LETTERS or (
            script == "han" and any(_script(c) in ("kana", "hangul") for c in letters)
        ):
            continue
        if sum(c in frequent for c in own) < least * len(own):
            return 0.5
    return 0.0


def _odd(word: str) -> bool:
    """Whether a word mixes scripts, switches to capitals inside, is mostly accents, or is made of rare
    ideographs."""
    scripts = {_script(c) for c in word if c > "\x7f"}
    if scripts & {"han", "kana", "hangul"}:
        return _odd_cjk(word, scripts)
    if len(scripts) > 1 or (scripts != {"latin"} and any(c.isascii() for c in word)):
        return True
    inner_capitals = sum(a.islower() and b.isupper() for a, b in pairwise(word))
    if inner_capitals and scripts <= {"latin", "cyrillic", "greek"}:
        return True
    return scripts == {"latin"} and len(word) >= 3 and sum(c > "\x7f" for c in word) > 0.6 * len(word)


def _odd_cjk(word: str, scripts: set[str]) -> bool:
    if scripts - {"han", "kana", "hangul"} or {"hangul", "kana"} <= scripts or _HALF_KANA.search(word):
        return True
    if "hangul" in scripts:
        return "han" in scripts and sum(_script(c) == "han" for c in word) * 2 > len(word)
    ideographs = [c for c in word if _script(c) == "han"]
    return sum(c in _common_ideographs() for c in ideographs) < 0.8 * len(ideographs)


def _script(char: str) -> str:
    code = ord(char)
    for start, end, name in _SCRIPTS:
        if start <= code <= end:
            return name
    return "other"


_SCRIPTS = (
    (0x00AA, 0x024F, "latin"), (0x1E00, 0x1EFF, "latin"), (0x0250, 0x02FF, "latin"),
    (0x0370, 0x03FF, "greek"), (0x0400, 0x052F, "cyrillic"), (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"), (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFC, "arabic"),
    (0x0E00, 0x0E7F, "thai"), (0x3040, 0x30FF, "kana"), (0xFF61, 0xFF9F, "kana"),
    (0xAC00, 0xD7AF, "hangul"), (0x1100, 0x11FF, "hangul"), (0x3130, 0x318F, "hangul"),
    (0x3400, 0x9FFF, "han"), (0xF900, 0xFAFF, "han"), (0x20000, 0x3FFFF, "han"), (0x3005, 0x3007, "han"),
)  # fmt: skip


@cache
def _common_ideographs() -> frozenset[str]:
    """The ideographs of everyday use: first levels of GB 2312, Big5, JIS X 0208, and KS X 1001's."""
    blocks: tuple[tuple[str, Iterable[int], Iterable[int]], ...] = (
        ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
        ("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF)),
        ("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))),
    )
    text = "".join(
        bytes((high, low)).decode(name, "ignore")
        for name, highs, lows in blocks
        for high in highs
        for low in lows
    )
    return frozenset(c for c in text if _script(c) == "han") | {"々", "〇"}
