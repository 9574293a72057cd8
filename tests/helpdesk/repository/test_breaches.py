"""Data breaches on every store: noted half known, completed, decided on by a person, closed. GDPR art. 33, 34."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.breaches import LATER, WHAT, closed, decided, facts, noted, told
from support.rights import anna_in

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.breaches import About, BreachFacts, NewDecision, Verdict
from helpdesk.domain.complaints import CaseChanged
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.tasks import access, audit, breaches, retention, today

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

HOUR = timedelta(hours=1)
OWNER = "owner"


def faults(refused: pytest.ExceptionInfo[Invalid]) -> set[str]:
    """The fields that were not accepted."""
    return {one.field for one in refused.value.faults}


@pytest.mark.stores("embedded", "postgresql")
def test_a_breach_goes_from_noticed_to_closed_and_every_change_is_kept(workplace: Any, clock: Any) -> None:
    """GDPR art. 33(4), 33(5)."""
    anna = anna_in(workplace)
    with workplace.as_() as work:
        made = noted(work, anna.id)
        assert (made.number, made.undecided) == ("D2026-0001", About.AUTHORITY)
        assert made.tell_by == work.clock() + 72 * HOUR
        known = facts(work.clock(), people=40, categories=("D3", "D1"), happened=work.clock() - HOUR, **LATER)
        view = breaches.complete(work, made.id, made.version, known)
        assert view.breach.facts.categories == ("D1", "D3"), "in the policy's order"
        again = breaches.complete(work, made.id, view.breach.version, view.breach.facts)
        assert again.breach.version == view.breach.version, "nothing was changed"
    clock.pass_by(hours=2)
    with workplace.as_(OWNER) as work:
        breach = decided(work, work.breaches.by_number(" d2026-0001 "))
        assert breach.can_close
        breach = breaches.close(work, breach.id, breach.version).breach
        assert (work.breaches.open(), work.breaches.done()) == ((), (breach,))
        breach = breaches.reopen(work, breach.id, breach.version, "Er is meer gevonden.").breach
        later = NewDecision(About.PEOPLE, Verdict.AVERTED, "Toch niet.")
        view = breaches.decide(work, breach.id, breach.version, later)
    assert view.breach.people is not None
    assert view.breach.people.new.verdict is Verdict.AVERTED
    assert view.breach.authority is not None, "what was decided before it was reopened still holds"
    assert [one.id for one in view.customers] == [anna.id]
    assert [one.what for one in view.steps] == [
        *("noted", "attached"),
        *("happened", "categories", "people", "consequences", "measures"),
        *("closed", "reopened"),
    ]
    assert len(view.decisions) == 3


@pytest.mark.parametrize(
    ("known", "wrong"),
    [
        ({"what": "  "}, {"what"}),
        ({"aware": datetime(2026, 5, 4, 9, 31, tzinfo=UTC)}, {"aware"}),
        ({"happened": datetime(2026, 5, 4, 9, 31, tzinfo=UTC)}, {"happened"}),
        ({"categories": ("D1", "D99")}, {"categories"}),
        ({"people": -1, "what": ""}, {"people", "what"}),
        ({"people": 10**12}, {"people"}),
    ],
)
def test_what_can_not_be_is_not_noted(workplace: Any, known: dict[str, Any], wrong: set[str]) -> None:
    """Every fault at once; then there is no breach."""
    with pytest.raises(Invalid) as refused, workplace.as_() as work:
        noted(work, **known)
    assert faults(refused) == wrong
    with workplace.as_() as work:
        assert breaches.breaches(work) == ()


def test_moments_are_kept_to_the_minute_as_people_type_them(workplace: Any, clock: Any) -> None:
    """A second less of the hours; and nothing seems changed when it is saved again."""
    clock.pass_by(seconds=59)
    with workplace.as_() as work:
        made = noted(work, happened=work.clock())
        assert made.facts.aware == made.facts.happened == work.clock() - timedelta(seconds=59)


def test_what_happened_before_it_was_known_is_not_known_before_it_happened(workplace: Any) -> None:
    with pytest.raises(Invalid) as refused, workplace.as_() as work:
        noted(work, aware=work.clock() - 2 * HOUR, happened=work.clock() - HOUR)
    assert faults(refused) == {"happened"}


def test_a_password_in_what_is_told_is_not_stored(workplace: Any) -> None:
    """Clause: B6."""
    with workplace.as_() as work:
        made = noted(work, what="Het wachtwoord Welkom2026! stond in de mail, wachtwoord: Zomer-2026-x")
        assert "Zomer-2026-x" not in made.facts.what


def test_two_who_complete_the_same_do_not_write_over_each_other(workplace: Any) -> None:
    with workplace.as_() as work:
        made = noted(work)
        breaches.complete(work, made.id, made.version, facts(work.clock(), people=4))
    with pytest.raises(CaseChanged) as changed, workplace.as_() as work:
        breaches.complete(work, made.id, made.version, facts(work.clock(), people=5))
    assert changed.value.number == made.number
    with workplace.as_() as work:
        assert breaches.seen(work, made.id).facts.people == 4


def test_told_in_the_last_minute_is_in_time_and_after_that_takes_reasons(workplace: Any, clock: Any) -> None:
    """GDPR art. 33(1)."""
    with workplace.as_(OWNER) as work:
        first, second = noted(work), noted(work)
    clock.pass_by(hours=72)
    with workplace.as_(OWNER) as work:
        decided(work, first, About.AUTHORITY)
    clock.pass_by(minutes=1)
    with pytest.raises(Invalid) as refused, workplace.as_(OWNER) as work:
        decided(work, second, About.AUTHORITY)
    assert faults(refused) == {"delay"}
    with workplace.as_(OWNER) as work:
        late = told(About.AUTHORITY, work.clock(), delay="Niemand las de mail.", reference="Z-1")
        now = breaches.decide(work, second.id, second.version, late).breach
        assert now.authority is not None
        assert (now.authority.new.delay, now.authority.new.reference) == ("Niemand las de mail.", "Z-1")


@pytest.mark.parametrize(
    ("decision", "wrong"),
    [
        (NewDecision(About.AUTHORITY, Verdict.TOLD, ""), {"reason", "told"}),
        (NewDecision(About.AUTHORITY, Verdict.UNLIKELY, " "), {"reason"}),
        (NewDecision(About.AUTHORITY, Verdict.PUBLIC, "x"), {"verdict"}),
        (NewDecision(About.PEOPLE, Verdict.UNLIKELY, "x"), {"verdict"}),
        (NewDecision(About.PEOPLE, Verdict.TOLD, "x", datetime(2027, 1, 1, tzinfo=UTC)), {"told"}),
        (NewDecision(About.PEOPLE, Verdict.TOLD, "x", datetime(2025, 1, 1, tzinfo=UTC)), {"told"}),
    ],
)
def test_a_decision_without_what_belongs_to_it_is_not_taken(
    workplace: Any, decision: NewDecision, wrong: set[str]
) -> None:
    """GDPR art. 33(1), 34(3)."""
    with workplace.as_(OWNER) as work:
        made = noted(work)
    with pytest.raises(Invalid) as refused, workplace.as_(OWNER) as work:
        breaches.decide(work, made.id, made.version, decision)
    assert faults(refused) == wrong


def test_it_is_closed_only_with_both_decisions_and_the_evidence(workplace: Any) -> None:
    """GDPR art. 33(5)."""
    with workplace.as_(OWNER) as work:
        made = noted(work)
    with pytest.raises(Invalid) as refused, workplace.as_(OWNER) as work:
        breaches.close(work, made.id, made.version)
    assert faults(refused) == {"authority", "people", "consequences", "measures"}


def test_a_closed_one_stays_as_it_is_until_somebody_says_why_not(workplace: Any) -> None:
    anna = anna_in(workplace)
    with workplace.as_(OWNER) as work:
        made = closed(work)
    for change in (
        lambda work: breaches.complete(work, made.id, made.version, facts(work.clock())),
        lambda work: breaches.attach(work, made.id, anna.id),
        lambda work: breaches.detach(work, made.id, anna.id),
        lambda work: decided(work, made),
        lambda work: breaches.close(work, made.id, made.version),
        lambda work: breaches.reopen(work, made.id, made.version, " "),
    ):
        with pytest.raises(Invalid), workplace.as_(OWNER) as work:
            change(work)
    with workplace.as_() as work:
        assert breaches.seen(work, made.id) == made
        assert breaches.reopen(work, made.id, made.version, "Meer gevonden.").breach.closed is None


@pytest.mark.parametrize("role", ["technician", "read-only"])
def test_everybody_may_note_one_and_only_who_has_the_job_decides(workplace: Any, role: str) -> None:
    """Clause: B1."""
    with workplace.as_(role) as work:
        made = noted(work)
    for job in (
        lambda work: decided(work, made, About.AUTHORITY),
        lambda work: breaches.close(work, made.id, made.version),
    ):
        with pytest.raises(Refused) as refused, workplace.as_(role) as work:
            job(work)
        assert refused.value.decision.clause == "B1"
    with workplace.as_("privacy-officer") as work:
        assert decided(work, made).can_close


def test_the_audit_has_numbers_and_names_of_facts_but_not_what_they_are(workplace: Any) -> None:
    """Clause: P1."""
    anna = anna_in(workplace)
    with workplace.as_(OWNER) as work:
        made = noted(work, anna.id)
        made = breaches.complete(work, made.id, made.version, facts(work.clock(), **LATER)).breach
        breaches.report(work, decided(work, made).id)
        records = [one.record for one in audit.page(work) if one.record.event.startswith("breach:")]
    assert {one.event for one in records} == {
        *(AuditEvent.BREACH_NOTED, AuditEvent.BREACH_CHANGED),
        *(AuditEvent.BREACH_DECIDED, AuditEvent.BREACH_REPORTED),
    }
    assert {"fields": ["consequences", "measures"], "breach": made.number} in [one.detail for one in records]
    assert [one.subject for one in records if one.subject] == [anna.id]
    assert "straat" not in repr(records) and "Ongewenste" not in repr(records)


def test_who_is_attached_twice_is_concerned_once_and_can_be_detached(workplace: Any) -> None:
    anna = anna_in(workplace)
    with workplace.as_() as work:
        made = noted(work, anna.id, anna.id)
        assert len(breaches.view(work, made.id).customers) == 1
        assert breaches.detach(work, made.id, anna.id).customers == ()
        seen = breaches.detach(work, made.id, anna.id)
        assert [one.what for one in seen.steps] == ["noted", "attached", "detached"]
    with pytest.raises(NotFound), workplace.as_() as work:
        breaches.attach(work, made.id, "nobody")


@pytest.mark.stores("embedded", "postgresql")
def test_whom_it_concerns_is_told_so_and_goes_with_their_erasure_while_the_breach_stays(
    workplace: Any,
) -> None:
    """Clause: R1, R4."""
    anna = anna_in(workplace)
    with workplace.as_() as work:
        made = noted(work, anna.id)
        registers = {one.name: one for one in access.everything(work, anna.id, str).registers}
        (record,) = registers["breach_customers"].records
        assert record.reference == made.number
        assert str(registers["breach_customers"].label) == "Data breaches that concern you"
        assert WHAT not in repr(registers), "what happened is about the company"
        work.erasing.erase(anna.id, "R2026-0001", ())
        view = breaches.view(work, made.id)
    assert (view.customers, view.breach.facts.what) == ((), WHAT)


def test_a_restriction_does_not_stop_what_the_company_owes(workplace: Any) -> None:
    """Clause: R5; GDPR art. 18(2), 33, 34. Of whom it concerns it keeps and shows a reference, and no more."""
    anna = anna_in(workplace)
    with workplace.as_(OWNER) as work:
        work.standings.restrict(anna.id, "juistheid betwist")
        made = noted(work, anna.id, **LATER)
        assert [one.number for one in breaches.view(work, made.id).customers] == [anna.number]
        made = decided(work, made)
        assert breaches.close(work, made.id, made.version).breach.closed is not None


def test_a_name_in_its_words_is_said_before_an_erasure_which_leaves_it(workplace: Any) -> None:
    """Clause: R4. Also one that is only in what the words were before."""
    anna = anna_in(workplace)
    with workplace.as_() as work:
        now, before = (
            noted(work, what="Post aan zwaluw@example.nl"),
            noted(work, measures="Gebeld: 0612345678."),
        )
        breaches.complete(work, before.id, before.version, facts(work.clock()))
        assert work.naming.of(anna.id).breaches == (before.number, now.number)
        assert noted(work).number not in work.naming.of(anna.id).breaches


@pytest.mark.stores("embedded", "postgresql")
def test_it_is_removed_five_years_after_it_was_closed_unless_somebody_concerned_asked_that_nothing_is(
    workplace: Any, clock: Any
) -> None:
    """Clause: P3, R5."""
    anna = anna_in(workplace)
    with workplace.as_(OWNER) as work:
        gone, stays, still_open = closed(work), closed(work, anna.id), noted(work)
        work.standings.restrict(anna.id, "juistheid betwist")
    clock.pass_by(days=5 * 365)
    with workplace.as_(OWNER) as work:
        assert not any(one.cases for one in retention.expired(work))
    clock.pass_by(days=3)
    with workplace.as_(OWNER) as work:
        (due,) = [one for one in retention.expired(work) if one.customer is None]
        assert due.cases == 1
        assert retention.forget(work, "").cases == 1
    with workplace.as_(OWNER) as work:
        assert {one.id for one in breaches.breaches(work)} == {stays.id, still_open.id}
        with pytest.raises(NotFound):
            breaches.view(work, gone.id)


def test_no_byte_of_its_words_is_left_once_its_period_is_over(
    plain_workplace: Any, clock: Any, tmp_path: Path
) -> None:
    """Clause: P3. Of what they were before neither."""
    with plain_workplace.as_(OWNER) as work:
        made = noted(work, what="Zwaluwenlijst kwijt.", aware=work.clock() - HOUR, **LATER)
        changed = facts(made.facts.aware, what="Koekoekslijst kwijt.", **LATER)
        made = breaches.complete(work, made.id, made.version, changed).breach
        made = decided(work, made)
        breaches.close(work, made.id, made.version)
    written = b"".join(file.read_bytes() for file in tmp_path.glob("plain.db*"))
    assert b"Zwaluwenlijst" in written and b"Koekoekslijst" in written
    clock.pass_by(days=5 * 366)
    with plain_workplace.as_(OWNER) as work:
        retention.forget(work, "")
    assert plain_workplace.store.scrub()
    written = b"".join(file.read_bytes() for file in tmp_path.glob("plain.db*"))
    assert b"Zwaluwenlijst" not in written and b"Koekoekslijst" not in written


def duties(work: Any) -> list[tuple[str, datetime | None]]:
    """What Today says of breaches, and when it is due."""
    return [(str(one.what), one.due) for one in today.today(work) if one.leads_to == "breach"]


def test_today_says_what_is_next_and_how_long_there_is(workplace: Any, clock: Any) -> None:
    """GDPR art. 33(1)."""
    with workplace.as_(OWNER) as work:
        made = noted(work)
    clock.pass_by(hours=20, minutes=10)
    with workplace.as_(OWNER) as work:
        said = "Data breach D2026-0001, 51 hours left: tell the authority, or say why not"
        assert duties(work) == [(said, made.tell_by)]
    with workplace.as_() as work:
        said = "Data breach D2026-0001, 51 hours left: see that whoever decides knows of it"
        assert duties(work) == [(said, made.tell_by)]
    clock.pass_by(hours=54)
    with workplace.as_(OWNER) as work:
        said = "Data breach D2026-0001, 2 hours late: tell the authority, or say why not"
        assert duties(work) == [(said, made.tell_by)]
        late = told(About.AUTHORITY, work.clock(), delay="Weekend.")
        made = breaches.decide(work, made.id, made.version, late).breach
        said = "Data breach D2026-0001: tell the people concerned, or say why not"
        assert duties(work) == [(said, made.tell_by)]
        made = decided(work, made, About.PEOPLE)
        assert duties(work) == [("Data breach D2026-0001: complete it, and close it", None)]
    with workplace.as_() as work:
        assert duties(work) == [("Data breach D2026-0001: still open", None)]
        made = breaches.complete(
            work, made.id, made.version, BreachFacts(WHAT, made.facts.aware, **LATER)
        ).breach
    with workplace.as_(OWNER) as work:
        breaches.close(work, made.id, made.version)
        assert duties(work) == []
