"""The kinds of sites, one module each. A module has `LAYOUT`; its `render` gives the whole page."""

from __future__ import annotations

from gold.layouts import (
    agency,
    amp,
    bare_divs,
    block_theme,
    blocks_portal,
    blogger,
    drupal,
    endless,
    hashed_classes,
    liveblog,
    magazine,
    old_tables,
    page_builder,
    portal,
    wordpress_classic,
)

LAYOUTS = (
    wordpress_classic.LAYOUT,
    old_tables.LAYOUT,
    amp.LAYOUT,
    bare_divs.LAYOUT,
    magazine.LAYOUT,
    hashed_classes.LAYOUT,
    block_theme.LAYOUT,
    portal.LAYOUT,
    drupal.LAYOUT,
    liveblog.LAYOUT,
    blogger.LAYOUT,
    blocks_portal.LAYOUT,
    agency.LAYOUT,
    endless.LAYOUT,
    page_builder.LAYOUT,
)
