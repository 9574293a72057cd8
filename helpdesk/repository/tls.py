"""Connections to a database server on another machine are encrypted, or refused. Clause: B4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from helpdesk.domain.messages import msg
from helpdesk.repository.faults import unreachable

_WEAK = ("disable", "allow", "prefer")


def secured(url: URL, environ: Mapping[str, str]) -> URL:
    """The URL, with TLS required if any of its hosts is another machine.

    The server's certificate is verified if a root certificate is configured (`sslrootcert`, `PGSSLROOTCERT`, or
    libpq's usual file). If the URL names no host, libpq's own variables and service files decide, so they count.

    Errors: `StoreUnreachable` for a URL that asks for an unencrypted connection to another machine.
    """
    if all(map(_is_local, _hosts(url, environ))):
        return url
    asked = _option(url, "sslmode")
    if asked in _WEAK:
        found = unreachable(
            msg(
                "The address of the store asks for a connection that may be unencrypted (sslmode={mode}).",
                mode=asked,
            )
        )
        found.todo = msg("Remove sslmode from the address, or make it sslmode=verify-full.")
        raise found
    if asked:
        return url
    usual = environ.get("PGSSLMODE", "")
    root = (
        _option(url, "sslrootcert")
        or environ.get("PGSSLROOTCERT")
        or (Path.home() / ".postgresql" / "root.crt").exists()
    )
    mode = usual if usual and usual not in _WEAK else "verify-full" if root else "require"
    return url.update_query_dict({"sslmode": mode})


def is_encrypted(connection: Connection) -> bool:
    """Whether a connection to a server is encrypted; on this machine it need not be. Clause: B4."""
    server = connection.connection.driver_connection
    return server is not None and bool(server.pgconn.ssl_in_use)


def _hosts(url: URL, environ: Mapping[str, str]) -> Iterator[str]:
    given = [url.host or "", _option(url, "host"), _option(url, "hostaddr")]
    if not any(given):
        given = [environ.get("PGHOST", ""), environ.get("PGHOSTADDR", "")]
        if _option(url, "service") or environ.get("PGSERVICE"):
            given.append("service")  # unknown until libpq looks it up: treated as another machine
    for hosts in given:
        yield from hosts.split(",")


def _option(url: URL, name: str) -> str:
    value = url.query.get(name, "")
    return value if isinstance(value, str) else ",".join(value)


def _is_local(host: str) -> bool:
    """A socket, or this machine. The hosts of a list may have a port."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "" or host[0] in "/@" or host.partition(":")[0] in ("localhost", "127.0.0.1")
