"""One address, one spelling; and which address an article is known by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import BadURL, canonical, document_id, host_port, normalise, registered_domain, resolve


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTP://Example.COM:80/a/../b/./c#part", "http://example.com/b/c"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("  https://example.com./x \n", "https://example.com/x"),
        ("https://example.com/%7euser/%e4%bd%a0", "https://example.com/~user/%E4%BD%A0"),
        ("https://example.com/你好?q=س", "https://example.com/%E4%BD%A0%E5%A5%BD?q=%D8%B3"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ("https://example.com/a/%2e%2e/b/..", "https://example.com/"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/a//b", "https://example.com/a//b"),
        ("https://example.com/?", "https://example.com/"),
        ("http://مثال.إختبار/", "http://xn--mgbh0fb.xn--kgbechtv/"),
        ("http://BÜCHER.example/", "http://xn--bcher-kva.example/"),
        ("http://[2001:DB8:0:0::1]/", "http://[2001:db8::1]/"),
    ],
)
def test_every_spelling_of_an_address_gives_one(written: str, normal: str) -> None:
    assert normalise(written) == normal


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "%31%32%37.0.0.1", "①②⑦.0.0.1"]
)
def test_an_ipv4_address_is_written_in_dotted_decimal_however_it_came(host: str) -> None:
    assert normalise(f"http://{host}/") == "http://127.0.0.1/"


def test_tracking_parameters_go_and_the_others_keep_their_order() -> None:
    url = "https://example.com/a?z=1&utm_source=rss&id=7&fbclid=x&MC_CID=2&UTM_Medium=m&a=&ref=home"
    assert normalise(url) == "https://example.com/a?z=1&id=7&a=&ref=home"


def test_a_query_of_tracking_alone_leaves_none() -> None:
    assert normalise("https://example.com/a?utm_source=rss&gclid=1") == "https://example.com/a"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "example.com/a",
        "//example.com/a",
        "ftp://example.com/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://user:secret@example.com/",
        "http://user@example.com/",
        "http://exam ple.com/",
        "http://example..com/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://[::1",
        "http://[zz]/",
        "http://256.1.1.1/",
        "http://example.com/a\nb",
        "http://example.com/\x00",
        "http://example.com/\ud800",
        "http://example.com/" + "a" * 2048,
        "http://" + "a" * 64 + ".com/",
        "http://" + "a" * 2000 + "!/",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(bad: str) -> None:
    with pytest.raises(BadURL):
        normalise(bad)


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_refused_and_normalising_twice_changes_nothing(text: str) -> None:
    for url in (text, f"http://example.com/{text}", f"http://example.com/?{text}", f"http://{text}/"):
        try:
            once = normalise(url)
        except BadURL:
            continue
        assert normalise(once) == once


ARTICLE = "https://www.example.co.uk/news/2024/a-long-story?utm_source=rss"


@pytest.mark.parametrize(
    ("declared", "known_by"),
    [
        (None, "https://www.example.co.uk/news/2024/a-long-story"),
        ("", "https://www.example.co.uk/news/2024/a-long-story"),
        ("https://example.co.uk/news/a-long-story", "https://example.co.uk/news/a-long-story"),
        ("/news/a-long-story", "https://www.example.co.uk/news/a-long-story"),
        ("https://news.example.co.uk/s?id=1&fbclid=2", "https://news.example.co.uk/s?id=1"),
        ("https://other.co.uk/news/a-long-story", "https://www.example.co.uk/news/2024/a-long-story"),
        ("https://www.example.co.uk/", "https://www.example.co.uk/news/2024/a-long-story"),
        ("https://www.example.co.uk/index.html", "https://www.example.co.uk/news/2024/a-long-story"),
        ("https://www.example.co.uk/en/", "https://www.example.co.uk/news/2024/a-long-story"),
        ("https://www.example.co.uk/?p=12", "https://www.example.co.uk/?p=12"),
        ("http://[broken", "https://www.example.co.uk/news/2024/a-long-story"),
        ("javascript:void(0)", "https://www.example.co.uk/news/2024/a-long-story"),
    ],
)
def test_a_declared_address_counts_on_the_same_registered_domain_and_when_sane(
    declared: str | None, known_by: str
) -> None:
    assert canonical(ARTICLE, declared) == known_by


def test_a_blog_cannot_claim_its_neighbour_on_the_same_host() -> None:
    assert (
        canonical("https://ann.blogspot.com/a", "https://bob.blogspot.com/b") == "https://ann.blogspot.com/a"
    )


def test_a_front_page_may_declare_the_front_page() -> None:
    assert canonical("https://example.com/index.html", "https://example.com/") == "https://example.com/"


def test_ids_are_equal_for_equal_addresses_only() -> None:
    assert document_id("https://example.com/a") == document_id(normalise("HTTPS://example.com:443/a#x"))
    assert document_id("https://example.com/a") != document_id("https://example.com/b")
    assert len(document_id("https://example.com/a")) == 32


def test_the_registered_domain_knows_public_suffixes() -> None:
    assert registered_domain("https://www.bbc.co.uk/news") == "bbc.co.uk"
    assert registered_domain("http://127.0.0.1:8000/") == "127.0.0.1"
    assert registered_domain("http://localhost/") == "localhost"


def test_host_and_port_are_always_both_written() -> None:
    assert host_port("https://example.com/a") == "example.com:443"
    assert host_port("http://example.com:8080/a") == "example.com:8080"
    assert host_port("http://[::1]/") == "[::1]:80"


def test_links_resolve_against_the_page() -> None:
    assert resolve("https://example.com/a/b", " ../c?utm_term=x ") == "https://example.com/c"
    with pytest.raises(BadURL):
        resolve("https://example.com/", "http://[x")
