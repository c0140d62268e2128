"""The library argostranslate as engine: the same translations as from the own engine, nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from consumers.argos.argostranslate import ArgostranslateModel
from consumers.argos.engine import ArgosModel
from consumers.argos.loaded import ENGINES, LoadedModels
from consumers.argos.store import Model, install_file
from consumers.translation.model import ModelFailed
from consumers.translation.translator import Translator
from crawler.document import Translation
from tests.cli.command import Rasid

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "tests" / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
STATEMENT = "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية"
IN_ENGLISH = "Statement by Huawei in response to the accusations of the American Washington Post"
LOOPING = "عمال يفحصون أغشية التناضح العكسي في القاعة الرئيسية للمحطة"
"""The small model repeats itself on it."""
LINES = f"""
{STATEMENT} pic.twitter.com/ETyLkvvRU2
بيان شخصي حول ما أثير عن شركة هواوي في اليومين الماضيين.
أنا جائع جدا.
هل تتكلم الإنجليزية؟
أين المحطة؟
لا أعرف ماذا أقول.
أحب القهوة والشاي.
🔥 عاجل: اين ذهبت؟ 🔥
@reader هل تعرف هذا الرجل؟
#هواوي ترد على الاتهامات
انظر إلى هذا https://example.org/a_b?c=1 الآن
عندي ثلاثة كتب و15 قلما.
ولدت في 1986.
وصل القطار في الساعة 10:30.
كان عندي ٢٥ كتابا.
ذهبت إلى السوق. اشتريت خبزا. ثم عدت إلى البيت.
هو يقرأ كتابا.
هي تدرس في المدرسة كل يوم.
نحن نعيش في مدينة كبيرة.
الجو حار اليوم.
سأذهب غدا إلى المدرسة!
من فضلك افتح الباب.
أغلق النافذة، من فضلك.
كم عمرك؟
ما اسمك؟
اسمي سامي.
أنا لا أفهم.
هذا مستحيل!!!
ربما.
نعم، بالطبع.
أين أمي؟
أبي طبيب.
أخي يعمل في بنك.
توم لا يحب السمك.
لم أنم أمس.
سيعود قريبا إن شاء الله.
قالت الشركة إنها لا تعرف شيئا عن ذلك.
أعلنت الوزارة نتائج الانتخابات.
user_name كتب هذا
iPhone جديد من Apple
COVID-19 في الصين
﴿نص بين قوسين﴾
— هل أنت متأكد؟ — نعم.
أولا، ثانيا، ثالثا
١٢٣
ههههههههههه
Hello world
{LOOPING}
{"كلمة وكلمة أخرى " * 120}
{"ظظ ءء " * 300}
""".strip().splitlines()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return install_file(PACKAGE, tmp_path_factory.mktemp("models"))


def translations(engine: str, model: Model) -> list[Translation]:
    return Translator(ENGINES[engine](model.path, model.label), "ar", "en").translate(LINES)


def test_both_engines_translate_the_same_and_give_up_on_the_same(model: Model) -> None:
    library, own = translations("argostranslate", model), translations("argos", model)
    assert [(t.status, t.text, t.model) for t in library] == [(t.status, t.text, t.model) for t in own]
    assert {t.engine for t in library} == {"argostranslate"}
    assert IN_ENGLISH in str(library[0].text)
    assert {t.status for t in library} == {"done", "failed"}


def test_how_sure_the_model_is_comes_with_each_sentence(model: Model) -> None:
    library, own = (
        engine(model.path).render([STATEMENT, LINES[1]]) for engine in (ArgostranslateModel, ArgosModel)
    )
    assert [r.score for r in library] == pytest.approx([r.score for r in own])


def test_a_second_try_is_decoded_otherwise_and_as_the_own_engine_does(model: Model) -> None:
    library, own = ArgostranslateModel(model.path), ArgosModel(model.path)
    first, second = library.render([LOOPING]), library.render([LOOPING], careful=True)
    assert first[0].text != second[0].text == own.render([LOOPING], careful=True)[0].text
    assert library.render([LOOPING]) == first


def test_a_sentence_too_long_for_the_model_is_not_rendered_in_part(model: Model) -> None:
    long, short = ArgostranslateModel(model.path).render(["ظظ ءء " * 400, STATEMENT])
    assert (long.text, short.text) == ("", IN_ENGLISH)


@pytest.mark.parametrize("missing", ["metadata.json", "sentencepiece.model", "model/model.bin"])
def test_a_package_that_lost_a_part_fails_as_a_model(tmp_path: Path, missing: str) -> None:
    folder = install_file(PACKAGE, tmp_path).path
    (folder / missing).unlink()
    with pytest.raises(ModelFailed, match="argostranslate cannot load it"):
        ArgostranslateModel(folder).load()


def test_metadata_that_the_own_engine_takes_the_library_is_given_as_it_takes_it(tmp_path: Path) -> None:
    folder = install_file(PACKAGE, tmp_path).path
    metadata = json.loads((folder / "metadata.json").read_text("utf-8"))
    (folder / "metadata.json").write_text(json.dumps(metadata | {"target_prefix": None}), "utf-8")
    for engine in ENGINES.values():
        assert engine(folder, "").render([STATEMENT])[0].text == IN_ENGLISH


def test_the_library_has_the_models_that_rasid_installed(model: Model) -> None:
    translator = LoadedModels(model.path.parent, "argostranslate").translator("ar", "en")
    assert translator is not None
    (done,) = translator.translate([STATEMENT])
    assert (done.text, done.engine, done.model) == (IN_ENGLISH, "argostranslate", model.label)


ALONE = """
import os, sys
from pathlib import Path
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"went to the network: {event} {args}")
sys.addaudithook(refuse)
from consumers.argos.loaded import LoadedModels
before = dict(os.environ)
translator = LoadedModels(Path(sys.argv[1]), "argostranslate").translator("ar", "en")
print(translator.translate([sys.argv[2]])[0].text)
print(dict(os.environ) == before, {"minisbd", "onnxruntime", "spacy", "stanza"} & set(sys.modules))
"""


def test_the_library_leaves_nothing_behind_and_asks_nobody(model: Model, tmp_path: Path) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    environment |= {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"ARGOS_PACKAGES_DIR": str(home / "packages"), "ARGOS_DEBUG": "1", "ARGOS_BEAM_SIZE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ALONE, str(model.path.parent), STATEMENT],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (f"{IN_ENGLISH}\nTrue set()\n", "")
    assert [*home.rglob("*"), *temporary.rglob("*")] == []


def test_pages_are_translated_by_the_engine_that_the_configuration_names(rasid: Rasid) -> None:
    rasid.configure({"files": "*.txt"}, translate={"engine": "argostranslate"})
    statement = rasid.folder / "statement.txt"
    statement.write_text(STATEMENT, "utf-8")
    install_file(PACKAGE, rasid.folder / "models")
    assert rasid("crawl").code == 0
    stored = rasid("show", statement.as_uri(), "--json").json
    for (segment,) in (stored["segments"], rasid("process", statement, "--json").json["segments"]):
        translation = segment["translation"]
        assert (translation["engine"], translation["text"]) == ("argostranslate", IN_ENGLISH)


@pytest.mark.parametrize("command", ["check", "crawl"])
def test_without_the_library_one_line_says_how_to_install_it(rasid: Rasid, command: str) -> None:
    rasid.configure(translate={"engine": "argostranslate"})
    without = rasid.folder / "without"
    without.mkdir()
    (without / "sitecustomize.py").write_text("import sys; sys.modules['argostranslate'] = None", "utf-8")
    refused = rasid(command, PYTHONPATH=str(without))
    assert refused.code == 2
    (line,) = refused.err.splitlines()
    assert "watch.yaml: translate.engine: " in line and "pip install '.[argostranslate]'" in line
