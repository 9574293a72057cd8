"""An invoice that was noted wrongly is set right or withdrawn, and who was told so hears it. GDPR art. 5, 16, 19."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from support.rights import anna_in

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.domain.ladder import State
from helpdesk.domain.ladder_steps import Mark
from helpdesk.domain.ladder_words import briefly
from helpdesk.domain.letters import KeptLetter
from helpdesk.domain.rights import Right
from helpdesk.tasks import (
    access,
    agency,
    effects,
    invoice_bookings,
    invoice_errors,
    letter_mail,
    letter_renewal,
    letters,
    reminders,
    retention,
    today,
    unpaid,
)
from helpdesk.tasks.letter_renewal import Overtaken

PURPOSES = ("G2", "G3", "G7", "G8")


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """A customer with an invoice that is due on 10 June 2026, and that nobody paid; it is the 17th."""
    ref = anna_in(workplace)
    workplace.clock.pass_by(days=44)
    return ref


def opened(workplace: Any, customer: CustomerRef, role: str) -> None:
    with workplace.as_(role) as work:
        work.open_files.open(customer.id, PURPOSES)


def invoices(workplace: Any, customer: CustomerRef) -> list[Invoice]:
    """Her invoices, in the order in which they were noted."""
    with workplace.as_() as work:
        found = work.services.invoices(work.customers.seq_of(customer.id))
    return sorted(found, key=lambda one: one.id)


def do(
    workplace: Any,
    anna: CustomerRef,
    job: Callable[..., Any],
    *args: Any,
    role: str = "technician",
    **more: Any,
) -> Any:
    """Do a job on her newest invoice, with her file open."""
    opened(workplace, anna, role)
    invoice = invoices(workplace, anna)[-1]
    with workplace.as_(role) as work:
        return job(work, invoice.id, *args, **more)


def reminded(workplace: Any) -> None:
    """The reminder that is due is made, and went out."""
    assert reminders.remind_all(workplace.doing("technician")) == 1
    with workplace.as_() as work:
        for kept in reminders.waiting(work):
            letters.went_out(work, kept.id, "email")


def handed_over(workplace: Any, anna: CustomerRef) -> None:
    """The agency has it."""
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 7, 1))
        for step in ("reminder-1", "reminder-2", "reminder-3"):
            work.unpaid.add(owed, Mark.REMINDED, work.policy.ladder.steps[step], letter=step, by_itself=True)
            work.unpaid.went_out(step)
    workplace.clock.pass_by(days=60)
    do(workplace, anna, unpaid.hand_over, "email", "geen antwoord", role="owner")


def texts(workplace: Any, anna: CustomerRef) -> list[str]:
    opened(workplace, anna, "owner")
    with workplace.as_("owner") as work:
        return [letters.text(one.letter) for one in letters.of_customer(work, anna.id)]


def letters_that_wait(workplace: Any) -> list[KeptLetter]:
    with workplace.as_("owner") as work:
        return list(work.letters.unsent(9))


def kept_letters(workplace: Any, anna: CustomerRef) -> list[KeptLetter]:
    opened(workplace, anna, "owner")
    with workplace.as_("owner") as work:
        return list(letters.of_customer(work, anna.id))


def on_today(workplace: Any, role: str = "owner") -> list[str]:
    with workplace.as_(role) as work:
        return [str(one.what) for one in today.today(work) if one.leads_to == "invoice"]


def right(invoice: Invoice, **different: Any) -> Invoice:
    return replace(invoice, events=(), **different)


def test_before_anything_went_out_it_is_set_right_where_it_stands(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R2; GDPR art. 16. What it was, who set it right and why stays with it."""
    (wrong,) = invoices(workplace, anna)
    now = do(
        workplace,
        anna,
        invoice_errors.correct,
        right(wrong, due=date(2026, 7, 10), amount=Decimal(5)),
        "typefout",
    )
    (set_right,) = invoices(workplace, anna)
    assert (set_right.id, set_right.due, set_right.amount) == (wrong.id, date(2026, 7, 10), Decimal(5))
    assert [(one.what, one.note) for one in now.owed.invoice.events] == [
        (Mark.CORRECTED, "typefout (10-6-2026 · € 50,00)")
    ]
    assert (now.stands.state, now.stands.on) == (State.WAITS, date(2026, 7, 17))
    assert reminders.remind_all(workplace.doing("technician")) == 0
    with workplace.as_("owner") as work:
        events = [one for one in work.audit.page() if one.event == AuditEvent.INVOICE_CORRECTED]
    assert [one.subject for one in events] == [anna.id]


def test_who_was_reminded_by_wrong_facts_is_told_and_the_steps_are_counted_anew(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1; GDPR art. 5(1)(d). The wrong one stays as noted in error, with what went out by it."""
    reminded(workplace)
    (wrong,) = invoices(workplace, anna)
    now = do(workplace, anna, invoice_errors.correct, right(wrong, amount=Decimal(40)), "credit vergeten")
    old, new = invoices(workplace, anna)
    assert (old.withdrawn, old.instead, new.amount) == (date(2026, 6, 17), new.id, Decimal(40))
    assert (now.stands.state, now.stands.on) == (State.WAITS, date(2026, 6, 24)), (
        "a week from when they are told"
    )
    told = texts(workplace, anna)[-1]
    assert "Op 17 juni 2026 schreven wij u over factuur 2026-0012 van € 50,00." in told
    assert "- Bedrag: € 50,00 → € 40,00" in told
    assert on_today(workplace) == ["Send letter L2026-0002 of 2026-0012"]
    assert (now.owed.invoice.events[-1].letter, now.letters[-1].letter.number) == ("L2026-0002", "L2026-0002")
    workplace.clock.pass_by(days=7)
    reminded(workplace)
    assert "van € 40,00" in texts(workplace, anna)[-1]


def test_an_invoice_of_another_customer_goes_to_them_and_nobody_hears_who_the_other_is(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, P4. Whoever owes it is reminded from the start; whoever does not is told so."""
    reminded(workplace)
    with workplace.as_() as work:
        other = work.customers.create({"family_name": "Specht", "given_name": "Piet"})
    opened(workplace, other, "technician")
    (wrong,) = invoices(workplace, anna)
    now = do(workplace, anna, invoice_errors.correct, right(wrong), "verkeerde klant", customer=other.number)
    assert (now.owed.customer, now.stands.state) == (other, State.GOES)
    told = texts(workplace, anna)[-1]
    assert "U hoeft er niets voor te betalen" in told
    assert "Specht" not in told
    notes = [one.note for one in (*invoices(workplace, anna)[0].events, *now.owed.invoice.events)]
    assert notes[-1] == "verkeerde klant (een andere klant)"
    assert not any(who in note for note in notes for who in ("Specht", "Zwaluw", anna.number, other.number))
    assert reminders.remind_all(workplace.doing("technician")) == 1


def test_what_was_noted_in_error_is_withdrawn_and_never_reminded_of_again(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. A reminder that waits does not go either, and the file has no flag any more."""
    assert reminders.remind_all(workplace.doing("technician")) == 1
    with pytest.raises(Invalid):
        do(workplace, anna, invoice_errors.withdraw, " ")
    now = do(workplace, anna, invoice_errors.withdraw, "dubbel genoteerd")
    assert (now.stands.state, now.owed.invoice.events[-1].note) == (State.WITHDRAWN, "dubbel genoteerd")
    with workplace.as_() as work:
        assert reminders.waiting(work) == ()
        assert letters.waiting(work) == ()
        assert not work.standings.of(anna.id).overdue
    workplace.clock.pass_by(days=400)
    assert reminders.remind_all(workplace.doing("technician")) == 0
    assert on_today(workplace) == []
    for job, args in (
        (invoice_errors.withdraw, ("nog eens",)),
        (invoice_errors.correct, (now.owed.invoice, "x")),
    ):
        with pytest.raises(Invalid):
            do(workplace, anna, job, *args)
    opened(workplace, anna, "technician")
    with workplace.as_() as work:
        unpaid.add(work, anna.id, right(now.owed.invoice, withdrawn=None))  # it may be noted anew


def test_it_is_told_in_the_access_report_and_kept_no_longer_than_what_proves_it(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R1, R4, P3. No tax law keeps what was no invoice; its letters go with it."""
    reminded(workplace)
    do(workplace, anna, invoice_errors.withdraw, "dubbel genoteerd")
    opened(workplace, anna, "owner")
    with workplace.as_("owner") as work:
        told = access.everything(work, anna.id, str)
        (register,) = [one for one in told.registers if one.name == "invoices"]
        shown = {str(one.label): str(one.value) for one in register.records[0].fields if not one.is_empty}
        assert "2026-06-17" in shown["Noted in error; found on"]
        (held,) = [
            one for one in effects.effects(work, anna.id, Right.ERASURE) if str(one.what) == "Invoices"
        ]
        assert (held.until, held.why and held.why.say("en")) == (date(2028, 6, 18), "accountability")
    workplace.clock.pass_by(days=2 * 366)
    with workplace.as_("owner") as work:
        (due,) = [one for one in retention.expired(work) if one.customer is None]
        assert due.cases == 1
        assert retention.forget(work, "").cases == 1
        (removed,) = [one for one in work.audit.page() if one.event == AuditEvent.CASES_REMOVED]
        assert removed.detail["invoices"] == 1
    assert (invoices(workplace, anna), texts(workplace, anna)) == ([], [])


def test_under_a_restriction_or_without_the_role_nothing_is_set_right(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R5, B1."""
    (wrong,) = invoices(workplace, anna)
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "juistheid betwist")
    for role, job, args in (
        ("technician", invoice_errors.withdraw, ("dubbel",)),
        ("technician", invoice_errors.correct, (right(wrong, amount=Decimal(5)), "typefout")),
        ("technician", invoice_errors.reopen, ("andere factuur",)),
    ):
        with pytest.raises(Refused):
            do(workplace, anna, job, *args, role=role)
    assert invoices(workplace, anna) == [wrong]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("pay", "De factuur is betaald, op 16 augustus 2026."),
        ("stop", "Wij wachten tot 1 oktober 2026."),
        ("withdraw", "ten onrechte genoteerd. Wilt u het innen beëindigen en wissen"),
        ("correct", "- Bedrag: € 50,00 → € 40,00"),
    ],
)
def test_the_agency_hears_what_changed_and_today_asks_until_a_person_says_that_it_went(
    workplace: Any, anna: CustomerRef, change: str, said: str
) -> None:
    """Clause: A1, P4; GDPR art. 19. It gets no more than who, which invoice, and what changed."""
    handed_over(workplace, anna)
    assert on_today(workplace) == []
    (invoice,) = invoices(workplace, anna)
    _changed(workplace, anna, invoice, change)
    asks = "Invoice 2026-0012 changed: tell the collection agency"
    assert asks in on_today(workplace)
    opened(workplace, anna, "owner")
    with workplace.as_("owner") as work:
        shown = agency.tell(work, invoice.id, "email")
        (first, second) = work.disclosures.gone_to(anna.id)
    letter = next(one for one in shown.letters if one.letter.kind == "agency")
    assert said in letters.text(letter.letter).replace("\n", " ")
    assert "zwaluw@example.nl" not in letters.text(letter.letter)
    assert (first.reference, second.categories) == ("2026-0012", ("D1", "D2", "D7"))
    assert asks not in on_today(workplace)
    assert any(letter.letter.number in one for one in on_today(workplace)), "it has yet to go out"
    with pytest.raises(Invalid):
        do_on(workplace, agency.tell, invoice.id, "email")
    with workplace.as_("owner") as work:
        letters.sent(work, letter.id, "email")
    assert not any(letter.letter.number in one or one == asks for one in on_today(workplace))
    assert letter.letter.number not in [one.letter for one in invoice_errors.letters_of(shown.owed.invoice)]


def do_on(workplace: Any, job: Callable[..., Any], *args: Any) -> Any:
    with workplace.as_("owner") as work:
        return job(work, *args)


def _changed(workplace: Any, anna: CustomerRef, invoice: Invoice, change: str) -> None:
    opened(workplace, anna, "owner")
    with workplace.as_("owner") as work:
        match change:
            case "pay":
                unpaid.pay(work, anna.id, invoice.id, work.policy.today(work.clock()))
            case "stop":
                unpaid.stop(work, invoice.id, date(2026, 10, 1), "regeling")
            case "withdraw":
                invoice_errors.withdraw(work, invoice.id, "dubbel")
            case _:
                invoice_errors.correct(work, invoice.id, right(invoice, amount=Decimal(40)), "typefout")


@pytest.mark.parametrize(
    ("amount", "left"), [(Decimal(30), None), (Decimal(20), Decimal(0)), (Decimal(10), None)]
)
def test_nobody_is_reminded_of_nothing_or_less_where_the_right_amount_was_paid_already(
    workplace: Any, anna: CustomerRef, amount: Decimal, left: Decimal | None
) -> None:
    """Clause: A1, D7. What was paid in part holds for the right invoice, and may be all of it, but not more."""
    (wrong,) = invoices(workplace, anna)
    do(workplace, anna, invoice_bookings.leave, Decimal(30), role="owner")
    if amount < 20:
        with pytest.raises(Invalid) as refused:
            do(workplace, anna, invoice_errors.correct, right(wrong, amount=amount), "typefout")
        assert [one.field for one in refused.value.faults] == ["amount"]
        return
    now = do(workplace, anna, invoice_errors.correct, right(wrong, amount=amount), "typefout").owed.invoice
    assert (now.open, now.paid is not None) == (amount - 20, left is not None)


def test_the_agency_is_told_what_holds_now_and_not_what_was_wrong_again(
    workplace: Any, anna: CustomerRef
) -> None:
    """GDPR art. 5(1)(d), 19. The correction was a slip too, and was set right before anybody told the agency."""
    handed_over(workplace, anna)
    first = invoices(workplace, anna)[0]
    for amount in (Decimal(40), Decimal(45)):
        do(workplace, anna, invoice_errors.correct, right(first, amount=amount), "typefout", role="owner")
    opened(workplace, anna, "owner")
    shown = do_on(workplace, agency.tell, first.id, "email")
    letter = next(one for one in shown.letters if one.letter.kind == "agency")
    assert "- Bedrag: € 50,00 → € 45,00" in letters.text(letter.letter)


@pytest.mark.parametrize("change", ["correct", "withdraw"])
def test_what_the_agency_was_told_instead_was_wrong_too_and_it_hears_that(
    workplace: Any, anna: CustomerRef, change: str
) -> None:
    """GDPR art. 5(1)(d), 19. One letter went out, the next waits: only the last is true, and waits to go."""
    handed_over(workplace, anna)
    first = invoices(workplace, anna)[0]
    do(workplace, anna, invoice_errors.correct, right(first, amount=Decimal(40)), "typefout", role="owner")
    asks = "Invoice 2026-0012 changed: tell the collection agency"
    for went in (True, False):
        opened(workplace, anna, "owner")
        letter = do_on(workplace, agency.tell, first.id, "email").letters[-1]
        assert asks not in on_today(workplace)
        if went:
            do_on(workplace, letters.sent, letter.id, "email")
        if change == "correct":
            wrong = right(first, amount=Decimal(45 if went else 46))
            do(workplace, anna, invoice_errors.correct, wrong, "nog eens", role="owner")
        elif went:
            do(workplace, anna, invoice_errors.withdraw, "dubbel", role="owner")
        assert (asks in on_today(workplace)) == (went or change == "correct")
    if change == "correct":
        opened(workplace, anna, "owner")
        letter = do_on(workplace, agency.tell, first.id, "email").letters[-1]
        assert "- Bedrag: € 50,00 → € 46,00" in letters.text(letter.letter)
    else:
        assert "ten onrechte genoteerd" in letters.text(letter.letter).replace("\n", " ")
    waiting = [one.letter.number for one in letters_that_wait(workplace) if one.letter.kind == "agency"]
    assert waiting == [letter.letter.number]


def test_a_letter_to_the_agency_that_waits_gives_way_to_what_changed_since(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1; GDPR art. 5(1)(d). It was stopped, and paid before anybody sent the letter that says so."""
    handed_over(workplace, anna)
    (invoice,) = invoices(workplace, anna)
    written = []
    for change in ("stop", "pay"):
        _changed(workplace, anna, invoice, change)
        written.append(do_on(workplace, agency.tell, invoice.id, "email").letters[-1])
    stopped, paid = written
    assert [one.id for one in letters_that_wait(workplace)] == [paid.id]
    with workplace.as_("owner") as work:
        overtaken = letter_renewal.overtaken(work, stopped)
        assert overtaken is not None and "more changed" in str(overtaken.what)
        assert letter_renewal.overtaken(work, paid) is None


def test_a_letter_that_waits_is_not_sent_once_what_it_says_was_wrong_too(
    workplace: Any, anna: CustomerRef
) -> None:
    """GDPR art. 5(1)(d). Who was reminded wrongly hears once what holds."""
    reminded(workplace)
    first = invoices(workplace, anna)[0]
    for amount in (Decimal(40), Decimal(45)):
        do(workplace, anna, invoice_errors.correct, right(first, amount=amount), "typefout")
        (waits,) = letters_that_wait(workplace)
        assert f"- Bedrag: € 50,00 → € {amount},00" in letters.text(waits.letter)
    overtaken = next(one for one in kept_letters(workplace, anna) if "→ € 40,00" in letters.text(one.letter))
    opened(workplace, anna, "technician")
    with workplace.as_() as work, pytest.raises(Overtaken):
        letter_mail.open_for_mail(work, overtaken.id)
    now = do(workplace, anna, invoice_errors.withdraw, "dubbel")
    (waits,) = letters_that_wait(workplace)
    assert "U hoeft er niets voor te betalen" in letters.text(waits.letter)
    assert waits.letter.number in [one.letter.number for one in now.letters]


def test_a_stop_that_was_lifted_is_not_back_with_the_right_invoice_and_stays_of_who_set_it(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, B1. A named person stopped it, and no other; what was lifted is lifted."""
    first = invoices(workplace, anna)[0]
    for until in (date(2026, 10, 1), date(2026, 6, 17)):
        do(workplace, anna, unpaid.stop, until, "regeling", role="owner")
    now = do(workplace, anna, invoice_errors.correct, right(first, amount=Decimal(40)), "typefout")
    assert (now.stands.state, now.stands.stopped) == (State.GOES, None)
    do(workplace, anna, unpaid.stop, date(2026, 10, 1), "regeling", role="owner")
    now = do(workplace, anna, invoice_errors.correct, right(first, amount=Decimal(45)), "typefout")
    assert (now.stands.state, now.stands.stopped and now.stands.stopped.by) == (State.STOPPED, "owner-login")


def test_what_was_noted_in_error_goes_on_record_and_not_under_a_restriction(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P3, R5; GDPR art. 18(2). Until that is lifted it may be needed to prove something."""
    do(workplace, anna, invoice_errors.withdraw, "dubbel genoteerd")
    workplace.clock.pass_by(days=2 * 366)
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "rechtsvordering")
    with workplace.as_("owner") as work:
        assert not [one for one in retention.expired(work) if one.customer is None and one.cases]
        with pytest.raises(NotFound):
            retention.forget(work, "")
    assert len(invoices(workplace, anna)) == 1


ASKS = "Invoice 2026-0012 changed: tell the collection agency"


def told_the_agency(workplace: Any, anna: CustomerRef, *, sent: bool = True) -> KeptLetter:
    """The agency is told what changed; the letter goes out."""
    opened(workplace, anna, "owner")
    letter: KeptLetter = do_on(workplace, agency.tell, invoices(workplace, anna)[0].id, "email").letters[-1]
    if sent:
        do_on(workplace, letters.sent, letter.id, "email")
    return letter


def test_a_payment_noted_in_error_is_taken_back_and_the_reminders_go_on(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, D7; GDPR art. 5(1)(d). Who took it back and why stays with it; what went out before stays true."""
    reminded(workplace)
    _changed(workplace, anna, invoices(workplace, anna)[0], "pay")
    assert reminders.remind_all(workplace.doing("technician")) == 0
    with pytest.raises(Invalid):
        do(workplace, anna, invoice_errors.reopen, " ")
    now = do(workplace, anna, invoice_errors.reopen, "andere factuur")
    assert (now.owed.invoice.paid, now.stands.state, now.stands.overdue) == (None, State.WAITS, True)
    assert [(one.what, one.note) for one in now.owed.invoice.events][1:] == [
        (Mark.CORRECTED, "andere factuur (betaald op 17-6-2026)")
    ]
    with pytest.raises(Invalid):
        do(workplace, anna, invoice_errors.reopen, "nog eens")
    with workplace.as_("owner") as work:
        (record,) = [one for one in work.audit.page() if one.event == AuditEvent.INVOICE_REOPENED]
        assert (record.subject, work.standings.of(anna.id).overdue) == (anna.id, True)
    workplace.clock.pass_by(days=14)
    assert reminders.remind_all(workplace.doing("technician")) == 1


def test_what_settled_it_is_to_be_paid_again(workplace: Any, anna: CustomerRef) -> None:
    """Clause: D7. A list said by mistake that nothing was left; what was paid in part before that stays paid."""
    for left in (Decimal(30), Decimal(0)):
        do(workplace, anna, invoice_bookings.leave, left, role="owner")
    now = do(workplace, anna, invoice_errors.reopen, "lijst klopte niet").owed.invoice
    assert (now.paid, now.open) == (None, Decimal(30))


def test_the_agency_that_heard_of_a_payment_hears_that_it_was_none(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1; GDPR art. 5(1)(d), 19. And of the next payment too."""
    handed_over(workplace, anna)
    (invoice,) = invoices(workplace, anna)
    for _ in range(2):
        _changed(workplace, anna, invoice, "pay")
        assert ASKS in on_today(workplace)
        told_the_agency(workplace, anna)
        assert on_today(workplace) == []
        do(workplace, anna, invoice_errors.reopen, "andere factuur", role="owner")
        assert ASKS in on_today(workplace)
        said = letters.text(told_the_agency(workplace, anna).letter).replace("\n", " ")
        assert "Op 16 augustus 2026 schreven wij u dat de factuur was betaald. Dat was een vergissing" in said
        assert ASKS not in on_today(workplace)


def test_a_letter_of_a_payment_that_was_none_does_not_go(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1; GDPR art. 5(1)(d). The agency has heard nothing yet, and need not."""
    handed_over(workplace, anna)
    _changed(workplace, anna, invoices(workplace, anna)[0], "pay")
    waits = told_the_agency(workplace, anna, sent=False)
    do(workplace, anna, invoice_errors.reopen, "andere factuur", role="owner")
    assert letters_that_wait(workplace) == []
    assert not any("agency" in one or waits.letter.number in one for one in on_today(workplace))
    with workplace.as_("owner") as work:
        assert letter_renewal.overtaken(work, waits) is not None


def test_the_agency_hears_once_of_a_part_payment_that_turns_out_to_be_a_credit_note(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, P4. As much is left to pay as it was told."""
    handed_over(workplace, anna)
    do(workplace, anna, invoice_bookings.leave, Decimal(30), role="owner")
    told_the_agency(workplace, anna)
    day = workplace.clock.now.date()
    do(workplace, anna, invoice_bookings.credit, Decimal(20), day, "C-7", role="owner")
    assert ASKS not in on_today(workplace)
    do(workplace, anna, invoice_bookings.credit, Decimal(5), day, "C-8", role="owner")
    assert ASKS in on_today(workplace)
    assert "Nog te betalen is: € 25,00." in letters.text(told_the_agency(workplace, anna).letter)


def test_an_invoice_of_which_a_part_was_credited_and_the_rest_paid_was_paid(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: D7. Only one that a credit note settled is called credited."""
    day = workplace.clock.now.date()
    for amount, said in ((Decimal(20), "paid 2026-06-17"), (Decimal(30), "credited 2026-06-17")):
        do(workplace, anna, invoice_bookings.credit, amount, day, f"C-{amount}", role="owner")
        if amount == 20:
            _changed(workplace, anna, invoices(workplace, anna)[0], "pay")
        now = do(workplace, anna, unpaid.view, role="owner")
        assert str(briefly(now.stands)) == said
        if amount == 20:
            do(workplace, anna, invoice_errors.reopen, "andere factuur", role="owner")
