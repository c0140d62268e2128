"""What is still to be fetched: sources and their state, announced entries and how each was settled.

Discovered entries are committed as `pending` in one transaction with the validators of the page that
announced them. A crash, a spent budget or a passing failure leaves them pending, and the next pass takes
those first: otherwise a 304, or a feed that has rolled on, would hide them for good.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler.entry import Entry, dump, parse
from crawler.errors import FailureKind, SkipKind
from crawler.store.database import Database, read_stamp, stamp

MAX_ATTEMPTS = 11
"""Passes in which a page may fail in a passing way before it counts as failed for good: the next two passes
try it again whenever they come, later ones after a doubling delay, for about two days in all."""
_RETRY_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request for the same URL conditional (RFC 9110, section 13)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """How many entries a page announced, how many of them are to be fetched now, and how many never seen
    before are not to be."""

    found: int
    new: int
    skipped: Mapping[SkipKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pending:
    """A page to fetch. `known` is the document stored from this URL before; its fetch is conditional.
    `first_pass`: announced before the first pass over its source had ended, whenever it is fetched."""

    entry: Entry
    source: str
    attempts: int
    known: str | None
    validators: Validators
    first_pass: bool = False


@dataclass(frozen=True, slots=True)
class SourceState:
    name: str
    last_run: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    passes: int = 0
    failures_in_a_row: int = 0
    last_error: str | None = None
    next_due: datetime | None = None


class Frontier:
    """Sources, validators and entries. Every method that writes joins the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._watched: Mapping[str, str] | None = None

    def source(self, name: str) -> SourceState:
        """The state of a source; one that never ran has the defaults."""
        row = self._db.row("SELECT * FROM sources WHERE name = ?", name)
        if row is None:
            return SourceState(name)
        times = {key: read_stamp(row[key]) for key in ("last_run", "last_success", "last_new", "next_due")}
        return SourceState(
            name=name,
            passes=row["passes"],
            failures_in_a_row=row["failures_in_a_row"],
            last_error=row["last_error"],
            **times,
        )

    def validators(self, source: str, url: str) -> Validators:
        row = self._db.row(
            "SELECT etag, last_modified FROM validators WHERE source = ? AND url = ?", source, url
        )
        return Validators(row["etag"], row["last_modified"]) if row else Validators()

    def discovered(
        self,
        source: str,
        url: str,
        entries: Iterable[Entry],
        validators: Validators,
        now: datetime,
        skipped: Mapping[str, SkipKind] | None = None,
    ) -> Discovered:
        """Commits what one discovery page announced. A known entry whose fingerprint changed, and whose
        article is not pending anyway, becomes pending again; so does one that was skipped and never stored,
        since the configuration and robots.txt may allow it now. Of those in `skipped` (by URL) only that they
        were seen is kept."""
        found = new = 0
        kinds: Counter[SkipKind] = Counter()
        with self._db.transaction():
            for entry in entries:
                found += 1
                kind = (skipped or {}).get(entry.url)
                if kind is None:
                    new += self._announce(source, url, entry, now)
                elif self._announce_skipped(source, url, entry, kind, now):
                    kinds[kind] += 1
            self._db.execute(
                "INSERT INTO validators (source, url, etag, last_modified) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified",
                *(source, url, validators.etag, validators.last_modified),
            )
        return Discovered(found, new, dict(kinds))

    def _announce(self, source: str, found_in: str, entry: Entry, now: datetime) -> bool:
        if self._forgotten(entry.url):
            self._insert(source, found_in, Entry(entry.url), now, "done", None)
            return False
        if self._insert(source, found_in, entry, now, "pending", None):
            self._note(entry.url, now, "found", f"by source {source} in {found_in}")
            return True
        known = self._db.row("SELECT * FROM entries WHERE url = ?", entry.url)
        if known is None:
            return False
        if self._is_left(known["source"]):
            self._settle(entry.url, source=source)
        elif known["source"] != source and not _may_be_allowed_now(known):
            return False
        if not self._says_more(known, source, found_in, entry):
            return False
        self._settle(
            entry.url,
            source=source,
            found_in=found_in,
            fingerprint=entry.fingerprint,
            entry=dump(entry if known["found_in"] == found_in else _completed(entry, parse(known["entry"]))),
            state="pending",
            attempts=0,
            not_before=None,
        )
        return True

    def _is_left(self, source: str) -> bool:
        """Whether nobody watches a source any more."""
        return self._watched is not None and source not in self._watched

    def _says_more(self, known: sqlite3.Row, source: str, found_in: str, entry: Entry) -> bool:
        """Whether an announcement of a known entry says anything new. Two pages of one source may describe an
        article each in its own way (a news sitemap, that of the month): what counts is what the page says
        that announced it before, or a later change."""
        if _may_be_allowed_now(known):
            return True
        if known["fingerprint"] == entry.fingerprint:
            return False
        same_page = known["found_in"] == found_in or (self._watched or {}).get(source) == "feed"
        return same_page or _is_later(entry, parse(known["entry"]))

    def take_over(self, watched: Mapping[str, str]) -> None:
        """`watched`: the sources there are, and the kind of each. What others have left behind (they were
        renamed or replaced; pages were added by hand) belongs to the next that announces it. A feed is one
        page, wherever it has moved."""
        self._watched = watched

    def add(self, source: str, urls: Iterable[str], now: datetime) -> None:
        """Asked for by hand: fetched by the next pass over `source`, whatever is known of them, unless their
        document was forgotten."""
        with self._db.transaction():
            for url in urls:
                if self._announce(source, "rasid add", Entry(url), now) or self._forgotten(url):
                    continue
                self._settle(url, source=source, state="pending", attempts=0, not_before=None)

    def _announce_skipped(
        self, source: str, found_in: str, entry: Entry, kind: SkipKind, now: datetime
    ) -> bool:
        kept = Entry(entry.url) if self._forgotten(entry.url) else replace(entry, text=None)
        inserted = self._insert(source, found_in, kept, now, "skipped", kind)
        if inserted:
            self._note(entry.url, now, "skipped", f"{kind}: by source {source} in {found_in}")
        return inserted

    def _forgotten(self, url: str) -> bool:
        """Whether a document that lay there has been forgotten: nothing said of it is kept."""
        return bool(
            self._db.value(
                "SELECT 1 FROM addresses JOIN tombstones ON id = document_id WHERE url = ? AND NOT pruned",
                url,
            )
        )

    def _insert(
        self, source: str, found_in: str, entry: Entry, now: datetime, state: str, kind: SkipKind | None
    ) -> bool:
        inserted = self._db.execute(
            "INSERT INTO entries"
            " (url, source, found_at, found_in, first_pass, fingerprint, entry, state, kind)"
            " VALUES (?, ?, ?, ?, coalesce((SELECT passes = 0 FROM sources WHERE name = ?), 1), ?, ?, ?, ?)"
            " ON CONFLICT (url) DO NOTHING",
            *(entry.url, source, stamp(now), found_in, source),
            *(entry.fingerprint, dump(entry), state, kind),
        )
        return inserted.rowcount > 0

    def _note(self, url: str, now: datetime, outcome: str, detail: str) -> None:
        self._db.execute(
            "INSERT INTO events (url, at, stage, outcome, detail) VALUES (?, ?, 'discover', ?, ?)",
            *(url, stamp(now), outcome, detail),
        )

    def due(self, source: str, now: datetime) -> int:
        """How many pending entries could be fetched now."""
        return int(
            self._db.value(
                "SELECT count(*) FROM entries WHERE source = ? AND state = 'pending'"
                " AND (not_before IS NULL OR not_before <= ?)",
                *(source, stamp(now)),
            )
        )

    def has_work(self, source: str, now: datetime) -> bool:
        """Whether a pass over a source would fetch anything now without looking for more."""
        return bool(self.pending(source, 1, now))

    def pending(self, source: str, limit: int, now: datetime) -> list[Pending]:
        """Pages to fetch in this pass, oldest announcement first, then due re-checks of known articles."""
        waiting = self._db.rows(
            "SELECT * FROM entries WHERE source = ? AND state = 'pending'"
            " AND (not_before IS NULL OR not_before <= ?) ORDER BY found_at, rowid LIMIT ?",
            *(source, stamp(now), limit),
        )
        checks = self._db.rows(
            "SELECT * FROM entries WHERE source = ? AND state != 'pending' AND check_at <= ?"
            " ORDER BY check_at LIMIT ?",
            *(source, stamp(now), limit),
        )
        return [
            Pending(
                entry=parse(row["entry"]),
                source=source,
                attempts=row["attempts"],
                known=row["document_id"],
                validators=Validators(row["etag"], row["last_modified"]),
                first_pass=bool(row["first_pass"]),
            )
            for row in [*waiting, *checks]
        ]

    def entry(self, url: str) -> Entry | None:
        row = self._db.value("SELECT entry FROM entries WHERE url = ?", url)
        return parse(row) if row else None

    def stored(
        self, url: str, document_id: str, validators: Validators, recheck: Sequence[timedelta], now: datetime
    ) -> None:
        """The page is a document now, or still is: settled until its next re-check. The n-th delay of
        `recheck` counts from the n-th fetch. The feed's text is no longer needed, and not kept."""
        row = self._db.row("SELECT entry, checks FROM entries WHERE url = ?", url)
        if row is None:
            return
        checks = row["checks"]
        check_at = stamp(now + recheck[checks]) if checks < len(recheck) else None
        self._settle(
            url,
            entry=_without_text(row["entry"]),
            state="done",
            kind=None,
            attempts=0,
            document_id=document_id,
            etag=validators.etag,
            last_modified=validators.last_modified,
            checks=checks + 1,
            check_at=check_at,
        )

    def failed(
        self, url: str, kind: FailureKind, *, passing: bool, now: datetime, host_down: bool = False
    ) -> None:
        """The page could not be had. A passing failure stays pending, later each time, up to MAX_ATTEMPTS;
        where it is its host that is down, beyond them."""
        row = self._db.row("SELECT entry, attempts, state FROM entries WHERE url = ?", url)
        if row is None:
            return
        attempts = row["attempts"] + 1
        if host_down:
            attempts = min(attempts, MAX_ATTEMPTS - 1)
        if passing and attempts < MAX_ATTEMPTS:
            later = stamp(now + (_RETRY_AFTER * (1 << attempts - 3) if attempts > 2 else timedelta(0)))
            again = "check_at" if row["state"] == "done" else "not_before"
            self._settle(url, attempts=attempts, kind=kind, **{again: later})
        else:
            bare = _without_text(row["entry"])
            self._settle(url, entry=bare, state="failed", attempts=attempts, kind=kind, check_at=None)

    def skipped(self, url: str, kind: SkipKind, *, for_good: bool = True) -> None:
        """Not fetched by decision: `for_good`, until it is announced again, when a known article has no more
        re-checks; or only in this pass, when it stays pending."""
        if for_good:
            self._settle(url, state="skipped", kind=kind, check_at=None)
        else:
            self._settle(url, state="pending", kind=kind)

    def forget(self, urls: Iterable[str]) -> None:
        """Keeps that these were announced, not what was said of them; never fetched again by themselves."""
        for url in urls:
            bare = dump(Entry(url))
            self._settle(url, entry=bare, state="done", document_id=None, check_at=None)

    def _settle(self, url: str, **columns: object) -> None:
        names = ", ".join(f"{name} = ?" for name in columns)
        self._db.execute(f"UPDATE entries SET {names} WHERE url = ?", *columns.values(), url)  # noqa: S608 - own names

    def begin_pass(self, source: str, now: datetime) -> None:
        """Until the pass has ended the source has no next turn: after a crash it is due at once."""
        self._set_source(source, last_run=stamp(now), next_due=None)

    def cut_pass(self, source: str) -> None:
        """A pass ends in order before its work is done: the source is due since that pass began."""
        self._db.execute("UPDATE sources SET next_due = last_run WHERE name = ?", source)

    def finish_pass(
        self, source: str, *, error: str | None, new: int, next_due: datetime | None, now: datetime
    ) -> None:
        """A pass over a source is over; `error` says why discovery failed, None that it worked."""
        with self._db.transaction():
            before = self.source(source)
            changes: dict[str, object] = {"last_error": error, "next_due": None}
            if next_due:
                changes["next_due"] = stamp(next_due)
            if error is None:
                changes |= {"last_success": stamp(now), "failures_in_a_row": 0, "passes": before.passes + 1}
            else:
                changes["failures_in_a_row"] = before.failures_in_a_row + 1
            if new:
                changes["last_new"] = stamp(now)
            self._set_source(source, **changes)

    def _set_source(self, source: str, **columns: object) -> None:
        self._db.execute("INSERT INTO sources (name) VALUES (?) ON CONFLICT DO NOTHING", source)
        names = ", ".join(f"{name} = ?" for name in columns)
        self._db.execute(f"UPDATE sources SET {names} WHERE name = ?", *columns.values(), source)  # noqa: S608 - own names

    def announcement(self, url: str) -> Mapping[str, object] | None:
        """What is known of a URL that was announced, for `why`: source, state, kind, found_in, times."""
        row = self._db.row(
            "SELECT source, found_at, found_in, state, kind, attempts, not_before, check_at, document_id"
            " FROM entries WHERE url = ?",
            url,
        )
        return dict(row) if row else None


def _may_be_allowed_now(known: sqlite3.Row) -> bool:
    """Whether an entry was skipped for what the configuration or robots.txt said then."""
    return known["state"] == "skipped" and (
        known["kind"] in ("off_domain", "max_age")
        or (known["kind"] == "robots" and known["document_id"] is None)
    )


def _is_later(entry: Entry, known: Entry) -> bool:
    """Whether it was changed since."""
    if entry.updated_at is None:
        return False
    return known.updated_at is None or entry.updated_at > known.updated_at


def _completed(entry: Entry, known: Entry) -> Entry:
    """With what only another page said of it."""
    published = entry if entry.published_at else known
    return replace(
        entry,
        title=entry.title or known.title,
        published_at=published.published_at,
        published_precision=published.published_precision,
        text=entry.text or known.text,
    )


def _without_text(entry: str) -> str:
    """An entry in its stored form; its fingerprint, which counts the text in, is a column of its own."""
    return dump(replace(parse(entry), text=None))
