"""What is learnt from one page of an outlet."""

from __future__ import annotations

from crawler.document import Document, Extraction, Segment, whole
from pipelines.extraction.learnt import line_key, read, without

PAGE = Document(
    title="Ferry stays",
    authors=("I. Moss",),
    segments=(
        Segment("title", "Ferry stays"),
        Segment("paragraph", "The Lantern since 1921", paragraph=1),
        Segment("paragraph", "The ferry will sail on for three years more.", paragraph=2),
        Segment("paragraph", "What did she learn?", paragraph=3),
        Segment("paragraph", "Repairs cost more than a new boat would.", paragraph=4),
        Segment("post", "We write every Friday.", post=0, paragraph=5),
        Segment("paragraph", "* * *", paragraph=6),
        Segment("paragraph", "The captain sounded the horn.", paragraph=7),
        Segment("heading", "Our letter", paragraph=8),
        Segment("paragraph", "We write every Friday.", paragraph=9),
    ),
    extraction=Extraction("trafilatura", date_source="json-ld"),
)


def left_out(*lines: str, watched: str = "") -> list[str]:
    """What goes of PAGE where these lines are known."""
    furniture = frozenset(map(line_key, lines))
    rest = without(PAGE, furniture, lambda line: bool(watched) and watched in line)
    gone = rest.extraction.furniture
    assert whole(rest).segments == PAGE.segments
    assert len(rest.segments) + len(gone) == len(PAGE.segments)
    return [segment.text for segment in gone]


def test_known_lines_above_and_below_the_text_go_whatever_their_case() -> None:
    assert left_out("THE LANTERN  since 1921", "Our letter", "we write every Friday.") == [
        "The Lantern since 1921",
        "Our letter",
        "We write every Friday.",
    ]


def test_known_lines_among_the_text_stay() -> None:
    assert left_out("What did she learn?", "Repairs cost more than a new boat would.") == []


def test_a_heading_goes_only_with_what_stands_under_it() -> None:
    assert left_out("Our letter") == []
    assert left_out("Our letter", "We write every Friday.") == ["Our letter", "We write every Friday."]


def test_a_line_that_names_what_is_watched_for_stays() -> None:
    assert left_out("The Lantern since 1921", "We write every Friday.", watched="Lantern") == [
        "We write every Friday."
    ]


def test_a_page_of_which_most_is_known_stays_whole() -> None:
    assert left_out(*(segment.text for segment in PAGE.segments)) == []


def test_a_reading_counts_what_was_left_out_as_lines_still() -> None:
    rest = without(PAGE, {line_key("We write every Friday.")}, lambda line: False)
    assert sorted(read(PAGE).lines) == sorted(read(rest).lines)
    assert len(read(PAGE).lines) == 7  # neither the title, nor the post, nor a line without a letter
    assert (read(PAGE).furniture, read(rest).furniture) == (0, len("We write every Friday."))
    assert (read(PAGE).title, read(PAGE).authors, read(PAGE).date) == (True, True, True)
