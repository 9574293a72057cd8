"""What the company publishes: who it is, what it keeps, what for, on what basis, how long, and who else gets it."""

from __future__ import annotations

from enum import StrEnum

from helpdesk.domain.calendar import Period, RetentionStart
from helpdesk.domain.records import dataclass
from helpdesk.domain.rights import Right
from helpdesk.policy.texts import Text


@dataclass(frozen=True, slots=True)
class Company:
    """The company that keeps the data: the controller, as it presents itself. Clause: K1.

    `region` is the ISO country whose telephone numbers and postcodes need no prefix, `languages` are codes with the
    company's own first, `year_ends` is the last month of the financial year.
    """

    name: str
    street: str
    postcode: str
    city: str
    region: str
    email: str
    phone: str
    kvk: str
    vat: str
    time_zone: str
    languages: tuple[str, ...]
    website: str | None = None
    channels: tuple[str, ...] = ()
    year_ends: int = 12


@dataclass(frozen=True, slots=True)
class Authority:
    """The supervisory authority that a customer may turn to. Clause: C2."""

    name: Text
    address: str
    website: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the statement: its id, a title and what it promises."""

    id: str
    title: Text
    promise: Text


class BasisId(StrEnum):
    """The legal bases that the guard knows how to treat. GDPR art. 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    LEGITIMATE_INTEREST = "legitimate-interest"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis: its article, and the rights that come with it. GDPR art. 6(1), 15–22."""

    id: str
    name: Text
    article: str
    rights: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept: from which event, for what period, and why. Clause: P3."""

    id: str
    name: Text
    starts: RetentionStart
    period: Period
    reason: Text


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that keeps personal data safe, the clause that promises it, and how often it is reviewed.

    Clause: B3, B5; GDPR art. 32(1)(d).
    """

    id: str
    name: Text
    clause: str
    every: Period


@dataclass(frozen=True, slots=True)
class Category:
    """A category of personal data: what it is, what it is used for and on what basis. Clause: D1–D9.

    `basis_after_contract` takes over when the last contract is over; `None` if a contract basis then ends without a
    successor, or if the basis does not depend on a contract. `kept_in` names the place if that is not this console.
    """

    id: str
    name: Text
    used_for: Text
    basis: str
    retention: Retention
    basis_after_contract: str | None = None
    kept_in: Text | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a customer's file may be opened for, and the categories that it needs. Clause: P2, G1–G9.

    `key` is its letter or digit in the dialog that asks what for. With `basis=None` each category has its own basis; a
    purpose based on `contract` ends with the contract. A child such as `G9-newsletter` belongs to the clause before
    the hyphen.
    """

    id: str
    name: Text
    promise: Text
    key: str
    categories: tuple[str, ...]
    basis: str | None = None

    @property
    def clause(self) -> str:
        """The statement's clause that this purpose carries out."""
        return self.id.partition("-")[0]

    def label(self, language: str) -> str:
        """A short name: `G3 getting in touch`; if several share a clause, by their own name: `newsletter (G9)`."""
        name = self.name.say(language)
        return f"{self.id} {name}" if self.id == self.clause else f"{name} ({self.clause})"


@dataclass(frozen=True, slots=True)
class Preset:
    """A common reason to open a file: several purposes at once."""

    id: str
    name: Text
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What a customer is asked to consent to, word for word. Clause: G9; GDPR art. 7.

    `valid` is how long a consent to this text lasts; `None`: until it is withdrawn.
    """

    purpose: str
    version: str
    text: Text
    valid: Period | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside the company who may get data, and why. Clause: P4, T1, T2; GDPR art. 30(1)(d), (e).

    `outside_eea` says on what ground data leaves the European Economic Area, if it does.
    """

    id: str
    name: Text
    why: Text
    clause: str
    categories: tuple[str, ...]
    outside_eea: Text | None = None
