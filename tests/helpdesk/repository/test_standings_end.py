"""What a request put in force is waited for on Today, and ended once, by who may. Clause: R5, R6."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from support.rights import anna_in, ask_for, confirm

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, Refused
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.rights import Right
from helpdesk.tasks import letters, retention, rights, today


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


@pytest.mark.parametrize(
    "job",
    [
        lambda standings, whose: standings.restrict(whose, "juistheid betwist"),
        lambda standings, whose: standings.object(whose, "eigen situatie"),
        lambda standings, whose: standings.lift(whose, "restriction"),
        lambda standings, whose: standings.uphold(whose, "R2026-0001"),
        lambda standings, _whose: standings.waiting(5),
    ],
    ids=["restrict", "object", "lift", "uphold", "waiting"],
)
def test_only_who_handles_claims_puts_in_force_and_ends_unless_a_request_asks_for_it(
    workplace: Any, anna: CustomerRef, job: Any
) -> None:
    """Clause: R5, R6, B1. The repository asks itself, for a job may forget to."""
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        job(work.standings, anna.id)
    assert refused.value.decision.clause == "B1"


def test_an_objection_that_was_upheld_is_decided_for_good(workplace: Any, anna: CustomerRef) -> None:
    """A later one that is rejected takes nothing of it away. Clause: R6; GDPR art. 21(1)."""
    made = confirm(workplace, ask_for(workplace, anna, Right.OBJECTION))
    with workplace.as_() as work:
        first = rights.object_to(work, made.id, made.version, "eigen situatie").request
    with workplace.as_("owner") as work:
        kept = rights.decide_objection(work, first.id, first.version, "weegt zwaarder", upheld=True)
    with pytest.raises(Invalid) as again, workplace.as_("owner") as work:
        rights.decide_objection(work, first.id, kept.version, "toch niet", upheld=False)
    assert "decided already" in str(again.value.faults[0].message)
    made = confirm(workplace, ask_for(workplace, anna, Right.OBJECTION))
    with workplace.as_() as work:
        second = rights.object_to(work, made.id, made.version, "nog eens").request
    with workplace.as_("owner") as work:
        rights.decide_objection(work, second.id, second.version, "weegt niet op", upheld=False)
    with workplace.as_() as work:
        standing = work.standings.of(anna.id)
    stops = standing.objected("G6", workplace.clock.now)
    assert stops is not None
    assert stops.upheld
    assert [str(flag) for flag in standing.flags(workplace.clock.now, date(2026, 5, 4))] == ["objected"]


def test_lifting_the_restriction_of_one_request_leaves_that_of_another(
    workplace: Any, anna: CustomerRef
) -> None:
    """The customer was told of one of them only. Clause: R5; GDPR art. 18(3)."""
    done = []
    for ground in ("juistheid betwist", "nodig voor een claim"):
        made = confirm(workplace, ask_for(workplace, anna, Right.RESTRICTION))
        with workplace.as_() as work:
            done.append(rights.restrict(work, made.id, made.version, ground).request)
    facts = {"case": done[0].number, "since": date(2026, 5, 4), "until": date(2026, 5, 20), "reason": "klaar"}
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G8",))
        kept = letters.write(work, anna.id, LetterKind.RESTRICTION_LIFTED, facts, owed=True)
        letters.sent(work, kept.id, "letter")
        now = rights.lift(work, done[0].id, done[0].version)
        left = work.standings.of(anna.id).restriction
    assert left is not None
    assert left.reference == done[1].number
    with pytest.raises(Invalid) as again, workplace.as_("owner") as work:
        rights.lift(work, done[0].id, now.version)
    assert "in force" in str(again.value.faults[0].message)


def test_today_reminds_of_an_objection_to_decide_and_of_a_restriction_until_they_end(
    workplace: Any, anna: CustomerRef
) -> None:
    """Of the objection by the day of its request; of who may not end them nothing. Clause: R5, R6; GDPR art. 18(3)."""
    made = confirm(workplace, ask_for(workplace, anna, Right.OBJECTION, Right.RESTRICTION))
    with workplace.as_() as work:
        made = rights.object_to(work, made.id, made.version, "eigen situatie").request
        made = rights.restrict(work, made.id, made.version, "juistheid betwist").request
    with workplace.as_("owner") as work:
        duties = [one for one in today.today(work) if one.leads_to == "request"]
    due = {str(one.what): one.due and work.policy.today(one.due - timedelta(seconds=1)) for one in duties}
    assert due == {
        "Decide on the objection of 2026-05-04": date(2026, 6, 4),
        "Restricted since 2026-05-04: tell the customer before it is lifted": None,
    }
    assert {(one.key, one.customer and one.customer.id) for one in duties} == {(str(made.id), anna.id)}
    with workplace.as_() as work:
        assert not any("objection" in str(one.what) for one in today.today(work))
    with workplace.as_("owner") as work:
        rights.decide_objection(work, made.id, made.version, "weegt zwaarder", upheld=True)
        work.standings.lift(anna.id, "restriction")
    with workplace.as_("owner") as work:
        assert not [one for one in today.today(work) if one.leads_to == "request"]


def test_a_request_stays_past_its_period_while_what_it_put_in_force_holds(
    workplace: Any, anna: CustomerRef
) -> None:
    """Or nobody could lift it. Clause: R5, P3."""
    made = confirm(workplace, ask_for(workplace, anna, Right.RESTRICTION))
    with workplace.as_() as work:
        rights.restrict(work, made.id, made.version, "juistheid betwist")
    workplace.clock.pass_by(days=3 * 365)
    with workplace.as_("owner") as work:
        assert not [one for one in retention.expired(work) if one.cases]
        work.standings.lift(anna.id, "restriction")
    with workplace.as_("owner") as work:
        assert [one.cases for one in retention.expired(work) if one.cases] == [1]
        assert retention.forget(work, "").cases == 1
        assert work.requests.of_customer(anna.id) == ()
