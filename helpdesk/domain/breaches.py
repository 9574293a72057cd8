"""Personal data breaches: what is known of one, whom it concerns, and who decided what. GDPR art. 33, 34."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass

if TYPE_CHECKING:
    from helpdesk.domain.complaints import Step
    from helpdesk.domain.customer import CustomerRef


class About(StrEnum):
    """Whom a decision is about telling."""

    AUTHORITY = "authority"
    PEOPLE = "people"  # whose data it is

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What can be decided."""
        return _VERDICTS[self]


class Verdict(StrEnum):
    """What was decided: they were told, or why they are not. GDPR art. 33(1), 34(1), 34(3)."""

    TOLD = "told"
    UNLIKELY = "unlikely"  # art. 33(1): a risk to anybody's rights and freedoms is unlikely
    NO_HIGH_RISK = "no-high-risk"  # art. 34(1)
    UNREADABLE = "unreadable"  # art. 34(3)(a): nobody can read the data, because it is encrypted
    AVERTED = "averted"  # art. 34(3)(b): measures taken since then
    PUBLIC = "public"  # art. 34(3)(c): telling each would be out of proportion

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _WORDS[self]

    @property
    def in_full(self) -> Message:
        """The same with the article that it rests on."""
        law = _LAW.get(self)
        return msg("{verdict} ({law})", verdict=self.words, law=law) if law else self.words


_VERDICTS: Mapping[About, tuple[Verdict, ...]] = {
    About.AUTHORITY: (Verdict.TOLD, Verdict.UNLIKELY),
    About.PEOPLE: (
        *(Verdict.NO_HIGH_RISK, Verdict.TOLD),
        *(Verdict.UNREADABLE, Verdict.AVERTED, Verdict.PUBLIC),
    ),
}
_WORDS: Mapping[Verdict, Message] = {
    Verdict.TOLD: msg("told"),
    Verdict.UNLIKELY: msg("not told: a risk is unlikely"),
    Verdict.NO_HIGH_RISK: msg("not told: no high risk"),
    Verdict.UNREADABLE: msg("not told: nobody can read it"),
    Verdict.AVERTED: msg("not told: the risk is averted"),
    Verdict.PUBLIC: msg("told in public, not each"),
}
_LAW: Mapping[Verdict, Message] = {
    Verdict.UNLIKELY: msg("art. 33(1)"),
    Verdict.NO_HIGH_RISK: msg("art. 34(1)"),
    Verdict.UNREADABLE: msg("art. 34(3)(a)"),
    Verdict.AVERTED: msg("art. 34(3)(b)"),
    Verdict.PUBLIC: msg("art. 34(3)(c)"),
}


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What is known about a breach; most of it may follow later. GDPR art. 33(3)–(5).

    `what` happened, without names; `aware` is when the company became aware, `happened` when it happened or began, if
    known; both are aware moments, stored to the minute. `categories` are ids of the policy, `people` about how many
    people it concerns. `consequences` are the likely ones, `measures` those taken or proposed.
    """

    what: str
    aware: datetime
    happened: datetime | None = None
    categories: tuple[str, ...] = ()
    people: int | None = None
    consequences: str = ""
    measures: str = ""


FACTS: Mapping[str, Message] = {
    "what": msg("What happened"),
    "aware": msg("Known since"),
    "happened": msg("Happened"),
    "categories": msg("What data"),
    "people": msg("People"),
    "consequences": msg("Consequences"),
    "measures": msg("Measures"),
}
"""What people call each fact, in reading order."""

EVIDENCE = ("consequences", "measures")
"""What may be empty at first, and is needed before a breach is closed. GDPR art. 33(5)."""


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision to take. `told` (aware) is when they were told, `reference` the authority's; both for `TOLD` only.

    `delay` is why the authority was told too late. GDPR art. 33(1).
    """

    about: About
    verdict: Verdict
    reason: str
    told: datetime | None = None
    reference: str = ""
    delay: str = ""


@dataclass(frozen=True, slots=True)
class BreachDecision:
    """A decision that was taken: by whom (login and name), and when."""

    new: NewDecision
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach as a list shows it. `number` is what people call it (`D2026-0001`).

    `tell_by` is until when the authority is told in time; `authority` and `people` are the decisions that hold now,
    `None` before there is one. `by` is the login of whoever noted it.
    """

    id: int
    number: str
    version: int
    facts: BreachFacts
    noted: datetime
    by: str
    by_name: str
    tell_by: datetime
    authority: BreachDecision | None = None
    people: BreachDecision | None = None
    closed: datetime | None = None

    @property
    def undecided(self) -> About | None:
        """What is to be decided next; `None` if both are."""
        if self.authority is None:
            return About.AUTHORITY
        return About.PEOPLE if self.people is None else None

    def decision(self, about: About) -> BreachDecision | None:
        """The decision that holds now."""
        return self.authority if about is About.AUTHORITY else self.people

    @property
    def can_close(self) -> bool:
        """Whether it is open, and both are decided."""
        return self.closed is None and self.undecided is None


NOTED, CLOSED, REOPENED, ATTACHED, DETACHED = "noted", "closed", "reopened", "attached", "detached"
"""Steps of a breach that change none of its facts."""

_STEPS: Mapping[str, Message] = {
    NOTED: msg("noted"),
    CLOSED: msg("closed"),
    REOPENED: msg("reopened"),
    ATTACHED: msg("a customer concerned was attached"),
    DETACHED: msg("a customer was detached: not concerned"),
}


def step_words(what: str) -> Message:
    """A step of a breach, or the fact that was changed in it; unknown ones stay as they are."""
    if what in FACTS:
        return msg("changed: {what}", what=FACTS[what])
    return _STEPS.get(what) or msg("{what}", what=what)


@dataclass(frozen=True, slots=True)
class BreachView:
    """An opened breach: the customers that it concerns, as far as known, every step, and every decision, oldest first.

    The note of a step that changed a fact is what the fact was before, as `kept` writes it.
    """

    breach: Breach
    customers: tuple[CustomerRef, ...]
    steps: tuple[Step, ...]
    decisions: tuple[BreachDecision, ...]


def kept(value: object) -> str:
    """A fact as text, for the step that changes it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="minutes")
        case tuple():
            return ",".join(map(str, value))
        case None:
            return ""
        case _:
            return str(value)
