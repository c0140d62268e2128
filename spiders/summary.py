"""What a crawl did, counted; the shape of `crawl --json`."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from crawler.errors import FAILURE_KINDS, SKIP_KINDS, FailureKind, SkipKind

DocumentOutcome = Literal["new", "changed", "unchanged", "duplicate", "gone"]
MAX_PROBLEMS = 20
SourceStatus = Literal["ok", "failed", "stopped"]


@dataclass(slots=True)
class SourceSummary:
    """One source's pass. `found`: entries announced; `new`: documents stored for the first time. `failures`
    are those of its discovery pages and of its articles."""

    name: str
    status: SourceStatus = "stopped"
    found: int = 0
    new: int = 0
    failures: Counter[FailureKind] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def problem(self, line: str) -> None:
        """Keeps the latest ones."""
        self.problems.append(line)
        del self.problems[:-MAX_PROBLEMS]


@dataclass(slots=True)
class Summary:
    """Every page is counted once: as a document's outcome, a failure or a skip. `taken`: pages taken up so
    far, finished or not."""

    documents: Counter[DocumentOutcome] = field(default_factory=Counter)
    failures: Counter[FailureKind] = field(default_factory=Counter)
    skipped: Counter[SkipKind] = field(default_factory=Counter)
    sources: dict[str, SourceSummary] = field(default_factory=dict)
    taken: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def pages(self) -> int:
        """Articles fetched: documents and failures of pages."""
        return self.documents.total() + self.failures.total()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def failed(self) -> bool:
        """Whether any page or source failed."""
        return self.failures.total() > 0 or any(
            s.failures or s.status == "failed" for s in self.sources.values()
        )

    def source(self, name: str) -> SourceSummary:
        return self.sources.setdefault(name, SourceSummary(name))

    def fail(self, source: str, kind: FailureKind) -> None:
        """A page that failed."""
        self.failures[kind] += 1
        self.source(source).failures[kind] += 1

    def as_json(self) -> dict[str, Any]:
        return {
            "pages": self.pages,
            "documents": {name: self.documents[name] for name in get_args(DocumentOutcome)},
            "failures": {kind: self.failures[kind] for kind in FAILURE_KINDS if self.failures[kind]},
            "skipped": {kind: self.skipped[kind] for kind in SKIP_KINDS if self.skipped[kind]},
            "sources": [
                {
                    "name": s.name,
                    "status": s.status,
                    "found": s.found,
                    "new": s.new,
                    "failures": dict(s.failures),
                    "problems": s.problems,
                }
                for s in self.sources.values()
            ],
            "seconds": round(self.seconds, 3),
        }
