"""Drops the lines that the page says about itself: by their wording, their links, their place.

Every rule looks at one kept block and at most at its neighbours; what they match is in
`pipelines.extraction.wording`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from pipelines.extraction import wording
from pipelines.extraction.blocks import SENTENCE_END, Block, is_prose
from pipelines.extraction.cues import cue_and_pointers, is_cue, leads_elsewhere
from pipelines.extraction.dates import parse_day
from pipelines.extraction.introduced import are_alike, introduced
from pipelines.extraction.wording import fold

_QUOTING = re.compile(r"[“\"„«‹「『‘'][^“”\"„«»「」『』]{2,}[”\"“»›」』’']")
_STEP = re.compile(r"\s*(?:[>›»→/|\\\\]|::|\s[-–—•·]\s)\s*")
_REPORTED = re.compile(
    r"\b(?:said|says|saying|(?<!your )say|told|tells|argue[sd]?|wrote|added|found|warned|urged"
    r"|explain(?:s|ed)|admitted|claim(?:s|ed)|according to|reported|ruled|complained|a dit|a declare|selon"
    r"|dijo|afirmo|segun|disse|sagte|erklarte|laut|sagde|ifølge|dedi|soyledi|acikladi|сказал\w*|заявил\w*"
    r"|сообщил\w*|по словам"
    r"|قال|قالت|واضاف|اضاف|وقال|بحسب|كفت|گفت|كها|كهنا)\b|表示|指出|声称|認為|认为"
)
"""Words that report speech, as `wording.fold` leaves them."""
_SAID_SO = re.compile(
    r"[,،，] ?(?:"
    r"(?:\w+ ){0,2}(?:said|says|wrote|writes|noted|added|adds|joked|advised|insisted|recalled|replied|warned"
    r"|laughed|(?:he|she|who) (?:jokes|notes|laughs|smiles|recalls|asks))\b"
    r"|(?:sagt|meint|lacht|scherzt|erzahlt|erklart|schreibt|ruft|fragt|sagte|meinte|schrieb|rief)\b"
    r"|(?:dit|explique|plaisante|raconte|ajoute|affirme|assure|rit|sourit|precise|souligne|confie|lance|ecrit"
    r"|glisse|s'amuse|repond|a-t-(?:il|elle) \w+)\b"
    r"|(?:dice|explica|bromea|rie|cuenta|comenta|asegura|recuerda|senala|anade|escribe|responde|diz|conta"
    r"|brinca|ri|spiega|scherza|ride)\b"
    r"|(?:siger|fortæller|forklarer|griner|skriver|sier|sager|skrattar|ler)\b"
    r"|(?:diyor|diyordu|derdi|dedi|diye|anlatiyor|soyluyor|guluyor|ekliyor)\b"
    r"|(?:говорит|смеется|шутит|рассказывает|объясняет|пишет|добавляет|улыбается|сказал|написал|пошутил)"
    r"|(?:يقول|تقول|قال|قالت|يضيف|تضيف|يضحك|تضحك|يمزح|كتب|كتبت|اوضح)\b"
    r"|(?:\w+ ){0,3}(?:مي گويد|مي نويسد|مي خندد|گفت|نوشت|كهتے|كهتا|كهتي|كها)\b"
    r"|[^，。！？]{0,8}(?:说(?!明)|說(?!明)|写道|寫道|笑道))"
)
"""Behind a comma who speaks, or the verb alone: what stands before it is said by somebody in the article."""
_DECLARATION = re.compile(r'\{\s*"@(?:context|graph|type|id)"\s*:')
"""The beginning of JSON-LD that stands as text."""
_LONGEST = 900
_PARAGRAPH = 100
_LONGEST_DATELINE = 12
_LONGEST_CAPTION = 350
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CREDIT_AT_END = re.compile(
    r"(?:\b(?:photo|image|picture|foto|fotos|bild|credit|фото|fotoğraf|görsel|billede)|صورة|تصوير|عکس|图|照片"
    r"|写真)"
    r"(?: by| credit)?\s*[:：/©]\s*[^.!?:]{2,60}\)?$",
    re.IGNORECASE,
)
_NEAR = 3
_LONGEST_NOTE = 4
_TOP = 8
_LONGEST_NAME = 20
_MOST_LABELS = 12
_LONGEST_STRAY, _MOST_STRAYS = 60, 2
_JOB = re.compile(
    r"\b(?:reporters?|journalists?|correspondents?|editors?|writers?|columnists?|authors?|contributors?"
    r"|freelancers?|researchers?|professors?|lecturers?|photographers?|fellow|staff|journalistes?|redact\w+"
    r"|rédact\w+|periodistas?|redactora?|corresponsal|colabora\w*|journalist\w*|redakteur\w*|autor\w*"
    r"|reporter\w*|redaktør\w*|muhabir\w*|gazeteci\w*|yazar\w*|журналист\w*|корреспондент\w*|обозреватель"
    r"|редактор\w*|صحفي\w*|صحافي\w*|كاتبة?|مراسلة?|محررة?|خبرنگار\w*|روزنامه\W?نگار\w*|نویسنده\w*|صحافی)\b"
    r"|记者|编辑|作者",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?<![\w/])@\w{2,}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:twitter|x|linkedin|instagram)\.com/\w",
    re.IGNORECASE,
)
_LONGEST_SELF_PORTRAIT = 400


def drop_furniture(blocks: Sequence[Block], *, linked: bool) -> None:
    """Un-keeps the kept blocks that are furniture. `linked`: the blocks know their links (they come from
    HTML)."""
    kept = [i for i, block in enumerate(blocks) if block.kept and block.post is None]
    listed = introduced(blocks, kept)
    dropped: set[int] = set()
    for place, index in enumerate(kept):
        if index in dropped or (index in listed and listed[index] not in dropped):
            continue
        block = blocks[index]
        if len(block.text) > _LONGEST or _is_said(block):
            continue
        folded = fold(block.text)
        if is_cue(folded):
            dropped |= cue_and_pointers(blocks, index, linked)
        elif wording.AUTHOR_NOTE.matches(folded):
            dropped |= _author_note(blocks, kept, place)
        elif folded and _heads_prose(blocks, kept, place):
            continue
        elif _is_furniture(block, folded, blocks, kept, place):
            dropped.add(index)
    dropped |= _stray_lines(blocks, kept, dropped)
    for index in dropped:
        blocks[index].kept = False


def _is_said(block: Block) -> bool:
    """Whether somebody in the article says it: in quotation marks, or named behind a comma."""
    if block.link_share >= 0.5:
        return False
    said_so = SENTENCE_END.search(block.text) is not None and _SAID_SO.search(fold(block.text)) is not None
    return said_so or _QUOTING.match(block.text) is not None


def _heads_prose(blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    """Whether it is a heading over a paragraph, in the element that holds both: then its words are the
    article's, whatever they are."""
    heading = blocks[kept[place]]
    if heading.kind != "heading":
        return False
    below = list(islice((b for i in kept[place + 1 : place + _MOST_LINKS] if not _points(b := blocks[i])), 1))
    return any(
        heading.element is not None
        and block.element is not None
        and are_alike(heading.element.getparent(), block.element.getparent())
        and is_prose(block, _PARAGRAPH, 0.3)
        and not _says_furniture(block.text)
        for block in below
    )


_MOST_LINKS = 30
"""So far below a heading its paragraph is looked for, in lines."""


def _points(block: Block) -> bool:
    return block.link_share > 0.5 or is_cue(fold(block.text))


def _says_furniture(text: str) -> bool:
    return any(section.matches(fold(text)) for section in (*_ALWAYS, *_UNLESS_REPORTED))


def _stray_lines(blocks: Sequence[Block], kept: list[int], dropped: set[int]) -> set[int]:
    """Short lines below the last prose between lines of furniture: "+ Follow" in a comment form."""
    strays: set[int] = set()
    run: list[int] = []
    after_furniture = False
    for index in kept:
        text = blocks[index].text
        if index in dropped:
            strays |= set(run) if after_furniture else set()
            run, after_furniture = [], True
        elif len(text) > _LONGEST_STRAY or SENTENCE_END.search(text) or blocks[index].kind == "list":
            strays, run, after_furniture = set(), [], False
        else:
            run.append(index)
            after_furniture = after_furniture and len(run) <= _MOST_STRAYS
    return strays


def _is_furniture(block: Block, folded: str, blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    if not folded:
        return not any(c.isalnum() for c in block.text)
    if _DECLARATION.match(block.text):
        return True
    if _RIGHTS_SIGN.search(block.text, 0, _LONGEST_CAPTION) and not _is_sentence(block.text):
        return True
    if _is_in_a_share_bar(blocks, kept, place):
        return True
    if wording.LABEL.matches(folded):
        return _beside_a_form(blocks, kept, place) or _ends_in_labels(
            blocks, kept[place : place + _MOST_LABELS + 1]
        )
    if any(section.matches(folded) for section in _ALWAYS) and (
        block.link_share >= 0.3 or not _is_sentence(block.text)
    ):
        return True
    if any(section.matches(folded) for section in _UNLESS_REPORTED):
        if block.text.endswith(_ASKING) and _is_answered(blocks, kept, place):
            return False
        return not (_is_sentence(block.text) and _REPORTED.search(folded))
    if (
        _is_breadcrumb(block.text)
        or _is_divided_row(block)
        or leads_elsewhere(block)
        or _is_row_of_prompts(block.text)
    ):
        return True
    if wording.CREDIT.matches(folded):
        return not SENTENCE_END.search(block.text)
    if _EMAIL.fullmatch(block.text) or (
        len(block.text) < _LONGEST_CAPTION and _CREDIT_AT_END.search(block.text)
    ):
        return True
    return _is_about_the_writer(block, folded, place, len(kept) - place) or (
        _is_dateline(block.text) and _is_above_the_text(blocks, kept, place)
    )


_ASKING = ("?", "？", "؟")
_ANSWER = 3


def _is_answered(blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    """Whether a question is one of an interview: the article goes on right below it, and for a while."""
    below = [blocks[i] for i in kept[place + 1 : place + 1 + _ANSWER]]
    answered = len(below) == _ANSWER and SENTENCE_END.search(below[0].text) is not None
    return answered and not any(_says_furniture(block.text) for block in below)


_RIGHTS = re.compile(
    r"©|\(c\)|copyright|rights? reserved|droits|rechte|derechos|права|الحقوق|حقوق|版权|版權", re.IGNORECASE
)
_RIGHTS_SIGN = re.compile(r"[©ⓒ]")
_SENTENCE_WORDS = 5


def _is_sentence(text: str) -> bool:
    """Words with an end mark behind them: "Sponsored by the league, the team won." is no label. Lines about
    rights end like sentences and are none."""
    full = SENTENCE_END.search(text) is not None and len(text.split()) >= _SENTENCE_WORDS
    return full and _RIGHTS.search(text) is None


_ALWAYS = (wording.SHARE, wording.ADVERT, wording.IMAGE, wording.NAVIGATION)
_UNLESS_REPORTED = (wording.COMMENT, wording.FOLLOW, wording.NEWSLETTER, wording.CONSENT, wording.APP)


_DIVIDER = re.compile(r"\s*[|｜¦•·]\s*")
_PARTS_OF_A_ROW, _LONGEST_PART = 3, 60
_MOST_PARTS = 24
"""A longer row is judged by its links alone: to read 52,000 parts took more than a second. A guess."""


def _is_divided_row(block: Block) -> bool:
    """ "Print | Share | Telegram": links, prompts or names of networks between dividers."""
    parts = [part for part in _DIVIDER.split(block.text) if part]
    short = [part for part in parts if len(part) <= _LONGEST_PART]
    if len(short) < _PARTS_OF_A_ROW or block.link_share >= 0.5:
        return len(short) >= _PARTS_OF_A_ROW
    return len(parts) <= _MOST_PARTS and 2 * sum(map(_says_furniture, short)) >= len(parts)


_SENTENCE_BREAK = re.compile(r"(?<=[.!?؟…])\s+|(?<=[。！？])")
_LONGEST_ROW = 400
_LONGEST_HOOK = 80


def _is_row_of_prompts(text: str) -> bool:
    """Several prompts in one paragraph, a question before them or not: "Like this story? Share it. Sign up
    for our newsletter."
    """
    if len(text) > _LONGEST_ROW:
        return False
    sentences = [sentence for sentence in _SENTENCE_BREAK.split(text) if sentence]
    if len(sentences) > 1 and sentences[0].endswith(("?", "؟", "？")) and len(sentences[0]) <= _LONGEST_HOOK:
        sentences = sentences[1:]
    elif len(sentences) < 2:
        return False
    return _REPORTED.search(fold(text)) is None and all(map(_says_furniture, sentences))


def _is_about_the_writer(block: Block, folded: str, above: int, left: int) -> bool:
    """A byline near the top or the end, or in brackets; who the author is at the end. `above` and `left`:
    lines before it, and from it on."""
    if block.text[0] in "(（[" and block.text[-1] in ")）]" and wording.BYLINE.matches(folded):
        return True
    if left <= _LAST and _is_self_portrait(block):
        return True
    return (above < _TOP or left <= _LAST + 1) and _is_byline(block.text, folded)


_LAST = 3


def _is_self_portrait(block: Block) -> bool:
    """A last paragraph that says who somebody of the trade is and how to reach them."""
    text = block.text
    return (
        len(text) <= _LONGEST_SELF_PORTRAIT
        and _JOB.search(text) is not None
        and _ADDRESS.search(text) is not None
        and _REPORTED.search(fold(text)) is None
    )


def _author_note(blocks: Sequence[Block], kept: list[int], place: int) -> set[int]:
    """A heading such as "About the author" near the end, with the note under it."""
    rest = kept[place:]
    if len(rest) > _LONGEST_NOTE or sum(len(blocks[i].text) for i in rest) > _LONGEST:
        return set()
    return set(rest)


def _is_byline(text: str, folded: str) -> bool:
    if wording.DATE_ONLY.fullmatch(folded):
        return True
    if SENTENCE_END.search(text):
        return False
    return wording.BYLINE.matches(folded)


def _is_dateline(text: str) -> bool:
    return (
        len(text.split()) <= _LONGEST_DATELINE
        and SENTENCE_END.search(text) is None
        and parse_day(text) is not None
    )


def _is_above_the_text(blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    return place < _TOP and not any(is_prose(blocks[i], _PARAGRAPH, 0.3) for i in kept[:place])


def _is_breadcrumb(text: str) -> bool:
    """ "Home > World > Asia": the word for home, then steps between arrows or slashes."""
    steps = [step for step in _STEP.split(text) if step]
    return (
        2 <= len(steps) <= 7
        and len(text) < 240
        and wording.HOME.matches(fold(steps[0].rpartition(":")[2]))
        and not SENTENCE_END.search(text)
    )


def _ends_in_labels(blocks: Sequence[Block], rest: list[int]) -> bool:
    """Whether nothing but labels follows: "Comments" over comments that are loaded later."""
    return len(rest) <= _MOST_LABELS and all(wording.LABEL.matches(fold(blocks[i].text)) for i in rest)


def _is_in_a_share_bar(blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    """Three short lines that are a share bar when read as one: names of networks."""
    rows = [
        [blocks[i].text for i in kept[start : start + 3]] for start in range(max(0, place - 2), place + 1)
    ]
    return any(
        len(row) == 3 and max(map(len, row)) <= _LONGEST_NAME and wording.SHARE.matches(fold(" ".join(row)))
        for row in rows
    )


def _beside_a_form(blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    """A bare label ("Name", "Change") counts as a form's only near an unmistakable line of one."""
    near = kept[max(0, place - _NEAR) : place] + kept[place + 1 : place + 1 + _NEAR]
    return any(wording.COMMENT.matches(fold(blocks[i].text)) for i in near if len(blocks[i].text) < 300)
