"""Remote support: the customer's systems, their host keys, and the ledger of when the customer's IP address was used.

Clause: D6, G4, G6, B4, B6; R1 (the customer may ask when we used their IP address).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.register import Field, Register

SSH = "ssh"
"""The console's own way in; the policy lists the others (TeamViewer, telephone, on site, …)."""

SSH_PORT = 22

LEDGER_PAGE = 100
"""How many rows of the ledger are read at a time."""


class SignIn(StrEnum):
    """How a technician signs in to a system. A secret is asked for each time, and never kept.

    Clause: B6.
    """

    AGENT = "agent"
    KEY_FILE = "key-file"
    KEEPASS = "keepass"
    ASK = "ask"

    @property
    def words(self) -> Message:
        """What people are told."""
        return _SIGN_IN[self]


_SIGN_IN: Mapping[SignIn, Message] = {
    SignIn.AGENT: msg("SSH agent"),
    SignIn.KEY_FILE: msg("key file"),
    SignIn.KEEPASS: msg("KeePass entry"),
    SignIn.ASK: msg("ask each time"),
}


SYSTEM = Register(
    "systems",
    (
        Field("name", "D5", msg("Name")),
        Field("host", "D6", msg("Host")),
        Field("port", "D6", msg("Port")),
        Field("user", "D5", msg("User")),
        Field("sign_in", "D5", msg("Sign in with")),
        Field("secret_at", "D5", msg("Key file or entry")),
        Field("jump", "D6", msg("Jump host"), editable=True),
        Field("service", "D5", msg("Service")),
    ),
)
"""The fields of a system."""


@dataclass(frozen=True, slots=True)
class System:
    """A machine of a customer that we look after.

    `host` is a DNS name (ASCII, lower case) or an IP address in its shortest form; `secret_at` says where the secret
    is (the path of a key file, the title of a KeePass entry), never the secret; `jump` is the id of another system of
    the same customer that serves as jump host, `service` the id of a service the customer has. Clause: D5, D6, G4, B6.
    """

    id: int
    name: str
    host: str
    port: int = SSH_PORT
    user: str = ""
    sign_in: SignIn = SignIn.AGENT
    secret_at: str = ""
    jump: int | None = None
    service: int | None = None
    version: int = 1


class SystemChanged(HelpdeskError):
    """Somebody else saved the same system first. `theirs` is the system as it is now."""

    def __init__(self, theirs: System) -> None:
        super().__init__(
            msg("Somebody else changed this system while you were typing."),
            safe=msg("Their version is saved; yours is still on your screen."),
            todo=msg("Look at theirs, and save yours again if it is the right one."),
        )
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class HostKey:
    """The public key by which a host is known. `key` is base64 as in known_hosts, `fingerprint` as `ssh-keygen -l`.

    `refused`: a known host of the customer showed it instead of its own, and nobody has replaced that key since; it is
    not accepted for any host of theirs. Clause: B4.
    """

    host: str
    port: int
    algorithm: str
    key: str
    fingerprint: str
    refused: bool = False


class KeyStanding(StrEnum):
    """What we think of a stored host key. Clause: B4."""

    TRUSTED = "trusted"
    REFUSED = "refused"  # shown by a known host instead of its own
    FORGOTTEN = "forgotten"  # no longer trusted; the reason is kept


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A stored host key: who gave it its standing, when, and why (`""` for the first key of a host)."""

    id: int
    key: HostKey
    trusted_by: str
    trusted_at: datetime
    reason: str = ""
    standing: KeyStanding = KeyStanding.TRUSTED


class Ended(StrEnum):
    """How a session ended; a refused or failed attempt is a session too."""

    NORMALLY = "normally"  # left by the technician, or the remote side said goodbye
    LINE_LOST = "line-lost"  # the connection broke, or nothing came back for too long
    CONSOLE_ENDED = (
        "console-ended"  # the console was killed; closed at the next start, at its last sign of life
    )
    REFUSED = "refused"  # by the guard or the technician's role: nothing was sent
    STOPPED = "stopped"  # by the guard while it ran: the customer's data may no longer be used
    HOST_KEY_REFUSED = "host-key-refused"  # unknown and not trusted, changed, or revoked
    SIGN_IN_FAILED = "sign-in-failed"
    UNREACHABLE = "unreachable"  # no such name, no answer, or nobody listens
    TIMED_OUT = "timed-out"  # connected, but a step took too long
    NO_COMMON_ALGORITHM = "no-common-algorithm"  # only algorithms that are too weak, or unknown to us
    NOT_RECORDED = "not-recorded"  # it had to be recorded, and that failed
    CANCELLED = "cancelled"  # by the technician, before the session began
    FAILED = "failed"  # anything else that went wrong

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _ENDED[self]

    @property
    def connected(self) -> bool:
        """Whether the technician was signed in at some time."""
        return self in (Ended.NORMALLY, Ended.LINE_LOST, Ended.CONSOLE_ENDED, Ended.STOPPED)


_ENDED = {
    Ended.NORMALLY: msg("ended"),
    Ended.LINE_LOST: msg("line lost"),
    Ended.CONSOLE_ENDED: msg("console ended"),
    Ended.REFUSED: msg("refused"),
    Ended.STOPPED: msg("stopped by a restriction"),
    Ended.HOST_KEY_REFUSED: msg("host key refused"),
    Ended.SIGN_IN_FAILED: msg("sign-in failed"),
    Ended.UNREACHABLE: msg("unreachable"),
    Ended.TIMED_OUT: msg("timed out"),
    Ended.NO_COMMON_ALGORITHM: msg("too old to speak to"),
    Ended.NOT_RECORDED: msg("could not be recorded"),
    Ended.CANCELLED: msg("given up"),
    Ended.FAILED: msg("failed"),
}


class Recording(StrEnum):
    """Whether sessions are recorded, according to the policy."""

    OFF = "off"
    ASK = "ask"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Session:
    """One use of a customer's IP address: a row of the ledger.

    `technician` is a login, `technician_name` that person's name. `way` is `ssh` or an id of the policy; `system` its
    name at the time (`""` without one); `asked_host` what was typed or stored; `peer` the real address of the other
    end of our socket. With a jump host that end is `through`, and `peer` is where the jump host was told to go.
    `peer_is_true`: it was read from the socket. `agreed` is an id of the policy. `new_address`: not seen before for
    this customer (G6). `alive` is the last sign of life. Clause: D6, G4, G6, R1.
    """

    id: int
    customer: CustomerRef
    technician: str
    way: str
    system: str
    asked_host: str
    peer: str
    through: str
    peer_is_true: bool
    new_address: bool
    purposes: tuple[str, ...]
    reason: str
    agreed: str
    ticket: str
    started: datetime
    alive: datetime
    ended: datetime | None = None
    how: Ended | None = None
    exit_status: int | None = None
    detail: str = ""
    follow_up: str = ""
    follow_up_done: bool = True
    recorded: bool = False
    technician_name: str = ""

    @property
    def lasted(self) -> timedelta:
        """From its start to its end, or to the last sign of life."""
        return (self.ended or self.alive) - self.started


@dataclass(frozen=True, slots=True)
class RecordingPart:
    """A piece of a recording as stored: `number` counts from 1, `first` and `last` are seconds since the start.

    `content` is zlib-compressed text: `lines` lines of asciicast v2, the header in the first part. Output only, never
    a keystroke.
    """

    number: int
    first: float
    last: float
    lines: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What a technician asks for: to sign in to a system, or to help in another way.

    `system` is the id of a system for `ssh`; `address` is what was typed for another way (`""`: unknown).
    """

    customer: str
    way: str
    system: int | None
    reason: str
    agreed: str
    record: bool = False
    address: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions of the ledger to show; `None` or `""` leaves a part open.

    `since` and `until` are aware, `until` not included; `address` is an exact IP address or a network (`10.1.0.0/16`).
    """

    customer: str = ""
    technician: str = ""
    since: datetime | None = None
    until: datetime | None = None
    address: str = ""
