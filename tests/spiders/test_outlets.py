"""What an outlet repeats from article to article is learnt, and left out of its next articles."""

from __future__ import annotations

from crawler.document import body_text, content_hash
from crawler.drift import EARLIER, RECENT
from crawler.store import Store
from crawler.store.outlets import ARTICLES, SENTENCE_ARTICLES
from crawler.watch import Watch
from spiders.crawl import crawl
from tests.site import faults
from tests.site.pages import ENGLISH, Item, Story, article, distinct, rss
from tests.site.server import Site
from tests.spiders.conftest import MakeWatch

MOTTO = "The Lantern is printed every morning on paper from the mill upstream."


def add(site: Site, numbers: range, *more: str, head: str = "") -> list[str]:
    """Puts articles on the site, all that it has into its feed; their addresses."""
    urls = [site.add(f"/news/{n}.html", article(distinct(n, *more), head=head)) for n in numbers]
    site.add("/feed.xml", rss([Item(site.url(f"/news/{n}.html")) for n in range(numbers.stop)]), "text/xml")
    return urls


def texts(watch: Watch) -> dict[str, str]:
    with Store(watch.data, readonly=True) as store:
        return {d.url: body_text(d) for d in store.documents.since()}


def test_a_line_on_every_article_is_left_out_of_the_next_ones(site: Site, watch_of: MakeWatch) -> None:
    watch = watch_of({"feed": site.url("/feed.xml")})
    known = add(site, range(SENTENCE_ARTICLES), MOTTO)
    crawl(watch, watch.sources)
    new = add(site, range(SENTENCE_ARTICLES, SENTENCE_ARTICLES + 3), MOTTO)
    crawl(watch, watch.sources)

    found = texts(watch)
    assert [MOTTO in found[url] for url in (*known, *new)] == [True] * len(known) + [False] * len(new)
    assert found[new[0]] == "\n\n".join(distinct(SENTENCE_ARTICLES).paragraphs)
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.each([store.documents.find(new[0]) or ""])
        assert [line.text for line in document.extraction.furniture] == [MOTTO]
        assert content_hash(document) == document.content_hash
        said = [e.detail for e in store.events(new[0]) if e.stage == "extract"]
    assert said == ["trafilatura, 5 segments, 0 posts, furniture of the outlet left out: 1"]


def test_what_was_stored_before_is_cleaned_when_it_is_fetched_again_without_a_revision(
    site: Site, watch_of: MakeWatch
) -> None:
    watch = watch_of({"feed": site.url("/feed.xml"), "recheck": ["0s", "0s"]})
    urls = add(site, range(SENTENCE_ARTICLES), MOTTO)
    crawl(watch, watch.sources)
    assert all(MOTTO in text for text in texts(watch).values())
    add(site, range(SENTENCE_ARTICLES), MOTTO, head="<meta name=build content=2>")
    again = crawl(watch, watch.sources)
    assert again.documents["unchanged"] == SENTENCE_ARTICLES
    assert not any(MOTTO in text for text in texts(watch).values())

    add(site, range(SENTENCE_ARTICLES), MOTTO, head="<meta name=build content=3>")
    kept = watch_of({"feed": site.url("/feed.xml"), "recheck": ["0s"] * 3, "learn_furniture": False})
    assert crawl(kept, kept.sources).documents["unchanged"] == SENTENCE_ARTICLES
    assert all(MOTTO in text for text in texts(watch).values())
    with Store(watch.data, readonly=True) as store:
        assert {len(store.documents.revisions(d.id)) for d in store.documents.since()} == {1}
        assert len(urls) == store.documents.count()


def test_what_few_articles_share_stays(site: Site, watch_of: MakeWatch) -> None:
    watch = watch_of({"feed": site.url("/feed.xml")})
    add(site, range(2 * ARTICLES))
    background = "Both towns have argued about the bridge for as long as anyone remembers."
    add(site, range(2 * ARTICLES, 3 * ARTICLES), background)
    crawl(watch, watch.sources)
    add(site, range(3 * ARTICLES, 4 * ARTICLES))
    crawl(watch, watch.sources)
    (last,) = add(site, range(4 * ARTICLES, 4 * ARTICLES + 1), background)
    crawl(watch, watch.sources)
    assert background in texts(watch)[last]


def test_background_on_the_articles_about_one_story_stays(site: Site, watch_of: MakeWatch) -> None:
    background = "Rights groups say that more than a million Uyghurs have been held since 2017."
    question = "What did you learn from your first year as a mayor?"
    watch = watch_of({"feed": site.url("/feed.xml")}, names={"uyghur": ["Uyghur", "Uighur"]})
    for numbers in (range(10), range(10, 12)):
        for n in numbers:
            told = distinct(n)
            lines = (told.paragraphs[0], question, *told.paragraphs[1:], background)
            site.add(f"/news/{n}.html", article(Story("en", told.title, lines)))
        entries = [Item(site.url(f"/news/{n}.html")) for n in range(numbers.stop)]
        site.add("/feed.xml", rss(entries), "text/xml")
        crawl(watch, watch.sources)
    found = texts(watch)
    assert len(found) == 12
    assert all(background in text and question in text for text in found.values())


def test_a_footer_longer_than_the_article_is_learnt(site: Site, watch_of: MakeWatch) -> None:
    footer = " ".join(["The Lantern · all words and pictures belong to those who made them"] * 4)
    watch = watch_of({"feed": site.url("/feed.xml")})
    for numbers in (range(ARTICLES), range(ARTICLES, ARTICLES + 1)):
        for n in numbers:
            flash = Story("en", f"Flash {n}", (*distinct(n).paragraphs[:1], footer))
            site.add(f"/news/{n}.html", article(flash))
        entries = [Item(site.url(f"/news/{n}.html")) for n in range(numbers.stop)]
        site.add("/feed.xml", rss(entries), "text/xml")
        crawl(watch, watch.sources)
    assert texts(watch)[site.url(f"/news/{ARTICLES}.html")] == distinct(ARTICLES).paragraphs[0]


def test_articles_that_are_mostly_alike_teach_nothing(site: Site, watch_of: MakeWatch) -> None:
    watch = watch_of({"feed": site.url("/feed.xml")})
    for numbers in (range(1, 10), range(10, 14)):
        for n in numbers:
            site.add(f"/news/{n}.html", article(ENGLISH, number=n))
        entries = [Item(site.url(f"/news/{n}.html")) for n in range(1, numbers.stop)]
        site.add("/feed.xml", rss(entries), "text/xml")
        crawl(watch, watch.sources)
    found = texts(watch)
    assert len(found) == 13
    assert all(ENGLISH.paragraphs[-1] in text for text in found.values())


def test_a_template_under_which_no_text_is_found_is_noticed(site: Site, watch_of: MakeWatch) -> None:
    watch = watch_of({"feed": site.url("/feed.xml")})
    add(site, range(EARLIER))
    crawl(watch, watch.sources)
    for n in range(EARLIER, EARLIER + RECENT):
        site.add(f"/news/{n}.html", faults.EMPTY)
    entries = [Item(site.url(f"/news/{n}.html")) for n in range(EARLIER + RECENT)]
    text = "".join(f"<p>{words}</p>" for words in ENGLISH.paragraphs)
    entries[-1] = Item(entries[-1].url, ENGLISH.title, text=text)
    site.add("/feed.xml", rss(entries), "text/xml")
    assert crawl(watch, watch.sources).documents["new"] == 1  # from the feed
    with Store(watch.data, readonly=True) as store:
        ((_, readings),) = store.outlets.readings()
    assert [reading.text > 0 for reading in readings] == [True] * EARLIER + [False] * RECENT
