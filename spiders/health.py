"""Hosts that do not answer, or ask for time, are left alone for it: not asked once for each page."""

from __future__ import annotations

import time
from dataclasses import dataclass

from crawler.errors import Retry
from spiders.download import Unreachable

TRIES_UNREACHABLE = 3
"""Exchanges in a row without a connection after which a host counts as down: one page, tried as often as a
page is."""
TRIES_UNANSWERED = 24
"""The same where connections are made but come to nothing: eight pages, so that a few pages made to hang do
not pass for a host that does."""
DOWN_SECONDS = 60.0


class HostDown(Unreachable):
    """Not tried: the host failed others just now."""


@dataclass(slots=True)
class _State:
    failures: int = 0
    down_until: float = 0.0
    last: Retry | None = None


class Health:
    """What the latest exchanges say of each host:port."""

    def __init__(self) -> None:
        self._hosts: dict[str, _State] = {}

    def check(self, host: str) -> None:
        """Raises HostDown, of the kind of its latest failure, while the host counts as down."""
        state = self._hosts.get(host)
        if state and state.last and time.monotonic() < state.down_until:
            raise HostDown(state.last.kind, f"{host} is left alone for now: {state.last.detail}")

    def answered(self, host: str) -> None:
        self._hosts.pop(host, None)

    def failed(self, host: str, error: Retry) -> None:
        state = self._hosts.setdefault(host, _State())
        state.failures += 1
        state.last = error
        bound = TRIES_UNREACHABLE if isinstance(error, Unreachable) else TRIES_UNANSWERED
        if state.failures >= bound:
            state.down_until = time.monotonic() + DOWN_SECONDS

    def leave_alone(self, host: str, seconds: float, asked: Retry) -> None:
        """It was busy three times in a row, or will be for so many seconds, longer than a pass waits."""
        self._hosts[host] = _State(down_until=time.monotonic() + max(DOWN_SECONDS, seconds), last=asked)
