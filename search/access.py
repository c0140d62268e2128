"""Getting into a server, Elasticsearch or Kibana, and what is said where it does not let us in.

`where` is its address, `variable` the environment variable with the key, `option` what names either or the
certificates.
"""

from __future__ import annotations

import os
import re

from crawler.errors import Forbidden

_KEY = re.compile(r"[!-~]+")
"""What may stand in a header of HTTP."""


def read_key(where: str, variable: str) -> str:
    """Raises Forbidden where the variable has no key in it."""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise Forbidden(f"{where}: the environment variable {variable} has no key in it")
    if not _KEY.fullmatch(key):
        raise Forbidden(f"{where}: what the environment variable {variable} has in it is no key")
    return key


def not_known(where: str, variable: str | None, option: str) -> Forbidden:
    """For a 401."""
    if variable is None:
        return Forbidden(f"{where}: a key is needed ({option})")
    return Forbidden(f"{where}: the key in {variable} is wrong, expired or withdrawn")


def not_allowed(where: str, variable: str | None, what: str) -> Forbidden:
    """For a 403."""
    who = f"the key in {variable}" if variable else "this user"
    return Forbidden(f"{where}: {who} may not {what}")


def no_tls(reason: str, option: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" not in reason:
        return f"no TLS with it: {reason}"
    return f"no trust in its certificate; {option} names the authority to trust ({reason})"
