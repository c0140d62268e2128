"""What every script's rules return."""

from __future__ import annotations

from typing import NamedTuple


class Reading(NamedTuple):
    """A word that the written one may stand for, folded.

    `lead` and `trail`: how many characters of the written word are a clitic or a particle, at its start and
    end. An ending of the word itself is none of these: it belongs to the term.
    """

    citation: str
    lead: int = 0
    trail: int = 0
