"""The sample's complaints and rights requests. Clause: C1, R1–R7.

What another company's policy does not have (a channel, a cause) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.requests import IdentityWay, NewRequest, RequestState, Result
from helpdesk.domain.rights import Right
from helpdesk.tasks import complaints, identity, requests

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

SAID_BY = "email"
"""How restrictions and objections were asked for, and how somebody without a file asks."""

COMPLAINTS = (
    ("10029", "telephone", "delay", 3, "De nieuwe router zou er vorige week al hangen.", "Graag een datum."),
    (
        "10004",
        "email",
        "invoice",
        9,
        "Er staat een uur op de factuur waarin niemand er was.",
        "Creditfactuur.",
    ),
)
"""Customer, channel, cause, days ago, what they said and what they want."""

REQUESTS = (
    ("10006", "email", (Right.ACCESS,), 12, "Graag een overzicht van wat u van mij heeft.", False),
    ("10012", "letter", (Right.ERASURE, Right.WITHDRAWAL), 2, "Ik wil overal af.", True),
)
"""Customer, channel, rights, days ago, what they said, and whether they were asked for identity."""

STANDINGS = (
    ("10007", Right.RESTRICTION, 12, "Mijn adres en de factuur kloppen niet."),
    ("10008", Right.OBJECTION, 9, "Ik wil niet dat mijn serverlogs worden doorzocht."),
)
"""Customer, right, days ago, what they said: restricted or objected since then, and still in force."""


STRANGER = (
    ("Nadia Oosterwijk", "nadia.oosterwijk@example.com"),
    (Right.ACCESS,),
    5,
    "Ik ben geen klant van u, maar kreeg een brief van u voor wie hier vroeger woonde. Wat weet u van mij?",
)
"""Somebody without a file: name and address, rights, days ago, what they said."""


def add_cases(work: UnitOfWork, ids: Mapping[str, str]) -> None:
    """Add them to the sample's customers, whose ids are given by customer number."""
    policy, now = work.policy, work.clock()
    for number, channel, cause, days_ago, said, wish in COMPLAINTS:
        if channel in policy.channels and cause in policy.complaints.causes and number in ids:
            received = now - timedelta(days=days_ago)
            complaints.register(
                work, NewComplaint(channel, received, cause, said, wish, customer=ids[number])
            )
    for number, channel, rights, days_ago, said, is_asked in REQUESTS:
        if channel in policy.channels and number in ids:
            received = now - timedelta(days=days_ago)
            made = requests.register(work, NewRequest(ids[number], channel, received, rights, said))
            if is_asked:
                identity.ask(work, made.id, made.version)
    if SAID_BY in policy.channels:
        for number, right, days_ago, said in STANDINGS:
            _stand(work, ids[number], right, now - timedelta(days=days_ago), said)
        (person, contact), rights, days_ago, said = STRANGER
        received = now - timedelta(days=days_ago)
        requests.register(
            work, NewRequest("", SAID_BY, received, rights, said, person=person, contact=contact)
        )


def _stand(work: UnitOfWork, customer_id: str, right: Right, since: datetime, said: str) -> None:
    """A request that was carried out on the day it came in, and is still in force."""
    made = requests.register(work, NewRequest(customer_id, SAID_BY, since, (right,), said))
    state, way = RequestState.CONFIRMED, IdentityWay.CODE
    made = work.requests.change(made, made.version, state, state=state, asked=since, confirmed=since, way=way)
    if right is Right.RESTRICTION:
        work.standings.restrict(customer_id, said, made.number, since, by_request=True)
    else:
        work.standings.object(customer_id, said, since=since, reference=made.number, by_request=True)
    requests.settle(work, made, made.version, right, Result.FULFILLED)
