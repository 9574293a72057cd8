"""Reminders of unpaid invoices go by themselves, once, to who may be written to; nothing else does. Clause: A1, R5."""

from __future__ import annotations

import email
import email.policy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from support.letters import pdf_text
from support.rights import anna_in
from support.stores import sample

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import ContactPoint, CustomerRef, Invoice
from helpdesk.domain.errors import FileNotOpen, HelpdeskError
from helpdesk.domain.ladder import State, Where
from helpdesk.domain.ladder_steps import Mark
from helpdesk.domain.letters import KeptLetter, LetterKind
from helpdesk.domain.tickets import Delivery
from helpdesk.repository.letter_tables import LetterRow
from helpdesk.tasks import (
    invoice_bookings,
    letter_mail,
    letter_renewal,
    letters,
    may_remind,
    reminders,
    retention,
)
from helpdesk.tasks.letter_renewal import Outdated, Overtaken

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

DUE = date(2026, 6, 10)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """A customer with an invoice that is due on 10 June 2026, and that nobody paid; it is the 17th."""
    ref = anna_in(workplace)
    workplace.clock.pass_by(days=44)
    return ref


def stands(workplace: Any, anna: CustomerRef) -> Where:
    today = workplace.policy.today(workplace.clock())
    with workplace.as_() as work:
        (invoice,) = work.services.invoices(work.customers.seq_of(anna.id))
    found: Where = workplace.policy.stands(invoice, today)
    return found


def remind(workplace: Any, role: str = "technician") -> int:
    return reminders.remind_all(workplace.doing(role))


def send(workplace: Any, folder: Path, role: str = "technician") -> list[Any]:
    """What lies in the outbox afterwards, oldest first."""
    folder.mkdir(exist_ok=True)
    reminders.send_all(workplace.doing(role), folder)
    read = partial(email.message_from_bytes, policy=email.policy.default)
    return [read(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]


def theirs(workplace: Any, anna: CustomerRef) -> tuple[KeptLetter, ...]:
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G7", "G8"))
        return letters.of_customer(work, anna.id)


def test_a_reminder_goes_once_to_the_registered_address_signed_by_nobody(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1, D3, G7. It says what is owed, and no more is known of it than where it stands."""
    assert remind(workplace) == 1
    assert remind(workplace, "owner") == 0, "another console looks too"
    (mail,) = send(workplace, tmp_path / "out")
    assert mail["To"] == "zwaluw@example.nl"
    assert mail["Subject"] == "Herinnering: factuur 2026-0012 (L2026-0001)"
    (pdf,) = mail.iter_attachments()
    said = pdf_text(pdf.get_content())
    assert "factuur 2026-0012 van € 50,00" in said
    assert "uiterlijk 10 juni 2026" in said
    assert "Ons kenmerk Factuur 17 juni 2026 L2026-0001 2026-0012" in said
    assert "The technician" not in said + mail.get_body().get_content()
    assert len(send(workplace, tmp_path / "out")) == 1
    now = stands(workplace, anna)
    assert (now.state, now.on, now.last and now.last.went_out) == (
        State.WAITS,
        date(2026, 7, 1),
        date(2026, 6, 17),
    )
    (kept,) = theirs(workplace, anna)
    assert (kept.letter.kind, kept.delivery, kept.how) == (LetterKind.REMINDER, Delivery.HANDED_ON, "email")


@pytest.mark.stores("embedded", "postgresql")
def test_two_consoles_at_once_make_one(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1. Whichever is later finds that it was done."""
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(lambda role: remind(workplace, role), ("technician", "owner")))
    assert sum(made) == 1
    assert len(theirs(workplace, anna)) == 1


def test_the_reminder_before_a_decision_asks_the_customers_view_and_says_until_when(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1; GDPR art. 22(3). What may follow, that a person decides, and until when they can speak."""
    for _ in range(2):
        remind(workplace)
        send(workplace, tmp_path / "out")
        workplace.clock.pass_by(days=14)
    (_, kept) = theirs(workplace, anna)
    text = letters.text(kept.letter)
    assert "dan kan dit volgen: het blokkeren van uw diensten. Dat gaat niet vanzelf." in text
    assert "Laat ons uiterlijk 10 juli 2026 weten" in text
    assert "incassokosten" not in text
    assert stands(workplace, anna).state is State.DECIDE
    workplace.clock.pass_by(days=300)
    assert remind(workplace) == 0, "what comes next waits for a person, however long"
    assert stands(workplace, anna).state is State.DECIDE


def test_what_went_out_later_gives_as_many_days(workplace: Any, anna: CustomerRef, tmp_path: Path) -> None:
    """Clause: A1; Dutch Civil Code art. 6:96(6). A letter that gives days is written anew on the day it goes."""
    remind(workplace)
    send(workplace, tmp_path / "out")
    workplace.clock.pass_by(days=14)
    remind(workplace)
    workplace.clock.pass_by(days=7)
    (_, mail) = send(workplace, tmp_path / "out")
    assert "(L2026-0002)" in mail["Subject"]
    (_, kept) = theirs(workplace, anna)
    assert kept.letter.day == date(2026, 7, 8)
    assert "Laat ons uiterlijk 17 juli 2026 weten" in letters.text(kept.letter)


def test_a_reminder_that_waits_names_what_is_left_when_it_goes(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1, D7. Something was paid between its writing and its going; by hand it does not go as it was."""
    remind(workplace)
    (kept,) = theirs(workplace, anna)
    with workplace.as_("owner") as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        invoice_bookings.leave(work, owed.invoice.id, Decimal(30))
    with workplace.as_() as work, pytest.raises(Outdated):
        letter_mail.open_for_mail(work, kept.id)
    (mail,) = send(workplace, tmp_path / "out")
    (pdf,) = mail.iter_attachments()
    assert "€ 30,00" in pdf_text(pdf.get_content())


def test_before_the_agency_the_letter_names_its_costs_and_the_fourteen_days_of_the_law(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1; Dutch Civil Code art. 6:96(6). The days count from when it is received."""
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        for step in ("reminder-1", "reminder-2"):
            work.unpaid.add(owed, Mark.REMINDED, work.policy.ladder.steps[step], letter=step)
            work.unpaid.went_out(step)
        work.unpaid.add(owed, Mark.DECIDED, work.policy.ladder.steps["block"])
    workplace.clock.pass_by(days=35)  # Wednesday 22 July: received on Friday the 24th
    assert remind(workplace) == 1
    (kept,) = theirs(workplace, anna)
    text = letters.text(kept.letter)
    assert "het overdragen van de factuur aan een incassobureau" in text
    assert "Betaalt u uiterlijk 7 augustus 2026, dan blijft het bij dit bedrag." in text
    assert "incassokosten bij: € 40,00" in text


def test_under_a_restriction_nothing_is_made_and_what_waits_stays(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1, R5. It goes once the restriction is lifted."""
    remind(workplace)
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "juistheid betwist")
    assert send(workplace, tmp_path / "out") == []
    with workplace.as_("privacy-officer") as work:
        work.standings.lift(anna.id, "restriction")
    assert len(send(workplace, tmp_path / "out")) == 1
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "juistheid betwist")
    workplace.clock.pass_by(days=60)
    assert remind(workplace) == 0


def test_what_was_paid_or_stopped_meanwhile_is_not_reminded_of(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1."""
    remind(workplace)
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        step = work.policy.ladder.steps["reminder-2"]
        work.unpaid.add(owed, Mark.STOPPED, step, note="regeling", until=date(2026, 6, 19))
    assert send(workplace, tmp_path / "out") == []
    workplace.clock.pass_by(days=2)
    with workplace.as_() as work:
        work.services.pay_invoice(anna.id, owed.invoice.id, date(2026, 6, 19))
    assert send(workplace, tmp_path / "out") == []
    assert remind(workplace) == 0


def test_without_an_address_the_letter_waits_for_somebody_to_post_it(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1, D3. And nothing follows before that: nobody was reminded."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
        file = work.customers.file(anna.id)
        other = (ContactPoint("zwaluw@example.nl", "", registered=False),)
        work.customers.change(anna.id, file.version, {"emails": other})
    assert remind(workplace) == 1
    assert send(workplace, tmp_path / "out") == []
    workplace.clock.pass_by(days=60)
    assert stands(workplace, anna).state is State.UNASKED
    assert remind(workplace) == 0
    (kept,) = theirs(workplace, anna)
    with workplace.as_() as work:
        assert [one.id for one in letters.waiting(work)] == [kept.id]
        letters.sent(work, kept.id, "letter")
    assert stands(workplace, anna).on == date(2026, 8, 30)


def test_a_role_that_may_not_see_invoices_leaves_it_to_a_colleague(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1, B1."""
    assert remind(workplace, "read-only") == 0
    assert remind(workplace, "privacy-officer") == 1


def with_policy(workplace: Any, **changed: Any) -> Any:
    """A technician's unit of work under the sample policy with these changes."""
    workplace.policy = replace(sample(), **changed)
    return workplace.as_()


def test_a_role_that_may_not_open_a_file_for_invoices_reminds_nobody(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, B1. Nor one that the policy has no more: a reminder is made from an open file."""
    roles = dict(sample().roles)
    technician = roles.pop("technician")
    opens_nothing = replace(technician, jobs=tuple(one for one in technician.jobs if one != "open"))
    for others in (roles, {**roles, "technician": opens_nothing}):
        with with_policy(workplace, roles=others) as work:
            assert may_remind.purposes(work) == ()
    no_invoices = replace(technician, purposes=("G3",))
    ladder = replace(sample().ladder, purposes=("G3", "G7"))
    with with_policy(workplace, roles={**roles, "technician": no_invoices}, ladder=ladder) as work:
        assert may_remind.purposes(work) == (), "what G3 is for shows no amounts"
    with with_policy(workplace, ladder=ladder) as work:
        assert may_remind.purposes(work) == ("G7",)


@pytest.mark.parametrize("missing", ["D1", "D3", "D7"])
def test_a_reminder_needs_the_name_the_address_and_the_amount(
    workplace: Any, anna: CustomerRef, missing: str
) -> None:
    """Clause: A1, P2. If a purpose does not show one of them, it does not go."""
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(work.today)
        assert may_remind.allows(work, owed, ("G7",))
    sends = sample().purposes["G7"]
    less = replace(sends, categories=tuple(one for one in sends.categories if one != missing))
    with with_policy(workplace, purposes={**sample().purposes, "G7": less}) as work:
        assert not may_remind.allows(work, owed, ("G7",))


@pytest.mark.stores("embedded", "postgresql")
def test_each_invoice_has_its_own_ladder(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1, D7. An older one of the same customer is reminded of by itself."""
    with workplace.as_() as work:
        older = Invoice("2026-0003", date(2026, 3, 1), date(2026, 3, 31), Decimal("1234.50"))
        work.services.add_invoice(anna.id, older)
    assert remind(workplace) == 2
    assert [kept.letter.subject for kept in theirs(workplace, anna)] == [
        "Herinnering: factuur 2026-0003",
        "Herinnering: factuur 2026-0012",
    ]


def test_a_reminder_that_turns_out_to_have_no_address_leaves_no_file_open(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1, P2. What goes by itself opens a file for one look, and nobody gets to see it afterwards."""
    remind(workplace)
    with workplace.as_("privacy-officer") as work:
        work.open_files.open(anna.id, ("G3",))
        file = work.customers.file(anna.id)
        other = (ContactPoint("zwaluw@example.nl", "", registered=False),)
        work.customers.change(anna.id, file.version, {"emails": other})
    assert send(workplace, tmp_path / "out", "owner") == []
    with workplace.as_("owner") as work:
        assert work.open_files.mine() == ()
    with pytest.raises(FileNotOpen), workplace.as_("owner") as work:
        work.customers.file(anna.id)


def test_whom_somebody_opened_last_and_for_what_is_not_changed_by_what_went_by_itself(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1, P2. Nobody finds customers among their own that a reminder went to."""
    assert remind(workplace, "owner") == 1
    assert len(send(workplace, tmp_path / "out", "owner")) == 1
    with workplace.as_("owner") as work:
        opened = [one for one in work.audit.page() if one.event == AuditEvent.FILE_OPENED]
        mine = [one for one in opened if one.technician == work.technician.login]
        assert [one.detail.get("by_itself") for one in mine] == [True, True]
        assert work.open_files.recent() == ()
        assert work.open_files.last_purposes() == ()


@pytest.mark.stores("embedded", "postgresql")
def test_a_reminder_of_what_is_paid_waits_no_more_and_nobody_mails_it(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1. Who has paid is not told to, not by hand either."""
    remind(workplace)
    (kept,) = theirs(workplace, anna)
    with workplace.as_() as work:
        assert [one.id for one in letters.waiting(work)] == [kept.id]
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        work.services.pay_invoice(anna.id, owed.invoice.id, date(2026, 6, 17))
    with workplace.as_() as work:
        assert letters.waiting(work) == ()
        assert reminders.waiting(work) == ()
        work.open_files.open(anna.id, ("G7", "G8"))
        with pytest.raises(HelpdeskError, match="2026-0012 was paid"):
            letter_mail.open_for_mail(work, kept.id)


def test_a_reminder_on_its_way_is_not_sent_by_hand_while_it_is_stopped_nor_once_it_is_paid(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. Nor is it rewritten, though less was owed since it was written; that it went before may be noted."""
    remind(workplace)
    (kept,) = theirs(workplace, anna)

    def by_hand(*, rewrite: bool = False) -> None:
        with workplace.as_() as work:
            work.open_files.open(anna.id, ("G7", "G8"))
            (letter_renewal.renew if rewrite else letter_mail.open_for_mail)(work, kept.id)

    with workplace.as_("owner") as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        invoice_bookings.leave(work, owed.invoice.id, Decimal(30))
        work.unpaid.add(owed, Mark.STOPPED, note="regeling", until=date(2026, 6, 19))
    with pytest.raises(Overtaken, match="stopped until 2026-06-19"):
        by_hand()
    workplace.clock.pass_by(days=2)
    with pytest.raises(Outdated):
        by_hand()
    with workplace.as_() as work:
        work.services.pay_invoice(anna.id, owed.invoice.id, date(2026, 6, 19))
    for rewrite in (False, True):
        with pytest.raises(Overtaken, match="was paid on 2026-06-19"):
            by_hand(rewrite=rewrite)
    with workplace.as_() as work:
        assert letter_renewal.overtaken(work, letters.sent(work, kept.id, "letter")) is None


@pytest.mark.stores("postgresql")
def test_noting_a_payment_waits_for_a_claimed_reminder_and_none_goes_after_it(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. Of two consoles one is first: either the reminder is on its way before, or it stays."""
    remind(workplace)
    (kept,) = theirs(workplace, anna)
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))

    def pays() -> None:
        with workplace.as_("owner") as other:
            other.services.pay_invoice(anna.id, owed.invoice.id, date(2026, 6, 17))

    with ThreadPoolExecutor(1) as console, workplace.as_() as work:
        file = letter_mail.attached(kept.letter)
        assert reminders.claim(work, kept, file) is not None
        done = console.submit(pays)
        waits = text("select count(*) from pg_locks where not granted")
        while not work.connection.execute(waits).scalar_one():
            assert not done.done(), "it waits until the claim is kept"
    done.result()
    with workplace.as_() as work:
        assert reminders.claim(work, kept, file) is None


def test_a_reminder_that_a_decision_overtook_does_not_go(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1. Nobody is asked for their view on what was decided, once they were heard."""
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        work.unpaid.add(owed, Mark.REMINDED, work.policy.ladder.steps["reminder-1"], letter="x")
        work.unpaid.went_out("x")
    workplace.clock.pass_by(days=14)
    assert remind(workplace) == 1
    with workplace.as_() as work:
        work.unpaid.add(owed, Mark.HEARD, work.policy.ladder.steps["block"], note="Kan niet betalen.")
        work.unpaid.add(owed, Mark.DECIDED, work.policy.ladder.steps["block"], note="Dan maar zo.")
    assert send(workplace, tmp_path / "out") == []
    (kept,) = theirs(workplace, anna)
    with workplace.as_() as work, pytest.raises(Overtaken, match="a person decided"):
        letter_mail.open_for_mail(work, kept.id)


def test_what_only_waits_for_its_day_is_not_read_and_comes_back_on_it(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: A1. Thousands of reminded customers make nobody wait for Today."""

    def looked_at() -> int:
        with workplace.as_() as work:
            return len(list(work.unpaid.to_look_at(work.policy.today(work.clock()))))

    assert looked_at() == 1
    assert remind(workplace) == 1
    assert looked_at() == 1, "it has yet to go out"
    assert len(send(workplace, tmp_path / "out")) == 1
    assert looked_at() == 0
    workplace.clock.pass_by(days=11)
    assert looked_at() == 0
    workplace.clock.pass_by(days=3)
    assert stands(workplace, anna).state is State.GOES
    assert looked_at() == 1


@pytest.mark.stores("embedded", "postgresql")
def test_a_reminder_goes_when_the_name_and_address_in_it_go(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P3, A1. Tax law keeps the invoice for longer, and that a reminder was made; not where somebody lived."""
    remind(workplace)
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(work.today)
        work.unpaid.add(owed, Mark.STOPPED, note="regeling", until=date(2026, 6, 19))
        (service,) = work.services.of(work.customers.seq_of(anna.id))
        work.services.end(anna.id, service.id, date(2026, 7, 1))
    workplace.clock.pass_by(days=3 * 366)
    with workplace.as_("owner") as work:
        assert "D1" in retention.forget(work, anna.id).goes
    with workplace.as_() as work:
        seq = work.customers.seq_of(anna.id)
        assert work.connection.execute(select(func.count()).select_from(LetterRow)).scalar_one() == 0
        (invoice,) = work.services.invoices(seq)
        assert [one.what for one in invoice.events] == [Mark.REMINDED, Mark.STOPPED]
