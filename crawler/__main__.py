"""`rasid`, also as `python -m crawler`."""

from __future__ import annotations

import sys

from crawler.errors import INTERRUPTED


def main() -> None:
    """Runs one command, and shows no traceback to whoever interrupts it while it is still being loaded."""
    try:
        from crawler.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("\nrasid: interrupted\n")
        sys.exit(INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
