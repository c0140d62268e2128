"""Boxes among an article's paragraphs: prose stays whatever the box is called, forms and links go."""

from __future__ import annotations

import pytest

from pipelines.extract import extract_text
from tests.pipelines.articles import ENGLISH, page

PROSE = (
    "The operator’s books were opened to the council in March, and nobody who read them "
    "has wished to say what they hold."
)
NAMES = (
    "share-price",
    "related-party-deals",
    "social-housing",
    "comment-ary",
    "ad-ministration",
    "newsletter-scandal",
    "sidebar-box",
    "promotion-relegation",
    "cookie-factory",
    "banner-drop",
    "hidden-costs",
)


def text_with(box: str) -> str:
    return extract_text(page(ENGLISH, middle=box), "https://gazette.example/story")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tag", ["div", "section"])
def test_prose_in_a_box_of_an_unlucky_name_stays_in_its_place(tag: str, name: str) -> None:
    text = text_with(f'<{tag} class="{name}"><p>{PROSE}</p></{tag}>')
    assert text.split("\n") == [*ENGLISH.paragraphs[:2], PROSE, *ENGLISH.paragraphs[2:]]


def test_the_heading_of_such_a_box_stays_over_its_prose() -> None:
    text = text_with(f'<div class="social-housing"><h3>Homes on the quay</h3><p>{PROSE}</p></div>')
    assert f"Homes on the quay\n{PROSE}" in text


def test_prose_in_an_aside_without_a_heading_of_its_own_stays() -> None:
    assert PROSE in text_with(f"<aside><p>{PROSE}</p></aside>")


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="newsletter-box"><p>{PROSE}</p><input type="email"><button>Send</button></div>',
        f'<aside class="related"><h3>The bridge that never was</h3><p>{PROSE}</p></aside>',
        f'<div class="related-stories"><p><a href="/bridge">{PROSE}</a></p></div>',
    ],
    ids=["a form", "a story of its own", "a link"],
)
def test_a_box_that_is_no_part_of_the_article_goes(box: str) -> None:
    assert text_with(box) == "\n".join(ENGLISH.paragraphs)


TABLE = """<div class="table-responsive"><table>
<thead><tr><th>Year</th><th>Passengers</th><th>Master</th></tr></thead>
<tr><td>2019</td><td>41,200</td><td><a href="/who/moss">Ida Moss</a></td></tr>
<tr><td>2020</td><td>12,900</td><td><a href="/who/berg">Jon Berg</a></td></tr></table></div>"""
CELLS = ["Year", "Passengers", "Master", "2019", "41,200", "Ida Moss", "2020", "12,900", "Jon Berg"]


def test_a_table_among_the_paragraphs_stays_with_its_links() -> None:
    assert text_with(TABLE).split("\n") == [*ENGLISH.paragraphs[:2], *CELLS, *ENGLISH.paragraphs[2:]]


def test_a_table_that_ends_the_article_stays() -> None:
    assert extract_text(page(ENGLISH, end=TABLE)).split("\n") == [*ENGLISH.paragraphs, *CELLS]


def test_a_table_of_links_goes() -> None:
    row = (
        '<tr><td><a href="/a">A bridge for the north</a></td><td><a href="/b">Gulls in the hall</a></td></tr>'
    )
    assert text_with(f"<table>{row}{row}</table>") == "\n".join(ENGLISH.paragraphs)
