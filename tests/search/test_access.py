"""What is said where an index on Elasticsearch does not let us in, before it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.errors import Forbidden, Unavailable
from crawler.watch import IndexConfig
from search.elastic_client import connect

HOST = "http://127.0.0.1:9200"
CONFIG = IndexConfig(backend="elasticsearch", hosts=(HOST,), name="coverage", api_key_env="RASID_KEY")


@pytest.mark.parametrize("pasted", ["“a2V5”", '"a2V5"', "two\nlines", "two words"])
def test_what_is_no_key_is_said_so_and_not_shown(monkeypatch: pytest.MonkeyPatch, pasted: str) -> None:
    monkeypatch.setenv("RASID_KEY", pasted)
    with pytest.raises(Forbidden) as caught:
        connect(CONFIG, "write")
    assert str(caught.value) == f"{HOST}: what the environment variable RASID_KEY has in it is no key"


@pytest.mark.parametrize("empty", ["", " \n"])
def test_a_variable_without_a_key_is_named(monkeypatch: pytest.MonkeyPatch, empty: str) -> None:
    monkeypatch.setenv("RASID_KEY", empty)
    with pytest.raises(Forbidden, match="the environment variable RASID_KEY has no key in it"):
        connect(CONFIG, "search")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no such file"),
        ("", "no certificate in it"),
        ("-----BEGIN PRIVATE KEY-----\na2V5\n-----END PRIVATE KEY-----\n", "no certificate in it"),
    ],
)
def test_authorities_that_are_none_are_said_so(tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    secured = IndexConfig(backend="elasticsearch", hosts=("https://127.0.0.1:9200",), ca_certs=file)
    with pytest.raises(Unavailable) as caught:
        connect(secured, "write")
    assert str(caught.value) == f"{file}: {said} (index.ca_certs)"
