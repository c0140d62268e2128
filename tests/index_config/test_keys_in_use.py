"""Rasid at work with the three keys of `index_config/keys/`, each given to what needs it alone."""

from __future__ import annotations

import pytest

from tests.cli.command import Rasid
from tests.drills.cluster import index_at
from tests.elastic.server import Server
from tests.index_config.test_keys import asked
from tests.site.pages import Item, article, distinct, rss
from tests.site.server import Site

VARIABLES = {"writing": "RASID_WRITE_KEY", "searching": "RASID_SEARCH_KEY", "admin": "RASID_ADMIN_KEY"}


@pytest.fixture
def keys(secured_elasticsearch: Server, index_name: str) -> dict[str, str]:
    """Key to value."""
    with secured_elasticsearch.client() as boss:
        made = boss.security.create_api_key
        return {key: made(**asked(key, index_name))["encoded"] for key in VARIABLES}


def test_each_part_of_the_work_takes_one_key(
    secured_elasticsearch: Server, index_name: str, keys: dict[str, str], rasid: Rasid, site: Site
) -> None:
    for number in (1, 2):
        site.add(f"/{number}.html", article(distinct(number)))
        site.add(f"/{number}.xml", rss([Item(site.url(f"/{number}.html"))]))
    index = index_at(secured_elasticsearch, index_name) | {
        "api_key_env": "RASID_WRITE_KEY",
        "search_api_key_env": "RASID_SEARCH_KEY",
        "admin_api_key_env": "RASID_ADMIN_KEY",
    }
    pages = [{"name": f"page-{n}", "feed": site.url(f"/{n}.xml")} for n in (1, 2)]

    def given(*which: str) -> dict[str, str]:
        return {VARIABLES[key]: keys[key] for key in which}

    rasid.configure(*pages, index=index)
    refused = rasid("index", "create", **given("writing"))
    assert refused.code == 1 and "RASID_ADMIN_KEY" in refused.err
    assert rasid("index", "create", **given("writing", "admin")).code == 0

    crawled = rasid("crawl", "--json", **given("writing"))
    assert crawled.code == 0, crawled.err
    found = rasid("search", "headline", "--json", **given("searching")).json
    assert found["total"] == 2
    blind = rasid("search", "headline", RASID_SEARCH_KEY=keys["writing"])
    assert blind.code == 1 and "the key in RASID_SEARCH_KEY may not do this" in blind.err

    assert rasid("forget", found["hits"][0]["id"], "--reason", "asked to", **given("writing")).code == 0
    assert rasid("index", "rebuild", "--json", **given("writing", "admin")).json == {"indexed": 1}
    assert rasid("search", "headline", "--json", **given("searching")).json["total"] == 1
    with secured_elasticsearch.client() as boss:
        written = boss.search(index=f"{index_name}-status", query={"term": {"kind": "source"}})["hits"][
            "hits"
        ]
    assert {hit["_source"]["name"] for hit in written} == {"page-1", "page-2"}
