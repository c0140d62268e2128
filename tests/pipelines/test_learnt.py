"""What is learnt from one page of an outlet."""

from __future__ import annotations

from crawler.document import Document, Extraction, Segment
from crawler.outlet import line_key, read
from pipelines.extraction.learnt import without

PAGE = Document(
    title="Ferry stays",
    authors=("I. Moss",),
    segments=(
        Segment("title", "Ferry stays"),
        Segment("paragraph", "The ferry will sail on for three years more.", paragraph=1),
        Segment("heading", "Our letter", paragraph=2),
        Segment("paragraph", "We write every Friday.", paragraph=3),
        Segment("post", "We write every Friday.", post=0, paragraph=4),
        Segment("heading", "Costs", paragraph=5),
        Segment("paragraph", "Repairs cost more than a new boat would.", paragraph=6),
        Segment("paragraph", "* * *", paragraph=7),
    ),
    extraction=Extraction("trafilatura", date_source="json-ld"),
)


def keys(*lines: str) -> frozenset[int]:
    return frozenset(map(line_key, lines))


def texts(document: Document) -> list[str]:
    return [segment.text for segment in document.segments]


def test_known_lines_are_set_aside_with_their_places() -> None:
    rest = without(PAGE, keys("WE WRITE  every friday.", "Our letter"))
    assert [(s.text, s.paragraph) for s in rest.extraction.furniture] == [
        ("Our letter", 2),
        ("We write every Friday.", 3),
    ]
    assert "Our letter" not in texts(rest)
    assert [s.text for s in rest.segments if s.post is not None] == ["We write every Friday."]


def test_a_heading_stays_with_text_of_the_article_under_it() -> None:
    rest = without(PAGE, keys("Costs", "We write every Friday."))
    assert "Costs" in texts(rest)
    assert [s.text for s in rest.extraction.furniture] == ["We write every Friday."]


def test_a_page_of_which_most_is_known_stays_whole() -> None:
    assert without(PAGE, keys(*texts(PAGE))) == PAGE


def test_a_reading_counts_what_was_left_out_as_lines_still() -> None:
    whole, rest = read(PAGE), read(without(PAGE, keys("We write every Friday.")))
    assert sorted(whole.lines) == sorted(rest.lines)
    assert len(whole.lines) == 5  # neither the title, nor the post, nor a line without a letter
    assert (whole.furniture, rest.furniture) == (0, len("We write every Friday."))
    assert (whole.title, whole.authors, whole.date) == (True, True, True)
