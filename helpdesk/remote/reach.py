"""Reaching a machine: looking up its name and opening a socket, without letting either block. Clause: D6."""

from __future__ import annotations

import errno
import select
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

from helpdesk.domain.addresses import is_address
from helpdesk.domain.hosts import display_host
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.remote import Ended, System
from helpdesk.remote.asking import Asking, ConnectFailed
from helpdesk.remote.steps import PAUSE, Step, TimeLimits

_UNDER_WAY = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EINTR)

Address = tuple[int, Any]
"""The family of an address, and the address in the socket's format."""


def open_socket(system: System, asking: Asking, limits: TimeLimits) -> socket.socket:
    """A connection to a system's port, tried at each of its addresses in the resolver's order.

    Raises:
        ConnectFailed: no such name, nobody there, or the technician gave up.
    """
    addresses = _look_up(system, asking, limits.resolve)
    shown = display_host(system.host)
    step = Step(asking, msg("Connecting to {host}…", host=shown), limits.connect, _no_answer)
    failed: list[ConnectFailed] = []
    for number, (family, address) in enumerate(addresses):
        last = number == len(addresses) - 1
        patience = step.left if last else step.left / 2
        try:
            return _connect(family, address, step, patience)
        except OSError as error:
            failed.append(_failed(error))
    raise failed[0]


def _look_up(system: System, asking: Asking, seconds: float) -> Sequence[Address]:
    """The addresses of a system, each once. The resolver can't be interrupted, so it is abandoned if it is slow."""
    if is_address(system.host):
        return _addresses(system)
    shown = display_host(system.host)
    step = Step(asking, msg("Looking up {host}…", host=shown), seconds, _name_takes_long)
    try:
        return step.run(lambda: _addresses(system))
    except (OSError, UnicodeError) as error:
        if isinstance(error, socket.gaierror) and error.errno not in _unknown_names():
            raise _name_takes_long() from None
        raise ConnectFailed(
            Ended.UNREACHABLE,
            msg("There is no machine by that name."),
            todo=msg("Check the host of this system."),
        ) from None


def _addresses(system: System) -> tuple[Address, ...]:
    found = socket.getaddrinfo(system.host, system.port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys((family, address) for family, _, _, _, address in found))


def _unknown_names() -> set[int]:
    return {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}


def _connect(family: int, address: Any, step: Step, patience: float) -> socket.socket:
    """A connected socket. Raises `OSError` if nobody is there, or answers within `patience` seconds."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        code = sock.connect_ex(address)
        give_up = step.left - patience
        while code in _UNDER_WAY:
            step.check()
            if step.left <= give_up:
                raise OSError(errno.ETIMEDOUT, "no answer")
            if select.select([], [sock], [], PAUSE)[1]:
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                break
        if code:
            raise OSError(code, "not connected")
        # Send a typed key at once instead of waiting for more.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


def true_peer(sock: socket.socket) -> str:
    """The address at the other end, as the machine knows it and not as it was typed; IPv4-mapped becomes IPv4."""
    address = ip_address(str(sock.getpeername()[0]).partition("%")[0])
    return str(getattr(address, "ipv4_mapped", None) or address)


def _failed(error: OSError) -> ConnectFailed:
    """What a socket error means to a technician."""
    if error.errno == errno.ETIMEDOUT:
        return _no_answer()
    what: Message = msg("The machine can't be reached from here.")
    todo: Message = msg("Check the network, the VPN, and whether the machine is on.")
    if error.errno == errno.ECONNREFUSED:
        what = msg("The machine answers, but nothing listens on that port.")
        todo = msg("Check the port, and whether the SSH service runs there.")
    elif error.errno in (errno.EACCES, errno.EPERM):
        what = msg("This computer does not allow the connection.")
        todo = msg("Check its firewall.")
    return ConnectFailed(Ended.UNREACHABLE, what, todo=todo)


def _no_answer() -> ConnectFailed:
    return ConnectFailed(
        Ended.UNREACHABLE,
        msg("The machine does not answer."),
        todo=msg("Check the address, the port, and whether the machine is on."),
    )


def _name_takes_long() -> ConnectFailed:
    return ConnectFailed(
        Ended.UNREACHABLE,
        msg("The name of the machine can't be looked up right now."),
        todo=msg("Check the network, or use the machine's address."),
    )
