"""Measures are gone over at set times, and what came of it is on record. Clause: B3, B5."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.errors import NotFound, Refused
from helpdesk.tasks import audit, measures, today

SCANNER = "virus-scanner"


def state(workplace: Any, measure: str = SCANNER) -> Any:
    with workplace.as_() as work:
        return next(one for one in measures.measures(work) if one.measure == measure)


def gone_over(
    workplace: Any, measure: str = SCANNER, *, is_good: bool = True, role: str = "technician"
) -> Any:
    with workplace.as_(role) as work:
        return measures.gone_over(work, measure, is_good=is_good)


def on_today(workplace: Any, role: str = "technician") -> list[str]:
    with workplace.as_(role) as work:
        return [str(duty.what) for duty in today.today(work) if duty.leads_to == "measures"]


@pytest.fixture(autouse=True)
def begun(workplace: Any) -> None:
    """The store has been in use since its first record."""
    with workplace.as_("owner") as work:
        work.audit.record(AuditEvent.STORE_CREATED, owner="owner-login")


def test_the_virus_scanner_and_the_passwords_of_the_computers_are_gone_over_b5(workplace: Any) -> None:
    """Clause: B3, B5. Both halves of the promise, each at its own time, counted from the store's first day."""
    with workplace.as_() as work:
        theirs = {one.measure: one for one in measures.measures(work)}
        of_computers = {one.id for one in work.policy.measures.values() if one.clause == "B5"}
    assert of_computers == {SCANNER, "computer-passwords"}
    assert (theirs[SCANNER].due, theirs["computer-passwords"].due) == (date(2026, 6, 4), date(2026, 8, 4))
    assert {one.last for one in theirs.values()} == {None}


def test_today_says_when_one_is_due_and_no_more_once_it_was_gone_over(workplace: Any) -> None:
    """Clause: B3."""
    for measure in workplace.policy.measures:
        gone_over(workplace, measure)
    assert on_today(workplace) == []
    workplace.clock.pass_by(days=31)
    assert on_today(workplace) == ["3 measures are to be reviewed"]
    now = gone_over(workplace)
    assert (now.due, now.last.by_name, now.last.is_good) == (date(2026, 7, 4), "The technician", True)
    gone_over(workplace, "updates")
    assert on_today(workplace) == ["Review: audit chain verified"]
    gone_over(workplace, "audit")
    assert on_today(workplace) == []


def test_one_that_is_not_in_order_stays_on_today_until_it_is(workplace: Any) -> None:
    """Clause: B3, B5. Both outcomes are kept."""
    gone_over(workplace, is_good=False)
    assert on_today(workplace) == ["Fix: virus scanners up to date"]
    workplace.clock.pass_by(days=1)
    assert on_today(workplace) == ["Fix: virus scanners up to date"]
    gone_over(workplace, role="owner")
    assert on_today(workplace) == []
    assert [(one.is_good, one.by) for one in state(workplace).checks] == [
        (True, "owner-login"),
        (False, "technician-login"),
    ]


def test_who_went_over_it_and_what_came_of_it_is_part_of_the_chain(workplace: Any) -> None:
    """Clause: B3, P1. Nobody can alter it afterwards; it holds no name and no value."""
    gone_over(workplace, is_good=False)
    with workplace.as_("owner") as work:
        newest = work.audit.page()[0]
        assert (newest.event, newest.subject, newest.detail) == (
            "measure:checked",
            "measure:virus-scanner",
            {"good": False},
        )
        (told,) = audit.entries(work, (newest,))
        assert told.customer == SCANNER, "whoever reads the audit sees which"
        assert work.audit.verify() is None


def test_measures_are_for_those_who_have_the_job(workplace: Any) -> None:
    """Clause: B1, B3."""
    for measure in workplace.policy.measures:
        gone_over(workplace, measure)
    workplace.clock.pass_by(days=400)
    for job in (
        measures.measures,
        measures.due,
        lambda work: measures.gone_over(work, SCANNER, is_good=True),
    ):
        with pytest.raises(Refused), workplace.as_("read-only") as work:
            job(work)
    assert on_today(workplace, "read-only") == []
    assert on_today(workplace, "privacy-officer") == ["6 measures are to be reviewed"]
    assert len(state(workplace).checks) == 1


def test_one_that_the_policy_does_not_have_is_not_gone_over(workplace: Any) -> None:
    with pytest.raises(NotFound, match="no measure"):
        gone_over(workplace, "moat")


def test_a_policy_without_measures_has_nothing_to_go_over(workplace: Any) -> None:
    """Clause: B3. They are the company's own."""
    workplace.policy = replace(workplace.policy, measures={})
    workplace.clock.pass_by(days=400)
    assert on_today(workplace) == []
    with workplace.as_() as work:
        assert measures.measures(work) == ()
