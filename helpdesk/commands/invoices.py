"""`invoices`: references to invoices in the accounting software, subject to the same guard as in the console.

Clause: D7, A1, P2.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import count, declare, gather, words
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.imports import carried_out, problem_lines
from helpdesk.commands.output import say, say_json, table
from helpdesk.domain.amounts import parse_amount
from helpdesk.domain.customer import Invoice, Owed
from helpdesk.domain.days import parse_day
from helpdesk.domain.ladder_words import briefly
from helpdesk.domain.paths import typed_path
from helpdesk.i18n import _, show_date, tell
from helpdesk.words.invoices import say_counts

if TYPE_CHECKING:
    from helpdesk.domain.ladder import Where
    from helpdesk.repository.unit_of_work import UnitOfWork
    from helpdesk.tasks.importing.invoices import InvoiceResult
    from helpdesk.tasks.unpaid import UnpaidView


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "invoices", _("invoices from the accounting software"))
    parser = declare(
        inner,
        "import",
        import_invoices,
        _("add new invoices, and record which were paid, from a list (CSV)"),
        opens=True,
        lists=True,
    )
    parser.epilog = _(
        "The list has a column for the customer's number, the invoice's number, its date, the day by which it is to "
        "be paid, the amount, and where it was paid the day. A column for what is left to be paid takes over payments"
        " in part; where less than nothing is left it is paid. A credit note has an amount below zero (-20.00, "
        "20.00-, (20.00) or 20.00 CR), and a column that names its invoice. The same list twice changes nothing. "
        "Reminders of what is unpaid then go by themselves, as the ladder in the policy says."
    )
    parser.add_argument("file", metavar="FILE", help=_("a CSV file, as exported by your accounting software"))
    parser.add_argument("--dry-run", action="store_true", help=_("only count, change nothing"))
    parser.add_argument("--rejects", metavar="FILE", help=_("where rejected rows go"))
    _add_changes(inner)


def _add_changes(inner: Commands) -> None:
    """Declare the changes to one invoice, and the list of invoices."""
    about = _("list overdue invoices, and where each stands")
    listing = declare(inner, "list", list_invoices, about, opens=True, lists=True)
    listing.add_argument("--customer", type=words, default="", metavar="NUMBER", help=_("of this customer"))
    listing.add_argument("--limit", type=count, default=50, metavar="N", help=_("at most this many (50)"))
    adding = declare(inner, "add", add_invoice, _("add an invoice"), opens=True, lists=True)
    adding.add_argument("customer", type=words, help=_("customer number"))
    paying = declare(inner, "paid", pay, _("record that an invoice was paid"), opens=True, lists=True)
    paying.add_argument("--on", type=_day, metavar="DAY", help=_("on which day; today if left out"))
    stopping = declare(inner, "stop", stop, _("stop everything until a day"), opens=True, lists=True)
    stopping.add_argument("--until", type=_day, required=True, metavar="DAY", help=_("until which day"))
    about = _("correct an invoice")
    correcting = declare(inner, "correct", correct, about, opens=True, lists=True)
    correcting.add_argument("--customer", type=words, metavar="NUMBER", help=_("the customer it belongs to"))
    right = _("its correct number")
    correcting.add_argument("--number", type=words, dest="right", metavar="NUMBER", help=right)
    about = _("withdraw an invoice that was noted in error")
    withdrawing = declare(inner, "withdraw", withdraw, about, opens=True, lists=True)
    about = _("take back a payment that was noted in error")
    reopening = declare(inner, "reopen", reopen, about, opens=True, lists=True)
    for parser in (adding, paying, stopping, correcting, withdrawing, reopening):
        parser.add_argument("number", type=words, metavar="INVOICE", help=_("invoice number"))
    for parser in (stopping, correcting, withdrawing, reopening):
        parser.add_argument("--reason", type=words, required=True, metavar="TEXT", help=_("why"))
    _add_facts(adding, is_new=True)
    _add_facts(correcting, is_new=False)


def _add_facts(parser: ArgumentParser, *, is_new: bool) -> None:
    """Declare the arguments for the facts of an invoice; a new invoice needs all of them."""
    for name, about in (("issued", _("the day on it")), ("due", _("the last day to pay it"))):
        parser.add_argument(f"--{name}", type=_day, required=is_new, metavar="DAY", help=about)
    parser.add_argument("--amount", type=_amount, required=is_new, metavar="EUROS", help=_("such as 121.50"))


def list_invoices(call: Call) -> int:
    """List overdue invoices; amounts stay in the customer's file. Clause: A1, P2."""
    from helpdesk.tasks import unpaid

    arguments = call.arguments
    with call.desk() as desk:
        found = desk.do(lambda work: list(islice(unpaid.listed(work, arguments.customer), arguments.limit)))
    if arguments.json:
        say_json([invoice_data(owed, stands) for owed, stands in found])
    elif not found:
        say(_("No invoice is overdue."))
    else:
        headers = (_("Number"), _("Customer"), _("Pay by"), _("State"))
        rows = [
            (owed.invoice.number, owed.customer.number, show_date(owed.invoice.due), tell(briefly(stands)))
            for owed, stands in found
        ]
        say(*table(headers, rows))
    return Exit.DONE


def add_invoice(call: Call) -> int:
    """Add an invoice of a customer. Errors: those of `unpaid.add`."""
    from helpdesk.tasks import unpaid

    arguments = call.arguments
    new = Invoice(arguments.number, arguments.issued, arguments.due, arguments.amount)

    def job(work: UnitOfWork) -> UnpaidView:
        customer = work.customers.by_number(arguments.customer).id
        with work.open_files.opened_once(customer, _purposes(work)):
            unpaid.add(work, customer, new)
            return unpaid.view(work, unpaid.by_number(work, arguments.number).invoice.id)

    return _done(call, job)


def pay(call: Call) -> int:
    """Note that an invoice was paid. Errors: those of `unpaid.pay`."""
    from helpdesk.tasks import unpaid

    def job(work: UnitOfWork, owed: Owed) -> UnpaidView:
        on = call.arguments.on or work.today
        unpaid.pay(work, owed.customer.id, owed.invoice.id, on)
        return unpaid.view(work, owed.invoice.id)

    return _done(call, _of_invoice(call, job))


def stop(call: Call) -> int:
    """Stop the ladder of an invoice until a day. Errors: those of `unpaid.stop`."""
    from helpdesk.tasks import unpaid

    until, reason = call.arguments.until, call.arguments.reason
    job = _of_invoice(call, lambda work, owed: unpaid.stop(work, owed.invoice.id, until, reason))
    return _done(call, job)


def correct(call: Call) -> int:
    """Correct the facts of an invoice; those that are not given stay. Errors: those of `invoice_errors.correct`."""
    from helpdesk.tasks import invoice_errors

    given = call.arguments

    def job(work: UnitOfWork, owed: Owed) -> UnpaidView:
        old = owed.invoice
        right = replace(
            old,
            number=given.right or old.number,
            issued=given.issued or old.issued,
            due=given.due or old.due,
            amount=old.amount if given.amount is None else given.amount,
        )
        with ExitStack() as opened:
            if given.customer and given.customer != owed.customer.number:
                other = work.customers.by_number(given.customer).id
                opened.enter_context(work.open_files.opened_once(other, _purposes(work)))
            return invoice_errors.correct(work, old.id, right, given.reason, given.customer)

    return _done(call, _of_invoice(call, job))


def withdraw(call: Call) -> int:
    """Withdraw an invoice that was noted in error. Errors: those of `invoice_errors.withdraw`."""
    from helpdesk.tasks import invoice_errors

    reason = call.arguments.reason
    job = _of_invoice(call, lambda work, owed: invoice_errors.withdraw(work, owed.invoice.id, reason))
    return _done(call, job)


def reopen(call: Call) -> int:
    """Take back that an invoice was paid. Errors: those of `invoice_errors.reopen`."""
    from helpdesk.tasks import invoice_errors

    reason = call.arguments.reason
    return _done(
        call, _of_invoice(call, lambda work, owed: invoice_errors.reopen(work, owed.invoice.id, reason))
    )


def invoice_data(owed: Owed, stands: Where) -> dict[str, object]:
    """An invoice as data, without what is shown only while the customer's file is open for it."""
    return {
        "number": owed.invoice.number,
        "customer": owed.customer.number,
        "due": owed.invoice.due.isoformat(),
        "state": str(stands.state),
        "next": str(stands.next.kind) if stands.next else None,
        "on": stands.on.isoformat() if stands.on else None,
    }


def _of_invoice(
    call: Call, job: Callable[[UnitOfWork, Owed], UnpaidView]
) -> Callable[[UnitOfWork], UnpaidView]:
    """A job on the named invoice, with its customer's file open, on record, for as long as the job takes."""
    from helpdesk.tasks import unpaid

    def whole(work: UnitOfWork) -> UnpaidView:
        owed = unpaid.by_number(work, call.arguments.number)
        with work.open_files.opened_once(owed.customer.id, _purposes(work)):
            return job(work, owed)

    return whole


def _purposes(work: UnitOfWork) -> tuple[str, ...]:
    """The purposes for which a file is opened to change an invoice: those this role may use, else all of them."""
    from helpdesk.policy.guard import may_use

    policy, technician = work.policy, work.technician
    wanted = policy.for_invoices()
    return tuple(one for one in wanted if may_use(policy, technician.role, one)) or wanted


def _done(call: Call, job: Callable[[UnitOfWork], UnpaidView]) -> int:
    """Do the job, and say where the invoice stands now and which letters have yet to be sent."""
    with call.desk() as desk:
        view = desk.do(job)
    if call.arguments.json:
        waiting = [one.letter.number for one in view.letters if one.sent is None]
        say_json({**invoice_data(view.owed, view.stands), "letters_to_send": waiting})
        return Exit.DONE
    say(
        _("Invoice {number}: {state}.").format(
            number=view.owed.invoice.number, state=tell(briefly(view.stands))
        )
    )
    for kept in view.letters:
        if kept.sent is None:
            said = _("Letter {number} has yet to go out: helpdesk letters send {number}")
            say(said.format(number=kept.letter.number))
    return Exit.DONE


def _day(text: str) -> date:
    """A day, for argparse."""
    found = parse_day(text)
    if found is None:
        raise ArgumentTypeError(_("write the date as 4-5-2026"))
    return found


def _amount(text: str) -> Decimal:
    """An amount of money, for argparse."""
    found = parse_amount(text)
    if found is None:
        raise ArgumentTypeError(_("write an amount, such as 121.50"))
    return found


def import_invoices(call: Call) -> int:
    """Import a list of invoices, and say what became of its rows."""
    from helpdesk.tasks.importing.invoices import run
    from helpdesk.tasks.importing.lists import plan_invoices

    arguments = call.arguments
    planned = plan_invoices(typed_path(arguments.file))
    planned.check()
    with call.desk() as desk:
        result = carried_out(call, desk, run, planned)
    if arguments.json:
        say_json(_as_data(result, dry=arguments.dry_run))
    else:
        say(*say_counts(result), *problem_lines(result.problems, result.rejects_file))
        if arguments.dry_run:
            say(_("This was a trial: nothing was changed."))
    return Exit.FOUND if result.rejected and not result.used else Exit.DONE


def _as_data(result: InvoiceResult, *, dry: bool) -> dict[str, object]:
    return {
        "dry_run": dry,
        "noted": result.noted,
        "paid": result.paid,
        "paid_part": result.paid_part,
        "credited": result.credited,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "rejects_file": str(result.rejects_file) if result.rejects_file else None,
        "problems": list(result.problems),
    }
