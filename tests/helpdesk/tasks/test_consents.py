"""What a customer agreed to bites at once, and is checked. Clause: G9; GDPR art. 7."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.desk import Desk
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, Refused
from helpdesk.tasks import consents, customers, files

GIVEN, WITHDRAWN = ConsentEventKind.GIVEN, ConsentEventKind.WITHDRAWN
NEWS = "G9-newsletter"


@pytest.fixture
def bea(desk: Desk) -> CustomerRef:
    return desk.do(customers.create, {"kind": "person", "family_name": "Bea", "city": "Huizen"})


def _channel(desk: Desk) -> str:
    return next(iter(desk.policy.channels))


def test_a_consent_allows_from_the_moment_it_is_given_until_it_is_withdrawn(
    desk: Desk, bea: CustomerRef
) -> None:
    """Clause: G9, P2."""
    assert not desk.do(files.open_file, bea.id, (NEWS,)).seen("family_name")
    desk.do(consents.record, bea.id, NEWS, GIVEN, how=_channel(desk), evidence="mail of 4 May")
    assert desk.do(files.read_file, bea.id).seen("family_name")
    desk.do(consents.record, bea.id, NEWS, WITHDRAWN, how=_channel(desk))
    file = desk.do(files.read_file, bea.id)
    assert not file.seen("family_name")
    assert file.decisions["D1"].clause == "G9"


def test_a_consent_ends_by_itself_when_its_time_is_over(
    desk: Desk, bea: CustomerRef, turned_clock: Any
) -> None:
    """Clause: G9."""
    state = desk.do(consents.record, bea.id, NEWS, GIVEN, how=_channel(desk), evidence="mail")
    assert state.valid_until is not None
    turned_clock.now = state.valid_until
    assert not desk.do(files.open_file, bea.id, (NEWS,)).seen("family_name")


@pytest.mark.parametrize(
    ("purpose", "kind", "how", "evidence", "field"),
    [
        ("G3", GIVEN, "", "mail", "purpose"),
        (NEWS, WITHDRAWN, "", "", "event"),
        (NEWS, GIVEN, "", "  ", "evidence"),
        (NEWS, GIVEN, "pigeon", "mail", "how"),
        (NEWS, GIVEN, "", "x" * 501, "evidence"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(
    desk: Desk, bea: CustomerRef, purpose: str, kind: ConsentEventKind, how: str, evidence: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        desk.do(consents.record, bea.id, purpose, kind, how=how or _channel(desk), evidence=evidence)
    assert [fault.field for fault in caught.value.faults] == [field]
    assert desk.do(lambda work: work.consents.of(bea.id)) == ()


def test_under_a_restriction_nobody_is_asked_but_what_the_customer_says_counts(
    desk: Desk, bea: CustomerRef
) -> None:
    """Clause: R5, G9; GDPR art. 7(3), 18(2)."""
    desk.do(files.open_file, bea.id, ("G2",))
    desk.do(lambda work: work.standings.restrict(bea.id, "betwist"))
    how, asked = _channel(desk), ConsentEventKind.REQUESTED
    for ask in (
        lambda work: consents.begin(work, bea.id, asked),
        lambda work: consents.record(work, bea.id, NEWS, asked, how=how),
    ):
        with pytest.raises(Refused, match="restricted"):
            desk.do(ask)
    desk.do(consents.begin, bea.id, GIVEN)
    desk.do(consents.record, bea.id, NEWS, GIVEN, how=how, evidence="mail")
    desk.do(consents.record, bea.id, NEWS, WITHDRAWN, how=how)
    state = desk.do(lambda work: work.standings.of(bea.id)).consents[NEWS]
    assert [one.kind for one in state.events] == [GIVEN, WITHDRAWN]
