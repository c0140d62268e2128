"""A translation model that is installed after a crawl: what waited for it is translated, found, mentioned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.cli.command import Rasid
from tests.site.pages import ARABIC, article
from tests.site.server import Site

PACKAGE = Path(__file__).parents[1] / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
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
