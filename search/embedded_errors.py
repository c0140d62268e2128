"""What tantivy raises, as the errors of Rasid."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import Unavailable

REMEDY = "`rasid index rebuild` makes it anew from what is stored"


_DISK_FULL = ("os error 28", "[Errno 28]")


@contextmanager
def reported(folder: Path) -> Iterator[None]:
    """tantivy's errors as Unavailable: it raises ValueError for whatever it cannot read or write, and a panic
    of its own where damage surprises it."""
    try:
        yield
    except (ValueError, OSError) as error:
        if any(words in str(error) for words in _DISK_FULL):
            raise Unavailable(f"{folder}: the disk is full; indexing goes on once there is room") from error
        raise Unavailable(f"{folder}: the search index cannot be used ({_line(error)}); {REMEDY}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unavailable(f"{folder}: the search index is damaged ({_line(error)}); {REMEDY}") from error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
