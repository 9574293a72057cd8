"""Consents that ended are kept for their period, and then forgotten. Clause: P3, G9, R5."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from support.rights import anna_in

from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import NotFound
from helpdesk.tasks import consents, retention

GIVEN, WITHDRAWN = ConsentEventKind.GIVEN, ConsentEventKind.WITHDRAWN
REQUESTED, REFUSED = ConsentEventKind.REQUESTED, ConsentEventKind.REFUSED
NEWS, REFERENCE = "G9-newsletter", "G9-reference"
DAY_BEFORE, DAY = (datetime(2028, 5, day, 12, tzinfo=UTC) for day in (4, 5))
"""Two years after 4 May 2026, and the day after."""


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


def said(workplace: Any, anna: CustomerRef, purpose: str, *kinds: ConsentEventKind) -> None:
    for kind in kinds:
        with workplace.as_() as work:
            consents.record(work, anna.id, purpose, kind, how="email", evidence="T1001")


def due(workplace: Any, now: datetime) -> list[tuple[str, int]]:
    """Whose consents are past their period, and how many."""
    workplace.clock.now = now
    with workplace.as_("owner") as work:
        return [(one.subject, one.consents) for one in retention.expired(work) if one.consents]


def test_what_was_withdrawn_goes_two_years_later_and_what_stands_stays(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P3, G9. While the contract runs too; that it went is on record, and what it was is not."""
    said(workplace, anna, REFERENCE, GIVEN)
    said(workplace, anna, NEWS, GIVEN, WITHDRAWN)
    assert due(workplace, DAY_BEFORE) == []
    assert due(workplace, DAY) == [(anna.id, 1)]
    with workplace.as_("owner") as work:
        assert retention.forget(work, anna.id).consents == 1
        assert set(work.standings.of(anna.id).consents) == {REFERENCE}
        record = work.audit.page()[0]
    assert (record.event, record.subject, record.purposes) == ("consents:removed", anna.id, (NEWS,))
    assert due(workplace, DAY) == []


@pytest.mark.parametrize(
    ("kinds", "goes"),
    [
        ((REFUSED,), True),
        ((REQUESTED,), True),
        ((GIVEN, REQUESTED), False),
        ((GIVEN, WITHDRAWN, REQUESTED), True),
        ((GIVEN, WITHDRAWN, GIVEN), False),
    ],
)
def test_a_question_ends_no_consent(
    workplace: Any, anna: CustomerRef, kinds: tuple[ConsentEventKind, ...], goes: bool
) -> None:
    """Clause: P3, G9. Nor does one that was given once more go for having been withdrawn before."""
    said(workplace, anna, REFERENCE, *kinds)
    assert bool(due(workplace, DAY)) is goes


def test_one_that_expired_goes_two_years_after_its_end(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P3, G9."""
    said(workplace, anna, NEWS, GIVEN)
    with workplace.as_() as work:
        end = work.standings.of(anna.id).consents[NEWS].valid_until
    assert due(workplace, end.replace(year=end.year + 2)) == []
    assert due(workplace, end.replace(year=end.year + 2, day=end.day + 1)) == [(anna.id, 1)]


def test_those_of_who_asked_for_a_restriction_stay(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R5; GDPR art. 18(2)."""
    said(workplace, anna, NEWS, GIVEN, WITHDRAWN)
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "nodig voor een claim")
    assert due(workplace, DAY) == []
    with pytest.raises(NotFound), workplace.as_("owner") as work:
        retention.forget(work, anna.id)
