"""Models as a user installs, locks, lists, renews and removes them; what becomes of texts that wait."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from consumers.argos.engine import ArgosModel
from consumers.argos.store import install_file, installed
from crawler.document import Translation
from crawler.store import Store
from tests.cli.command import Done, Rasid, until
from tests.consumers.packages import PACKAGE, Mirror, metadata, repacked
from tests.drills.cluster import index_at
from tests.elastic.server import Server
from tests.site.pages import ARABIC, ENGLISH, JAPANESE, RUSSIAN, Story, article
from tests.site.server import Site

POST = "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية"
STORY = replace(ARABIC, paragraphs=(POST, *ARABIC.paragraphs))


def test_a_model_installed_later_translates_what_waits(rasid: Rasid, site: Site) -> None:
    url = site.add("/a.html", article(STORY))
    (rasid.folder / "pages.txt").write_text(url)
    rasid.configure(
        {"urls": "pages.txt"},
        names={"accusations": ["accusations"]},
        topics=[{"name": "statements", "query": "statement AND accusations"}],
    )
    assert rasid("crawl", "--json").json["documents"]["new"] == 1
    before = rasid("show", url, "--json").json
    assert {s["translation"]["status"] for s in before["segments"]} == {"pending"}
    assert (before["mentions"], rasid("search", "statement", "--json").json["total"]) == ([], 0)
    assert rasid("status", "--json").json["translation"]["pending"] == {"ar": len(before["segments"])}
    assert "rasid models install ar" in rasid("check").err

    installed = rasid("models", "install", PACKAGE, "--json").json
    assert (installed["code"], installed["source"], installed["target"]) == ("ar", "ar", "en")
    assert Path(installed["path"]).is_relative_to(rasid.folder / "models")
    assert installed["installed_at"].endswith("Z")
    assert [m["code"] for m in rasid("models", "list", "--json").json["models"]] == ["ar"]
    crawled = rasid("crawl", "--json").json  # no source is due

    assert crawled["pages"] == 0
    after = rasid("show", url, "--json").json
    assert after["text"] == before["text"]
    assert after["revision"] == 1
    assert "pending" not in {s["translation"]["status"] for s in after["segments"]}
    (translation,) = (s["translation"] for s in after["segments"] if s["text"] == POST)
    assert (translation["status"], translation["engine"]) == ("done", "argos")
    assert "Huawei" in translation["text"]
    (hit,) = rasid("search", "translation:statement accusations", "--json").json["hits"]
    assert hit["url"] == url
    assert any("<mark>" in piece for piece in hit["highlights"]["translation"])
    assert after["topics"] == ["statements"]
    for mention in after["mentions"]:
        assert mention["text"] == "translation"
        text = after["segments"][mention["segment"]]["translation"]["text"]
        assert text[mention["start"] : mention["end"]] == mention["term"]
    assert "accusations" in {m["name"] for m in after["mentions"]}
    assert rasid("status", "--json").json["translation"]["pending"] == {}

    assert rasid("models", "remove", "ar", "--json").json["code"] == "ar"
    assert rasid("models", "list", "--json").json["models"] == []
    assert rasid("show", url, "--json").json["segments"] == after["segments"]


Failure = Callable[[Rasid], Done]
"""Something that goes wrong with `models install`."""


def _damaged(rasid: Rasid) -> Done:
    content = bytearray(PACKAGE.read_bytes())
    content[900_000] ^= 0xFF
    (rasid.folder / "damaged.argosmodel").write_bytes(content)
    return rasid("models", "install", "damaged.argosmodel")


def _cut_short(rasid: Rasid) -> Done:
    (rasid.folder / "short.argosmodel").write_bytes(PACKAGE.read_bytes()[:900_000])
    return rasid("models", "install", "short.argosmodel")


def _leaving_its_folder(rasid: Rasid) -> Done:
    package = shutil.copy(PACKAGE, rasid.folder / "evil.argosmodel")
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("translate-ar_en-mini-0_1/../../escaped", b"owned")
    done = rasid("models", "install", package)
    assert not list(rasid.folder.rglob("escaped"))
    return done


def _for_other_languages(rasid: Rasid) -> Done:
    with mirrored(repacked(rasid.folder / "de.argosmodel", metadata_json=metadata(from_code="de"))) as mirror:
        return rasid("models", "install", "ar", "--from", mirror.url)


def _that_does_not_translate(rasid: Rasid) -> Done:
    vocabulary = b'["<unk>", "<s>", "</s>"]'
    return rasid("models", "install", repacked(rasid.folder / "x", shared_vocabulary_json=vocabulary))


def _on_a_full_disk(rasid: Rasid) -> Done:
    return rasid("models", "install", PACKAGE, largest_file=1_000_000)


def _downloaded_to_a_full_disk(rasid: Rasid) -> Done:
    with mirrored(PACKAGE) as mirror:
        return rasid("models", "install", "ar", "--from", mirror.url, largest_file=1_000_000)


def _whose_download_breaks_off(rasid: Rasid) -> Done:
    with mirrored(PACKAGE) as mirror:
        mirror.cut_after, mirror.cuts_always = 400_000, True
        return rasid("models", "install", "ar", "--from", mirror.url)


def _of_another_size(rasid: Rasid) -> Done:
    with mirrored(PACKAGE, size=PACKAGE.stat().st_size - 1) as mirror:
        return rasid("models", "install", "ar", "--from", mirror.url)


def _of_another_checksum(rasid: Rasid) -> Done:
    with mirrored(PACKAGE, sha256="0" * 64) as mirror:
        return rasid("models", "install", "ar", "--from", mirror.url)


def _not_in_the_lock(rasid: Rasid) -> Done:
    (rasid.folder / "lock.json").write_bytes(rasid("models", "lock").raw)
    package = repacked(rasid.folder / "newer.argosmodel", metadata_json=metadata())
    return rasid("models", "install", package, "--lock", "lock.json")


@contextmanager
def mirrored(package: Path, **index: object) -> Iterator[Mirror]:
    mirror = Mirror(package.read_bytes(), **index)
    try:
        yield mirror
    finally:
        mirror.close()


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (_damaged, "it is damaged or no zip file"),
        (_cut_short, "it is damaged or no zip file"),
        (_leaving_its_folder, "it has an entry that points outside its folder"),
        (_for_other_languages, "it translates from de to en, not from ar to en"),
        (_that_does_not_translate, "Invalid token ID"),
        (_on_a_full_disk, "the disk is full; the installed models are as they were"),
        (_downloaded_to_a_full_disk, "the disk is full; the installed models are as they were"),
        (
            _whose_download_breaks_off,
            "ended after 1200000 of 1863300 bytes; install again to go on from there",
        ),
        (_of_another_size, "it has 1863300 bytes, the index says 1863299"),
        (_of_another_checksum, "its SHA-256 is not the one that the index gives"),
        (_not_in_the_lock, "its SHA-256 is none of those in lock.json"),
    ],
)
def test_a_package_that_cannot_be_had_is_one_line_and_the_old_model_works(
    rasid: Rasid, failure: Failure, said: str
) -> None:
    models = rasid.folder / "models"
    before = install_file(PACKAGE, models)
    done = failure(rasid)
    assert (done.code, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith("rasid: ")
    assert said in line
    assert installed(models) == [before]
    assert "Huawei" in ArgosModel(before.path).render([POST])[0].text


def test_a_lock_brings_back_what_was_installed(rasid: Rasid) -> None:
    mirror = rasid.folder / "mirror"
    mirror.mkdir()
    shutil.copy(PACKAGE, mirror / "translate-ar_en-0_1.argosmodel")
    first = rasid("models", "install", "ar", "--from", "mirror", "--json").json
    lock = rasid("models", "lock")
    assert lock.json == [
        {"code": "ar", "version": "0.1", "size": PACKAGE.stat().st_size, "sha256": first["sha256"]}
    ]
    (rasid.folder / "models.lock.json").write_bytes(lock.raw)
    rasid("models", "remove", "ar")
    repacked(mirror / "translate-ar_en-2_0.argosmodel", metadata_json=metadata())
    (again,) = rasid("models", "install", "--lock", "models.lock.json", "--from", "mirror", "--json").json
    assert (again["version"], again["sha256"]) == ("0.1", first["sha256"])
    assert rasid("models", "install", "--lock", "models.lock.json", "--from", "/nowhere", "--json").json == []


def test_models_that_are_carried_over_are_those_that_were_locked(rasid: Rasid) -> None:
    """As docs/translation.md has it, "Without a network"."""
    carry = rasid.folder / "carry"
    (carry / "mirror").mkdir(parents=True)
    shutil.copy(PACKAGE, carry / "mirror" / "translate-ar_en-0_1.argosmodel")
    german = metadata(from_code="en", to_code="de", package_version="1.9")
    repacked(carry / "mirror" / "translate-en_de-1_9.argosmodel", metadata_json=german)
    for code in ("ar", "en-de"):
        assert rasid("models", "install", code, "--from", "carry/mirror").code == 0
    lock = rasid("models", "lock").raw
    (carry / "models.lock.json").write_bytes(lock)

    there = {"RASID_MODELS": str(rasid.folder / "there")}
    from_lock = ("models", "install", "--lock", "models.lock.json", "--from", "mirror")
    assert rasid(*from_lock, cwd=carry, **there).code == 0
    assert rasid("models", "lock", **there).raw == lock

    repacked(carry / "mirror" / "translate-ar_en-0_1.argosmodel", metadata_json=metadata())
    tampered = rasid(*from_lock, cwd=carry, RASID_MODELS=str(rasid.folder / "elsewhere"))
    assert (tampered.code, "models.lock.json says" in tampered.err) == (1, True)


def test_install_wants_to_know_what(rasid: Rasid) -> None:
    done = rasid("models", "install")
    assert (done.code, len(done.err.splitlines())) == (2, 1)


def test_what_an_index_offers_is_listed(rasid: Rasid) -> None:
    with mirrored(PACKAGE, size=1_863_300) as mirror:
        (offer,) = rasid("models", "list", "--available", "--from", mirror.url, "--json").json["models"]
        shown = rasid("models", "list", "--available", "--from", mirror.url).out
    assert (offer["code"], offer["languages"], offer["version"]) == ("ar", "Arabic → English", "1.0")
    assert offer["location"] == f"{mirror.url}/models/ar.argosmodel"
    assert all(word in shown for word in ("Arabic → English", "1.0", "1.8"))


def test_a_newer_version_redoes_what_it_is_asked_to(rasid: Rasid, site: Site) -> None:
    watched(rasid, site, {"/a.html": STORY})
    rasid("models", "install", PACKAGE)
    old = rasid("models", "lock").json[0]["sha256"][:8]
    rasid("crawl")
    (model,) = rasid("models", "list", "--json").json["models"]
    translated = model["translated"]
    assert (translated > 0, model["redoable"]) == (True, 0)
    rasid("models", "install", repacked(rasid.folder / "new.argosmodel", metadata_json=metadata()))
    (model,) = rasid("models", "list", "--json").json["models"]
    assert (model["translated"], model["redoable"]) == (0, translated)
    assert (
        f"{translated} texts that another version has translated could be redone"
        in rasid("models", "list").out
    )
    rasid("crawl")
    assert made_by(rasid, site) == {f"ar_en-0.1-{old}"}  # not unasked

    assert rasid("models", "redo", "ar", "--json").json == {"redo": {"ar": translated}}
    (model,) = rasid("models", "list", "--json").json["models"]
    assert (model["translated"], model["redoable"]) == (translated, 0)
    assert made_by(rasid, site) == {f"ar_en-2.0-{model['sha256'][:8]}"}
    assert rasid("models", "redo", "zh").err.startswith("rasid: no model 'zh' is installed that translates")
    rasid("models", "remove", "ar")
    none = rasid("models", "redo")
    assert (none.code, none.err.startswith("rasid: no model is installed that translates")) == (1, True)


def test_all_languages_are_redone_where_the_index_refuses(
    rasid: Rasid, site: Site, secured_elasticsearch: Server, index_name: str
) -> None:
    watched(rasid, site, {"/a.html": STORY, "/r.html": RUSSIAN})
    index = index_at(secured_elasticsearch, index_name) | {"api_key_env": "RASID_KEY"}
    rasid.configure({"urls": "pages.txt"}, index=index)
    wrong = {"RASID_KEY": "d3Jvbmc6a2V5"}
    assert rasid("crawl", **wrong).code == 1
    with Store(rasid.watch.data) as store, store.transaction():
        for code in ("ar", "ru"):
            for text in store.translations.waiting(code, "en", 1000):
                store.translations.store(text, Translation("done", "en", "x", "argos", "other"))
    rasid("models", "install", PACKAGE)
    rasid("models", "install", repacked(rasid.folder / "ru", metadata_json=metadata(from_code="ru")))
    assert redoable(rasid) == {"ar", "ru"}

    done = rasid("models", "redo", **wrong)
    assert (done.code, done.out) == (1, "")
    assert "the key in RASID_KEY is wrong, expired or withdrawn" in done.err.splitlines()[-1]
    asked = set(rasid("status", "--json").json["translation"]["redoing"])
    assert redoable(rasid) <= asked, "what is not done by now is waited for"


def redoable(rasid: Rasid) -> set[str]:
    """The models that could translate what others have translated."""
    return {m["code"] for m in rasid("models", "list", "--json").json["models"] if m["redoable"]}


def test_a_model_that_has_lost_a_part_is_called_damaged_and_wanted_again(rasid: Rasid, site: Site) -> None:
    watched(rasid, site, {"/a.html": STORY})
    model = rasid("models", "install", PACKAGE, "--json").json
    (Path(model["path"]) / "model" / "model.bin").write_bytes(b"cut short")
    rasid("crawl")
    listed = rasid("models", "list", "--json").json
    assert (listed["models"], [m["code"] for m in listed["damaged"]]) == ([], ["ar"])
    assert f"ar: damaged, and not used: a part of {model['path']} is gone" in rasid("models", "list").out
    assert rasid("status", "--json").json["translation"]["without_model"] == ["ar"]
    assert "`rasid models install ar`" in rasid("status").out
    assert "Arabic (ar) wait for a model; `rasid models install ar`" in rasid("check").err
    rasid("models", "install", PACKAGE)
    rasid("crawl")
    assert rasid("models", "list", "--json").json["damaged"] == []
    assert made_by(rasid, site)


def test_check_says_which_model_cannot_be_loaded(rasid: Rasid) -> None:
    rasid.configure()
    file = Path(rasid("models", "install", PACKAGE, "--json").json["path"]) / "sentencepiece.model"
    assert rasid("check", "--json").json["warnings"] == []
    file.write_bytes(bytes(file.stat().st_size))
    (warning,) = rasid("check", "--json").json["warnings"]
    assert warning.startswith("translate: model ar cannot be used: its tokenizer cannot be read")
    assert warning.endswith("; `rasid models install ar`")


def test_models_come_and_go_beside_a_live_run(rasid: Rasid, site: Site) -> None:
    watched(rasid, site, {"/a.html": STORY})
    with rasid.running("run") as run:
        until(lambda: rasid("status").code == 0)
        until(lambda: rasid("status", "--json").json["translation"]["pending"])
        rasid("models", "install", PACKAGE)
        until(lambda: not rasid("status", "--json").json["translation"]["pending"])
        rasid("models", "install", repacked(rasid.folder / "new.argosmodel", metadata_json=metadata()))
        assert rasid("models", "redo", "--json").json["redo"]["ar"] > 0
        until(lambda: not rasid("models", "list", "--json").json["models"][0]["redoable"])
        rasid("models", "remove", "ar")
        assert run.process.poll() is None
        assert run.end().code == 0
    assert len(made_by(rasid, site)) == 1


def test_check_names_the_languages_that_are_not_translated_and_what_they_lack(
    rasid: Rasid, site: Site
) -> None:
    stories = {"/a.html": ARABIC, "/e.html": ENGLISH, "/j.html": JAPANESE, "/r.html": RUSSIAN}
    watched(rasid, site, stories, **{"from": ["ar", "ru"]})
    assert rasid("check", "--json").json["hints"] == []  # nothing is stored yet
    rasid("crawl")
    checked = rasid("check", "--json").json
    assert [w.split(";")[0].split(" segments in ")[1] for w in checked["warnings"]] == [
        "Arabic (ar) wait for a model", "Russian (ru) wait for a model",
    ]  # fmt: skip
    assert checked["hints"] == [
        "translate: 1 documents in Japanese (ja), or with a post in it, are not translated;"
        " add ja to translate.from and `rasid models install ja`"
    ]
    assert "hint: translate: 1 documents in Japanese" in rasid("check").err

    rasid("models", "install", PACKAGE)
    (warning,) = rasid("check", "--json").json["warnings"]
    assert warning.endswith("Russian (ru) wait for a model; `rasid models install ru`")
    watched(rasid, site, stories, to="de", **{"from": ["ar", "ru"]})
    of_arabic, of_russian = rasid("check", "--json").json["warnings"]
    assert of_arabic.endswith("; `rasid models install en-de`")
    assert of_russian.endswith("; `rasid models install ru` and `rasid models install en-de`")
    german = metadata(from_code="en", to_code="de")
    rasid("models", "install", repacked(rasid.folder / "de.argosmodel", metadata_json=german))
    (warning,) = rasid("check", "--json").json["warnings"]
    assert "Russian" in warning


def test_status_tells_what_is_pending_how_fast_it_goes_and_what_lacks_a_model(
    rasid: Rasid, site: Site
) -> None:
    watched(rasid, site, {"/a.html": STORY, "/r.html": RUSSIAN})
    rasid("crawl")
    waiting = rasid("status", "--json").json["translation"]
    assert set(waiting["pending"]) == {"ar", "ru"}
    assert (waiting["without_model"], waiting["rate"], waiting["minutes_left"]) == (["ar", "ru"], {}, 0)
    rasid("models", "install", PACKAGE)
    assert rasid("status", "--json").json["translation"]["minutes_left"] is None  # nobody translates yet
    rasid("crawl")
    done = rasid("status", "--json").json["translation"]
    assert done["pending"] == {"ru": waiting["pending"]["ru"]}
    assert done["rate"] == {"ar": pytest.approx(waiting["pending"]["ar"] / 10, abs=0.06)}
    assert (done["without_model"], done["minutes_left"], done["redoing"]) == (["ru"], 0, {})
    shown = rasid("status").out
    assert "Russian (ru)" in shown
    assert "`rasid models install ru`" in shown


def test_what_stands_in_many_places_counts_once_in_the_time_that_is_left(rasid: Rasid, site: Site) -> None:
    watched(rasid, site, {f"/{n}.html": replace(STORY, title=f"بيان {n}") for n in range(5)})
    rasid("crawl")
    rasid("models", "install", PACKAGE)
    with Store(rasid.watch.data) as store, store.transaction():
        segments = store.translations.pending()["ar"]
        texts = store.translations.waiting_texts()["ar"]
        done = store.translations.waiting("ar", "en", 2)
        for text in done:
            store.translations.store(text, Translation("done", "en", "x", "argos", "other"))
    assert segments > 2 * texts
    status = rasid("status", "--json").json["translation"]
    assert status["minutes_left"] == (texts - len(done)) / (len(done) / 10)


def made_by(rasid: Rasid, site: Site) -> set[str]:
    """The models that the shown translations of the story come from."""
    segments = rasid("show", site.url("/a.html"), "--json").json["segments"]
    return {s["translation"]["model"] for s in segments if (s["translation"] or {}).get("status") == "done"}


def watched(rasid: Rasid, site: Site, stories: dict[str, Story], **translate: object) -> None:
    """A watch file over these pages."""
    pages = [site.add(path, article(story)) for path, story in stories.items()]
    (rasid.folder / "pages.txt").write_text("\n".join(pages), "utf-8")
    rasid.configure({"urls": "pages.txt"}, translate=translate)
