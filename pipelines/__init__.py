"""The stages a page goes through, each a pure function in a file of its own.

decode ─▶ extract ─▶ segment ─▶ match        all of them, for one page: `pipelines.page`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.document import Document
    from crawler.watch import Watch


def process(html: bytes | str, url: str, watch: Watch) -> Document:
    """All stages on one page or plain text; nothing is stored. `url` may be empty."""
    from pipelines.page import Stages

    return Stages(watch).document(html, url)
