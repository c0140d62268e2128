"""Whether a page says that its article is not free to read, be its text there or not."""

from __future__ import annotations

from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.jsonld import LinkedData

_TIERS = ("article:content_tier", "article:content-tier")
_NOT_FREE = frozenset(("locked", "metered"))
_GATES = frozenset((
    "gh-post-upgrade-cta", "jetpack-subscribe-paywall", "leaky_paywall_message_wrap",
    "mepr-unauthorized-message", "newspack-memberships__inline-gate", "pmpro_content_message",
    "wc-memberships-content-restricted-message",
))  # fmt: skip
"""Classes of what Ghost and membership plug-ins of WordPress put where they have cut the text: Jetpack, Leaky
Paywall, MemberPress, Newspack, Paid Memberships Pro, WooCommerce."""
_NAMES = etree.XPath("//@class", smart_strings=False)
_GATE_OF_SUBSTACK = etree.XPath("boolean(//@data-component-name[. = 'Paywall'])")


def is_paywalled(root: HtmlElement, meta: dict[str, list[str]], linked: LinkedData) -> bool:
    """By JSON-LD or microdata (`isAccessibleForFree`), by the tier that OpenGraph knows, or by the gate of a
    CMS."""
    if linked.free is not None:
        return not linked.free
    tiers = {value.casefold() for name in _TIERS for value in meta.get(name, ())}
    free = {value.casefold() for value in meta.get("isaccessibleforfree", ())}
    return not tiers.isdisjoint(_NOT_FREE) or "false" in free or _is_gated(root)


def _is_gated(root: HtmlElement) -> bool:
    names = " ".join(cast("list[str]", _NAMES(root))).split()
    return not _GATES.isdisjoint(names) or bool(_GATE_OF_SUBSTACK(root))
