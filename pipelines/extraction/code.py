"""Program code that leaked into running text: ad calls, trackers, style sheets, template tags.

A block of code goes; a piece of code between sentences is cut out. Code that a sentence speaks about stays:
it is short, stands in mid-sentence, below a colon, or is marked up as code. Code that an article shows in
paragraphs of its own, without any of these, goes with the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from pipelines.extraction.blocks import Block

_START = re.compile(
    r"""
    (?:
        (?<![\w$.])(?:window|document|self|top|parent)\[['"][\w$-]{1,60}['"]\]\s{0,9}=   # window['x'] =
      | \(?(?<![\w$])[\w$]{1,60}(?:\.[\w$]{1,60}){0,9}\s{0,9}=\s{0,9}
        [\w$.]{1,90}\s{0,9}\|\|\s{0,9}[\[{]                                    # x = y || [
      | (?<![\w$.])[\w$]{2,60}\s{0,9}=\s{0,9}[\[{]\s{0,9}['"]                      # x = { 'key'
      | (?<![\w$.])[a-z][a-z\d]{0,30}_\w{1,60}\s{0,9}=\s{0,9}(?=['"\d])             # ad_client = 'x'
      | (?<![\w$])(?:var|let|const)\s{1,9}[\w$]{1,60}\s{0,9}=                    # var x =
      | !?\(?(?<![\w$])function\s{0,9}[\w$]{0,60}\s{0,9}\(                       # function (
      | \(\s{0,9}(?:\w{1,60}\s{0,9}(?:,\s{0,9}\w{1,60}\s{0,9}){0,9})?\)\s{0,9}=>\s{0,9}\{   # () => {
      | (?<![\w$.])(?:[\w$]{1,60}\.){1,9}[\w$]{1,60}\s{0,9}=\s{0,9}(?=[\w$'"\[{(!])   # a.b =
      | (?<![\w$.])(?:[\w$]{1,60}\.){0,9}[\w$]{1,60}\((?=\s{0,9}(?:function\b|\(|\{|\[|['"]))  # call('x' | {
      | (?<![\w$.])(?:[\w$]{1,60}\.){1,9}[\w$]{1,60}\(\s{0,9}\)\s{0,9};           # a.b();
      | (?<![\w$.])(?:jQuery|\$)\(\s{0,9}(?:document|window|function)\b
      | (?<![\w$.])if\s{0,9}\(\s{0,9}(?:typeof|!?\s{0,9}window|!?\s{0,9}document)\b
      | (?<![\w$.])try\s{0,9}\{
      | @(?:media|import|font-face|keyframes)\b
      | [.#][\w-]{1,60}(?:[\s,>+~]{1,9}[.#]?[\w-]{1,60}){0,9}\s{0,9}
        \{(?=\s{0,9}[\w-]{1,60}\s{0,9}:)                                       # .class { color:
    )
    """,
    re.VERBOSE,
)
_SIGN = re.compile(r"[;{}]|=>|\|\||&&|\(\s*['\"\[{]|\)\s*\(|=\s*['\"\[{]|\bfunction\b|===?|\.push\(|\bvar\b")
_ONLY_CALLS = re.compile(r"\s*(?:(?:[\w$]+\.)+[\w$]+\([^()]{0,80}\)\s*;?\s*)+")
_TEMPLATE_TAG = re.compile(
    r"\{\{[^{}]{1,120}\}\}|\{%[^{}]{1,120}%\}|<!--.{0,300}?-->|<\?php.{0,300}?\?>|%%[A-Z_]{3,40}%%"
)
_SCRIPT_TAG = re.compile(
    r"<(?:script|style|noscript|iframe|ins|amp-[\w-]+)(?:\s[^<>]{0,600})?/?>.{0,2000}?"
    r"</(?:script|style|noscript|iframe|ins|amp-[\w-]+)\s*>",
    re.IGNORECASE,
)
_REMARK = re.compile(r"/\*.{0,300}?\*/|(?<![:\w])//.{0,120}$")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|adrotate|ad|ads|embed|video|audio|playlist|vc_\w+|et_pb_\w+|su_\w+|fusion_\w+"
    r"|wp_\w+|contact-form-7|"
    r"mc4wp_form|rev_slider|the_ad|quads|sharethis|jetpack\w*|su?b?scribe\w*"
    r"|newsletter\w*)(?:[ =][^\[\]\n]{0,200})?\]",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"\b(?:google[ _]ad[ _](?:client|slot|width|height)|ez[ _]ad[ _]units|ca[ _-]pub)\b|\S+", re.I
)
"""One word, or a name in code whose underscores were taken for spaces."""
_COMPANIES = frozenset(("taboola", "outbrain", "criteo"))
_AD_NAMES = _COMPANIES | frozenset((
    "googletag", "adsbygoogle", "pubads", "defineslot", "defineoutofpageslot", "enableservices",
    "enablesinglerequest", "addservice", "addsize", "getelementbyid", "getelementsbytagname",
    "createelement", "appendchild", "insertbefore", "parentnode", "queryselector", "addeventlistener",
    "datalayer", "gtag", "fbq", "pubwise", "prebid", "pbjs", "apstag", "settimeout", "innerhtml",
    "sizemapping", "collapseemptydivs", "settargeting", "displayads", "oncontentloaded", "gpt", "dfp",
    "prebidjs", "ez_ad_units", "ezslot", "medrectangle", "google_ad_client", "google_ad_slot",
    "google_ad_width", "google_ad_height", "ca_pub",
))  # fmt: skip
_SERVICES = (
    "googletag", "adsbygoogle", "pubads", "getelementbyid", "datalayer", "gtag", "fbq", "taboola", "outbrain",
    "pbjs", "apstag", "criteo",
)  # fmt: skip
_FLAT_SIGNS = (*_SERVICES, "createelement", "appendchild", "ezslot", "google ad", "google_ad")
_SPOKEN = frozenset((
    "push", "function", "display", "window", "document", "script", "ad", "ads", "slot", "url", "type", "text",
    "true", "false", "new", "date", "body", "head", "style", "return", "if", "else", "this", "que", "load",
    "ready", "com", "www", "http", "https", "mode", "mix", "target", "container", "placement", "arguments",
))  # fmt: skip
"""Words of code that prose has as well."""
_AD_WORDS = _SPOKEN | frozenset((
    "cmd", "var", "let", "const", "async", "src", "js", "div", "id", "the_slot", "javascript", "null",
    "undefined", "typeof", "unshift", "jquery", "thumbnails", "config", "ua",
))  # fmt: skip
_SIZE = re.compile(r"\d+x\d+|\d+")
_STRAIGHT = str.maketrans(dict.fromkeys("‘’‚‛", "'") | dict.fromkeys("“”„‟", '"'))
"""WordPress turns the quotation marks of leaked code into typographic ones."""
_MAX_LINES = 60
_OPENING, _GOING_ON = ("(", "[", "{"), (".", ")", "}", "]")
_MIN_FLAT_RUN, _LONGEST_GAP = 4, 3
_MAX_SCAN = 6_000


_INTRODUCES = (":", "：")


def drop_code(blocks: list[Block]) -> None:
    """Cuts leaked code out of the kept blocks; one that is nothing else is un-kept. Code that the article
    shows is left alone: in `<pre>` or `<code>`, or below a colon and naming no advertising service."""
    shown = False
    lines = [b for b in blocks if b.kept and b.post is None and not _marked_up(b)]
    _drop_code_over_lines(lines)
    for block in lines:
        if not block.kept:
            continue
        text = without_code(block.text)
        if text == block.text:
            shown = text.endswith(_INTRODUCES)
        elif text or not shown or _is_of_advertising(block.text):
            block.text, block.kept = text, any(c.isalpha() for c in text)


def _drop_code_over_lines(lines: Sequence[Block]) -> None:
    """Un-keeps the lines of a statement that begins on one line and ends on a later one."""
    at = 0
    while at < len(lines):
        end = _end_of_code(lines, at)
        if end > at + 1:
            code = " ".join(line.text for line in lines[at:end])
            shown = at > 0 and lines[at - 1].text.endswith(_INTRODUCES) and not _is_of_advertising(code)
            if not shown and not without_code(code):
                for line in lines[at:end]:
                    line.kept = False
        at = end


def _end_of_code(lines: Sequence[Block], at: int) -> int:
    """Behind the last line of a statement that a line may begin: it ends with an open bracket, or the next
    one calls a method of it. Each line is looked at once."""
    first = lines[at].text
    chained = first[-1:] == ")" and at + 1 < len(lines) and lines[at + 1].text[:1] == "."
    if first[-1:] not in _OPENING and not chained:
        return at + 1
    opened = length = 0
    end = at
    while end < len(lines) and end - at < _MAX_LINES and length < _MAX_SCAN:
        text = lines[end].text
        opened += sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))
        length += len(text)
        end += 1
        if opened <= 0 and not (end < len(lines) and lines[end].text[:1] in _GOING_ON):
            break
    return end


def _is_of_advertising(code: str) -> bool:
    return any(name in code.lower() for name in _SERVICES)


def without_code(text: str) -> str:
    """A line of text without the code that leaked into it."""
    if any(c in text for c in "{[<%"):
        text = _SHORTCODE.sub(" ", _TEMPLATE_TAG.sub(" ", _cut_elements(text)))
    if any(c in text for c in "({="):
        cut = _cut_statements(text, text.translate(_STRAIGHT))
        text = cut if cut == text or _REMARK.sub("", cut).strip() else ""
    text = _cut_flat(text)
    return " ".join(text.split())


def _marked_up(block: Block) -> bool:
    element = block.element
    for _ in range(4):
        if element is None:
            return False
        if element.tag in ("pre", "code", "samp", "kbd"):
            return True
        element = element.getparent()
    return False


def _cut_elements(text: str) -> str:
    """Without the elements of scripts and advertisements whose tags are shown, unless a sentence goes on
    around them."""
    return _SCRIPT_TAG.sub(
        lambda found: " " if _stands_apart(text[: found.start()], text[found.end() :]) else found[0], text
    )


def _stands_apart(before: str, after: str) -> bool:
    """Whether what is between two pieces of text stands between sentences."""
    before, after = before.rstrip(), after.lstrip()
    opens = not before or before[-1] in ".!?…:;»”\"'’)]}>؟。！？"
    return opens and (not after or not after[0].islower())


def _cut_statements(text: str, code: str) -> str:
    """A text without the statements in it; `code` is the same with straight quotation marks."""
    pieces: list[str] = []
    at = search = 0
    while (start := _START.search(code, search)) is not None:
        end = _statement_end(code, start.start(), start.end())
        if _leaked(text, start.start(), end, code[start.start() : end]):
            pieces.append(text[at : start.start()])
            at = search = end
        else:
            search = start.end()
    pieces.append(text[at:])
    rest = " ".join(pieces) if at else text
    return "" if _ONLY_CALLS.fullmatch(rest) else rest


def _leaked(text: str, start: int, end: int, code: str) -> bool:
    """Whether code stands between sentences (or is all there is), not inside one that speaks of it."""
    signs = len(_SIGN.findall(code))
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if not before and not after:
        return signs >= 1
    if signs < 2:
        return False
    if _stands_apart(before, after):
        return True
    spoken_of = before[-1:] in ("“", "‘", "`", "«") or after[:1] in (",", ".", ")", "”", "’", "»", "`")
    return signs >= 4 and len(code) >= 40 and not spoken_of


def _statement_end(text: str, start: int, inner: int) -> int:
    """Where the statements that begin at `start` end: brackets closed, then a semicolon or nothing more of
    code."""
    depth, at, quote, end = 0, start, "", min(len(text), start + _MAX_SCAN)
    last = inner
    while at < end:
        char = text[at]
        if quote:
            quote = "" if char == quote and text[at - 1] != "\\" else quote
        elif char in "'\"`" and depth > 0:
            quote = char if char in text[at + 1 : end] else ""
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            last = at + 1
            if depth <= 0 and not _goes_on(text, at + 1):
                return last
        elif char == ";" and depth <= 0:
            last = at + 1
            if _START.match(text[last : last + 200].lstrip()) is None and text[last : last + 3].strip()[
                :1
            ] not in ("}", ")"):
                return last
        at += 1
    return last if depth <= 0 else end


def _goes_on(text: str, at: int) -> bool:
    rest = text[at : at + 200].lstrip()
    return (
        rest[:1] in (";", ".", "(", ")", ",", "[", "}", "]", "{", "=")
        or rest[:2] in ("||", "&&")
        or rest.startswith("else")
    )


def _cut_flat(text: str) -> str:
    """Code of which only the words are left ("googletag cmd push function googletag display 1x3"): a run of
    four or more words out of ad and script vocabulary, two of them names that no prose knows."""
    lower = text.lower()
    if not any(sign in lower for sign in _FLAT_SIGNS):
        return text
    found = list(_WORD.finditer(text))
    words = [word.group().lower().replace(" ", "_") for word in found]
    plain = [word.strip("_.,;:()[]{}'\"").replace("ca-pub", "ca_pub") for word in words]
    for start, end in reversed(_flat_runs(words, plain)):
        text = f"{text[: found[start].start()].rstrip()} {text[found[end - 1].end() :].lstrip()}"
    return text.strip()


def _flat_runs(words: list[str], plain: list[str]) -> list[tuple[int, int]]:
    """Where the runs of code words begin and end. `plain`: the words without marks at their ends."""
    runs: list[tuple[int, int]] = []
    at = floor = 0
    while at < len(plain):
        if plain[at] not in _AD_NAMES:
            at += 1
            continue
        end = _flat_end(words, plain, at)
        start = _flat_start(plain, at, end, floor)
        if _is_flat_code(plain[start:end]):
            runs.append((start, end))
        at = floor = end
    return runs


def _flat_end(words: list[str], plain: list[str], start: int) -> int:
    """Behind the last word of a run. A few words of the page's own ("site article 300 250 div") do not end
    it where code goes on behind them, unless there are marks as prose has."""
    end = start + 1
    while end < len(plain):
        if _is_code_word(plain[end]) or (len(plain[end]) == 1 and plain[end] in plain[start:end]):
            end += 1
            continue
        gaps = (
            gap
            for gap in range(end + 1, end + 1 + _LONGEST_GAP)
            if words[end - 1 : gap] == plain[end - 1 : gap] and _begins_code(plain[gap : gap + _MIN_FLAT_RUN])
        )
        resumed = next(gaps, None)
        if resumed is None:
            break
        end = resumed
    return end


def _flat_start(plain: list[str], start: int, end: int, floor: int) -> int:
    """The first word of a run whose first name is at `start`: before it stand words that only code has, and
    ones that come again in the run."""
    while start > floor:
        word = plain[start - 1]
        again = (word in _SPOKEN or len(word) == 1) and word in plain[start:end]
        opens = word == "if" and plain[start] == "typeof"
        if not (again or opens or word in _AD_WORDS - _SPOKEN):
            break
        start -= 1
    return start


def _is_code_word(word: str) -> bool:
    return word in _AD_NAMES or word in _AD_WORDS or _SIZE.fullmatch(word) is not None


def _is_told(word: str) -> bool:
    """Whether a word is of code and no prose."""
    return word in _AD_NAMES or word in _AD_WORDS - _SPOKEN


def _begins_code(words: list[str]) -> bool:
    """Whether two or more words of code stand first, one of them no word of prose."""
    code = list(takewhile(_is_code_word, words))
    return len(code) > 1 and any(map(_is_told, code))


def _is_flat_code(words: list[str]) -> bool:
    """Whether a run is code: sentences name advertising companies too, but not with words of code."""
    names = sum(word in _AD_NAMES for word in words)
    told = sum(_is_told(word) and word not in _COMPANIES for word in words)
    only_companies = not any(word in _AD_NAMES - _COMPANIES for word in words)
    return len(words) >= _MIN_FLAT_RUN and names >= 2 and told >= 1 + only_companies
