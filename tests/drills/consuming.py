"""The consumers in a process of their own, which can be killed and is soon there again."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from consumers.argos.engine import ArgosModel
from consumers.translation.model import Rendering
from crawler.cli.consuming import running, settle
from crawler.watch import load
from tests.cli.command import Rasid


def consuming(rasid: Rasid, asked: Path) -> BaseProcess:
    """Consumes all there is, as `rasid crawl` does, and writes to `asked` what the model is asked for. Forked
    from a process that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_consume, args=(rasid.config, asked, rasid.env))
    process.start()
    return process


def _consume(config: Path, asked: Path, env: dict[str, str]) -> None:
    os.environ.update(env)
    render = ArgosModel.render

    def noting(model: ArgosModel, sentences: Sequence[str], **how: Any) -> list[Rendering]:
        with asked.open("a") as file:
            print(*sentences, sep="\n", file=file)
        return render(model, sentences, **how)

    ArgosModel.render = noting  # type: ignore[method-assign]
    with running(load(config)) as runner:
        settle(runner)
