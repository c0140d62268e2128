"""Commands that write, with nobody beside them: crawl within bounds, add, forget, alerts retry."""

from __future__ import annotations

from tests.cli.command import Rasid
from tests.consumers.receivers import Webhook
from tests.drills.news import publish
from tests.site import faults
from tests.site.pages import ENGLISH, RUSSIAN, article
from tests.site.server import Site


def test_bounds_leave_the_rest_for_the_next_crawl(rasid: Rasid, site: Site) -> None:
    publish(site, 10)
    site.add("/news/5.html", faults.hang)
    rasid.configure({"feed": site.url("/feed.xml")}, crawl={"per_host": 1, "timeout": "3s"})
    assert rasid("crawl", "--limit", "3", "--json").json["documents"]["new"] == 3
    timed = rasid("crawl", "--max-time", "1s", "--json").json  # the page in hand has no answer yet
    assert timed["documents"]["new"] <= 1
    site.add("/news/5.html", article(ENGLISH, number=5))
    rasid("crawl", "--all")
    assert rasid("search", "source:source-0", "--limit", "0", "--json").json["total"] == 10


def test_a_crawl_that_nothing_is_due_for_says_so(rasid: Rasid, site: Site) -> None:
    publish(site, 1)
    rasid.configure({"feed": site.url("/feed.xml")})
    assert rasid("crawl").err == ""
    done = rasid("crawl")
    assert "no source is due" in done.err
    assert "--all" in done.err
    assert "Sources" not in done.out


def test_add_stores_single_pages_and_says_what_became_of_each(rasid: Rasid, site: Site) -> None:
    good = site.add("/good.html", article(RUSSIAN))
    missing = site.add("/missing.html", faults.status(404))
    rasid.configure()

    done = rasid("add", f"{good}?utm_source=mail", missing, "--json").json

    assert (done["documents"]["new"], done["failures"]) == (1, {"http_4xx": 1})
    shown = rasid("show", good, "--json").json
    assert [(u["url"], u["document"]) for u in done["urls"]] == [(good, shown["id"]), (missing, None)]
    assert shown["title"] == RUSSIAN.title
    assert done["urls"][1]["outcome"] == "http_4xx: HTTP 404"
    assert "http_4xx: HTTP 404" in rasid("why", missing).out
    assert rasid("add", good, "--json").json["documents"] == {
        **dict.fromkeys(("new", "changed", "duplicate", "gone"), 0),
        "unchanged": 1,
    }


def test_what_is_forgotten_does_not_come_back(rasid: Rasid, site: Site) -> None:
    urls = publish(site, 3)
    rasid.configure({"feed": site.url("/feed.xml"), "recheck": ["0s"]})
    rasid("crawl")
    identity = rasid("show", urls[0], "--json").json["id"]

    done = rasid("forget", f"{urls[0]}#top", "--reason", "by court order", "--json").json

    assert (done["id"], done["forgotten"]) == (identity, True)
    assert rasid("show", identity).code == 1
    assert rasid("forget", identity, "--reason", "again").code == 1
    rasid("crawl", "--all")
    assert rasid("add", urls[0]).out == f"{urls[0]}: forgotten: by court order\n"
    assert rasid("search", "source:source-0 OR source:added", "--json").json["total"] == 2
    why = rasid("why", urls[0], "--json").json
    assert (why["known"], why["document"]) == (True, None)
    assert "by court order" in [event["detail"] for event in why["events"]]


def test_an_alert_that_nobody_took_is_kept_and_sent_by_retry(rasid: Rasid, site: Site) -> None:
    hook = Webhook()  # not started yet
    publish(site, 5)
    rasid.configure(
        {"feed": site.url("/feed.xml")},
        topics=[{"name": "pilots", "query": "pilots"}],
        alerts=[{"name": "desk", "topics": ["pilots"], "to": [hook.url]}],
    )
    rasid("crawl")
    (waiting,) = rasid("alerts", "list", "--json").json["messages"]
    assert (waiting["state"], waiting["sent_at"]) == ("pending", None)
    assert waiting["error"]
    failed = rasid("alerts", "test")
    assert failed.code == 1
    assert failed.err == "rasid: no receiver took the test message\n"

    hook.start()
    try:
        assert rasid("alerts", "retry", "--json").json["retried"] == 1
    finally:
        hook.stop()

    (message,) = hook.messages
    assert site.url("/news/5.html") in message
    (sent,) = rasid("alerts", "list", "--json").json["messages"]
    assert sent["state"] == "sent"
