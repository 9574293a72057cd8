"""The policy: a company's privacy statement as values, made by `helpdesk.policy.loader` from one TOML file.

Everything with an id is in a mapping by that id, in the order of the file. The parts of the policy can be imported
from here too, though they are defined in `statement`, `roles`, `registers` and `texts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime
from hashlib import sha256

from helpdesk.domain.calendar import Period, local_date
from helpdesk.domain.customer import Invoice
from helpdesk.domain.deadlines import WorkingDays
from helpdesk.domain.ladder import RULE, Where, where
from helpdesk.domain.ladder_steps import PAYMENT
from helpdesk.domain.records import dataclass
from helpdesk.domain.register import Keeping
from helpdesk.domain.rights import Right
from helpdesk.policy.registers import (
    Breaches,
    Cause,
    Complaints,
    Ladder,
    Letters,
    LetterText,
    Remote,
    Requests,
    Spotting,
    TextModule,
    Tickets,
    Unsolicited,
    Way,
)
from helpdesk.policy.roles import Job, Role
from helpdesk.policy.statement import (
    Authority,
    Basis,
    BasisId,
    Category,
    Clause,
    Company,
    ConsentText,
    Measure,
    Preset,
    Purpose,
    Recipient,
    Retention,
)
from helpdesk.policy.texts import Text, joined

__all__ = [
    "TICKETS", "Authority", "Basis", "BasisId", "Breaches", "Category", "Cause", "Clause", "Company", "Complaints",
    "ConsentText", "Job", "Ladder", "LetterText", "Letters", "Limits", "Measure", "Policy", "Preset", "Purpose",
    "Recipient", "Remote", "Requests", "Retention", "Right", "Role", "Spotting", "Text", "TextModule", "Tickets",
    "Unsolicited", "Way", "joined",
]  # fmt: skip

TICKETS = "tickets"
"""The retention rule for tickets."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The console's own periods. Clause: P2, B2.

    A file stays open for `file_open`, the session locks after `lock_after` of idleness, a consent that ends within
    `consent_warning` is on Today, and a draft that nobody comes back to is removed after `draft_kept`.
    """

    file_open: Period
    lock_after: Period
    consent_warning: Period
    draft_kept: Period


@dataclass(frozen=True, slots=True)
class Policy:
    """One company's whole privacy statement.

    `retention` has the rules apart from those of the categories (recordings, cases, consents, audit); `subjects` are
    the groups of people whose data is kept, `channels` the ways to get in touch, `service_kinds` what is sold.
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
    breaches: Breaches = Breaches()
    ladder: Ladder = Ladder()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    working_days: WorkingDays = field(default_factory=WorkingDays)

    @property
    def language(self) -> str:
        """The policy's own language."""
        return self.company.languages[0]

    def for_invoices(self) -> tuple[str, ...]:
        """The purposes for which a file shows an unpaid invoice. Clause: A1, P2."""
        showing = (one.id for one in self.purposes.values() if PAYMENT in one.categories)
        return self.ladder.purposes or tuple(showing)

    def stands(self, invoice: Invoice, today: date) -> Where:
        """Where an invoice stands on the ladder on a day of the company's calendar. Clause: A1."""
        steps, working = self.ladder.steps.values(), self.working_days
        days, gone, off = (invoice.due, invoice.paid), invoice.withdrawn, not invoice.open
        return where(steps, *days, invoice.events, today, working, withdrawn=gone, is_written_off=off)

    @property
    def counted_by(self) -> str:
        """What the days depend on that `stands` counts; another policy with the same counts the same.

        So does another program with the same rule.
        """
        said = (RULE, tuple(self.ladder.steps.values()), self.working_days, self.company.time_zone)
        return sha256(repr(said).encode()).hexdigest()[:16]

    def retention_of(self, rule: str) -> Retention:
        """A retention rule apart from those of the categories; if the policy has none, that of cases applies."""
        return self.retention.get(rule) or self.retention["cases"]

    def today(self, moment: datetime) -> date:
        """The company's date at `moment` (aware)."""
        return local_date(moment, self.company.time_zone)

    def named(self, purposes: Iterable[str]) -> Text:
        """The names of purposes, in one list."""
        return joined(self.purposes[one].name for one in purposes)

    def category(self, category: str) -> Category | None:
        """What the guard is asked about: a category of personal data, or the correspondence in tickets, by id."""
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
        """The id of the basis on which a purpose uses a category; `None` if it ended with the contract."""
        if purpose.basis:
            return None if contract_over and purpose.basis == BasisId.CONTRACT else purpose.basis
        if not contract_over:
            return category.basis
        return category.basis_after_contract or (
            None if category.basis == BasisId.CONTRACT else category.basis
        )

    def rests_on_consent(self, purpose: Purpose) -> bool:
        """Whether the customer must consent before the purpose may use anything. Clause: G9."""
        return purpose.basis == BasisId.CONSENT

    def consent_purposes(self) -> tuple[Purpose, ...]:
        """The purposes based on consent, each with a consent of its own. Clause: G9."""
        return tuple(purpose for purpose in self.purposes.values() if self.rests_on_consent(purpose))

    def consent_text(self, purpose: str, version: str | None = None) -> ConsentText | None:
        """The consent text in use now, or that of a given version, if there is one."""
        return next(
            (
                text
                for text in reversed(self.consent_texts)
                if text.purpose == purpose and version in (None, text.version)
            ),
            None,
        )
