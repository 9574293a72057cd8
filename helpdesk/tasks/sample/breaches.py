"""The sample's data breaches: one that is closed, and one whose clock runs. GDPR art. 33, 34."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from helpdesk.domain.breaches import About, BreachFacts, NewDecision, Verdict
from helpdesk.tasks import breaches

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

LAPTOP = (
    "Een laptop is uit een auto gestolen.",
    "Geen: zonder wachtwoord is er niets te lezen.",
    "Aangifte gedaan, de sleutels ingetrokken, de laptop op afstand gewist.",
)
WHY = "De schijf is versleuteld met een sterk wachtwoord, en er is een reservekopie."
"""The closed one: what happened, what it led to, what was done; and why nobody was told."""

INVOICES = ("Een mail met facturen als bijlage ging naar een verkeerd adres.", ("10004", "10029"))
"""The open one: what happened, and whom it concerns by customer number."""


def add_breaches(work: UnitOfWork, ids: Mapping[str, str]) -> None:
    """Add them; customers' ids are given by number."""
    now = work.clock()
    what, consequences, measures = LAPTOP
    aware, happened = now - timedelta(hours=3), now - timedelta(hours=12)
    stolen = BreachFacts(what, aware, happened, ("D1", "D3", "D4"), 60, consequences, measures)
    seen = breaches.note(work, stolen)
    for about, verdict in ((About.AUTHORITY, Verdict.UNLIKELY), (About.PEOPLE, Verdict.UNREADABLE)):
        seen = breaches.decide(work, seen.id, seen.version, NewDecision(about, verdict, WHY)).breach
    breaches.close(work, seen.id, seen.version)
    what, concerned = INVOICES
    lost = BreachFacts(what, now - timedelta(hours=20), now - timedelta(hours=26), ("D1", "D7"), 2)
    breaches.note(work, lost, [ids[number] for number in concerned if number in ids])
