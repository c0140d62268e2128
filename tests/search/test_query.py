"""The query language: what is understood, and that everything else is one clear error at its place."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.errors import QueryError, UsageError
from search.query import And, FieldScope, Near, Node, Not, Or, Phrase, Prefix, Word, parse


def outline(node: Node) -> str:
    """The tree, every group in brackets."""
    match node:
        case And(nodes):
            return f"({' & '.join(map(outline, nodes))})"
        case Or(nodes):
            return f"({' | '.join(map(outline, nodes))})"
        case Not(inner):
            return f"!{outline(inner)}"
        case FieldScope(field, inner):
            return f"{field}:{outline(inner)}"
        case Phrase(words):
            return f'"{" ".join(w.text for w in words)}"'
        case Near(words, distance):
            return f'"{" ".join(w.text for w in words)}"~{distance}'
        case Prefix(text):
            return f"{text}*"
        case Word(text):
            return text


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("huawei", "huawei"),
        ("a b", "(a & b)"),
        ("a AND b", "(a & b)"),
        ("a OR b", "(a | b)"),
        ("a b OR c", "((a & b) | c)"),
        ("a OR b c", "(a | (b & c))"),
        ("a OR b AND c OR d", "(a | (b & c) | d)"),
        ("NOT a b", "(!a & b)"),
        ("NOT a OR b", "(!a | b)"),
        ("a AND NOT b", "(a & !b)"),
        ("a -b", "(a & !b)"),
        ("-a", "!a"),
        ("NOT a", "!a"),
        ("NOT NOT a", "a"),
        ("--a", "a"),
        ("-(a b)", "!(a & b)"),
        ('-"a b"', '!"a b"'),
        ("-title:a", "!title:a"),
        ("(a OR b) c", "((a | b) & c)"),
        ("a(b)c", "(a & b & c)"),
        ("((a))", "a"),
        ("and or not", "(and & or & not)"),
        ("ANDROID NOTE ORDER", "(ANDROID & NOTE & ORDER)"),
        ("anti-huawei", "anti-huawei"),
        ("d'Huawei", "d'Huawei"),
        ("state-of-the-art", "state-of-the-art"),
        ('"a b"', '"a b"'),
        ('"a"', '"a"'),
        ('"a — b"', '"a b"'),
        ('"a b"~0', '"a b"~0'),
        ('"a b"~500', '"a b"~500'),
        ('"a b"~٥', '"a b"~5'),
        ('"a OR b"', '"a OR b"'),
        ('"http://x.com"', '"http://x.com"'),
        ("prefix*", "prefix*"),
        ("ПРЕФИКС*", "префикс*"),
        ("Überfall*", "uberfall*"),
        ("华*", "华*"),
        ("华为*", "华为"),
        ("title:a", "title:a"),
        ("TITLE:a", "title:a"),
        ("title: a", "title:a"),
        ("title:a b", "(title:a & b)"),
        ("title:(a OR b)", "title:(a | b)"),
        ("title:-a", "title:!a"),
        ('title:"a b"~3', 'title:"a b"~3'),
        ("title:hua*", "title:hua*"),
        ("translation:title:a", "translation:title:a"),
        ("lang:ar", "lang:ar"),
        ('lang:"ar"', "lang:ar"),
        ("lang:(ar OR zh)", "lang:(ar | zh)"),
        ('outlet:"Doha News" a', "(outlet:Doha News & a)"),
        ("topic:huawei-uyghur", "topic:huawei-uyghur"),
        ("source:doha*", "source:doha*"),
        ("title:(lang:ar a)", "title:(lang:ar & a)"),
        ("هواوي الإيغور", "(هواوي & الإيغور)"),
        ("\u200fهواوي\u200e AND \u200fصين", "(هواوي & صين)"),
        ("华为　AND　维吾尔", "(华为 & 维吾尔)"),
        ("（华为 OR 中兴）title：新闻", "((华为 | 中兴) & title:新闻)"),
        ("“a b” „c d“ «e f» 「東京 都」", '("a b" & "c d" & "e f" & "東京 都")'),
        ('ארה"ב', 'ארה"ב'),
        ("C++ $100 50%", "(C++ & $100 & 50%)"),
        ("#Huawei @handle", "(#Huawei & @handle)"),
        ("why? huawei!", "(why? & huawei!)"),
        ("  a  ", "a"),
        ("a\nb\tc", "(a & b & c)"),
    ],
)
def test_what_a_query_means(query: str, tree: str) -> None:
    assert outline(parse(query)) == tree


@pytest.mark.parametrize(
    ("query", "position", "says"),
    [
        ("", 0, "empty"),
        ("   ", 3, "empty"),
        ("(", 0, "not closed"),
        ("(a", 0, "not closed"),
        ("a)", 1, "without an opening"),
        ("a (b))", 5, "without an opening"),
        ("()", 0, "between the parentheses"),
        ("title:()", 6, "between the parentheses"),
        ('"a b', 0, "not closed"),
        ('a "', 2, "not closed"),
        ('""', 0, "no word"),
        ('"  "', 0, "no word"),
        ('"—"', 0, "no word"),
        ("AND", 0, "nothing before"),
        ("OR b", 0, "nothing before"),
        ("a AND", 2, "nothing after"),
        ("a OR", 2, "nothing after"),
        ("a AND OR b", 2, "nothing after"),
        ("a OR OR b", 2, "nothing after"),
        ("a NOT", 2, "nothing after"),
        ("NOT", 0, "nothing after"),
        ("NOT AND a", 0, "nothing after"),
        ("a\n\x1b[31m\ud800)", 8, "without an opening"),
        ("a" * 300 + ":b", 0, "unknown field aaaa"),
        ("(a AND) b", 3, "nothing after"),
        ("(OR a)", 1, "nothing before"),
        ("-", 0, "no word"),
        ("a - b", 2, "no word"),
        ("…", 0, "no word"),
        ("title:", 0, "nothing after"),
        ("title: AND a", 0, "nothing after"),
        (":a", 0, "without a field"),
        ("body:a::b", 5, "unknown field a:"),
        ("colour:red", 0, "unknown field colour:"),
        ("titel:x", 0, "unknown field titel:, is it title:?"),
        ("10:30", 0, "unknown field 10:"),
        ("http://example.com/x", 0, "in quotes"),
        ("see https://example.com", 4, "in quotes"),
        ("title:https://example.com", 6, "in quotes"),
        ("lang:(title:a)", 6, "cannot stand inside lang:"),
        ("topic:nowhere", 6, "unknown topic nowhere"),
        ("topic:huawei-uygur", 6, "is it huawei-uyghur?"),
        ('"a b"~', 5, "whole number"),
        ('"a b"~x', 5, "whole number"),
        ('"a b"~-1', 5, "whole number"),
        ('"a b"~1.5', 5, "whole number"),
        ('"a b"~501', 5, "at most 500"),
        ('"a b"~99999999999', 5, "whole number"),
        ('"a b" ~3', 6, "directly after"),
        ("~3", 0, "directly after"),
        ('lang:"a b"~3', 5, "no proximity"),
        ("*", 0, "cannot lead"),
        ("*abc", 0, "cannot lead"),
        ("title:*abc", 6, "cannot lead"),
        ("a*b", 0, "at the end only"),
        ("a**", 0, "at the end only"),
        ("-*", 1, "cannot lead"),
        ("…*", 0, "one word"),
        ("anti-hua*", 0, "one word"),
        ("华为5G*", 0, "one word"),
        ('"hua* ban"', 0, "between quotes"),
        ("a && b", 2, "operators are"),
        ("a || b", 2, "operators are"),
        ("a||b", 0, "operators are"),
        ("!a", 0, "operators are"),
        ("huawei~2", 0, "directly after"),
        ("x huawei～", 2, "directly after"),
        ("huawei~0.8", 0, "directly after"),
        ("huawei^2", 0, "weighted"),
        ("title:hua*^2", 6, "at the end only"),
        ("[a TO b]", 0, "ranges"),
        ("title:[a TO *]", 6, "ranges"),
        ("{a TO b}", 0, "ranges"),
        ("x" * 4_097, 4_096, "4,096"),
        ("(" * 51 + "a" + ")" * 51, 50, "50 levels"),
        ("title:" * 51 + "a", 300, "50 levels"),
        ("(" * 2_000, 50, "50 levels"),
        ("-title:" * 500 + "a", 351, "50 levels"),
    ],
)
def test_a_malformed_query_is_pointed_at(query: str, position: int, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, topics=["huawei-uyghur"])
    assert caught.value.position == position
    assert says in str(caught.value)
    assert str(caught.value).isprintable()
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "query",
    [
        "x" * 4_096,
        "(" * 50 + "a" + ")" * 50,
        "title:" * 50 + "a",
        "NOT " * 1_000 + "a",
        "a OR " * 800 + "a",
        "topic:huawei-uyghur",
        'topic:"huawei-uyghur"',
    ],
)
def test_the_limits_themselves_are_allowed(query: str) -> None:
    parse(query, topics=["huawei-uyghur"])


def test_topics_are_only_checked_when_they_are_known() -> None:
    assert parse("topic:anything") == FieldScope("topic", Word("anything", 6))
    with pytest.raises(QueryError, match="unknown topic anything"):
        parse("topic:anything", topics=[])


def test_words_know_their_place_in_the_query() -> None:
    assert parse("a “b  c”") == And((Word("a", 0), Phrase((Word("b", 3), Word("c", 6)))))


samples = """a b AND OR NOT - -- ( ) " “ ” ~ ~5 ~999 * a* *a title: lang: topic: x: : :: && || ! 华为 هواوي
（ ） ： ' 🔥 http://x ארה"ב"""
pieces = st.sampled_from([*samples.split(), " ", "\u200f", "\u3000", "\ud800", "\x00", "\u0301"])
noise = st.lists(pieces | st.text(max_size=3), max_size=60)


@given(st.text(max_size=300) | noise.map("".join) | noise.map(" ".join))
@example('"' * 4_096)
@example("(" * 4_096)
@example("-" * 4_000 + "a")
@example("a:" * 2_000)
@example('"a"~' + "9" * 4_000)
def test_anything_is_read_or_refused(query: str) -> None:
    try:
        tree = parse(query, topics=["a"])
    except QueryError as error:
        assert 0 <= error.position <= len(query)
        assert str(error).isprintable()
        assert len(str(error)) < 300
    else:
        assert outline(tree)


@pytest.mark.parametrize("query", ["[Huawei] TO", "TO", "a~b", "x^y", '"a~2 b^2"'])
def test_signs_that_other_languages_use_may_stand_elsewhere(query: str) -> None:
    parse(query)
