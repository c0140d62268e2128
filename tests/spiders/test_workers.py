"""What a worker process holds."""

from __future__ import annotations

import subprocess
import sys


def test_workers_do_not_hold_the_crawler() -> None:
    code = "import sys, pipelines.warm, spiders.announced, spiders.files; print('scrapy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
