"""Personal data breaches: noted at once, completed as more is known, decided on, and closed. GDPR art. 33, 34.

Everything needs the job `breaches`, so `Refused` is raised without it; deciding and closing need `decide-breaches`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from helpdesk.domain.breaches import (
    EVIDENCE,
    About,
    Breach,
    BreachFacts,
    BreachView,
    NewDecision,
    Verdict,
)
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import choose, msg
from helpdesk.policy.model import Job
from helpdesk.tasks.typed import typed

if TYPE_CHECKING:
    from datetime import datetime

    from helpdesk.repository.unit_of_work import UnitOfWork

MOST_PEOPLE = 1_000_000_000
"""More people than a company has data of."""


def breaches(work: UnitOfWork) -> tuple[Breach, ...]:
    """All breaches: the open ones, the longest known first, then the closed ones, the newest first."""
    return (*work.breaches.open(), *work.breaches.done())


def note(work: UnitOfWork, facts: BreachFacts, customers: Collection[str] = ()) -> Breach:
    """Note a breach, as far as it is known; the clock runs from `facts.aware`. `customers` are ids.

    Errors: `Invalid` with every fault at once, `NotFound` for a customer. GDPR art. 33(4).
    """
    made = work.breaches.add(_checked(work, facts))
    for customer in customers:
        work.breaches.attach(made, customer)
    return work.breaches.one(made.id)


def view(work: UnitOfWork, breach_id: int) -> BreachView:
    """A breach with all that happened about it. Errors: `NotFound`."""
    return _view(work, work.breaches.one(breach_id))


def seen(work: UnitOfWork, breach_id: int) -> Breach:
    """A breach that is shown already, as it is now. Errors: `NotFound`."""
    return work.breaches.one(breach_id)


def by_number(work: UnitOfWork, number: str) -> BreachView:
    """The breach with a number, with all that happened about it. Errors: `NotFound`."""
    return _view(work, work.breaches.by_number(number))


def complete(work: UnitOfWork, breach_id: int, version: int, facts: BreachFacts) -> BreachView:
    """Write what is known now over the version that was seen; what it was before is kept. GDPR art. 33(4).

    Errors: `Invalid` with every fault at once, also for a closed breach; `CaseChanged` if somebody else wrote first;
    `NotFound`.
    """
    found = work.breaches.one(breach_id)
    _insist_on_open(found)
    facts = _checked(work, facts)
    return _view(work, found if facts == found.facts else work.breaches.change(found, version, facts))


def attach(work: UnitOfWork, breach_id: int, customer_id: str) -> BreachView:
    """Say that an open breach concerns a customer. Errors: `Invalid` for a closed one, `NotFound`."""
    found = work.breaches.one(breach_id)
    _insist_on_open(found)
    work.breaches.attach(found, customer_id)
    return view(work, breach_id)


def detach(work: UnitOfWork, breach_id: int, customer_id: str) -> BreachView:
    """Say that it does not concern a customer after all. Errors: as `attach`."""
    found = work.breaches.one(breach_id)
    _insist_on_open(found)
    work.breaches.detach(found, customer_id)
    return view(work, breach_id)


def decide(work: UnitOfWork, breach_id: int, version: int, new: NewDecision) -> BreachView:
    """Decide on telling the authority or the people concerned; a later decision replaces an earlier one.

    Needs the job `decide-breaches`. Errors: `Invalid` with every fault at once, also for a closed breach and without
    the reasons for a delay; `CaseChanged`, `NotFound`. GDPR art. 33(1), 34.
    """
    work.require(Job.DECIDE_BREACHES)
    found = work.breaches.one(breach_id)
    _insist_on_open(found)
    if new.verdict is not Verdict.TOLD:
        new = replace(new, told=None, reference="", delay="")
    if faults := tuple(_faults_of_decision(work, found, new)):
        raise Invalid(faults)
    new = replace(new, reason=_kept(new.reason), reference=_kept(new.reference), delay=_kept(new.delay))
    return _view(work, work.breaches.decide(found, version, new))


def close(work: UnitOfWork, breach_id: int, version: int) -> BreachView:
    """Close a breach on which both is decided; its retention period begins. Needs the job `decide-breaches`.

    Errors: `Invalid` with what is missing, `CaseChanged`, `NotFound`. GDPR art. 33(5).
    """
    work.require(Job.DECIDE_BREACHES)
    found = work.breaches.one(breach_id)
    _insist_on_open(found)
    if faults := tuple(_missing(found)):
        raise Invalid(faults, msg("This data breach can't be closed yet."))
    return _view(work, work.breaches.close(found, version))


def reopen(work: UnitOfWork, breach_id: int, version: int, why: str) -> BreachView:
    """Open a closed breach again, because more has come to light; its decisions hold until others are taken.

    Errors: `Invalid` without a reason, `CaseChanged`, `NotFound`.
    """
    found = work.breaches.one(breach_id)
    if not why.strip():
        raise Invalid((Fault("why", msg("What has come to light?")),))
    if found.closed is None:
        return _view(work, found)
    return _view(work, work.breaches.reopen(found, version, _kept(why)))


def report(work: UnitOfWork, breach_id: int) -> BreachView:
    """A breach for a report to the authority, on record. Errors: `NotFound`."""
    found = work.breaches.one(breach_id)
    work.breaches.record_report(found)
    return _view(work, found)


def _view(work: UnitOfWork, found: Breach) -> BreachView:
    decisions = work.breaches.decisions([found.id]).get(found.id, ())
    return BreachView(
        found, work.breaches.customers(found.id), work.breaches.steps(found.id), tuple(decisions)
    )


def _insist_on_open(found: Breach) -> None:
    if found.closed is not None:
        raise Invalid((Fault("", msg("{number} is closed; reopen it first.", number=found.number)),))


def _checked(work: UnitOfWork, facts: BreachFacts) -> BreachFacts:
    """The facts as they are stored. Errors: `Invalid`."""
    if faults := tuple(_faults(work, facts)):
        raise Invalid(faults)
    happened = facts.happened
    return replace(
        facts,
        what=_kept(facts.what),
        aware=_to_the_minute(facts.aware),
        happened=_to_the_minute(happened) if happened else None,
        categories=tuple(one for one in work.policy.categories if one in facts.categories),
        consequences=_kept(facts.consequences),
        measures=_kept(facts.measures),
    )


def _to_the_minute(moment: datetime) -> datetime:
    """A moment as people write it, so that it is the same when it is typed again."""
    return moment.replace(second=0, microsecond=0)


def _kept(text: str) -> str:
    """A text as it is stored, without blanks around it and secrets in it. Clause: B6."""
    return typed(text.strip())


def _faults(work: UnitOfWork, facts: BreachFacts) -> Iterator[Fault]:
    now = work.clock()
    if not facts.what.strip():
        yield Fault("what", msg("What happened? A few words are enough for now."))
    if facts.aware > now:
        yield Fault("aware", msg("This is in the future."))
    if facts.happened is not None and facts.happened > min(now, facts.aware):
        yield Fault("happened", msg("It happened before it was known."))
    if any(one not in work.policy.categories for one in facts.categories):
        yield Fault("categories", choose(work.policy.categories))
    if facts.people is not None and not 0 <= facts.people <= MOST_PEOPLE:
        yield Fault("people", msg("About how many, as a number?"))


def _faults_of_decision(work: UnitOfWork, found: Breach, new: NewDecision) -> Iterator[Fault]:
    if new.verdict not in new.about.verdicts:
        yield Fault("verdict", choose(new.about.verdicts))
    if not new.reason.strip():
        yield Fault("reason", msg("Why? This is kept as evidence."))
    if new.verdict is not Verdict.TOLD:
        return
    if new.told is None:
        yield Fault("told", msg("When were they told?"))
    elif new.told > work.clock():
        yield Fault("told", msg("This is in the future."))
    elif new.told < found.facts.aware:
        yield Fault("told", msg("This is before the breach was known."))
    elif new.about is About.AUTHORITY and new.told > found.tell_by and not new.delay.strip():
        why = msg(
            "It was told later than {hours} hours: give the reasons (art. 33(1)).",
            hours=work.policy.breaches.hours,
        )
        yield Fault("delay", why)


def _missing(found: Breach) -> Iterator[Fault]:
    if found.undecided is About.AUTHORITY:
        yield Fault(About.AUTHORITY, msg("Decide first whether the authority is told."))
    if found.people is None:
        yield Fault(About.PEOPLE, msg("Decide first whether the people concerned are told."))
    for name in EVIDENCE:
        if not getattr(found.facts, name):
            yield Fault(name, msg("This is needed as evidence (art. 33(5))."))
