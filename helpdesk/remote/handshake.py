"""From a socket to a verified host: the greeting, the key exchange, and the host key. Loads paramiko.

Clause: B4.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

import paramiko

from helpdesk.domain.contact import BadValue
from helpdesk.domain.display import visible
from helpdesk.domain.hosts import display_host
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.remote import Ended, HostKey, System
from helpdesk.remote.asking import Asking, ConnectFailed
from helpdesk.remote.host_keys import Verdict, check_key, fingerprint, verdict
from helpdesk.remote.steps import Step, TimeLimits
from helpdesk.remote.transport import Transport, Watch

if TYPE_CHECKING:
    from helpdesk.remote.connect import Errand

MOST_SHOWN = 120
"""How many characters of what the other side offers are shown."""

_LISTS = {
    "kex algorithm": "kex_algo_list",
    "host key": "server_key_algo_list",
    "ciphers": "server_encrypt_algo_list",
    "macs": "server_mac_algo_list",
}
_NOT_ALGORITHMS = ("ext-info-", "kex-strict-")


def shake_hands(sock: Any, system: System, errand: Errand) -> Transport:
    """A connection whose other end has proven to be the known host, or one that the technician now trusts.

    Raises:
        ConnectFailed: it is another host, or it speaks no SSH, or only weak algorithms. The connection is then closed.
    """
    keys = errand.known(system.host, system.port)
    watch = Watch(sock, errand.limits.keepalive, errand.limits.silence)
    transport = Transport(watch, {key.algorithm for key in keys if not key.refused})
    try:
        step = _agree(transport, system, errand.asking, errand.limits)
        _check_host(_offered(transport, system), keys, step, errand.trusted)
    except BaseException:
        transport.hang_up()
        raise
    return transport


def _agree(transport: Transport, system: System, asking: Asking, limits: TimeLimits) -> Step:
    shown = display_host(system.host)
    step = Step(asking, msg("Waiting for {host} to answer…", host=shown), limits.banner, _late)
    over = Event()
    transport.start_client(over)
    greeted = False
    while not step.wait(over):
        if transport.remote_version and not greeted:
            greeted = True
            step.next(msg("Exchanging keys with {host}…", host=shown), limits.key_exchange)
    if not (transport.is_active() and transport.initial_kex_done):
        raise _no_agreement(transport)
    return step


def _offered(transport: Transport, system: System) -> HostKey:
    key = transport.host_key
    if key is None:
        raise broken_protocol()
    algorithm, text = key.get_name(), key.get_base64()
    offered = HostKey(system.host, system.port, algorithm, text, fingerprint(algorithm, text))
    try:
        check_key(algorithm, text)
    except BadValue:
        raise _no_common_algorithm(msg("The key of this host is too weak."), offered) from None
    return offered


def _check_host(
    offered: HostKey, keys: tuple[HostKey, ...], step: Step, trusted: Callable[[HostKey], None]
) -> None:
    found = verdict(keys, offered)
    if found is Verdict.CHANGED:
        raise ConnectFailed(
            Ended.HOST_KEY_REFUSED,
            msg(
                "This is not the key by which the host is known. Somebody may be intercepting the connection."
            ),
            safe=msg("Nothing was sent to it: no name, no password."),
            todo=msg(
                "Ask whoever looks after the host whether its key was changed. Only then replace the key, "
                "giving the reason, under Host keys (k) at the customer's systems."
            ),
            offered=offered,
            known=keys,
        )
    if found is Verdict.UNKNOWN:
        with step.person() as person:
            trust = person.trust(offered)
        if not trust:
            raise ConnectFailed(
                Ended.HOST_KEY_REFUSED,
                msg("The host's key was not trusted."),
                safe=msg("Nothing was sent to it: no name, no password."),
                offered=offered,
            )
        trusted(offered)


def hung_up() -> ConnectFailed:
    """The other side closed the connection unexpectedly."""
    return ConnectFailed(
        Ended.FAILED,
        msg("The other side closed the connection."),
        todo=msg(
            "It may be overloaded, or refuse our address. Try again later, or ask whoever looks after it."
        ),
    )


def _late() -> ConnectFailed:
    return ConnectFailed(
        Ended.TIMED_OUT,
        msg("The other side was reached, but stayed silent for too long."),
        todo=msg("It may be busy: try again later. Check also that it is an SSH service."),
    )


def _no_agreement(transport: Transport) -> ConnectFailed:
    """What the end of the handshake means, from what is left of it."""
    error = transport.get_exception()
    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        return _incompatible(transport, str(error))
    if not transport.remote_version:
        return _speaks_no_ssh() if transport.watch.received else hung_up()
    if isinstance(error, paramiko.SSHException) and "Signature" in str(error):
        return ConnectFailed(
            Ended.HOST_KEY_REFUSED,
            msg("The host could not prove that the key it shows is its own."),
            safe=msg("Nothing was sent to it: no name, no password."),
        )
    if transport.watch.ended or error is None or isinstance(error, EOFError | OSError):
        return hung_up()
    return broken_protocol()


def broken_protocol() -> ConnectFailed:
    """The other side says something that no SSH server says."""
    return ConnectFailed(
        Ended.FAILED,
        msg("The other side does not follow the SSH protocol."),
        todo=msg("Try this computer's own ssh for this system."),
    )


def _speaks_no_ssh() -> ConnectFailed:
    return ConnectFailed(
        Ended.FAILED,
        msg("Whatever answers on that port does not speak SSH."),
        todo=msg("Check the port of this system."),
    )


def _incompatible(transport: Transport, why: str) -> ConnectFailed:
    if not transport.offered:
        return _no_common_algorithm(msg("The host only speaks SSH 1, which no longer protects anything."))
    list_name = next((name for words, name in _LISTS.items() if words in why), "")
    algorithms = [
        name for name in transport.offered.get(list_name, []) if not name.startswith(_NOT_ALGORITHMS)
    ]
    shown = visible(", ".join(algorithms))
    if len(shown) > MOST_SHOWN:
        shown = shown[:MOST_SHOWN] + "…"
    return _no_common_algorithm(
        msg("The host only offers algorithms that are too weak or unknown here: {names}", names=shown)
    )


def _no_common_algorithm(what: Message, offered: HostKey | None = None) -> ConnectFailed:
    return ConnectFailed(
        Ended.NO_COMMON_ALGORITHM,
        what,
        safe=msg("Nothing was sent to it: no name, no password."),
        todo=msg(
            "Update the host if you can. If you can't, this computer's own ssh may still reach it: choose "
            "that, knowing that the connection is less safe."
        ),
        offered=offered,
    )
