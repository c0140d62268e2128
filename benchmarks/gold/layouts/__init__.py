"""The kinds of sites, one module each. A module has `LAYOUT`; `render` gives the whole page."""

from __future__ import annotations

from gold.layouts import amp, old_tables, wordpress_classic

LAYOUTS = (wordpress_classic.LAYOUT, old_tables.LAYOUT, amp.LAYOUT)
