"""What can be had of a page that broke the stages, or on which they took too long: its sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from crawler.errors import PageError
from crawler.pool import PAGE_CPU_SECONDS, Pool
from pipelines.page import Stages

Task = TypeVar("Task")
Result = TypeVar("Result")


async def in_prose(
    pool: Pool[Stages], function: Callable[[Stages, Task], Result], task: Task
) -> Result | None:
    """The same function of the stages that take sentences alone; None where even this breaks."""
    try:
        return await pool.run(partial(_without_sifting, function), task, cpu=PAGE_CPU_SECONDS)
    except PageError:
        return None


def _without_sifting(function: Callable[[Stages, Task], Result], stages: Stages, task: Task) -> Result:
    return function(stages.for_prose(), task)
