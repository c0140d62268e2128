"""Getting into a server, Elasticsearch or Kibana, and what is said where it does not let us in.

`where` is its address, `variable` the environment variable with the key, `option` what names either or the
certificates.
"""

from __future__ import annotations

import os
import re
import ssl
from pathlib import Path

from crawler.errors import Forbidden, Unavailable

_KEY = re.compile(r"[A-Za-z0-9+/=_:-]+")
"""As `encoded` of the server's answer has it, or its id and key."""


def read_key(where: str, variable: str) -> str:
    """Raises Forbidden where the variable has no key in it."""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise Forbidden(f"{where}: the environment variable {variable} has no key in it")
    if not _KEY.fullmatch(key):
        raise Forbidden(f"{where}: what the environment variable {variable} has in it is no key")
    return key


def check_authorities(file: Path, option: str) -> None:
    """Raises Unavailable where a file of certificates to trust has none."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except ssl.SSLError:
        raise Unavailable(f"{file}: no certificate in it ({option})") from None
    except FileNotFoundError:
        raise Unavailable(f"{file}: no such file ({option})") from None
    except OSError as error:
        raise Unavailable(f"{file}: {error.strerror or error} ({option})") from None


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
