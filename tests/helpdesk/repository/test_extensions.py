"""Two further months, only with the letter that says why, and only when it goes out in the first. GDPR art. 12(3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.rights import anna_in, ask_for

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.requests import Request
from helpdesk.domain.rights import Right
from helpdesk.tasks import letters, request_letters


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


def _extended(workplace: Any, anna: CustomerRef) -> Request:
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        request_letters.extend(work, made.id, made.version, "veel oude tickets")
        extended: Request = work.requests.one(made.id)
    return extended


def _first_open(workplace: Any) -> tuple[str, ...]:
    with workplace.as_() as work:
        return tuple(one.number for one in work.requests.open())


def test_an_extension_whose_letter_stays_here_lapses_with_the_first_month(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R1. On the list and on Today it stands by the first month until the letter went out."""
    made = _extended(workplace, anna)
    assert (made.clock.due.day, made.clock.is_told) == (date(2026, 8, 4), False)
    workplace.clock.pass_by(days=1)
    later = ask_for(workplace, anna, Right.OBJECTION, received=workplace.clock.now)
    assert _first_open(workplace) == (made.number, later.number)
    workplace.clock.pass_by(days=31)  # 5 June
    with workplace.as_() as work:
        lapsed = work.requests.one(made.id).clock
        (due, _other) = work.request_days.due(50)
    assert (lapsed.due.day, lapsed.has_lapsed, lapsed.is_extended) == (date(2026, 6, 4), True, False)
    assert due.day == date(2026, 6, 4)


def test_one_whose_letter_went_out_in_time_counts(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R1, G8. A request that is due earlier goes before it from then on."""
    made = _extended(workplace, anna)
    workplace.clock.pass_by(days=1)
    later = ask_for(workplace, anna, Right.OBJECTION, received=workplace.clock.now)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G8",))
        (letter,) = request_letters.of_request(work, made)
        letters.sent(work, letter.id, "letter")
    assert _first_open(workplace) == (later.number, made.number)
    workplace.clock.pass_by(days=60)
    with workplace.as_() as work:
        clock = work.requests.one(made.id).clock
    assert (clock.due.day, clock.is_told, clock.has_lapsed) == (date(2026, 8, 4), True, False)
