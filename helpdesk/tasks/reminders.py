"""Reminders of unpaid invoices: made and sent automatically. Nothing else on the ladder is. Clause: A1.

`remind_all` makes a letter for each invoice whose next step is a reminder that is due, once even if several consoles
look; `send_all` sends those that wait, like replies. A reminder that can't be sent automatically, because the customer
has no registered e-mail address or no mail is configured, is on Today (`helpdesk.tasks.today`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.errors import FileNotOpen, HelpdeskError, Invalid, NotFound, Refused
from helpdesk.domain.ladder import SETTLED, State
from helpdesk.domain.ladder_steps import Mark
from helpdesk.domain.letters import KeptLetter
from helpdesk.domain.mail import Letter, MailFile
from helpdesk.domain.tickets import Delivery
from helpdesk.tasks import letter_mail, may_remind, reminder_letters
from helpdesk.tasks.delivery import DeliveryResult, Way, hand_on
from helpdesk.tasks.intake import Do

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

MOST = 500
"""How many reminders are made and sent at once; the rest follow within the hour."""

COUNTED = 1_000
"""How many invoices are recomputed in one unit of work, so that nobody waits long."""


def remind_all(do: Do) -> int:
    """Make the reminders that are due, each in a unit of work of its own; how many."""
    count_anew(do)
    made = 0
    for invoice in do(due):
        made += do(partial(remind, invoice=invoice)) is not None
    return made


def count_anew(do: Do) -> None:
    """Recompute when to look at each invoice, if the policy's ladder has changed.

    Until that is done, the invoices with the nearest days are looked at as well. Clause: A1.
    """
    if do(lambda work: work.unpaid.is_counted):
        return
    do(lambda work: work.unpaid.begin_counting())
    last = 0
    while last := do(partial(_count_on, after=last)):
        pass
    do(lambda work: work.unpaid.end_counting())


def _count_on(work: UnitOfWork, after: int) -> int:
    work.services.begin_invoices()  # an invoice import also changes many at once, in another order
    return work.unpaid.count_on(after, COUNTED)


def due(work: UnitOfWork) -> tuple[int, ...]:
    """The ids of the invoices that need a reminder, longest ago first.

    Customers who may not be written to are skipped, so that they keep nobody waiting. Empty for a role that may not
    open a file for what reminders need: that is left to a colleague.
    """
    purposes = may_remind.purposes(work)
    if not purposes:
        return ()
    today = work.policy.today(work.clock())
    late = (
        one.invoice.id
        for one in work.unpaid.to_look_at(today)
        if work.policy.stands(one.invoice, today).state is State.GOES
        and may_remind.allows(work, one, purposes)
    )
    return tuple(islice(late, MOST))


def remind(work: UnitOfWork, invoice: int) -> KeptLetter | None:
    """Write the reminder of an invoice that is due; `None` if it no longer is, or may not be written.

    It waits to be sent if there is an address it can go to. Clause: A1, G7, R5.
    """
    try:
        owed = work.unpaid.locked(invoice)
    except NotFound:
        return None
    today = work.policy.today(work.clock())
    found = work.policy.stands(owed.invoice, today)
    purposes = may_remind.purposes(work)
    if (
        found.state is not State.GOES
        or found.next is None
        or not purposes
        or not may_remind.allows(work, owed, purposes)
    ):
        return None
    customer = owed.customer.id
    with work.open_files.opened_once(customer, purposes, by_itself=True):
        waits = any("@" in one for one in work.customers.registered_points(customer))
        kept = reminder_letters.write(work, owed, found.next, waits=waits)
    asks = reminder_letters.asks(work, found.next)
    number = kept.letter.number
    work.unpaid.add(owed, Mark.REMINDED, found.next, by_itself=True, letter=number, asks=asks)
    return kept


def waiting(work: UnitOfWork) -> tuple[KeptLetter, ...]:
    """Reminders that wait and may be sent automatically, oldest first: those that may not keep nobody waiting."""
    return tuple(islice(_that_may_go(work), MOST)) if may_remind.purposes(work) else ()


def _that_may_go(work: UnitOfWork) -> Iterator[KeptLetter]:
    last = 0
    while page := work.letters.reminders(MOST, waits=True, after=last):
        yield from (one for one in page if may_go(work, one))
        last = page[-1].id


def send_all(do: Do, way: Way, password: str = "", folder: Path | None = None) -> DeliveryResult:
    """Send the reminders that wait, each once. It blocks as long as the server takes.

    `folder` has the company's own templates. Errors: `TypesettingFailed` for one that can't be used.
    """
    done = failed = 0
    for seen in do(waiting):
        kept = do(partial(as_of_today, seen=seen))
        if kept is None:
            continue  # and no PDF is made for nothing
        mail = do(partial(claim, seen=kept, file=letter_mail.attached(kept.letter, folder)))
        if mail is None:
            continue
        handed = hand_on(mail, way, password)
        do(partial(letter_mail.settle, letter_id=kept.id, handed=handed, kind=letter_mail.REGISTERED))
        done += handed.delivery is not Delivery.FAILED
        failed += handed.delivery is Delivery.FAILED
    return DeliveryResult(done, failed)


def as_of_today(work: UnitOfWork, seen: KeptLetter) -> KeptLetter | None:
    """A reminder that may go now, rewritten if its days count from an earlier date; else `None`."""
    if not may_go(work, seen):
        return None
    if not seen.is_outdated(work.policy.today(work.clock())):
        return seen
    try:
        with work.open_files.opened_once(seen.customer, may_remind.purposes(work), by_itself=True):
            return work.letters.renew(seen, reminder_letters.anew(work, seen))
    except (Invalid, NotFound):  # somebody was first, or the policy has another ladder
        return None


def may_go(work: UnitOfWork, seen: KeptLetter) -> bool:
    """Whether a reminder may still go: its invoice is unpaid and not stopped, and the customer may be written to.

    An overtaken one may not: what it says may follow has been decided since.
    """
    ids = work.unpaid.ids((seen.case,))
    if not ids:
        return False
    owed = work.unpaid.one(ids[seen.case])
    found = work.policy.stands(owed.invoice, work.policy.today(work.clock()))
    is_last = found.last is not None and found.last.letter == seen.letter.number
    is_held_up = found.state in (*SETTLED, State.STOPPED)
    return is_last and not is_held_up and may_remind.allows(work, owed, may_remind.purposes(work))


def claim(work: UnitOfWork, seen: KeptLetter, file: MailFile) -> Letter | None:
    """Mark a reminder as being sent, and return it as a mail; `None` if it may not go now, or somebody was first."""
    if not may_go(work, seen):
        return None
    try:
        with work.open_files.opened_once(seen.customer, may_remind.purposes(work), by_itself=True):
            address = letter_mail.open_for_mail(work, seen.id).addresses[0]
            return letter_mail.claim(work, seen, address, file)
    except (Refused, FileNotOpen):
        raise
    except HelpdeskError:  # there is no address any more, or another console sends it
        return None
