"""Commands that write: done here under the lock, or left as a request where another process holds it."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from consumers.requests import OPERATIONS
from crawler.cli.consuming import consume
from crawler.errors import Busy, Unavailable
from crawler.store import Store, hold
from crawler.store import holder as who_holds
from crawler.watch import Watch

PATIENCE_SECONDS = 60
POLL_SECONDS = 0.2


def write_or_request(
    watch: Watch, operation: str, args: dict[str, Any], command: str | None = None
) -> dict[str, Any]:
    """Carries out one of OPERATIONS, and what the consumers have to do because of it. `command`: as the user
    knows it, where that is not the operation's name. Raises Unavailable when the holder does not answer, or
    reports an error."""
    command = command or operation
    try:
        with hold(watch.data, command):
            with Store(watch.data) as store:
                result = OPERATIONS[operation](store, **args)
            _follow(watch)
            return result
    except Busy as busy:
        return request(watch, operation, args, str(busy), command)


def _follow(watch: Watch) -> None:
    try:
        consume(watch)
    except Unavailable as error:
        told = "it is done, but not yet in the index, which follows with the next `crawl` or `run`"
        raise Unavailable(f"{told}: {error}") from None


def request(
    watch: Watch, operation: str, args: dict[str, Any], holder: str, command: str | None = None
) -> dict[str, Any]:
    """Leaves a request for the process that holds the data, and waits for its answer. `holder`: who that is,
    for the error. Raises Unavailable."""
    with Store(watch.data) as store:
        number = store.requests.add(operation, args)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            result = store.requests.result(number)
            if result is not None:
                if "error" in result:
                    raise Unavailable(result["error"])
                return result | {"by": "holder"}
            time.sleep(POLL_SECONDS)
            if who_holds(watch.data) is None:
                _take_over(watch, command or operation)
    raise Unavailable(f"{holder}; it has not answered the request yet, and will carry it out when it can")


def _take_over(watch: Watch, command: str) -> None:
    """The holder went away: the consumers carry out what is asked, here."""
    with suppress(Busy), hold(watch.data, command):
        consume(watch)
