"""A server with users and TLS: a key that will not do is one clear line, and nothing is lost by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
from elasticsearch import AuthenticationException, Elasticsearch

from crawler.errors import Forbidden
from tests.cli.command import Done, Rasid, until
from tests.drills.cluster import (
    everything_arrived_once,
    fill,
    in_the_index,
    index_at,
    store_articles,
    watch_on,
)
from tests.drills.news import publish
from tests.elastic.server import Server
from tests.index_config.test_keys import asked
from tests.site.server import Site

KEY, SEARCH_KEY, ADMIN_KEY = "RASID_KEY", "RASID_SEARCH_KEY", "RASID_ADMIN_KEY"
PAGES = 5


@pytest.fixture
def boss(secured_elasticsearch: Server) -> Iterator[Elasticsearch]:
    """May do everything."""
    with secured_elasticsearch.client() as client:
        yield client


def key(boss: Elasticsearch, kind: str, index: str) -> str:
    """A new key as `index_config/keys/` has them, an `expired` one, or one that nobody gave out (`wrong`)."""
    if kind == "wrong":
        return "d3Jvbmc6d3Jvbmc="
    if kind != "expired":
        return str(boss.security.create_api_key(**asked(kind, index))["encoded"])
    made = boss.security.create_api_key(**asked("writing", index), expiration="1ms")["encoded"]
    until(lambda: is_refused(boss, made))
    return str(made)


def is_refused(boss: Elasticsearch, value: str) -> bool:
    try:
        boss.options(api_key=value).security.authenticate()
    except AuthenticationException:
        return True
    return False


def test_a_wrong_an_expired_and_a_too_weak_key_and_then_the_right_one(
    rasid: Rasid,
    site: Site,
    secured_elasticsearch: Server,
    boss: Elasticsearch,
    index_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(site, PAGES)
    index = index_at(secured_elasticsearch, index_name) | {
        "api_key_env": KEY,
        "search_api_key_env": SEARCH_KEY,
        "admin_api_key_env": ADMIN_KEY,
    }
    rasid.configure({"feed": site.url("/feed.xml")}, index=index)
    admin, right = key(boss, "admin", index_name), key(boss, "writing", index_name)
    assert rasid("index", "create", RASID_KEY=right, RASID_ADMIN_KEY=admin).code == 0
    store_articles(rasid.watch, PAGES)
    crawled = rasid("crawl", "--all", "--json", RASID_KEY=key(boss, "wrong", index_name))
    one_clear_line(crawled, f"in {KEY} is wrong")
    assert json.loads(crawled.out)["documents"]["new"] == PAGES
    assert rasid("status", "--json").json["documents"] == 2 * PAGES, "the crawl itself goes on"
    for kind, said in (("expired", "is wrong, expired or withdrawn"), ("searching", "may not do this: ")):
        monkeypatch.setenv(KEY, key(boss, kind, index_name))
        with pytest.raises(Forbidden, match=f"^https://[^ ]*: the key in {KEY} {said}") as refused:
            fill(rasid.watch)
        print(refused.value)
        assert "\n" not in str(refused.value)
    assert in_the_index(boss, index_name) == []

    assert rasid("crawl", "--all", RASID_KEY=right).code == 0
    everything_arrived_once(secured_elasticsearch, rasid.watch)

    weak = key(boss, "writing", index_name)
    one_clear_line(rasid("search", "x", RASID_SEARCH_KEY=weak), f"the key in {SEARCH_KEY} may not do this")


def one_clear_line(done: Done, said: str) -> None:
    """A crawl says it when it happens, and not again where it ends."""
    print(done.err)
    assert done.code == 1
    (line,) = done.err.splitlines()
    assert line.startswith(("rasid: https://127.0.0.1:", "index: https://127.0.0.1:"))
    assert said in line


def test_a_key_that_is_withdrawn_while_it_is_used(
    secured_elasticsearch: Server,
    boss: Elasticsearch,
    index_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = index_at(secured_elasticsearch, index_name) | {"api_key_env": KEY, "admin_api_key_env": ADMIN_KEY}
    watch = watch_on(secured_elasticsearch, index_name, tmp_path, index=index)
    monkeypatch.setenv(ADMIN_KEY, key(boss, "admin", index_name))
    made = boss.security.create_api_key(**asked("writing", index_name))
    monkeypatch.setenv(KEY, made["encoded"])
    store_articles(watch, PAGES)
    fill(watch)
    boss.security.invalidate_api_key(ids=[made["id"]])
    store_articles(watch, 2 * PAGES)

    with pytest.raises(Forbidden, match=f"the key in {KEY} is wrong, expired or withdrawn"):
        fill(watch)
    assert len(in_the_index(boss, index_name)) == PAGES

    monkeypatch.setenv(KEY, key(boss, "writing", index_name))
    fill(watch)
    everything_arrived_once(secured_elasticsearch, watch)


def test_an_authority_that_did_not_sign_is_said_so(
    rasid: Rasid, site: Site, secured_elasticsearch: Server, index_name: str
) -> None:
    publish(site, 1)
    index = index_at(secured_elasticsearch, index_name) | {"ca_certs": certifi.where()}
    rasid.configure({"feed": site.url("/feed.xml")}, index=index)
    for command in ("crawl", "search headline"):
        one_clear_line(rasid(*command.split()), "no trust in its certificate; index.ca_certs names")
