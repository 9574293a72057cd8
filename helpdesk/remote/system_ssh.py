"""This computer's own `ssh` in our terminal, for systems too old for ours, if the technician says so.

It gets its orders in a file, never a secret, and only the host keys that are trusted here. The technician's own
configuration for a host applies except where trust is concerned: an old appliance needs the algorithms set there. Its
output goes through the same filter and recorder as ours. Clause: B4, B6, D6.
"""

from __future__ import annotations

import math
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import SSH_PORT, Ended, HostKey, SignIn, System
from helpdesk.remote.asking import Asking, ConnectFailed, KnownKeys, Reached, Route
from helpdesk.remote.connect import Errand
from helpdesk.remote.host_keys import read_known_hosts
from helpdesk.remote.local_program import LocalProgram
from helpdesk.remote.pump import Left, Witness, pump
from helpdesk.remote.reach import open_socket, true_peer
from helpdesk.remote.steps import TimeLimits
from helpdesk.remote.terminal import size_of

FAILED = 255
"""The exit status by which `ssh` says that it failed itself."""

LONGEST_LINE = 240
"""How many characters of the last words of `ssh` are kept."""

_OWN_CONFIGURATIONS = ("~/.ssh/config", "/etc/ssh/ssh_config")
_NOT_IN_A_PATH = re.compile(r'["\\\x00-\x1f\x7f]')
_NOT_SIGNED_IN = (
    (Ended.HOST_KEY_REFUSED, re.compile(rb"Host key verification failed|IDENTIFICATION HAS CHANGED")),
    (Ended.NO_COMMON_ALGORITHM, re.compile(rb"Unable to negotiate|no matching \w|Invalid key length")),
    (Ended.SIGN_IN_FAILED, re.compile(rb"Permission denied|Too many authentication failures")),
    (Ended.TIMED_OUT, re.compile(rb"Timeout, server|timed out during banner exchange|Operation timed out")),
    (Ended.UNREACHABLE, re.compile(rb"Connection refused|No route to host|Could not resolve|timed out|unreachable")),
)  # fmt: skip
_LINE_LOST = re.compile(rb"Timeout, server|Broken pipe|closed by remote host|[Rr]eset by peer|timed out")


@dataclass(frozen=True, slots=True)
class Orders:
    """What `ssh` is told in its configuration, apart from the hosts."""

    known_hosts: Path
    signed_in: Path
    """A file that is created once signed in."""
    limits: TimeLimits


def command(route: Route, configuration: Path) -> list[str]:
    """The command line: it only names the host."""
    return ["ssh", "-F", str(configuration), "--", _alias(route, len(route.hops) - 1)]


def configuration(route: Route, addresses: Sequence[str], known: KnownKeys, orders: Orders) -> str:
    """The configuration file of `ssh` for a route.

    A host goes by its own name, so that the technician's configuration for it is found. The first setting wins, so
    nothing in that can change where it leads, which keys are trusted, or what is forwarded.

    Args:
        route: the way.
        addresses: where each hop is, as far as we know; otherwise its host.
        known: the trusted keys of a host and port; a host without any is asked about by `ssh` itself.
        orders: the rest.

    Raises:
        ConnectFailed: the name of a key file can't be written there.
    """
    # What an older ssh does not know yet; otherwise it would refuse the whole file.
    blocks = ["IgnoreUnknown *"]
    for number, (system, address) in enumerate(zip(route.hops, addresses, strict=True)):
        before = _jump(route.hops[number - 1], _alias(route, number - 1)) if number else "none"
        last = number == len(route.hops) - 1
        block = [
            f"Host {_alias(route, number)}",
            f"HostName {address}",
            f"Port {system.port}",
            *([f"User {system.user}"] if system.user else []),
            f"HostKeyAlias {_known_as(system)}",
            f"StrictHostKeyChecking {'yes' if _is_known(known, system) else 'ask'}",
            *(["ProxyCommand none"] if before == "none" else []),  # or the technician's own would still apply
            f"ProxyJump {before}",
            *_identity(system),
            *(["PermitLocalCommand yes", f"LocalCommand {_touch(orders.signed_in)}"] if last else []),
        ]
        blocks.append("\n    ".join(block))
    return "\n".join([*blocks, "\n    ".join(_for_all(orders)), *_own_configurations()]) + "\n"


def run(
    route: Route,
    errand: Errand,
    keyboard: int,
    screen: int,
    *,
    term: str,
    witness: Witness | None = None,
    sign_of_life: Callable[[], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Left:
    """A session with this computer's `ssh` in this terminal; returns when it ends, with the terminal as it was.

    The escapes (`~.`) are those of `ssh`. The address of the first hop is looked up here and given to `ssh`;
    `errand.reached` gets it too, but not as a true one, because the socket of `ssh` is not ours. At the end,
    `errand.trusted` is told of keys that the technician trusted when `ssh` asked. The rest is as for `connect` and
    `pump`. Errors: `ConnectFailed`: no `ssh` here, or nobody there. `Left` says what goes wrong later.
    """
    program = _program()
    known, limits = errand.known, errand.limits
    addresses = _addresses(route, errand.asking, limits)
    for system, address in zip(route.hops, addresses, strict=True):
        errand.reached(Reached(system, address, False))
    with tempfile.TemporaryDirectory(prefix="helpdesk-ssh-") as folder:
        orders = Orders(Path(folder, "known_hosts"), Path(folder, "signed-in"), limits)
        orders.known_hosts.write_text("".join(_known_hosts(route, known)), encoding="ascii")
        config = Path(folder, "config")
        config.write_text(configuration(route, addresses, known, orders), encoding="utf-8")
        with _trusting(orders.known_hosts, errand.trusted):
            with LocalProgram(program, command(route, config), term, size_of(screen)) as line:
                left = pump(
                    line, keyboard, screen, help_text="", witness=witness, sign_of_life=sign_of_life,
                    stopped=stopped, silence=math.inf, escapes=False,
                )  # fmt: skip
            return _judged(left, line, signed_in=orders.signed_in.exists())


def _program() -> str:
    program = shutil.which("ssh")
    if program is None:
        raise ConnectFailed(
            Ended.FAILED,
            msg("There is no ssh program on this machine."),
            todo=msg("Install OpenSSH's client, or use another way."),
        )
    return program


def _addresses(route: Route, asking: Asking, limits: TimeLimits) -> list[str]:
    """Where each hop is: for the first the address that answers, for others their name."""
    first, *rest = route.hops
    with open_socket(first, asking, limits) as tried:
        return [true_peer(tried), *(system.host for system in rest)]


@contextmanager
def _trusting(known_hosts: Path, trusted: Callable[[HostKey], None]) -> Iterator[None]:
    """Report each key that `ssh` adds to its file meanwhile."""
    before = set(_keys(known_hosts))
    try:
        yield
    finally:
        for key in _keys(known_hosts):
            if key not in before:
                trusted(key)


def _keys(known_hosts: Path) -> tuple[HostKey, ...]:
    return read_known_hosts(known_hosts.read_text(encoding="utf-8", errors="replace")).entries


def _judged(left: Left, line: LocalProgram, *, signed_in: bool) -> Left:
    """How it ended, as far as `ssh` says: by its exit status and its last words."""
    if left.exit_status != FAILED:
        return left
    said = bytes(line.last_words)
    if signed_in:
        return Left(Ended.LINE_LOST if _LINE_LOST.search(said) else Ended.NORMALLY)
    how = next((how for how, words in _NOT_SIGNED_IN if words.search(said)), Ended.FAILED)
    return Left(how, error=HelpdeskError(_not_signed_in(said)))


def _not_signed_in(said: bytes) -> Message:
    """Says that there was no session, with the last line of `ssh` about it; that may be untrusted text."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        return msg("This computer's ssh could not sign in.")
    return msg("This computer's ssh could not sign in: {said}", said=visible(lines[-1][:LONGEST_LINE]))


def _for_all(orders: Orders) -> Iterator[str]:
    """What applies to every hop, and can't be changed by the technician's configuration."""
    yield "Host *"
    yield f'UserKnownHostsFile "{_escaped(orders.known_hosts)}"'
    yield "GlobalKnownHostsFile /dev/null"
    yield from (
        f"{name} no"
        for name in (
            "UpdateHostKeys", "VerifyHostKeyDNS", "CheckHostIP", "HashKnownHosts", "CanonicalizeHostname",
            "NoHostAuthenticationForLocalhost", "ForwardAgent", "ForwardX11", "PermitLocalCommand",
            "ControlMaster", "Tunnel", "ForkAfterAuthentication", "StdinNull",
        )
    )  # fmt: skip
    yield from (f"{name} none" for name in ("KnownHostsCommand", "ControlPath", "RemoteCommand"))
    yield "ClearAllForwardings yes"
    yield "SessionType default"
    yield "RequestTTY yes"
    yield "EscapeChar ~"
    yield "LogLevel INFO"
    yield f"ConnectTimeout {math.ceil(orders.limits.connect)}"
    yield f"ServerAliveInterval {math.ceil(orders.limits.keepalive)}"
    yield f"ServerAliveCountMax {max(math.floor(orders.limits.silence / orders.limits.keepalive) - 1, 1)}"


def _own_configurations() -> Iterator[str]:
    """The technician's and the machine's own, in the places where `ssh` looks."""
    yield "Host *"
    for name in _OWN_CONFIGURATIONS:
        yield f"    Include {name}"


def _alias(route: Route, number: int) -> str:
    """A hop's name for `ssh`: its host; if two hops share it, the later one with its number."""
    host = route.hops[number].host
    return f"{host}.hop{number}" if any(hop.host == host for hop in route.hops[:number]) else host


def _jump(system: System, alias: str) -> str:
    host = f"[{alias}]" if ":" in alias else alias
    return f"{system.user}@{host}" if system.user else host


def _known_as(system: System) -> str:
    return system.host if system.port == SSH_PORT else f"[{system.host}]:{system.port}"


def _is_known(known: KnownKeys, system: System) -> bool:
    return any(not key.refused for key in known(system.host, system.port))


def _known_hosts(route: Route, known: KnownKeys) -> Iterator[str]:
    for system in route.hops:
        for key in known(system.host, system.port):
            mark = "@revoked " if key.refused else ""
            yield f"{mark}{_known_as(system)} {key.algorithm} {key.key}\n"


def _identity(system: System) -> Iterator[str]:
    if system.sign_in is not SignIn.KEY_FILE or not system.secret_at:
        return
    if _NOT_IN_A_PATH.search(system.secret_at):
        raise ConnectFailed(
            Ended.FAILED,
            msg("This computer's ssh can't be given a key file with such a name."),
            todo=msg("Give the file a name without quotes and backslashes."),
        )
    yield f'IdentityFile "{_escaped(Path(system.secret_at))}"'
    yield "IdentitiesOnly yes"


def _touch(path: Path) -> str:
    return f"touch {_escaped(Path(shlex.quote(str(path))))}"


def _escaped(path: Path) -> str:
    """A path without anything that `ssh` would expand."""
    return str(path).replace("%", "%%")
