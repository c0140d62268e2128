"""What becomes of a text whose sentences come out badly at first, or always."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from consumers.argos.store import install_file
from consumers.translate import translated
from consumers.translation.model import ModelFailed, Rendering
from consumers.translation.names import WatchedNames
from consumers.translation.translator import Translator
from crawler.store.translations import QueuedText

PACKAGE = Path(__file__).parents[1] / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
ROOT = Path(__file__).parents[2]


class Scripted:
    """A model that answers by a rule: faults that no real model shows on demand."""

    engine, model = "scripted", "ar_en-1"

    def __init__(self, answer: Callable[[str, bool], str]) -> None:
        self._answer = answer
        self.asked: list[str] = []

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        self.asked += sentences
        return [Rendering(self._answer(sentence, careful)) for sentence in sentences]


def translator(answer: Callable[[str, bool], str]) -> Translator:
    return Translator(Scripted(answer), "ar", "en")


def test_a_loop_is_decoded_again_with_more_care() -> None:
    looping = translator(lambda s, careful: "They denied it" if careful else "it it it it it it")
    (done,) = looping.translate(["نفت الشركة ذلك"])
    assert (done.status, done.text) == ("done", "They denied it")


def test_a_sentence_that_loses_a_handle_is_rendered_around_it() -> None:
    losing = translator(
        lambda s, careful: "Do you know him" if "@" in s else {"هل تعرف": "Do you know"}.get(s, "well")
    )
    (done,) = losing.translate(["هل تعرف @Ms3don جيدا"])
    assert done.text == "Do you know @Ms3don well"


def test_what_the_pieces_make_is_judged_as_a_whole() -> None:
    """Each piece alone has a translation; together they are a loop."""
    whole = "نفى الوزير الخبر، ورفض الرئيس الخطة، وأدان البرلمان القرار"
    stuck = translator(lambda s, careful: "" if s == whole else "The minister denied the news,")
    assert stuck.translate([whole])[0].reason == "nothing came out"
    assert stuck.translate([whole.split("،")[0]])[0].status == "done"


def test_clauses_are_tried_alone_before_a_sentence_is_given_up() -> None:
    def answer(sentence: str, careful: bool) -> str:
        return {"أولا،": "First,", "ثم ثانيا": "then second"}.get(sentence, "")

    (done,) = translator(answer).translate(["أولا، ثم ثانيا"])
    assert done.text == "First, then second"


def test_a_name_that_the_model_does_not_know_is_shown_to_it_as_the_watch_file_spells_it() -> None:
    def answer(sentence: str, careful: bool) -> str:
        return "Huawei denied it" if "Huawei" in sentence else "The lobby denied it"

    names = WatchedNames({"huawei": ("Huawei", "هواوي")})
    model = Scripted(answer)
    (done,) = Translator(model, "ar", "en", names).translate(["نفت هواوي ذلك"])
    assert (done.status, done.text) == ("done", "Huawei denied it")
    assert model.asked[-1] == "نفت Huawei ذلك"


def test_a_name_that_no_try_brings_back_fails_the_text() -> None:
    names = WatchedNames({"huawei": ("Huawei", "هواوي")})
    model = Scripted(lambda sentence, careful: "The lobby denied it")
    (failed,) = Translator(model, "ar", "en", names).translate(["نفت هواوي ذلك"])
    assert (failed.status, failed.reason) == ("failed", "the name Huawei was lost")


def test_what_stays_bad_is_failed_and_its_text_is_shown_nowhere() -> None:
    (failed,) = translator(lambda s, careful: "no no no no no").translate(["نفت الشركة ذلك. ثم صمتت."])
    assert (failed.status, failed.text, failed.reason) == ("failed", None, "it repeats itself")
    assert (failed.engine, failed.model) == ("scripted", "ar_en-1")


def test_one_bad_sentence_does_not_touch_other_texts() -> None:
    selective = translator(lambda s, careful: "" if "سيئة" in s else "A good sentence")
    first, second = selective.translate(["جملة سيئة", "جملة جيدة"])
    assert (first.status, second.text) == ("failed", "A good sentence")


def test_the_same_sentence_in_many_texts_is_rendered_once() -> None:
    model = Scripted(lambda s, careful: "A sentence of some words")
    Translator(model, "ar", "en").translate(["جملة ذات كلمات. جملة ذات كلمات.", "جملة ذات كلمات."])
    assert model.asked == ["جملة ذات كلمات."]


def test_a_text_on_which_the_model_breaks_fails_alone() -> None:
    def answer(sentence: str, careful: bool) -> str:
        if "سم" in sentence:
            raise ModelFailed("out of range")
        return "A good sentence"

    texts = [
        QueuedText(str(n), "ar", "en", text, 0) for n, text in enumerate(["جملة جيدة", "سم", "جملة جيدة"])
    ]
    outcomes = translated(translator(answer), texts)
    assert [o.status for o in outcomes] == ["done", "failed", "done"]
    assert outcomes[1].reason == "out of range"


OFFLINE = """
import sys
from pathlib import Path
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"went to the network: {event} {args}")
sys.addaudithook(refuse)
from consumers.argos.loaded import LoadedModels
translator = LoadedModels(Path(sys.argv[1])).translator("ar", "en")
text = "بيان شخصي حول ما أثير عن شركة هواوي في اليومين الماضيين. أنا جائع جدا."
print(translator.translate([text])[0].text)
"""


def test_translating_needs_no_network_and_writes_nothing(tmp_path: Path) -> None:
    install_file(PACKAGE, tmp_path / "models")
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(tmp_path / "models")],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "Personal statement about Huawei in the last two days I'm very hungry.\n"
    assert list(home.iterdir()) == []


class HalfWay:
    """A pivot whose two models are known by what they give."""

    engine, model = "scripted", "ar_en-1+en_de-1"

    def __init__(self, between: str, final: str) -> None:
        self._between, self._final = between, final

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        return [Rendering(self._final, between=("en", self._between)) for _ in sentences]


def test_what_goes_wrong_half_way_is_seen() -> None:
    negated, final = "لم تختبر الشركة النظام.", "Das Unternehmen hat das System getestet."
    (lost,) = Translator(HalfWay("The company tested the system.", final), "ar", "de").translate([negated])
    assert (lost.status, lost.reason) == ("failed", "half-way, in en: a negation was lost")
    right = HalfWay("The company did not test the system.", "Das Unternehmen testete das System nicht.")
    assert Translator(right, "ar", "de").translate([negated])[0].status == "done"
