"""Where the configuration is found; options on either side of a command; init and check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import certifi

from tests.cli.command import RASID, Rasid
from tests.cli.conftest import Newsroom


def test_init_writes_a_file_that_check_likes_and_no_command_overwrites(rasid: Rasid) -> None:
    written = rasid("init", "new/folder", "--json").json["written"]
    config = rasid.folder / written
    text = config.read_text("utf-8")
    assert "# " in text
    assert rasid("check", "--json", "-c", config).json["ok"] is True
    assert rasid("init", "new/folder").code == 2
    assert config.read_text("utf-8") == text


def test_the_common_options_stand_on_either_side(newsroom: Newsroom, tmp_path: Path) -> None:
    config = str(newsroom.rasid.config)
    forms = (
        ("-c", config, "--json", "search", "harbour"),
        ("search", "harbour", "-c", config, "--json"),
        ("--json", "search", "--config", config, "harbour"),
        ("--config", config, "search", "--json", "--limit", "20", "harbour"),
    )
    answers = [newsroom.rasid(*form, cwd=tmp_path).json for form in forms]
    assert answers[0]["total"] > 0
    assert all(answer == answers[0] for answer in answers)
    nested = (("-c", config, "--json", "dead", "list"), ("dead", "list", "-c", config, "--json"))
    assert all(newsroom.rasid(*form, cwd=tmp_path).json == {"dead": []} for form in nested)
    assert newsroom.rasid("dead", "-c", config, "--json", "list", cwd=tmp_path).json == {"dead": []}


def test_the_file_here_comes_before_the_one_in_the_environment(
    newsroom: Newsroom, rasid: Rasid, tmp_path: Path
) -> None:
    named = str(newsroom.rasid.config)
    assert rasid("check", "--json", RASID_CONFIG=named).json["sources"] == ["courier", "world", "pages"]
    rasid.configure({"feed": "http://x.example/"})
    assert rasid("check", "--json", RASID_CONFIG=named).json["sources"] == ["source-0"]
    assert rasid("check", "--json", "-c", newsroom.rasid.config).json["sources"][0] == "courier"


def test_the_module_is_the_script(newsroom: Newsroom) -> None:
    for form in ([RASID], [sys.executable, "-m", "crawler"]):
        done = subprocess.run(
            [*form, "search", "harbour", "--json"],
            cwd=newsroom.rasid.folder,
            env=newsroom.rasid.env,
            capture_output=True,
            check=True,
        )
        assert done.stdout == newsroom.rasid("search", "harbour", "--json").raw


def test_check_live_says_what_each_source_has(newsroom: Newsroom) -> None:
    checked = newsroom.rasid("check", "--live", "--json").json
    assert [(p["name"], p["found"], p["problem"]) for p in checked["live"]] == [
        ("courier", 8, None),
        ("world", 7, None),
        ("pages", 2, None),
    ]


def test_process_and_models_need_no_configuration(rasid: Rasid) -> None:
    text = "The pilots of Huawei returned to work on Tuesday. Their union accepted a rota for the winter."
    document = rasid("process", "-", "--json", stdin=text.encode()).json
    assert (document["text"], document["language"], document["mentions"]) == (text, "en", [])
    assert rasid("models", "list", "--json").json["models"] == []
    assert not (rasid.folder / "data").exists()


def test_check_names_keys_and_certificates_that_are_not_there(rasid: Rasid) -> None:
    ways_in = {"api_key_env": "WRITE_KEY", "search_api_key_env": "READ_KEY", "ca_certs": "ca.pem"}
    rasid.configure(index={"backend": "elasticsearch", "hosts": ["https://search.example:9200"], **ways_in})
    checked = rasid("check", "--json", READ_KEY="'a2V5'").json
    assert checked["warnings"] == [
        "index.api_key_env: the environment variable WRITE_KEY has no key in it",
        "index.search_api_key_env: what the environment variable READ_KEY has in it is no key",
        f"{rasid.folder / 'ca.pem'}: no such file (index.ca_certs)",
    ]
    (rasid.folder / "ca.pem").write_bytes(Path(certifi.where()).read_bytes())
    assert rasid("check", "--json", READ_KEY="a2V5", WRITE_KEY="a2V5").json["warnings"] == []
