"""Data breaches for tests: noted, decided on, and closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from helpdesk.domain.breaches import About, Breach, BreachFacts, NewDecision, Verdict
from helpdesk.tasks import breaches

WHAT = "Een lijst met adressen lag op straat. [/nope]"
LATER = {"consequences": "Ongewenste post.", "measures": "De lijst is opgehaald."}


def facts(now: datetime, **others: Any) -> BreachFacts:
    """What is known of a breach that somebody noticed now."""
    return BreachFacts(**{"what": WHAT, "aware": now, **others})


def told(about: About, now: datetime, **others: Any) -> NewDecision:
    """The decision that somebody is told, now."""
    return NewDecision(
        **{"about": about, "verdict": Verdict.TOLD, "reason": "Het moet.", "told": now, **others}
    )


def noted(work: Any, *customers: str, **others: Any) -> Breach:
    """A breach that was noted now."""
    return breaches.note(work, facts(work.clock(), **others), customers)


def decided(work: Any, breach: Breach, *abouts: About) -> Breach:
    """The breach once these were told; both, unless said otherwise."""
    for about in abouts or tuple(About):
        breach = breaches.decide(work, breach.id, breach.version, told(about, work.clock())).breach
    return breach


def closed(work: Any, *customers: str) -> Breach:
    """A breach that was told to all and closed, an hour after it was known."""
    hour = timedelta(hours=1)
    breach = noted(work, *customers, aware=work.clock() - hour, **LATER)
    breach = decided(work, breach)
    return breaches.close(work, breach.id, breach.version).breach
