"""How a guest behaves: robots.txt, delays, headers, addresses, second tries."""

from __future__ import annotations

import asyncio
import itertools
import ssl
import subprocess
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from crawler.errors import Discard, PageError, Retry
from crawler.store.frontier import Validators
from crawler.watch import CrawlConfig
from spiders.crawl import _run, _with_scrapy
from spiders.fetch import TRIES, Fetched, Fetcher, Skip
from spiders.health import HostDown
from spiders.politeness import Stopped
from spiders.robots import Robots, Rules
from tests.site import faults
from tests.site.pages import article
from tests.site.server import Answer, Handler, Site
from tests.spiders.conftest import HASTY

T = TypeVar("T")


def with_fetcher(work: Callable[[Fetcher], Coroutine[Any, Any, T]], **crawl: Any) -> T:
    """What `work(fetcher)` gives, inside a real crawl."""
    given: list[T] = []

    async def keep(fetcher: Fetcher) -> None:
        given.append(await work(fetcher))

    config = CrawlConfig.model_validate(HASTY | crawl)
    _run(lambda: _with_scrapy(keep, config, asyncio.Event()))
    return given[0]


def get(*urls: str, **crawl: Any) -> Fetched:
    """The pages one after the other; gives the last one."""

    async def work(fetcher: Fetcher) -> Fetched:
        for url in urls:
            fetched = await fetcher.page(url)
        return fetched

    return with_fetcher(work, **crawl)


def get_together(*urls: str, **crawl: Any) -> None:
    async def work(fetcher: Fetcher) -> None:
        async with asyncio.TaskGroup() as group:
            for url in urls:
                group.create_task(fetcher.page(url))

    with_fetcher(work, **crawl)


def gaps(site: Site) -> list[float]:
    return [b - a for a, b in itertools.pairwise(site.starts())]


def test_what_is_sent_tells_the_user_agent_as_written_and_nothing_else(site: Site) -> None:
    url = site.add("/a", article())
    get(url, url, user_agent="Newsroom (desk@courier.com)")
    page = [hit.headers for hit in site.requests if hit.path == "/a"][-1]
    assert page.pop("User-Agent") == "Newsroom (desk@courier.com)"
    assert set(page) == {"Host", "Accept", "Accept-Encoding"}


def test_cookies_are_not_kept(site: Site) -> None:
    url = site.add("/a", Answer(b"x", headers={"Set-Cookie": "id=1"}))
    get(url, url)
    assert not any("Cookie" in hit.headers for hit in site.requests)


def test_between_two_starts_on_one_host_lies_the_delay_whatever_runs_at_once(site: Site) -> None:
    urls = [site.add(f"/{i}", article()) for i in range(6)]
    get_together(*urls, delay="150ms", per_host=4)
    assert len(gaps(site)) == 5
    assert min(gaps(site)) >= 0.15


def test_two_hosts_do_not_wait_for_each_other() -> None:
    with Site() as one, Site() as two:
        urls = [s.add(f"/{i}", article()) for i in range(3) for s in (one, two)]
        get_together(*urls, delay="300ms")
        assert max(abs(a - b) for a, b in zip(one.starts(), two.starts(), strict=True)) < 0.3


def test_a_crawl_delay_raises_the_delay_and_makes_it_one_at_a_time(site: Site) -> None:
    site.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.2", "text/plain")
    urls = [site.add(f"/{i}", article()) for i in range(4)]
    get_together(*urls, per_host=8)
    assert min(gaps(site)) >= 0.2


def test_robots_is_asked_once_and_does_not_wait_for_the_delay(site: Site) -> None:
    urls = [site.add(f"/{i}", article()) for i in range(3)]
    get_together(*urls, delay="200ms")
    asked = [hit.at for hit in site.requests if hit.path == "/robots.txt"]
    assert len(asked) == 1
    assert site.starts()[0] - asked[0] < 0.2


RULES = """
User-agent: other
Disallow: /

User-agent: Rasid
Disallow: /members
Allow: /members/free

User-agent: *
Disallow: /news
"""


@pytest.mark.parametrize(
    ("path", "agent", "allowed"),
    [
        ("/members/1", "Mozilla/5.0 (compatible; Rasid/0.1)", False),
        ("/members/free/1", "Mozilla/5.0 (compatible; Rasid/0.1)", True),
        ("/news/1", "Mozilla/5.0 (compatible; Rasid/0.1)", True),
        ("/news/1", "Newsroom", False),
        ("/members/1", "Newsroom", True),
    ],
)
def test_robots_rules_of_the_group_that_names_us_hold(
    site: Site, path: str, agent: str, allowed: bool
) -> None:
    site.add("/robots.txt", RULES, "text/plain")
    url = site.add(path, article())
    if allowed:
        assert get(url, user_agent=agent).status == 200
        return
    with pytest.raises(Skip) as caught:
        get(url, user_agent=agent)
    assert (caught.value.kind, caught.value.passing) == ("robots", False)
    assert site.hits[path] == 0
    assert get(url, user_agent=agent, obey_robots=False).status == 200


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429])
def test_a_robots_that_answers_4xx_allows_all(site: Site, status: int) -> None:
    site.add("/robots.txt", faults.status(status))
    assert get(site.add("/a", article())).status == 200


@pytest.mark.parametrize("fault", [faults.status(500), faults.status(503), faults.reset, faults.hang])
def test_a_robots_that_cannot_be_had_forbids_for_this_pass(site: Site, fault: Any) -> None:
    site.add("/robots.txt", fault)
    with pytest.raises(Skip) as caught:
        get(site.add("/a", article()), timeout="2s")
    assert (caught.value.kind, caught.value.passing) == ("robots", True)
    assert site.hits["/a"] == 0


def test_a_robots_that_breaks_its_reader_forbids_and_is_asked_again() -> None:
    async def fetch(_: str) -> tuple[int, bytes]:
        raise OverflowError("odd")

    async def ask() -> list[Rules]:
        robots = Robots(fetch)
        return [await robots.rules("https://a.example/1"), await robots.rules("https://a.example/2")]

    for rules in asyncio.run(ask()):
        assert rules.failure is not None
        assert rules.failure.kind == "other"
        assert not rules.allow("https://a.example/1", "x")
        assert rules.expires < time.monotonic() + 3600


@pytest.mark.parametrize(
    "odd",
    ["Mon, 99999999999999999999 Jan 2020 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -2300", "²", ",,,"],
)
def test_a_retry_after_that_is_no_date_is_not_believed(site: Site, odd: str) -> None:
    site.add("/robots.txt", Answer(status=503, headers={"Retry-After": odd}))
    with pytest.raises(Skip) as caught:
        get(site.add("/a", article()))
    assert caught.value.passing
    assert "http_5xx" in caught.value.detail


def test_what_makes_a_request_conditional_is_not_told_to_another_host() -> None:
    with Site() as one, Site() as other:
        target = other.add("/b", article())
        near = one.add("/near", faults.redirect(target))
        url = one.add("/a", faults.redirect(near))
        with_fetcher(lambda fetcher: fetcher.page(url, Validators('"v1"', "Mon, 20 Jul 2026 12:00:00 GMT")))
        sent = [
            "If-None-Match" in hit.headers and "If-Modified-Since" in hit.headers
            for hit in [*one.requests, *other.requests]
            if hit.path in ("/a", "/near", "/b")
        ]
    assert sent == [True, True, False]


def test_a_robots_is_followed_through_redirects_and_read_gzipped(site: Site) -> None:
    site.add("/robots.txt", faults.redirect("/real-robots.txt"))
    site.routes["/real-robots.txt"] = faults.gzipped(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a")
    with pytest.raises(Skip):
        get(site.add("/a", article()))


def test_a_redirect_to_a_forbidden_page_is_not_followed(site: Site) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /members", "text/plain")
    site.add("/members/1", article())
    with pytest.raises(Skip):
        get(site.add("/a", faults.redirect("/members/1")))
    assert site.hits["/members/1"] == 0


def test_private_addresses_are_refused_by_default(site: Site) -> None:
    port = site.base.rpartition(":")[2]
    site.add("/a", article())
    hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0"]
    for url in [f"http://{host}:{port}/a" for host in hosts]:
        with pytest.raises(Discard) as caught:
            get(url, allow_private_addresses=False)
        assert caught.value.kind == "forbidden_address"
    assert not site.requests


@pytest.mark.parametrize("address", ["169.254.169.254", "[fd00:ec2::254]", "[::ffff:a9fe:a9fe]"])
def test_metadata_services_are_refused_though_private_addresses_are_allowed(address: str) -> None:
    with pytest.raises(Discard) as caught:
        get(f"http://{address}/latest/meta-data/", allow_private_addresses=True)
    assert caught.value.kind == "forbidden_address"


@pytest.mark.parametrize("fault", [faults.status(500), faults.status(429), faults.reset])
def test_what_fails_in_passing_is_tried_twice_more(site: Site, fault: Any) -> None:
    url = site.add("/a", fault)
    try:
        assert get(url).status >= 400
    except Retry as error:
        assert error.kind == "connect"
    assert site.hits["/a"] == TRIES == 3


@pytest.mark.parametrize("fault", [faults.status(404), faults.status(403), faults.PDF, faults.redirect("/a")])
def test_what_fails_for_good_is_not_tried_again(site: Site, fault: Any) -> None:
    url = site.add("/a", fault)
    try:
        assert get(url).status >= 400
    except PageError as error:
        assert error.kind in ("unsupported_type", "redirect_loop")
    assert site.hits["/a"] == 1


def test_a_second_try_succeeds(site: Site) -> None:
    answers = iter([faults.status(503), faults.reset, Answer(b"at last")])

    def flaky(handler: Any) -> None:
        answer = next(answers)
        handler.answer(answer) if isinstance(answer, Answer) else answer(handler)

    assert get(site.add("/a", flaky)).body == b"at last"


def test_retry_after_is_honoured_in_seconds(site: Site) -> None:
    get(site.add("/a", faults.status(503, Retry_After="1")))
    assert min(gaps(site)) >= 1.0


def test_retry_after_is_honoured_as_a_date(site: Site) -> None:
    date = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)
    until_then = (date - datetime.now(UTC)).total_seconds() + time.monotonic()
    get(site.add("/a", faults.status(503, Retry_After=format_datetime(date, usegmt=True))))
    first, second, _ = site.starts()
    assert first < until_then <= second + 0.01


def test_a_host_that_asks_for_more_than_a_minute_is_left_alone(site: Site) -> None:
    assert get(site.add("/a", faults.status(503, Retry_After="61"))).status == 503
    assert site.hits["/a"] == 1


def test_while_one_page_waits_as_asked_the_others_of_its_host_wait_too(site: Site) -> None:
    answers = iter([faults.status(429, Retry_After="1")])

    def busy_once(handler: Handler) -> None:
        handler.answer(next(answers, Answer(b"at last")))

    others = [site.add(f"/{i}", article()) for i in range(3)]
    get_together(site.add("/busy", busy_once), *others, delay="100ms", per_host=4)
    assert site.starts()[1] - site.starts()[0] >= 1.0
    assert len(site.starts()) == 5


@pytest.mark.parametrize(("asked_for", "hits"), [("3600", 1), ("1", TRIES)])
def test_a_host_that_stays_busy_is_not_asked_for_its_other_pages(
    site: Site, asked_for: str, hits: int
) -> None:
    urls = [site.add(f"/{i}", faults.status(429, Retry_After=asked_for)) for i in range(3)]
    kinds: list[str] = []

    async def work(fetcher: Fetcher) -> None:
        for url in urls:
            try:
                await fetcher.page(url)
            except HostDown as error:
                kinds.append(error.kind)

    with_fetcher(work)
    assert [site.hits[f"/{i}"] for i in range(3)] == [hits, 0, 0]
    assert kinds == ["http_4xx"] * 2


def test_a_longer_chain_of_redirects_than_ten_is_a_loop(site: Site) -> None:
    for i in range(20):
        site.add(f"/{i}", faults.redirect(f"/{i + 1}"))
    site.add("/20", article())
    with pytest.raises(Discard) as caught:
        get(site.url("/0"))
    assert caught.value.kind == "redirect_loop"
    assert get(site.url("/10")).redirects[-1] == site.url("/20")


def test_a_redirect_in_raw_utf_8_is_followed(site: Site) -> None:
    target = "/%D8%AE%D8%A8%D8%B1?x=%D8%A3"
    site.add(target, article())
    site.add("/a", faults.redirect("/خبر?x=أ".encode().decode("latin-1")))
    assert get(site.url("/a")).final_url == site.url(target)


def test_a_certificate_that_nobody_vouches_for_is_refused(site: Site, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.wrap(context)
    for url in (site.url("/a").replace("http:", "https:"),):
        with pytest.raises(Retry) as caught:
            get(url)
        assert caught.value.kind == "tls"


def test_a_stopped_crawl_starts_nothing_more(site: Site) -> None:
    url = site.add("/a", article())

    async def work(fetcher: Fetcher) -> None:
        fetcher._politeness._stopping.set()
        await fetcher.page(url)

    with pytest.raises(Stopped):
        with_fetcher(work)
    assert site.hits["/a"] == 0


def test_a_host_that_answers_nothing_is_left_alone_after_a_while(site: Site) -> None:
    urls = [site.add(f"/{i}", faults.reset) for i in range(20)]
    kinds: list[type[Exception]] = []

    async def work(fetcher: Fetcher) -> None:
        for url in urls:
            try:
                await fetcher.page(url)
            except Retry as error:
                kinds.append(type(error))

    with_fetcher(work)
    assert kinds == [Retry] * 8 + [HostDown] * 12
    assert all(site.hits[f"/{i}"] == (TRIES if i < 8 else 0) for i in range(20))
