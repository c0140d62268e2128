"""Connections to Elasticsearch, and its errors in our words.

Three keys, because three kinds of work need different rights: the consumer writes, analysts search, and
whoever sets up makes and changes indices. One that is not configured falls back: searching and
administering to the writing one; without any key Rasid asks as nobody, as a server without security has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, AsyncElasticsearch, Elasticsearch, OrjsonSerializer

from crawler.errors import Unavailable, Unreached
from crawler.watch import IndexConfig
from search.access import check_authorities, no_tls, not_allowed, not_known, read_key

Role = Literal["write", "search", "admin"]

TIMEOUT = 60
"""Seconds for one request: a bulk request of a busy server takes a few."""

CREATE = "`rasid index create`"
AUTHORITIES = "index.ca_certs"
_UNREADY = (408, 429, 502, 503, 504)
_FULL = "its queue is full"


def connect(config: IndexConfig, role: Role) -> Elasticsearch:
    """Does not reach out yet. Raises Forbidden when a key that is configured is not there."""
    return Elasticsearch(**_settings(config, role))


def connect_async(config: IndexConfig, role: Role) -> AsyncElasticsearch:
    """As `connect`, for the running event loop."""
    return AsyncElasticsearch(**_settings(config, role))


def variable(config: IndexConfig, role: Role) -> str | None:
    """The environment variable that holds the key for a role."""
    own = {
        "write": config.api_key_env,
        "search": config.search_api_key_env,
        "admin": config.admin_api_key_env,
    }[role]
    return own or config.api_key_env


def _settings(config: IndexConfig, role: Role) -> dict[str, Any]:
    """The client sends nothing twice by itself: it would send at once what a server had no room for."""
    settings: dict[str, Any] = {
        "hosts": list(config.hosts),
        "max_retries": 0,
        "request_timeout": TIMEOUT,
        "serializer": OrjsonSerializer(),
    }
    name = variable(config, role)
    if name:
        settings["api_key"] = read_key(_where(config), name)
    if config.ca_certs is not None:
        check_authorities(config.ca_certs, AUTHORITIES)
        settings["ca_certs"] = str(config.ca_certs)
    return settings


@contextmanager
def reported(config: IndexConfig, role: Role) -> Iterator[None]:
    """What the client raises becomes one line: Forbidden, Unreached, or Unavailable."""
    try:
        yield
    except ApiError as error:
        raise refused(config, role, error.status_code, error.body) from None
    except TlsError as error:
        raise Unavailable(f"{_where(config)}: {no_tls(error.message, AUTHORITIES)}") from None
    except TransportError as error:
        raise Unreached(f"{_where(config)}: {_unreached(error)}") from None


def refused(config: IndexConfig, role: Role, status: int, body: object) -> Unavailable:
    """The error for an answer of the server, or for one item of a bulk request, that is no document's
    fault."""
    where, key = _where(config), variable(config, role)
    reason = reason_of(body)
    if status == 401:
        return not_known(where, key, "index.api_key_env")
    if status == 403 and "cluster_block" in reason:
        return Unavailable(f"{where}: the index takes nothing until its block is lifted: {reason}")
    if status == 403:
        return not_allowed(where, key, f"do this: {reason}")
    if status == 404:
        return Unavailable(f"{where}: there is no index {config.name!r}; {CREATE} makes it ({reason})")
    if status in _UNREADY:
        said = _FULL if "es_rejected_execution" in reason else reason  # whose reason is another each time
        return Unreached(f"{where}: the server is too busy or not ready ({status}): {said}")
    return Unavailable(f"{where}: {status}: {reason}")


def reason_of(body: object) -> str:
    """Elasticsearch's own words for an error: type and reason, with the cause where it has one."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return " ".join(str(error).split())[:_LONGEST_REASON]
    parts = [f"{error.get('type', 'error')}: {error.get('reason', '')}"]
    cause = error.get("caused_by")
    if isinstance(cause, dict) and cause.get("reason"):
        parts.append(str(cause["reason"]))
    return " ".join("; ".join(parts).split())[:_LONGEST_REASON]


_LONGEST_REASON = 500


def _where(config: IndexConfig) -> str:
    return ", ".join(config.hosts)


def _unreached(error: TransportError) -> str:
    if isinstance(error, ConnectionTimeout):
        return f"no answer within {TIMEOUT} s"
    return f"cannot be reached: {error.message}"
