"""watch.yaml: every key, and every way to get it wrong, each told with file, key path and remedy."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import ConfigError
from crawler.quantities import parse_duration
from crawler.watch import ADDED, Watch, load, warnings

EVERYTHING = """
data: ./archive
keep_raw: 14d
timezone: Asia/Qatar
index: {backend: embedded}
crawl: {user_agent: Desk Monitor/1.0, obey_robots: false, delay: 1.5s, concurrency: 8, per_host: 1,
        timeout: 500ms, max_page_size: 10MiB, allow_private_addresses: true}
language: {engine: langdetect}
translate: {to: de, from: [ar, zh], engine: argos}
sources:
  - {name: doha-news, feed: https://news.example/feed, every: auto, outlet: Doha News, country: QA}
  - {name: maps, sitemap: "http://news.example/sitemap.xml", every: 30m, max_age: all, budget: 20,
     recheck: [1h, 2d]}
  - {name: list, urls: lists/pages.txt, every: 0 7 * * 1-5}
  - {name: disk, files: "saved/**/*.html", max_age: 0s, recheck: []}
names:
  huawei: [Huawei, هواوي, 华为, 737, NO]
topics:
  - {name: tech, query: 'huawei AND "export controls"~5'}
alerts:
  - {name: desk, topics: [tech], to: ['json://desk.example/hook'], when: immediately, newer_than: 1d,
     first_pass: each}
  - {name: boss, topics: [tech], to: ['mailto://${MAIL_PASSWORD}@mail.example'], newer_than: all}
"""


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n" for before, after in pairwise("abcdefghi")
)
"""Nine lines that stand for nine to the power of nine values."""


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "watch.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(tmp_path: Path, text: str | bytes) -> list[str]:
    """The lines of the error, without the file's name, which each must begin with."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.exit_code == 2
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_every_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "desk:pw")
    watch = load(written(tmp_path, EVERYTHING))
    assert watch.data == tmp_path / "archive"
    assert watch.keep_raw == timedelta(days=14)
    assert watch.zone.key == "Asia/Qatar"
    assert watch.index.backend == "embedded"
    crawl = watch.crawl
    assert (crawl.user_agent, crawl.obey_robots, crawl.concurrency, crawl.per_host) == (
        "Desk Monitor/1.0",
        False,
        8,
        1,
    )
    assert (crawl.delay, crawl.timeout) == (timedelta(seconds=1.5), timedelta(milliseconds=500))
    assert (crawl.max_page_size, crawl.allow_private_addresses) == (10 * 1024**2, True)
    assert watch.language.engine == "langdetect"
    assert (watch.translate.to, watch.translate.from_, watch.translate.engine) == (
        "de",
        ("ar", "zh"),
        "argos",
    )
    feed, sitemap, urls, files = watch.sources
    assert (feed.kind, feed.location, feed.every) == ("feed", "https://news.example/feed", "auto")
    assert (feed.outlet, feed.country, feed.max_age) == ("Doha News", "QA", timedelta(days=30))
    assert (sitemap.every, sitemap.max_age, sitemap.budget) == (timedelta(minutes=30), None, 20)
    assert sitemap.recheck == (timedelta(hours=1), timedelta(days=2))
    assert (urls.every, urls.location) == ("0 7 * * 1-5", str(tmp_path / "lists/pages.txt"))
    assert (files.kind, files.location) == ("files", str(tmp_path / "saved/**/*.html"))
    assert (files.max_age, files.recheck) == (timedelta(0), ())
    assert watch.names == {"huawei": ("Huawei", "هواوي", "华为", "737", "NO")}
    assert watch.topic("tech") == watch.topics[0]
    desk, boss = watch.alerts
    assert (desk.newer_than, desk.first_pass, desk.when) == (timedelta(days=1), "each", "immediately")
    assert (boss.newer_than, boss.first_pass) == (None, "summary")
    assert boss.to == ("mailto://desk:pw@mail.example",)


def test_an_empty_file_and_an_empty_mapping_have_the_defaults(tmp_path: Path) -> None:
    watch = load(written(tmp_path, "# nothing yet\nsources:\n  # - none yet\ncrawl:\n"))
    assert watch.data == tmp_path / "data"
    assert (watch.crawl.delay, watch.crawl.timeout) == (timedelta(seconds=1), timedelta(seconds=30))
    assert (watch.crawl.concurrency, watch.crawl.per_host, watch.crawl.max_page_size) == (16, 2, 10 * 1024**2)
    assert watch.crawl.obey_robots
    assert not watch.crawl.allow_private_addresses
    assert (watch.timezone, watch.keep_raw) == ("UTC", timedelta(days=14))
    assert (watch.translate.to, watch.translate.from_) == ("en", ("ar", "zh", "ru"))
    assert load({}).model_dump(exclude={"data"}) == watch.model_dump(exclude={"data"})


def test_source_defaults() -> None:
    source = load({"sources": [{"name": "a", "feed": "https://a.example/"}]}).sources[0]
    assert source.every == "auto"
    assert source.max_age == timedelta(days=30)
    assert source.budget == 500
    assert source.recheck == tuple(timedelta(hours=h) for h in (1, 6, 24, 7 * 24))


def test_alert_defaults() -> None:
    alert = load(
        {
            "topics": [{"name": "t", "query": "x"}],
            "alerts": [{"name": "a", "topics": ["t"], "to": ["json://x"]}],
        }
    ).alerts[0]
    assert (alert.newer_than, alert.first_pass, alert.when) == (timedelta(days=7), "summary", "immediately")


def test_a_mapping_is_read_as_a_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    watch = load({"data": "x", "sources": [{"name": "a", "urls": "list.txt"}]})
    assert watch.data == tmp_path / "x"
    assert watch.sources[0].location == str(tmp_path / "list.txt")
    with pytest.raises(
        ConfigError, match=r"^configuration: crawl\.dealy: unknown key; did you mean 'delay'\?$"
    ):
        load({"crawl": {"dealy": "1s"}})


def test_an_absolute_path_and_a_home_stay(tmp_path: Path) -> None:
    watch = load(written(tmp_path, "data: /srv/rasid\nsources: [{name: a, files: ~/saved/*.html}]"))
    assert watch.data == Path("/srv/rasid")
    assert watch.sources[0].location == str(Path.home() / "saved/*.html")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("dta: x", "dta: unknown key; did you mean 'data'?"),
        ("crawl: {dely: 1s}", "crawl.dely: unknown key; did you mean 'delay'?"),
        ("translate: {form: [ar]}", "translate.form: unknown key; did you mean 'from'?"),
        (
            "sources: [{name: a, fed: https://a.example/}]",
            "sources[0].fed: unknown key; did you mean 'feed'?",
        ),
        ("topics: [{name: a, quary: x}]", "topics[0].quary: unknown key; did you mean 'query'?"),
        ("alerts: [{name: a, topic: [x]}]", "alerts[0].topic: unknown key; did you mean 'topics'?"),
        ("language: {engin: x}", "language.engin: unknown key; did you mean 'engine'?"),
        ("language: {zzz: x}", "language.zzz: unknown key; known here: engine"),
        ("index: {host: [x]}", "index.host: unknown key; did you mean 'hosts'?"),
    ],
)
def test_unknown_keys_suggest_the_nearest(tmp_path: Path, text: str, line: str) -> None:
    assert line in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("0s", timedelta(0)),
        ("250ms", timedelta(milliseconds=250)),
        ("1.5h", timedelta(minutes=90)),
        ("14d", timedelta(days=14)),
        (" 3 m ", timedelta(minutes=3)),
    ],
)
def test_durations(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "wrong",
    ["", "10", "-1s", "1w", "1 hour", "s", "1h30m", "1,5h", "1e3s", "inf", "99999999999d", "9" * 400 + "s"],
)
def test_what_is_no_duration(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse_duration(wrong)
    line = refused(tmp_path, f"keep_raw: '{wrong}'")[0]
    assert line.startswith("keep_raw: a duration ")


@pytest.mark.parametrize(
    ("text", "size"), [("500", 500), ("500KiB", 512000), ("1.5MiB", 1572864), ("'2 MiB'", 2097152), ("9B", 9)]
)
def test_sizes(tmp_path: Path, text: str, size: int) -> None:
    assert load(written(tmp_path, f"crawl: {{max_page_size: {text}}}")).crawl.max_page_size == size


@pytest.mark.parametrize("wrong", ["10MB", "-1", "0", "ten", "0.1B", "1e9"])
def test_what_is_no_size(tmp_path: Path, wrong: str) -> None:
    line = refused(tmp_path, f"crawl: {{max_page_size: {wrong}}}")[0]
    assert line.startswith("crawl.max_page_size: ")


@pytest.mark.parametrize("wrong", ["often", "61 * * * *", "* * * *", "0 0 30 2 *", "10", "@daily"])
def test_what_is_no_rhythm(tmp_path: Path, wrong: str) -> None:
    line = refused(tmp_path, f"sources: [{{name: a, feed: https://a.example/, every: '{wrong}'}}]")[0]
    assert line.startswith("sources[0].every: ")
    assert "cron line" in line
    assert wrong in line


@pytest.mark.parametrize(
    ("text", "start", "within"),
    [
        ("timezone: Asia/Quatar", "timezone: ", "did you mean Asia/Qatar?"),
        ("timezone: 3", "timezone: ", "unknown time zone"),
        ("names: {a: [x, null]}", "names.a[1]: ", "must be text"),
        ("index: {backend: solr}", "index.backend: ", "'embedded'"),
        ("crawl: {concurrency: 0}", "crawl.concurrency: ", "greater than or equal to 1"),
        ("crawl: {concurrency: many}", "crawl.concurrency: ", "(given: 'many')"),
        ("crawl: {obey_robots: maybe}", "crawl.obey_robots: ", "boolean"),
        ("crawl: {user_agent: ''}", "crawl.user_agent: ", "at least 1 character"),
        ('crawl: {user_agent: "a\\r\\nX: y"}', "crawl.user_agent: ", "one line of ASCII"),
        ("crawl: 3", "crawl: ", "must be keys and values"),
        ("translate: {to: English}", "translate.to: ", "ISO 639"),
        ("sources: [{name: a}]", "sources[0]: ", "found none"),
        ("sources: [{name: a, feed: 'https://a.example', urls: x}]", "sources[0]: ", "found feed and urls"),
        ("sources: [{name: a, feed: 'ftp://a.example'}]", "sources[0]: ", "http:// or https:// URL"),
        ("sources: [{name: 'a b', urls: x}]", "sources[0].name: ", "must have no space"),
        ("sources: [{name: a, urls: x, country: Qatar}]", "sources[0].country: ", "two capitals"),
        ("sources: [{urls: x}]", "sources[0].name: ", "this key is missing"),
        ("sources: {name: a}", "sources: ", "must be a list"),
        ("sources: [{name: a, urls: x}, {name: a, urls: y}]", "sources[1].name: ", "'a' stands twice"),
        (f"sources: [{{name: {ADDED.name}, urls: x}}]", "sources: ", "choose another"),
        ("names: {huawei: Huawei}", "names.huawei: ", "must be a list"),
        ("crawl: {timeout: 0s}", "crawl.timeout: ", "must be more than 0"),
        ("crawl: {delay: }", "crawl.delay: ", "a duration is a number and a unit"),
        ("sources: [{name: a, feed: 'http:///x'}]", "sources[0]: ", "without a host"),
        (
            "sources: [{name: a, urls: x}, {name: A, urls: y}]",
            "sources[1].name: ",
            "(as 'a', to a query the same)",
        ),
        ("topics: [{name: a, query: x}, {name: A, query: y}]", "topics[1].name: ", "'A' stands twice"),
        ("names: {huawei: [Huawei, '!?']}", "names.huawei: ", "'!?' holds no word"),
        ("names: {'-': [Huawei]}", "names.-: ", "'-' holds no word"),
        ("data: ${RASID NO}", "data: ", "${RASID NO} is not set"),
        ("names: {huawei: ['']}", "names.huawei[0]: ", "at least 1 character"),
        ("topics: [{name: a, query: '(b'}]", "topics[0].query: ", "character 1"),
        ("topics: [{name: a, query: 'topic:b'}]", "topics[0].query: ", "b"),
        ("alerts: [{name: a, topics: [x], to: []}]", "alerts[0].to: ", "at least 1 item"),
        ("alerts: [{name: a, topics: [x], to: [y], when: never}]", "alerts[0].when: ", "'immediately'"),
        ("alerts: [{name: a, topics: [x], to: ['json://y']}]", "alerts[0].topics: ", "no such topic"),
    ],
)
def test_wrong_values(tmp_path: Path, text: str, start: str, within: str) -> None:
    lines = refused(tmp_path, text)
    assert [line for line in lines if line.startswith(start) and within in line], lines


def test_an_unknown_topic_suggests_the_nearest(tmp_path: Path) -> None:
    text = "topics: [{name: tech, query: x}]\nalerts: [{name: a, topics: [teck], to: ['json://y']}]"
    assert refused(tmp_path, text) == ["alerts[0].topics: unknown topic 'teck'; did you mean 'tech'?"]


def test_all_problems_at_once(tmp_path: Path) -> None:
    text = "dta: x\ncrawl: {delay: fast, per_host: 0}\nsources: [{name: a}, {name: b, fed: x}]"
    starts = [line.partition(": ")[0] for line in refused(tmp_path, text)]
    assert {"dta", "crawl.delay", "crawl.per_host", "sources[0]", "sources[1].fed"} <= set(starts)


def test_all_cross_references_at_once(tmp_path: Path) -> None:
    text = (
        "sources: [{name: a, urls: x}, {name: a, urls: x}]\n"
        "topics: [{name: t, query: '('}, {name: t, query: '\"'}]\n"
        "alerts: [{name: d, topics: [u], to: [y]}]"
    )
    starts = [line.partition(": ")[0] for line in refused(tmp_path, text)]
    assert starts == [
        "sources[1].name",
        "topics[1].name",
        "topics[0].query",
        "topics[1].query",
        "alerts[0].topics",
    ]


class TestVariables:
    def test_they_come_from_the_environment_everywhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOST", "news.example")
        monkeypatch.setenv("N", "7")
        text = "crawl: {concurrency: '${N}'}\nsources: [{name: a, feed: 'https://${HOST}/${N}'}]"
        watch = load(written(tmp_path, text))
        assert watch.sources[0].location == "https://news.example/7"
        assert watch.crawl.concurrency == 7

    def test_a_value_is_not_expanded_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("A", "${B}")
        assert load({"crawl": {"user_agent": "x${A}"}}).crawl.user_agent == "x${B}"

    def test_all_missing_ones_are_named(self, tmp_path: Path) -> None:
        text = "data: ${RASID_NO_1}/${RASID_NO_2}\nalerts: [{to: ['${RASID_NO_1}']}]"
        assert refused(tmp_path, text) == [
            "data: ${RASID_NO_1} is not set; export RASID_NO_1 first",
            "data: ${RASID_NO_2} is not set; export RASID_NO_2 first",
            "alerts[0].to[0]: ${RASID_NO_1} is not set; export RASID_NO_1 first",
        ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "index: {backend: elasticsearch, api_key_env: cGFzdGVkOmtleQ==}",
            "index.api_key_env: must be the name",
        ),
        ("index: {search_api_key_env: '${ES_KEY}'}", "index.search_api_key_env: must be the name"),
        ("index: {admin_api_key_env: 2026112700}", "index.admin_api_key_env: must be the name"),
        ("index: {hosts: 'https://elastic:cGFzdGVk@x:9200'}", "index.hosts: must be a list"),
        (
            "alerts: [{name: a, topics: [x], to: 'slack://cGFzdGVk/A/2026112700'}]",
            "alerts[0].to: must be a list",
        ),
        ("alerts: ['slack://cGFzdGVk/A/2026112700']", "alerts[0]: must be keys and values"),
    ],
)
def test_what_may_be_a_secret_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.setenv("ES_KEY", "cGFzdGVkOmtleQ==")
    (line,) = refused(tmp_path, text)
    assert line.startswith(said)
    assert not any(secret in line for secret in ("cGFzdGVk", "2026112700"))


@pytest.mark.parametrize("name", ["elasticsearch", "argostranslate"])
def test_what_is_not_installed_is_had_from_the_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    chosen = {
        "elasticsearch": "index: {backend: elasticsearch, hosts: ['https://localhost:9200']}",
        "argostranslate": "translate: {engine: argostranslate}",
    }
    (line,) = refused(tmp_path, chosen[name])
    assert f"in Rasid's clone run: pip install '.[{name}]', or: uv sync --extra {name}" in line


@pytest.mark.parametrize(
    ("to", "warned"),
    [
        ("mailto://me:hunter22@mail.example", True),
        ("mailto://me:${PASSWORD}@mail.example", False),
        ("json://hooks.example/?token=abcdef123", True),
        ("json://hooks.example/?token=${TOKEN}", False),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news", True),
        ("slack://${SLACK}/#news", False),
        ("tgram://110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/chat", True),
        ("json://hooks.example/rasid", False),
        ("mailto://mail.example?to=a.very.long.address@desk.example.org", False),
    ],
)
def test_secrets_in_the_file_are_warned_about(tmp_path: Path, to: str, warned: bool) -> None:
    path = written(tmp_path, f"alerts: [{{name: a, topics: [t], to: ['{to}']}}]")
    found = warnings(path)
    assert [p.path for p in found] == (["alerts[0].to[0]"] if warned else [])
    assert all("${VAR}" in p.message and "hunter22" not in p.message for p in found)


def test_a_password_in_a_source_is_warned_about(tmp_path: Path) -> None:
    path = written(tmp_path, "sources: [{name: a, feed: 'https://me:hunter22@a.example/feed'}]")
    assert [p.path for p in warnings(path)] == ["sources[0].feed"]


class TestFile:
    """What is no watch file at all: one line each."""

    def test_there_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"no such file; `rasid init` writes one$"):
            load(tmp_path / "watch.yaml")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read"):
            load(tmp_path)

    @pytest.mark.parametrize(
        ("content", "within"),
        [
            ("data: [", "not valid YAML"),
            ("data: 'x\ncrawl: {", "not valid YAML"),
            ("\tdata: x", "indent with spaces"),
            ("data: x\ndata: y", "key 'data' stands twice"),
            ("crawl: {delay: 1s, delay: 2s}", "key 'delay' stands twice"),
            ("data: !!python/object:os.system {}", "not valid YAML"),
            ("- a\n- b", "must hold keys and values, not a list"),
            ("just text", "must hold keys and values, not a str"),
            ("data: \x00", "not valid YAML"),
            ("[" * 100_000, "nested too deep"),
            ("a: &a [*a]", "nested too deep"),
            (BOMB, "use fewer aliases"),
            (BOMB.replace("x", "[]"), "use fewer aliases"),
            ("data: \xe9".encode("latin-1"), "byte 7 is not UTF-8"),
            ("data: x".encode("utf-16"), "save the file as UTF-8"),
        ],
        ids=range(15),
    )
    def test_one_line(self, tmp_path: Path, content: str | bytes, within: str) -> None:
        lines = refused(tmp_path, content)
        assert len(lines) == 1
        assert within in lines[0]

    def test_the_place_is_named(self, tmp_path: Path) -> None:
        assert "line 2, column 9: " in refused(tmp_path, "data: x\ncrawl: [}")[0]

    def test_an_anchor_saves_repetition(self, tmp_path: Path) -> None:
        text = "sources:\n- &one {name: a, urls: x, country: QA}\n- {<<: *one, name: b}\n"
        assert [s.country for s in load(written(tmp_path, text)).sources] == ["QA", "QA"]

    def test_a_byte_order_mark_is_skipped(self, tmp_path: Path) -> None:
        assert load(written(tmp_path, b"\xef\xbb\xbftimezone: Asia/Qatar")).timezone == "Asia/Qatar"


def test_words_that_look_like_something_else_stay_words(tmp_path: Path) -> None:
    """YAML 1.1 makes booleans of NO and on, and numbers of 0737 and 12:30."""
    text = "names: {norway: [Norway, NO, on, y, 0737, 12:30, 1_000, 2026-07-20, 0x1F]}"
    expected = ("Norway", "NO", "on", "y", "0737", "12:30", "1_000", "2026-07-20", "0x1F")
    assert load(written(tmp_path, text)).names["norway"] == expected
    for yes, no in (("true", "false"), ("yes", "no"), ("on", "off")):
        crawl = load(written(tmp_path, f"crawl: {{obey_robots: {no}, allow_private_addresses: {yes}}}")).crawl
        assert (crawl.obey_robots, crawl.allow_private_addresses) == (False, True)


def fingerprint(**changes: Any) -> str:
    said: dict[str, Any] = {
        "names": {"a": ["b", "c"]},
        "topics": [{"name": "t", "query": "a"}, {"name": "u", "query": "b"}],
    }
    return load(said | changes).match_fingerprint


def test_the_fingerprint_changes_with_names_and_topics_alone() -> None:
    assert fingerprint() == fingerprint(crawl={"delay": "9s"}, timezone="Asia/Qatar")
    assert fingerprint() == fingerprint(topics=[{"name": "u", "query": "b"}, {"name": "t", "query": "a"}])
    changed = [
        fingerprint(names={"a": ["b"]}),
        fingerprint(names={}),
        fingerprint(topics=[{"name": "t", "query": "a"}]),
        fingerprint(topics=[{"name": "t", "query": "z"}, {"name": "u", "query": "b"}]),
        fingerprint(),
    ]
    assert len(set(changed)) == len(changed)


def test_a_watch_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load({}).timezone = "UTC"  # type: ignore[misc] # that is the point


def test_every_section_has_its_suggestions() -> None:
    """A section added to Watch is added to the table that suggestions come from."""
    for name in Watch.model_fields:
        if name in ("data", "keep_raw", "timezone", "names"):
            continue
        value: Any = [{"zzzz": 1}] if name in ("sources", "topics", "alerts") else {"zzzz": 1}
        with pytest.raises(ConfigError) as caught:
            load({name: value})
        line = next(line for line in str(caught.value).splitlines() if "zzzz" in line)
        known = re.search(r"known here: (.*)", line)
        assert known, line
        assert "data" not in known[1].split(", ")
