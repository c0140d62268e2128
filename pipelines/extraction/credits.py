"""The lines that say who wrote an embedded post, and the ones that only invite to look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.document import Platform

_LONGEST = 240
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_TAIL = re.compile(
    r"(?:^-(?=\s)(?!.*\s(?:[—―–]|--)\s)|(?:^|(?<=\s))(?:[—―–]|--"
    r"|&mdash;))\s*(?P<author>\S.{0,100}?)\s*\(\s*@(?P<handle>[\w.-]{1,60}(?:@[\w.-]{3,80})?)\s*\)"
    r"[\s,·|–—-]*(?P<date>.{0,60})$"
)
_SHARED_BY = re.compile(
    r"^(?:An? (?:post|photo|video|reel)(?: shared| posted)? by|Post(?:ed)? by|Une (?:publication|photo"
    r"|vidéo) (?:partagée|publiée) par"
    r"|Publi(?:é|ée) par|Una (?:publicación|foto) (?:compartida|publicada) (?:de|por)|Publicad[oa] por"
    r"|Uma? (?:post|publicação|foto|vídeo)"
    r" (?:compartilhad|partilhad|publicad)[oa] por|Ein (?:Beitrag|Foto|Video) (?:geteilt|gepostet) von"
    r"|Gepostet von|Un post condiviso da"
    r"|Et (?:opslag|innlegg) delt a[fv]|Ett inlägg delat av|Slået op af|Een bericht gedeeld door"
    r"|(?:Публикация|Фото|Видео) от|Опубликовано"
    r"|تمت? (?:مشاركة|النشر|نشره)[^()@]{0,30}?بواسطة|پستی که توسط|Gönderen:?)\s*"
    r"(?P<author>[^()@]{1,100}?)?\s*(?:\(\s*@(?P<handle>[\w.-]{1,60}(?:@[\w.-]{3,80})?)\s*\)"
    r"|@(?P<bare>[\w.-]{1,60}(?:@[\w.-]{3,80})?))?"
    r"(?:\s+(?:on|le|el|en|am|em|den|в|في|il)\s+(?P<date>.{4,60}))?$",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"(?:An? \w+ (?:shared|posted) by|Une \w+ (?:partagée|publiée) par"
    r"|Una \w+ (?:compartida|publicada) (?:de|por)"
    r"|Uma? \w+ (?:compartilhad|partilhad)[oa] por|Ein \w+ (?:geteilt|gepostet) von|Un post condiviso da"
    r"|Et \w+ delt a[fv]|Ett inlägg delat av|Een bericht gedeeld door|تمت مشاركة)",
    re.IGNORECASE,
)
_PLATFORM = re.compile(
    r"\b(instagram|facebook|threads|tiktok|mastodon)\b|اينستاغرام|[إا]نستغرام|اینستاگرام", re.I
)
_PLATFORMS: dict[str, Platform] = {
    "facebook": "facebook", "threads": "threads", "tiktok": "tiktok", "mastodon": "mastodon",
}  # fmt: skip
_HANDLE_ALONE = re.compile(r"^@(?P<handle>[\w.-]{2,60})$")
_NAME_AND_HANDLE = re.compile(
    r"^(?P<author>[^@]{1,100}?)\s*[(（]\s*@(?P<handle>[\w.-]{1,60})\s*[)）].{0,60}$"
)
_PROMPT = re.compile(
    r"^(?:View (?:this|on|the|more|post|profile)\b.{0,60}|See (?:more|post) on \w+"
    r"|Voir cette publication.{0,40}|Ver esta publicación.{0,40}"
    r"|Ver no Instagram|Sieh dir diesen Beitrag.{0,40}|Vis dette opslag.{0,40}|Bu gönderiyi.{0,40}"
    r"|Посмотреть эту публикацию.{0,40}|عرض هذا المنشور.{0,40}|مشاهدة هذا المنشور.{0,40}"
    r"|مشاهده این پست.{0,40}"
    r"|在 ?Instagram ?查看.{0,20}|在 ?Instagram ?上查看.{0,20}|查看这篇帖子|Watch on \w+|Loading.{0,30}|Tweet"
    r"|Embedded (?:tweet|post)"
    r"|\[image or embed\]|♬.{0,120})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Credit:
    author: str | None = None
    handle: str | None = None
    date: str | None = None


def credit_line(line: str) -> tuple[str, Credit | None]:
    """Reads "words — Name (@handle) December 13, 2020": (what stands before the dash, the credit or None)."""
    if "@" not in line:
        return line, None
    clean = _DIRECTION_MARKS.sub("", line)
    match = _TAIL.search(clean)
    if match is None:
        return line, None
    return clean[: match.start()].strip(), Credit(
        match["author"].strip(), match["handle"].rstrip("."), match["date"].strip() or None
    )


def signed_by(line: str) -> Credit | None:
    """Reads "A post shared by Name (@handle) on Dec 3, 2020", "Posted by Name on …"."""
    if len(line) > _LONGEST:
        return None
    match = _SHARED_BY.match(_DIRECTION_MARKS.sub("", line).replace("\xa0", " "))
    if match is None or not (match["author"] or match["handle"] or match["bare"]):
        return None
    return Credit((match["author"] or "").strip() or None, match["handle"] or match["bare"], match["date"])


def says_shared(line: str) -> bool:
    """Whether a line that `signed_by` reads is an embed's beyond doubt: "Photo by" credits photos too."""
    return _SHARED.match(_DIRECTION_MARKS.sub("", line)) is not None


def shared_by(line: str) -> Credit | None:
    """Reads what `signed_by` reads, "Name (@handle)" and "@handle": how Instagram, Facebook, Threads and
    TikTok credit."""
    if len(line) > _LONGEST:
        return None
    signed = signed_by(line)
    if signed is not None:
        return signed
    clean = _DIRECTION_MARKS.sub("", line).replace("\xa0", " ")
    match = _NAME_AND_HANDLE.match(clean)
    if match is not None:
        return Credit(match["author"].strip(), match["handle"])
    match = _HANDLE_ALONE.match(clean)
    return Credit(None, match["handle"]) if match is not None else None


def is_prompt(line: str) -> bool:
    """Whether a line of an embed is the platform's own ("View this post on Instagram")."""
    return _PROMPT.match(_DIRECTION_MARKS.sub("", line)) is not None


def prompting_platform(line: str) -> Platform | None:
    """The platform that a prompt names: `instagram` of "View this post on Instagram"."""
    named = _PLATFORM.search(line) if len(line) <= _LONGEST and is_prompt(line) else None
    return None if named is None else _PLATFORMS.get((named[1] or "").lower(), "instagram")
