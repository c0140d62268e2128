"""Installing, replacing and removing models: nothing of a package or of a server is trusted."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from consumers.argos.engine import ArgosModel
from consumers.argos.index import install, offers
from consumers.argos.lock import Lock, lock
from consumers.argos.package import BadPackage, unpack
from consumers.argos.store import (
    NOTE,
    damaged,
    install_file,
    installed,
    lacking,
    models_folder,
    remove,
)
from crawler.errors import NotFound, Unavailable, UsageError
from tests.consumers.packages import PACKAGE, Mirror, metadata, repacked

STATEMENT = "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية"
IN_ENGLISH = "Statement by Huawei in response to the accusations of the American Washington Post"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def translates(folder: Path) -> bool:
    """The installed Arabic model still does its work."""
    model = next(m for m in installed(folder) if m.code == "ar")
    return ArgosModel(model.path).render([STATEMENT])[0].text == IN_ENGLISH


def test_a_package_is_installed_and_described(models: Path) -> None:
    model = install_file(PACKAGE, models)
    assert (model.code, model.source, model.target, model.version) == ("ar", "ar", "en", "0.1")
    assert model.sha256 == hashlib.sha256(PACKAGE.read_bytes()).hexdigest()
    assert model.size == 2203339  # as unpacked, without Rasid's own note
    assert model.package_size == PACKAGE.stat().st_size
    assert installed(models) == [model]
    assert translates(models)


def test_the_folder_is_taken_from_the_environment(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_MODELS", str(models))
    install(str(PACKAGE))
    assert models_folder() == models
    assert [model.code for model in installed()] == ["ar"]


def test_nothing_is_installed_where_there_is_no_folder(models: Path) -> None:
    assert installed(models) == []


def test_a_new_version_takes_the_place_of_the_old(models: Path, tmp_path: Path) -> None:
    old = install_file(PACKAGE, models)
    new = install_file(repacked(tmp_path / "new.argosmodel", metadata_json=metadata()), models)
    assert [model.version for model in installed(models)] == ["2.0"]
    assert not old.path.exists()
    assert new.label != old.label
    assert translates(models)


def test_the_newer_counts_where_a_killed_installation_left_both(models: Path, tmp_path: Path) -> None:
    old = install_file(PACKAGE, models)
    shutil.copytree(old.path, tmp_path / "old")
    newer = install_file(repacked(tmp_path / "new.argosmodel", metadata_json=metadata()), models)
    for name in ("aa-before", "zz-after"):
        shutil.copytree(tmp_path / "old", models / name)
    assert installed(models) == [newer]
    remove("ar", models)
    assert installed(models) == []


@pytest.mark.parametrize("part", ["model/model.bin", "sentencepiece.model"])
@pytest.mark.parametrize("lost", [1, None])
def test_a_model_that_has_lost_a_part_is_none(
    models: Path, tmp_path: Path, part: str, lost: int | None
) -> None:
    model = install_file(PACKAGE, models)
    assert damaged(models) == []
    file = model.path / part
    if lost:
        file.write_bytes(file.read_bytes()[:-lost])
    else:
        file.unlink()
    assert (installed(models), damaged(models)) == ([], [model])
    assert lacking(installed(models), "ar", "en") == ["ar"]
    install_file(PACKAGE, models)
    assert translates(models)
    assert damaged(models) == []


def test_a_file_that_something_else_has_left_in_a_model_harms_nothing(models: Path) -> None:
    model = install_file(PACKAGE, models)
    (model.path / ".nfs01").write_text("x")
    assert installed(models) == [model]


def test_remove(models: Path) -> None:
    install_file(PACKAGE, models)
    assert remove("ar_en", models).code == "ar"
    assert installed(models) == []
    assert list(models.iterdir()) == []
    with pytest.raises(NotFound, match="no model 'ar' is installed"):
        remove("ar", models)


def test_languages_have_the_names_that_documents_use(models: Path, tmp_path: Path) -> None:
    package = repacked(tmp_path / "nb.argosmodel", metadata_json=metadata(from_code="nb"))
    assert install_file(package, models).code == "no"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"metadata_json": None}, "no metadata.json"),
        ({"metadata_json": b"{not json"}, "not valid JSON"),
        ({"metadata_json": b"[" * 100_000}, "not valid JSON"),
        ({"metadata_json": b"[]"}, "not an object"),
        ({"metadata_json": metadata(from_code="../../x")}, "names no language as from_code"),
        ({"metadata_json": metadata(type="sbd")}, "of type 'sbd'"),
        ({"model_bin": None}, "no model/model.bin"),
        ({"model_bin": PACKAGE.read_bytes()[:5000]}, "cannot be loaded"),
        ({"shared_vocabulary_json": b'["<unk>", "<s>", "</s>"]'}, "Invalid token ID"),
        ({"sentencepiece_model": None}, "neither sentencepiece.model nor bpe.model"),
        ({"sentencepiece_model": b"\x00\xff nonsense"}, "tokenizer cannot be read"),
    ],
)
def test_a_bad_package_is_refused_and_the_old_model_works(
    models: Path, tmp_path: Path, changes: dict[str, bytes | None], said: str
) -> None:
    before = install_file(PACKAGE, models)
    with pytest.raises(BadPackage, match=said) as refused:
        install_file(repacked(tmp_path / "bad.argosmodel", **changes), models)
    assert "\n" not in str(refused.value)
    assert installed(models) == [before]
    assert [path.name for path in models.iterdir()] == [before.path.name]
    assert translates(models)


@pytest.mark.parametrize(
    "name",
    [
        "pkg/../../escaped",
        "/tmp/escaped",
        "../escaped",
        "pkg\\..\\escaped",
        "C:/escaped",
        "pkg/model/../../../x",
    ],
)
def test_a_path_that_leaves_the_folder_is_refused(models: Path, tmp_path: Path, name: str) -> None:
    package = tmp_path / "evil.argosmodel"
    shutil.copy(PACKAGE, package)
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"owned")
    with pytest.raises(BadPackage, match="points outside its folder"):
        install_file(package, models)
    assert not list(tmp_path.rglob("escaped"))
    assert installed(models) == []


def test_a_symbolic_link_is_refused(models: Path, tmp_path: Path) -> None:
    package = tmp_path / "link.argosmodel"
    shutil.copy(PACKAGE, package)
    link = zipfile.ZipInfo("translate-ar_en-mini-0_1/model/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(BadPackage, match="no plain file"):
        install_file(package, models)


def test_a_package_that_unpacks_to_too_much_is_refused(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consumers.argos.package.MAX_UNPACKED_BYTES", 3 * 1024**2)
    package = tmp_path / "bomb.argosmodel"
    shutil.copy(PACKAGE, package)
    with zipfile.ZipFile(package, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("translate-ar_en-mini-0_1/model/zeros", b"\0" * 4 * 1024**2)
    with pytest.raises(BadPackage, match="would unpack to more than"):
        install_file(package, models)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", PACKAGE.read_bytes()[:900_000]])
def test_a_file_that_is_no_zip_is_refused(models: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.argosmodel").write_bytes(content)
    with pytest.raises(BadPackage, match=r"broken\.argosmodel: not installed"):
        install_file(tmp_path / "broken.argosmodel", models)


@pytest.mark.parametrize("clash", ["model/model.bin", "model/MODEL.bin", "metadata.json"])
def test_two_entries_of_one_name_are_refused(models: Path, tmp_path: Path, clash: str) -> None:
    package = shutil.copy(PACKAGE, tmp_path / "twice.argosmodel")
    with warnings.catch_warnings(), zipfile.ZipFile(package, "a") as archive:
        warnings.simplefilter("ignore")  # zipfile's own, about the duplicate
        archive.writestr(f"translate-ar_en-mini-0_1/{clash}", b"which one?")
    with pytest.raises(BadPackage, match="two entries of one name"):
        install_file(package, models)


def test_folders_within_the_model_stay_packed(models: Path, tmp_path: Path) -> None:
    package = shutil.copy(PACKAGE, tmp_path / "deep.argosmodel")
    with zipfile.ZipFile(package, "a") as archive:
        for inner in ("model/" + "deep/" * 2000 + "x", f"model/{'long' * 100}", "model/model.bin/x"):
            archive.writestr(f"translate-ar_en-mini-0_1/{inner}", b"x")
    model = install_file(package, models)
    assert {path.name for path in (model.path / "model").iterdir()} == {
        *("config.json", "model.bin", "shared_vocabulary.json")
    }
    assert translates(models)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_whatever_is_damaged_in_a_zip_it_is_the_packages_fault(tmp_path: Path, method: int) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(PACKAGE) as real, zipfile.ZipFile(whole, "w", method) as made:
        for name in real.namelist():
            made.writestr(name, real.read(name)[:2000])
    for seed in range(200):
        damaged, chance = bytearray(whole.getvalue()), random.Random(seed)
        for _ in range(3):
            damaged[chance.choice((chance.randrange(len(damaged)), -chance.randrange(1, 900)))] ^= 0x55
        (tmp_path / "damaged.argosmodel").write_bytes(damaged)
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            unpack(tmp_path / "damaged.argosmodel", folder)
        except BadPackage as error:
            assert "\n" not in str(error)


def test_a_damaged_byte_is_noticed(models: Path, tmp_path: Path) -> None:
    damaged = bytearray(PACKAGE.read_bytes())
    damaged[900_000] ^= 0xFF
    (tmp_path / "damaged.argosmodel").write_bytes(damaged)
    with pytest.raises(BadPackage, match="damaged"):
        install_file(tmp_path / "damaged.argosmodel", models)


def test_what_is_not_there_is_not_found(models: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        install("/nowhere/translate-ar_en.argosmodel", folder=models)


def test_a_word_alone_is_a_code(
    models: Path, mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(PACKAGE, "named.argosmodel")
    Path("ar").write_text("notes")
    assert install("ar", mirror.url, models).code == "ar"
    assert mirror.sent == [0]
    with pytest.raises(BadPackage, match="ar: not installed"):
        install("./ar", mirror.url, models)
    assert install("named.argosmodel", "/nowhere", models).code == "ar"


def test_a_full_disk_is_one_line_and_the_old_model_works(models: Path) -> None:
    """A real write error: the process may write no file larger than a megabyte (EFBIG instead of ENOSPC)."""
    install_file(PACKAGE, models)
    script = (
        "import sys, resource, signal; from pathlib import Path\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "from crawler.errors import Unavailable; from consumers.argos.store import install_file\n"
        "try: install_file(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except Unavailable as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(PACKAGE), str(models)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{models}: the disk is full; the installed models are as they were\n"
    assert len(list(models.iterdir())) == 1
    assert translates(models)


def test_a_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(Unavailable, match="models cannot be kept there"):
        install_file(PACKAGE, tmp_path / "models")


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    served = Mirror(PACKAGE.read_bytes())
    yield served
    served.close()


def test_a_model_is_installed_by_its_code_with_progress(models: Path, mirror: Mirror) -> None:
    seen: list[tuple[int, int | None]] = []
    model = install("ar", mirror.url, models, lambda done, total: seen.append((done, total)))
    assert model.code == "ar"
    assert translates(models)
    size = len(mirror.content)
    assert seen[-1] == (size, size)
    assert all(total == size for _, total in seen)
    assert list((models / ".downloads").iterdir()) == []


def test_an_interrupted_download_goes_on_where_it_broke(models: Path, mirror: Mirror) -> None:
    mirror.cut_after = 700_000
    install("ar", mirror.url, models)
    assert mirror.sent == [0, 700_000]
    assert translates(models)


def test_a_later_installation_goes_on_too(
    models: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consumers.argos.index.ATTEMPTS", 1)
    mirror.cut_after = 700_000
    with pytest.raises(Unavailable, match="ended after 700000 of"):
        install("ar", mirror.url, models)
    assert installed(models) == []
    install("ar", mirror.url, models)
    assert mirror.sent == [0, 700_000]
    assert translates(models)


def test_a_download_that_nobody_comes_back_for_is_removed(
    models: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consumers.argos.index.ATTEMPTS", 1)
    mirror.cut_after = 700_000
    with pytest.raises(Unavailable):
        install("ar", mirror.url, models)
    left = list((models / ".downloads").iterdir())
    assert len(left) == 2
    for days, kept in ((6, 2), (8, 0)):
        for file in left:
            os.utime(file, (time.time() - days * 86400,) * 2)
        install(str(PACKAGE), folder=models)
        assert len(list((models / ".downloads").iterdir())) == kept


def test_a_file_that_changed_meanwhile_is_fetched_whole(models: Path, mirror: Mirror) -> None:
    mirror.cut_after = 700_000

    def changed(done: int, total: int | None) -> None:
        mirror.etag = '"two"'

    install("ar", mirror.url, models, changed)
    assert mirror.sent == [0, 0]
    assert translates(models)


def test_a_server_without_ranges_sends_all_of_it_again(models: Path, mirror: Mirror) -> None:
    mirror.cut_after, mirror.ranges = 700_000, False
    seen: list[tuple[int, int | None]] = []
    install("ar", mirror.url, models, lambda done, total: seen.append((done, total)))
    assert mirror.sent == [0, 0]
    assert seen[-1] == (len(mirror.content), len(mirror.content))
    assert translates(models)


@pytest.mark.parametrize(
    ("said_by_index", "refusal"),
    [({"size": 5}, "the index says 5"), ({"sha256": "0" * 64}, "SHA-256 is not the one")],
)
def test_what_the_index_says_is_checked(models: Path, said_by_index: dict[str, object], refusal: str) -> None:
    served = Mirror(PACKAGE.read_bytes(), **said_by_index)
    try:
        with pytest.raises(BadPackage, match=refusal) as refused:
            install("ar", served.url, models)
    finally:
        served.close()
    assert str(refused.value).startswith(f"{served.url}/models/ar.argosmodel: ")
    assert installed(models) == []
    assert list((models / ".downloads").iterdir()) == []


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_package_for_other_languages_than_asked_is_refused(
    models: Path, tmp_path: Path, is_folder: bool
) -> None:
    other = repacked(tmp_path / "translate-ar_en-9_0.argosmodel", metadata_json=metadata(from_code="de"))
    served = Mirror(other.read_bytes())
    try:
        with pytest.raises(BadPackage, match="it translates from de to en, not from ar to en"):
            install("ar", str(tmp_path) if is_folder else served.url, models)
    finally:
        served.close()
    assert installed(models) == []


def test_size_and_checksum_that_hold_are_accepted(models: Path) -> None:
    content = PACKAGE.read_bytes()
    served = Mirror(content, size=len(content), sha256=hashlib.sha256(content).hexdigest().upper())
    try:
        assert install("translate-ar_en", served.url, models).code == "ar"
    finally:
        served.close()


def test_a_broken_package_on_the_mirror_is_not_kept(models: Path) -> None:
    install_file(PACKAGE, models)
    served = Mirror(PACKAGE.read_bytes()[:500_000])
    try:
        with pytest.raises(BadPackage):
            install("ar", served.url, models)
    finally:
        served.close()
    assert list((models / ".downloads").iterdir()) == []
    assert translates(models)


def test_an_unknown_code_names_what_there_is(models: Path, mirror: Mirror) -> None:
    with pytest.raises(NotFound, match="no model 'zh'; it has ar"):
        install("zh", mirror.url, models)


@pytest.mark.parametrize("index", [{"no": "list"}, ["text", {"from_code": 1}, {"links": 3}]])
def test_an_index_of_something_else_offers_nothing(models: Path, mirror: Mirror, index: object) -> None:
    mirror.index = index
    with pytest.raises((NotFound, Unavailable)):
        install("ar", mirror.url, models)


def test_an_unreachable_index_is_one_line(models: Path, mirror: Mirror) -> None:
    with pytest.raises(Unavailable, match="answers 404"):
        install("ar", f"{mirror.url}/elsewhere", models)
    mirror.close()
    with pytest.raises(Unavailable, match="cannot be reached") as refused:
        install("ar", mirror.url, models)
    assert "\n" not in str(refused.value)


def test_a_mirror_can_be_a_folder(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mirror"
    folder.mkdir()
    shutil.copy(PACKAGE, folder / "translate-ar_en-0_1.argosmodel")
    repacked(folder / "translate-ar_en-2_0.argosmodel", metadata_json=metadata())
    (folder / "notes.txt").write_text("not a model")
    monkeypatch.setenv("RASID_MODELS_INDEX", str(folder))
    assert [(offer.code, offer.version) for offer in offers()] == [("ar", "0.1"), ("ar", "2.0")]
    assert install("ar", folder=models).version == "2.0"


def test_a_folder_with_an_index_keeps_to_itself(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    folder.mkdir()
    shutil.copy(PACKAGE, tmp_path / "outside.argosmodel")
    shutil.copy(PACKAGE, folder / "inside.argosmodel")
    entry = {"from_code": "ar", "to_code": "en", "package_version": "1"}
    listed = [entry | {"links": [link]} for link in ("../outside.argosmodel", "inside.argosmodel")]
    (folder / "index.json").write_text(json.dumps(listed))
    assert [Path(offer.location).name for offer in offers(str(folder))] == ["inside.argosmodel"]
    assert install("ar", str(folder), models).code == "ar"


@pytest.fixture
def locked(tmp_path: Path) -> Lock:
    """The real package, version 0.1, locked."""
    elsewhere = tmp_path / "elsewhere"
    install_file(PACKAGE, elsewhere)
    return written(tmp_path, lock(installed(elsewhere)))


def written(folder: Path, packages: object) -> Lock:
    path = folder / "models.lock.json"
    path.write_text(json.dumps(packages))
    return Lock(path)


def test_what_is_locked_is_installed(models: Path, tmp_path: Path, locked: Lock) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    shutil.copy(PACKAGE, mirror / "translate-ar_en-0_1.argosmodel")
    repacked(mirror / "translate-ar_en-2_0.argosmodel", metadata_json=metadata())  # newer, but not locked
    assert locked.missing(installed(models)) == ["ar"]
    model = install("ar", str(mirror), models, lock=locked)
    assert (model.version, model.sha256) == ("0.1", hashlib.sha256(PACKAGE.read_bytes()).hexdigest())
    assert locked.missing(installed(models)) == []
    assert install(str(PACKAGE), folder=models, lock=locked).version == "0.1"


def test_another_file_under_the_locked_version_is_refused(models: Path, tmp_path: Path, locked: Lock) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    repacked(mirror / "translate-ar_en-0_1.argosmodel", metadata_json=metadata(package_version="0.1"))
    with pytest.raises(BadPackage, match=r"models\.lock\.json says"):
        install("ar", str(mirror), models, lock=locked)
    with pytest.raises(BadPackage, match="is none of those in"):
        install(str(mirror / "translate-ar_en-0_1.argosmodel"), folder=models, lock=locked)
    assert installed(models) == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"size": 5}, "it has 1863300 bytes, models.lock.json says 5"),
        ({"sha256": "0" * 64}, "its SHA-256 is not the one that models.lock.json gives"),
        ({"version": "0.2"}, "models.lock.json has version 0.2 of 'ar', the index only 0.1"),
        ({"code": "zh"}, "models.lock.json has no model 'ar'"),
    ],
)
def test_what_differs_from_the_lock_is_refused(
    models: Path, tmp_path: Path, locked: Lock, change: dict[str, object], refusal: str
) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    shutil.copy(PACKAGE, mirror / "translate-ar_en-0_1.argosmodel")
    (package,) = json.loads((tmp_path / "models.lock.json").read_text())
    with pytest.raises((BadPackage, NotFound)) as refused:
        install("ar", str(mirror), models, lock=written(tmp_path, [package | change]))
    assert str(refused.value).endswith(refusal)
    assert installed(models) == []


def test_a_version_that_the_index_invents_is_noticed(models: Path, tmp_path: Path, locked: Lock) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    shutil.copy(PACKAGE, mirror / "translate-ar_en-7_0.argosmodel")
    (package,) = json.loads((tmp_path / "models.lock.json").read_text())
    with pytest.raises(BadPackage, match=r"its version is 0\.1, models\.lock\.json says 7\.0"):
        install("ar", str(mirror), models, lock=written(tmp_path, [package | {"version": "7.0"}]))


def test_a_model_from_before_sizes_were_kept_can_be_locked(models: Path) -> None:
    note = install_file(PACKAGE, models).path / NOTE
    said = json.loads(note.read_text())
    del said["package_size"]
    note.write_text(json.dumps(said))
    assert [package["size"] for package in lock(installed(models))] == [None]


@pytest.mark.parametrize("content", ["", "{}", "[1]", '[{"code": "ar", "version": "1", "sha256": "short"}]'])
def test_what_is_no_lock_file_is_said_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "lock.json").write_text(content)
    with pytest.raises(UsageError, match="no lock file of models"):
        Lock(tmp_path / "lock.json")
