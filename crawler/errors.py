"""What can go wrong, as types.

    RasidError                  caught in crawler/cli, printed as one line, never a traceback
    ├── UsageError              exit 2: bad option, configuration, query, unknown source, topic or field
    │   ├── ConfigError         raised by crawler.watch: file, key path, remedy
    │   └── QueryError          raised by search.query: message, position in the query
    ├── NotFound                exit 1: the document or model asked for is not known
    ├── Busy                    exit 1: another process holds the data directory
    └── Unavailable             exit 1: nothing could be done (index unreachable, disk full)
        ├── Outdated            the search index is of another format: it is rebuilt, or Rasid upgraded
        ├── Forbidden           the key at hand does not allow it
        └── Unreached           the index's server does not answer, or is too busy: this passes

    PageError                   caught once, where a page's outcome is settled (crawler.store.frontier)
    ├── Discard                 this page will never be a document: counted as a failure, not tried again
    ├── Retry                   a passing failure: stays pending for the next pass
    └── Quarantine              a stage broke (worker killed, bug): the raw page is kept, counted

Each page is settled exactly once, with a document, a failure kind or a skip.
"""

from __future__ import annotations

from typing import Literal, get_args

FailureKind = Literal[
    "dns", "connect", "timeout", "tls", "http_4xx", "http_5xx", "redirect_loop", "forbidden_address",
    "too_large", "decompression", "truncated", "unsupported_type", "blocked", "feed_syntax", "no_text",
    "too_deep", "decode", "other",
]  # fmt: skip
SkipKind = Literal["robots", "max_age", "budget", "off_domain", "seen"]

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C has ended: that of shells, 128 and the signal's number."""

FAILURE_KINDS: tuple[FailureKind, ...] = get_args(FailureKind)
SKIP_KINDS: tuple[SkipKind, ...] = get_args(SkipKind)


class RasidError(Exception):
    """Anything that ends a command with one clear line."""

    exit_code = 1


class UsageError(RasidError):
    """The user's words or configuration are wrong."""

    exit_code = 2


class ConfigError(UsageError):
    """watch.yaml cannot be used; the message names file, key path and remedy."""


class QueryError(UsageError):
    """A query cannot be read. `position` is the code point in the query where it goes wrong."""

    def __init__(self, message: str, query: str, position: int) -> None:
        self.problem, self.query, self.position = message, query, position
        super().__init__(_printable(f"{message} at character {position + 1}: {_pointed(query, position)}"))


def _pointed(query: str, position: int, around: int = 30) -> str:
    start, end = max(0, position - around), position + around
    before, after = "…" if start else "", "…" if end < len(query) else ""
    return f"{before}{query[start:position]}»{query[position:end]}{after}"


def _printable(text: str) -> str:
    """One line that any terminal can show: line ends, controls and lone surrogates become spaces."""
    return "".join(c if c.isprintable() else " " for c in text)


class NotFound(RasidError):
    """The document, model or other thing asked for is not known."""


class Busy(RasidError):
    """Another process holds the data directory."""


class Unavailable(RasidError):
    """Nothing could be done: the index cannot be reached, the disk is full."""


class Outdated(Unavailable):
    """The search index was made in another format."""


class Forbidden(Unavailable):
    """The index refuses the key, or the key does not allow what was asked."""


class Unreached(Unavailable):
    """The index's server does not answer, or has no room now; nothing is wrong here."""


class PageError(Exception):
    """A page that did not become a document; `kind` is what is counted, `detail` what `why` shows."""

    def __init__(self, kind: FailureKind, detail: str = "") -> None:
        self.kind, self.detail = kind, detail
        super().__init__(kind, detail)


class Discard(PageError):
    """Will never be a document; not tried again."""


class Retry(PageError):
    """A passing failure; the page stays pending for the next pass."""


class Quarantine(PageError):
    """A stage broke on this page (hang, crash, memory); the raw page is kept for study."""
