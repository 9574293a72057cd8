"""How the company runs each register: for which purposes it is read, how soon something is due, in which words.

Every part has its defaults, so that a policy without it still loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from helpdesk.domain.calendar import Period
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
    """A way to help from a distance or on site; `address` says whether an IP address of the customer is used."""

    id: str
    name: Text
    address: bool


@dataclass(frozen=True, slots=True)
class Remote:
    """Remote support. Clause: G4, D6.

    Only for `purposes` does a technician sign in to a customer's systems. `ways` are the ways beside the console's own
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

    Only for `purposes` is a customer's ticket read and written. `basis` and `basis_after_contract` are those of
    `Category`; `priorities` say how soon a ticket is to be dealt with, `waiting` after how long one that waits for the
    customer shows on Today.
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
    """What messages are searched for beside numbers and secrets. Clause: D9; GDPR art. 9 and 10.

    `words` are those of each special kind, and `file_names` those that give away what the scan of a document shows,
    written as `helpdesk.domain.spotting.words` says; `off` are kinds that are not looked for.
    """

    words: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    off: frozenset[Kind] = frozenset()
    file_names: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """Data that nobody asked for: `places` are those where copies of it may lie, to be looked at. Clause: D9."""

    places: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class LetterText:
    """The company's own words for a kind of letter, in the place of the program's. Clause: G8.

    Both may hold `{named}` facts of the case; an empty line parts paragraphs.
    """

    subject: Text | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters to customers. Clause: G8, K1, C2, W1.

    `foreign_link_note` goes with a letter or mail that points to somebody else's site; without one the promise of W1
    does. `own_domains` are the company's sites beside those of its website and its mail. `court` is the road to the
    court in a refusal, and `texts` are words of the company's own by kind of letter.
    """

    foreign_link_note: Text | None = None
    own_domains: tuple[str, ...] = ()
    court: Text | None = None
    texts: Mapping[str, LetterText] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Cause:
    """What a complaint can be about; `target` is its own period to answer, where it has one. Clause: C1."""

    id: str
    name: Text
    target: Period | None = None


@dataclass(frozen=True, slots=True)
class Complaints:
    """Complaints, as the company promises to treat them. Clause: C1, G5.

    A customer's complaint is read in a file that is open for one of `purposes`. It is acknowledged within
    `acknowledged` working days and answered within `target`. `second_person`: nobody answers a complaint about
    themselves. `words` are what a text that sounds like a complaint holds.
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

    One whose identity was asked for and not confirmed within `unconfirmed` closes by itself. The rights in
    `second_person` are carried out only when somebody else has approved it. A notice to a recipient of the data of
    somebody who was erased goes out within `notices`, and is gone then in any case.
    """

    unconfirmed: Period = field(default_factory=lambda: Period(months=2))
    second_person: tuple[Right, ...] = (Right.ERASURE,)
    notices: Period = field(default_factory=lambda: Period(months=1))


@dataclass(frozen=True, slots=True)
class Ladder:
    """What follows when an invoice is not paid, step by step. Clause: A1; GDPR art. 22(3).

    A file that is open for one of `purposes` shows where an invoice stands, and for those of them that show invoices
    reminders are written. Without `steps` nothing follows.
    """

    purposes: tuple[str, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=lambda: MappingProxyType({}))
