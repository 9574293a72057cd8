"""The policy: a company's privacy statement as values, made by `helpdesk.policy.loader` from one TOML file.

Everything that has an id is kept in a mapping by that id, in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from helpdesk.domain.calendar import Period, RetentionStart, local_date
from helpdesk.domain.deadlines import WorkingDays
from helpdesk.domain.kinds import Kind
from helpdesk.domain.priority import Priority
from helpdesk.domain.records import dataclass
from helpdesk.domain.register import Keeping
from helpdesk.domain.remote import Recording
from helpdesk.domain.rights import Right as Right

TICKETS = "tickets"
"""The retention rule for tickets."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words in several languages, by language code; `default` is the policy's own language."""

    words: Mapping[str, str]
    default: str = "en"

    def say(self, language: str) -> str:
        """The words in `language`, else in the policy's own, else in any."""
        return self.words.get(language) or self.words.get(self.default) or next(iter(self.words.values()), "")

    def __str__(self) -> str:
        """The English words, for logs and tests."""
        return self.say("en")


def joined(texts: Iterable[Text]) -> Text:
    """Several texts as one list with commas, in every language that one of them knows."""
    listed = tuple(texts)
    languages = dict.fromkeys(language for text in listed for language in text.words)
    default = listed[0].default if listed else "en"
    return Text(
        {language: ", ".join(text.say(language) for text in listed) for language in languages}, default
    )


class BasisId(StrEnum):
    """The legal bases that the guard knows how to treat. GDPR art. 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    LEGITIMATE_INTEREST = "legitimate-interest"
    NONE = "none"


class Job(StrEnum):
    """What a role may be allowed to get done. Clause: B1."""

    FIND = "find"
    OPEN = "open"
    CHANGE = "change"
    CREATE = "create"
    CONSENT = "consent"
    IMPORT = "import"
    EXPORT = "export"
    AUDIT = "audit"
    POLICY = "policy"
    SERVICES = "services"
    RETENTION = "retention"
    LEGAL_CLAIM = "legal-claim"
    REMOTE = "remote"
    LEDGER = "ledger"
    TICKETS = "tickets"
    UNSOLICITED = "unsolicited"
    COMPLAINTS = "complaints"
    REQUESTS = "requests"
    APPROVE = "approve"
    DISCLOSE = "disclose"


@dataclass(frozen=True, slots=True)
class Company:
    """Who keeps the data: the controller, as it publishes itself. Clause: K1.

    `region` is the ISO country whose telephone numbers and postcodes need no prefix, `languages` are codes
    with the company's own first, `year_ends` is the month with which the financial year closes.
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


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis: the article it stands in, and the rights that come with it. GDPR art. 6(1), 15–22."""

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
class Category:
    """A category of personal data: what it is, what it is used for and on what basis. Clause: D1–D9.

    `basis_after_contract` takes over when the last contract is over; `None` where a contract basis then ends
    without a successor, or where the basis does not depend on a contract. `kept_in` names another place than
    this console.
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

    `key` is its letter or digit in the dialog that asks what for. `basis=None` leaves each category on its
    own basis; a purpose that itself rests on `contract` ends with the contract. A child such as
    `G9-newsletter` belongs to the clause before the hyphen.
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
        """What tells it apart: `G3 getting in touch`; of several under one clause by name: `newsletter (G9)`."""
        name = self.name.say(language)
        return f"{self.id} {name}" if self.id == self.clause else f"{name} ({self.clause})"


@dataclass(frozen=True, slots=True)
class Preset:
    """A usual reason to open a file: several purposes at once."""

    id: str
    name: Text
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What a customer is asked to consent to, word for word. Clause: G9; GDPR art. 7.

    `valid` is how long a consent on this text holds; `None` until it is withdrawn.
    """

    purpose: str
    version: str
    text: Text
    valid: Period | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside the company who may get data, and why. Clause: P4, T1, T2; GDPR art. 30(1)(d), (e).

    `outside_eea` says on what ground data leaves the European Economic Area, where it does.
    """

    id: str
    name: Text
    why: Text
    clause: str
    categories: tuple[str, ...]
    outside_eea: Text | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a group of technicians needs for its work: purposes and jobs. Clause: B1."""

    id: str
    name: Text
    purposes: tuple[str, ...]
    jobs: tuple[Job, ...]


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
class Spotting:
    """What messages are searched for beside numbers and secrets. Clause: D9; GDPR art. 9 and 10.

    `words` are those of each special kind, and `file_names` those that give away what the scan of a document shows,
    written as `helpdesk.domain.spotting.words` says; `off` are kinds that are not looked for.
    """

    words: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    off: frozenset[Kind] = frozenset()
    file_names: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class TextModule:
    """A piece of a reply, with `{customer}`, `{ticket}` and `{technician}` for what differs each time."""

    id: str
    title: Text
    text: Text


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
class Limits:
    """The console's own periods. Clause: P2, B2.

    A file stays open for `file_open`, the session locks after `lock_after` of idleness, a consent that ends
    within `consent_warning` is on Today, and a draft that nobody comes back to goes after `draft_kept`.
    """

    file_open: Period
    lock_after: Period
    consent_warning: Period
    draft_kept: Period


@dataclass(frozen=True, slots=True)
class Policy:
    """One company's whole privacy statement.

    `retention` holds the rules beside those of the categories (recordings, cases, consents, audit);
    `subjects` are the groups of people whose data is kept, `channels` the ways to get in touch,
    `service_kinds` what is sold.
    """

    version: str
    company: Company
    authority: Authority
    clauses: Mapping[str, Clause]
    bases: Mapping[str, Basis]
    categories: Mapping[str, Category]
    retention: Mapping[str, Retention]
    purposes: Mapping[str, Purpose]
    presets: Mapping[str, Preset]
    consent_texts: tuple[ConsentText, ...]
    recipients: Mapping[str, Recipient]
    roles: Mapping[str, Role]
    limits: Limits
    subjects: Mapping[str, Text]
    channels: Mapping[str, Text]
    service_kinds: Mapping[str, Text]
    remote: Remote = Remote()
    tickets: Tickets = Tickets()
    spotting: Spotting = Spotting()
    text_modules: tuple[TextModule, ...] = ()
    unsolicited: Unsolicited = Unsolicited()
    letters: Letters = Letters()
    complaints: Complaints = Complaints()
    requests: Requests = Requests()
    working_days: WorkingDays = field(default_factory=WorkingDays)

    @property
    def language(self) -> str:
        """The policy's own language."""
        return self.company.languages[0]

    def retention_of(self, rule: str) -> Retention:
        """A retention rule beside those of the categories; one that the policy leaves out goes as its cases do."""
        return self.retention.get(rule) or self.retention["cases"]

    def today(self, moment: datetime) -> date:
        """The company's day at `moment` (aware)."""
        return local_date(moment, self.company.time_zone)

    def category(self, category: str) -> Category | None:
        """What the guard asks about: a category of personal data, or the correspondence in tickets, by id."""
        if category != Keeping.CORRESPONDENCE:
            return self.categories.get(category)
        rule = self.retention.get(TICKETS)
        if rule is None:
            return None
        kept = self.tickets
        return Category(category, kept.name, rule.reason, kept.basis, rule, kept.basis_after_contract)

    def needs(self, purpose: Purpose, category: str) -> bool:
        """Whether a purpose needs a category, or the correspondence in tickets. Clause: P2."""
        return category in purpose.categories or (
            category == Keeping.CORRESPONDENCE and purpose.id in self.tickets.purposes
        )

    def basis_of(self, purpose: Purpose, category: Category, *, contract_over: bool = False) -> str | None:
        """The id of the basis on which a purpose uses a category; `None` when it went with the contract."""
        if purpose.basis:
            return None if contract_over and purpose.basis == BasisId.CONTRACT else purpose.basis
        if not contract_over:
            return category.basis
        return category.basis_after_contract or (
            None if category.basis == BasisId.CONTRACT else category.basis
        )

    def rests_on_consent(self, purpose: Purpose) -> bool:
        """Whether the customer must have consented before the purpose may use anything. Clause: G9."""
        return purpose.basis == BasisId.CONSENT

    def consent_purposes(self) -> tuple[Purpose, ...]:
        """The purposes that rest on consent, each on one of its own. Clause: G9."""
        return tuple(purpose for purpose in self.purposes.values() if self.rests_on_consent(purpose))

    def consent_text(self, purpose: str, version: str | None = None) -> ConsentText | None:
        """The text that is put to customers now, or that of a given version, if there is one."""
        return next(
            (
                text
                for text in reversed(self.consent_texts)
                if text.purpose == purpose and version in (None, text.version)
            ),
            None,
        )
