"""How the company runs each register: for which purposes it is read, when things are due, and in which words.

Every part has defaults, so a policy without it still loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from helpdesk.domain.calendar import Period
from helpdesk.domain.deadlines import HOURS
from helpdesk.domain.kinds import Kind
from helpdesk.domain.ladder_steps import Step
from helpdesk.domain.priority import Priority
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import Recording
from helpdesk.domain.rights import Right
from helpdesk.policy.statement import BasisId
from helpdesk.policy.texts import Text


@dataclass(frozen=True, slots=True)
class Way:
    """A way to help remotely or on site; `address` says whether it uses an IP address of the customer."""

    id: str
    name: Text
    address: bool


@dataclass(frozen=True, slots=True)
class Remote:
    """Remote support. Clause: G4, D6.

    Technicians sign in to a customer's systems only for `purposes`. `ways` are the ways apart from the console's own
    (SSH), `agreements` how a customer can have agreed, `recording` whether sessions are recorded.
    """

    purposes: tuple[str, ...] = ()
    recording: Recording = Recording.OFF
    ways: Mapping[str, Way] = field(default_factory=lambda: MappingProxyType({}))
    agreements: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))


_WAITING = Period(weeks=2)
_PRIORITIES = {
    Priority.URGENT: Period(hours=4),
    Priority.HIGH: Period(days=1),
    Priority.NORMAL: Period(days=3),
    Priority.LOW: Period(weeks=2),
}


@dataclass(frozen=True, slots=True)
class Tickets:
    """Tickets, and what people wrote in them. Clause: G3, P2.

    A customer's tickets are read and written only for `purposes`. `basis` and `basis_after_contract` mean the same as
    in `Category`; `priorities` say how soon a ticket must be dealt with, `waiting` how long one may wait for the
    customer before Today shows it.
    """

    name: Text = Text({"nl": "tickets", "en": "tickets"})
    purposes: tuple[str, ...] = ()
    basis: str = BasisId.CONTRACT
    basis_after_contract: str | None = BasisId.LEGITIMATE_INTEREST
    priorities: Mapping[Priority, Period] = field(default_factory=lambda: MappingProxyType(_PRIORITIES))
    waiting: Period = _WAITING


@dataclass(frozen=True, slots=True)
class TextModule:
    """A piece of a reply, with `{customer}`, `{ticket}` and `{technician}` for what differs each time."""

    id: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Spotting:
    """What messages are searched for, apart from numbers and secrets. Clause: D9; GDPR art. 9 and 10.

    `words` are those of each special kind, and `file_names` those that say what a scanned document shows, written as
    `helpdesk.domain.spotting.words` describes; `off` are kinds that are not searched for.
    """

    words: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    off: frozenset[Kind] = frozenset()
    file_names: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """Data that nobody asked for: `places` are where to look for copies of it. Clause: D9."""

    places: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class LetterText:
    """The company's own words for a kind of letter, instead of the program's. Clause: G8.

    Both may have `{named}` facts of the case; an empty line separates paragraphs.
    """

    subject: Text | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters to customers. Clause: G8, K1, C2, W1.

    `foreign_link_note` is added to a letter or mail that links to somebody else's site; without it, the promise of W1
    is. `own_domains` are the company's sites apart from its website and its mail. `court` says in a refusal how to go
    to court, and `texts` are the company's own words by kind of letter.
    """

    foreign_link_note: Text | None = None
    own_domains: tuple[str, ...] = ()
    court: Text | None = None
    texts: Mapping[str, LetterText] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Cause:
    """What a complaint can be about; `target` is its own period to answer, if it has one. Clause: C1."""

    id: str
    name: Text
    target: Period | None = None


@dataclass(frozen=True, slots=True)
class Complaints:
    """Complaints, as the company promises to handle them. Clause: C1, G5.

    A customer's complaint can be read if their file is open for one of `purposes`. It is acknowledged within
    `acknowledged` working days and answered within `target`. `second_person`: nobody answers a complaint about
    themselves. `words` are those by which a text sounds like a complaint.
    """

    purposes: tuple[str, ...] = ()
    acknowledged: int = 2
    target: Period = field(default_factory=lambda: Period(weeks=4))
    second_person: bool = True
    causes: Mapping[str, Cause] = field(default_factory=lambda: MappingProxyType({}))
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requests:
    """Rights requests. Clause: R1–R7.

    A request whose identity was asked for but not confirmed within `unconfirmed` closes automatically. Rights in
    `second_person` are carried out only after somebody else approved them. A notice to a recipient of an erased
    person's data must go out within `notices`, and is removed then in any case.
    """

    unconfirmed: Period = field(default_factory=lambda: Period(months=2))
    second_person: tuple[Right, ...] = (Right.ERASURE,)
    notices: Period = field(default_factory=lambda: Period(months=1))


@dataclass(frozen=True, slots=True)
class Breaches:
    """Personal data breaches. GDPR art. 33(1).

    The authority is told within `hours` of becoming aware of one: as the law says, or sooner.
    """

    hours: int = HOURS


@dataclass(frozen=True, slots=True)
class Ladder:
    """What happens when an invoice is not paid, step by step. Clause: A1; GDPR art. 22(3).

    A file that is open for one of `purposes` shows where an invoice stands; reminders are written for those of them
    that show invoices. Without `steps` nothing happens.
    """

    purposes: tuple[str, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=lambda: MappingProxyType({}))
