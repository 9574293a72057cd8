"""`invoices`: invoices of the accounting software, taken over as references. Clause: D7, A1."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import declare, gather
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.imports import outcome_lines, rejects_of
from helpdesk.commands.output import say, say_json
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.paths import typed_path
from helpdesk.i18n import _, tell

if TYPE_CHECKING:
    from helpdesk.tasks.importing.invoices import InvoiceResult


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "invoices", _("invoices of the accounting software"))
    parser = declare(
        inner,
        "import",
        import_invoices,
        _("note new invoices, and which were paid, from a list (CSV)"),
        opens=True,
        lists=True,
    )
    parser.epilog = _(
        "The list has a column for the customer's number, the invoice's number, its date, the day by which it is to be "
        "paid, the amount, and where it was paid the day. The same list twice changes nothing. Reminders of what is "
        "unpaid then go by themselves, as the ladder in the policy says."
    )
    parser.add_argument("file", metavar="FILE", help=_("CSV as your accounting software has it"))
    parser.add_argument("--dry-run", action="store_true", help=_("only count, change nothing"))
    parser.add_argument("--rejects", metavar="FILE", help=_("where rejected rows go"))


def import_invoices(call: Call) -> int:
    """Take over a list of invoices, and say what became of its rows."""
    from helpdesk.tasks.importing.invoices import plan, run
    from helpdesk.tasks.importing.rejects import tidy

    arguments = call.arguments
    planned = plan(typed_path(arguments.file))
    with call.desk() as desk:
        try:
            result = desk.do(run, planned, rejects_of(call, desk), dry=arguments.dry_run, tell=tell)
        finally:
            if not arguments.dry_run:
                with suppress(HelpdeskError):
                    desk.do(tidy, desk.config.rejects_folder)
    if arguments.json:
        say_json(_as_data(result, dry=arguments.dry_run))
    else:
        say(*_outcome(result))
        if arguments.dry_run:
            say(_("This was a trial: nothing was changed."))
    used = result.noted + result.paid + result.unchanged
    return Exit.FOUND if result.rejected and not used else Exit.DONE


def _as_data(result: InvoiceResult, *, dry: bool) -> dict[str, object]:
    return {
        "dry_run": dry,
        "noted": result.noted,
        "paid": result.paid,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "rejects_file": str(result.rejects_file) if result.rejects_file else None,
        "problems": list(result.problems),
    }


def _outcome(result: InvoiceResult) -> list[str]:
    return outcome_lines(
        (
            (_("noted {count}"), result.noted),
            (_("paid {count}"), result.paid),
            (_("unchanged {count}"), result.unchanged),
            (_("rejected {count}"), result.rejected),
        ),
        result.problems,
        result.rejects_file,
    )
