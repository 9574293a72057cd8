"""What was typed about somebody whose data may only be kept stays until one may come back to it. Clause: R5."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.restricted import Restricted, restricted, with_everything
from support.rights import anna_in
from support.tickets import add_ticket

from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.errors import NotFound, Refused
from helpdesk.tasks import complaints, effects, today

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

OTHERS = "ticket:new"
"""A draft about nobody."""


def drafts_of(one: Restricted) -> tuple[tuple[str, str], ...]:
    """A draft of every form that may be about a customer, each as the console keeps it."""
    chosen = json.dumps({"words": "Nog steeds niet.", "customer": one.anna.id})
    return (
        (f"customer:{one.anna.id}", '{"version": 1, "changes": {"city": "Naarden"}}'),
        (f"ticket:{one.ticket.id}:out", '{"text": "Beste Anna", "fields": {}}'),
        (f"complaint:{one.complaint.id}:answer", '{"text": "Het spijt ons."}'),
        ("complaint:new", chosen),
        (f"request:new:{one.ticket.id}", chosen),
        ("disclosure:new", chosen),
    )


@pytest.fixture
def one(workplace: Any) -> Restricted:
    """A restricted customer, and what a technician had typed about them and not saved."""
    made = restricted(workplace)
    with workplace.as_() as work:
        for form, content in (*drafts_of(made), (OTHERS, '{"words": "x", "customer": ""}')):
            work.drafts.save(form, content)
    return made


def forms(workplace: Any) -> list[str]:
    with workplace.as_() as work:
        return [form for form, _since in work.drafts.forms()]


def lift(workplace: Any, one: Restricted) -> None:
    with workplace.as_("owner") as work:
        work.standings.lift(one.anna.id, "restriction")


def test_a_draft_outlives_its_days_while_use_is_restricted(workplace: Any, one: Restricted) -> None:
    """Clause: R5, P3; GDPR art. 18. Whatever it was typed in; that of somebody else goes on its day."""
    workplace.clock.pass_by(days=30)
    with workplace.as_("owner") as work:
        assert work.drafts.forget_past() == 1
    assert forms(workplace) == [form for form, _content in drafts_of(one)]


@pytest.mark.stores("embedded", "postgresql")
def test_once_it_is_lifted_there_are_as_many_days_to_come_back_to_it_as_ever(
    workplace: Any, one: Restricted
) -> None:
    """Clause: R5, P3. Its time did not run while nobody could take it up."""
    workplace.clock.pass_by(days=30)
    lift(workplace, one)
    workplace.clock.pass_by(days=6)
    with workplace.as_("owner") as work:
        assert work.drafts.forget_past() == 1, "the one about nobody"
    assert len(forms(workplace)) == len(drafts_of(one))
    workplace.clock.pass_by(days=1)
    with workplace.as_("owner") as work:
        assert work.drafts.forget_past() == len(drafts_of(one))


def test_a_restriction_that_was_over_before_it_was_typed_changes_nothing(
    workplace: Any, one: Restricted
) -> None:
    """Clause: P3."""
    lift(workplace, one)
    workplace.clock.pass_by(days=1)
    with workplace.as_() as work:
        for form, content in drafts_of(one):
            work.drafts.save(form, content)
    workplace.clock.pass_by(days=7)
    with workplace.as_() as work:
        assert len(work.drafts.past()) == len(drafts_of(one)) + 1


def test_nobody_throws_it_away_meanwhile_and_that_is_on_record(workplace: Any, one: Restricted) -> None:
    """Clause: R5, B1. For deleting is use as well (GDPR art. 4(2))."""
    for form, _content in drafts_of(one):
        with pytest.raises(Refused, match="restricted"), workplace.as_() as work:
            work.drafts.throw_away(form)
    with workplace.as_("owner") as work:
        newest = work.audit.page()[: len(drafts_of(one))]
        assert {(entry.event, entry.subject) for entry in newest} == {("action:refused", one.anna.id)}
    assert len(forms(workplace)) == len(drafts_of(one)) + 1
    lift(workplace, one)
    with workplace.as_() as work:
        for form in (OTHERS, *(form for form, _content in drafts_of(one))):
            work.drafts.throw_away(form)
    assert forms(workplace) == []


def test_what_they_say_is_registered_all_the_same_and_its_draft_is_then_gone(
    workplace: Any, one: Restricted
) -> None:
    """Clause: R5, C1. It is kept where it belongs."""
    with workplace.as_() as work:
        complaints.register(
            work, NewComplaint("email", work.clock(), "delay", "Nog steeds niet.", customer=one.anna.id)
        )
        work.drafts.drop("complaint:new")
    assert "complaint:new" not in forms(workplace)


@pytest.mark.stores("embedded", "postgresql")
def test_today_says_that_it_is_kept_and_gives_it_no_day(workplace: Any, one: Restricted) -> None:
    """Clause: R5, P3."""
    with workplace.as_() as work:
        kept = {duty.key: duty for duty in today.today(work) if duty.leads_to == "draft"}
    assert kept[OTHERS].due is not None
    theirs = [kept[form] for form, _content in drafts_of(one)]
    assert {(duty.due, str(duty.what)) for duty in theirs} == {(None, "Kept during a restriction: a draft")}


def test_a_draft_in_a_ticket_of_nobody_is_no_restricted_ones(workplace: Any, one: Restricted) -> None:
    """Clause: P3."""
    with workplace.as_() as work:
        ticket = add_ticket(work, "T1099")
        work.drafts.save(f"ticket:{ticket}:note", '{"text": "x", "fields": {}}')
        work.drafts.throw_away(f"ticket:{ticket}:note")
    assert f"ticket:{ticket}:note" not in forms(workplace)


@pytest.mark.stores("embedded", "postgresql")
def test_what_is_typed_on_after_it_was_removed_or_erased_is_not_kept(workplace: Any) -> None:
    """Clause: P3, R4. A form that is still open at another console keeps what is in it every few seconds."""
    one = with_everything(workplace)
    other = anna_in(workplace)
    with workplace.as_() as work:
        work.erasing.erase(one.anna.id, "R2026-0001", ())
        work.erasing.erase(other.id, "R2026-0002", effects.holds(work, other.id))
        gone = add_ticket(work, "T1099")
        work.tickets.remove((gone,))
        forms = (
            *(form for form in drafts_of(one) if not form[0].startswith("complaint:")),
            (f"ticket:{gone}:out", '{"text": "Beste heer", "fields": {}}'),
            (f"customer:{other.id}", '{"version": 1, "changes": {"city": "Naarden"}}'),
        )
        for form, content in forms:
            with pytest.raises(NotFound):
                work.drafts.save(form, content)
        assert work.drafts.forms() == ()
