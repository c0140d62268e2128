"""The wording of page furniture, read from `phrases/`: what a line says, not where it stands.

Every pattern matches a whole folded line, so a sentence that only mentions such words is never touched.
`phrases/README.md` explains the files and their sections; `pipelines.extraction.lines` applies them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from importlib import resources

_EDGE = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")
_INVISIBLE = re.compile("[\u061c\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ONE_FORM = str.maketrans("’‘`´ıىیکةہھۀ", "''''iييكهههه")
_MARK = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")

_NETWORKS = {  # how a social network, or a way to share, is called; Latin names are used in every script
    "latin": (
        "facebook(?: messenger)?|fb|twitter|x|whats ?app|telegram|linked ?in|pinterest|reddit|insta(?:gram)?"
        "|tik ?tok"
        "|you ?tube|threads|bluesky(?: social)?|mastodon|snapchat|flipboard|tumblr|messenger|viber|line|skype"
        "|vk"
        r"|vkontakte|odnoklassniki|ok\.ru|pocket|xing|weibo|wechat|qq|qzone|signal|google(?: ?\+| ?plus"
        r"| news)"
        "|apple news|soundcloud|spotify|rss|discord|truth social|rumble|substack|e-?mail|mail|sms|print"
        "|copy(?: link)?"
        "|nextdoor"
    ),
    "arabic": (
        "(?:ال)?(?:فيسبوك|فيس بوك|تويتر|اكس|واتساب|واتس ?اب|تلي?جرام|تيليجرام|تلي?غرام|تيليغرام|ان?ستغرام"
        "|ان?ستجرام|انستقرام)"
        "|يوتيوب|لينكد ?ان|لينكدين|بينترست|تيك توك|سناب شات|ثريدز|ماسنجر|مسنجر|(?:غوغل|جوجل|گوگل) نيوز"
        "|اخبار جوجل"
        "|توييتر|تلگرام|اينستاگرام|واتس ?آپ|آپارات|ايتا|بله|سروش|روبيكا|ايكس|پينترست|ايميل"
        "|ٹوئٹر|ٹويٹر|واٹس ايپ|فيس بك|يوٹيوب|ٹيلي گرام|انسٹاگرام"
    ),
    "cjk": "微信|微博|新浪微博|腾讯微博|朋友圈|qq空间|qq好友|推特|脸书|臉書|电邮|抖音|快手|豆瓣",
    "cyrillic": (
        r"фейсбук|твиттер|телеграмм?|вконтакте|вк|одноклассники|инстаграмм?|ютуб|ватсап|вотсап|дзен"
        r"|яндекс\.?дзен"
        r"|яндекс\.?новости|макс"
    ),
}
_BETWEEN = (
    r"(?:[\s,،、&|/+·•:]|and|or|our|y|e|et|und|oder|og|ou|ve|veya|и|или|و|او|أو|اور|یا|或|和|及|@[\w.]+)"
)
_SHORTHANDS = {
    "<x>": r"[^.!?؟。！？۔]{0,60}",
    "<y>": r"[^.!?؟。！？۔]{0,140}",
    "<n>": r"\(?\d[\d,. ]*[kmт]?\)?",
}


@lru_cache(maxsize=1024)
def fold(line: str) -> str:
    """The form in which lines are matched: lower case, no accents, one form for each Arabic letter and
    apostrophe, nothing invisible, punctuation at both ends gone."""
    line = line.casefold()
    if not line.isascii():
        line = _unaccented(_INVISIBLE.sub("", line.replace("\u200c", " "))).translate(_ONE_FORM)
    return _EDGE.sub("", line)


def _unaccented(text: str) -> str:
    return unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFD", text)))


class Section:
    """All phrases of one section, in every language; `longest` is the length from which no line is tried."""

    def __init__(self, name: str, longest: int) -> None:
        self._name, self._longest = name, longest

    @cached_property
    def _by_script(self) -> dict[str, re.Pattern[str]]:
        return {
            script: re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
            for script, patterns in _patterns()[self._name].items()
        }

    def matches(self, folded: str) -> bool:
        """Whether a whole folded line is one of the phrases."""
        if len(folded) > self._longest:
            return False
        if folded.isascii():  # twice as fast
            pattern = self._by_script.get("latin")
            return pattern is not None and pattern.fullmatch(folded) is not None
        return any(pattern.fullmatch(folded) for pattern in self._of(folded))

    def found_in(self, folded: str) -> bool:
        """Whether a folded text contains one of the phrases."""
        return any(pattern.search(folded) for pattern in self._by_script.values())

    def _of(self, folded: str) -> Iterator[re.Pattern[str]]:
        for script in _scripts(folded):
            if script in self._by_script:
                yield self._by_script[script]


_RANGES = (
    ("arabic", re.compile("[\u0600-\u06ff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("cjk", re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")),
    ("latin", re.compile("[a-z0-9%©δ]")),
)


def _scripts(text: str) -> list[str]:
    return [script for script, letters in _RANGES if letters.search(text)]


@cache
def _patterns() -> dict[str, dict[str, list[str]]]:
    """Section → script → patterns, from the files; a phrase is filed under its own script, not its file's."""
    found: dict[str, dict[str, list[str]]] = {}
    for file in sorted(
        resources.files("pipelines.extraction").joinpath("phrases").iterdir(), key=lambda f: f.name
    ):
        if not file.name.endswith(".txt"):
            continue
        section: dict[str, list[str]] = {}
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("[") and line.endswith("]") and line[1:-1].isalpha():
                section = found.setdefault(line[1:-1], {})
            elif line and not line.startswith("#"):
                script = _script_of(line)
                section.setdefault(script, []).append(_folded_pattern(line, script))
    return found


def _script_of(line: str) -> str:
    plain = re.sub(r"<\w+>", "", line)
    return next((script for script, letters in _RANGES[:3] if letters.search(plain)), "latin")


def _folded_pattern(line: str, script: str) -> str:
    for shorthand, pattern in _SHORTHANDS.items():
        line = line.replace(shorthand, pattern)
    if "<net" in line:
        network = f"(?:{'|'.join(dict.fromkeys((_NETWORKS['latin'], _NETWORKS[script])))})"
        line = line.replace("<nets>", f"(?:{network}(?:{_BETWEEN}+{network})*)").replace("<net>", network)
    return _unaccented(line.replace("\u200c", " ")).translate(_ONE_FORM)


COMMENT = Section("comment", 330)
LABEL = Section("label", 40)
SHARE = Section("share", 160)
FOLLOW = Section("follow", 260)
NEWSLETTER = Section("newsletter", 420)
CONSENT = Section("consent", 900)
APP = Section("app", 180)
ADVERT = Section("advert", 90)
IMAGE = Section("image", 160)
NAVIGATION = Section("navigation", 260)
CUE = Section("cue", 80)
WEAK_CUE = Section("weak", 30)
AUTHOR_NOTE = Section("author", 40)
CREDIT = Section("credit", 130)
BYLINE = Section("byline", 130)
HOME = Section("home", 40)
CHALLENGE_TITLE = Section("challenge", 120)
ERROR_TITLE = Section("error", 120)
LOGIN_TITLE = Section("login", 120)
PARKED = Section("parked", 200)
WALL = Section("wall", 200)

DATE_ONLY = re.compile(
    r"(?:[^\W\d]{2,12}[.,]?\s+)?(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|\.)?\W*(?:de |of )?[^\W\d]{3,12}\.?,?(?: de)?\W*\d{4}"
    r"|[^\W\d]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|\d{4}년 ?\d{1,2}월 ?\d{1,2}일)(?: г| г\.)?"
    r"(?:[\s,|–—·•-]*(?:at|um|a|a las|в|klo?|kl|saat"
    r"|الساعة)?[\s.]*\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: ?(?:uhr"
    r"|h))?(?: ?\(?[a-z]{2,5}\)?)?)?"
)
"""A date, with or without weekday and time, and nothing else."""
