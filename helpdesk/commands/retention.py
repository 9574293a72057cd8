"""`retention`: what is past its period, and its removal: the daily run. Clause: P3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import declare
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, say, say_json, table
from helpdesk.i18n import _, ngettext, show_date, tell

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.tasks.retention import Expired


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = declare(
        commands, "retention", retention, _("what is past its retention period"), opens=True, lists=True
    )
    parser.add_argument(
        "--run", dest="remove", action="store_true", help=_("remove it; this can't be undone")
    )


def retention(call: Call) -> int:
    """List what is due, or remove it and leave not a byte of it in the store."""
    from helpdesk.tasks import retention as job

    with call.desk() as desk:
        due = desk.do(job.expired)
        if call.arguments.remove and not _removed(desk, due):
            complain(_("Another console still reads old bytes; run this again when it is closed."))
            return Exit.FOUND
    if call.arguments.json:
        say_json([_as_data(one) for one in due])
    elif call.arguments.remove:
        say(*_done(due))
    elif not due:
        say(_("Nothing is past its retention period."))
    else:
        say(*_as_table(due))
        complain(_("Nothing was removed: use “helpdesk retention --run” for that. It can't be undone."))
    return Exit.DONE


def _removed(desk: Desk, due: Sequence[Expired]) -> bool:
    """Remove what is due; says whether its bytes are gone too."""
    from helpdesk.tasks import proofs, request_letters
    from helpdesk.tasks import retention as job

    desk.do(proofs.forget)
    desk.do(request_letters.close_unconfirmed)
    for one in due:
        desk.do(job.forget, one.subject)
    # Even if nothing is due, because an earlier run may have left old bytes.
    if not desk.traces.scrub(copies=bool(due)):
        return False
    desk.traces.finish()
    return True


def _done(due: Sequence[Expired]) -> Iterator[str]:
    """What was done, in words; what belongs to no customer is not counted as one."""
    customers = sum(one.customer is not None for one in due)
    removed = ngettext(
        "{count} customer removed or emptied.", "{count} customers removed or emptied.", customers
    )
    yield removed.format(count=customers)
    if customers < len(due):
        yield _(
            "Closed cases, data of unknown senders and audit records that were past their period were removed as well."
        )


def _as_table(due: Sequence[Expired]) -> list[str]:
    headers = (
        _("Number"), _("Contract ended"), _("Goes"), _("Sessions"), _("Recordings"), _("Tickets"), _("Consents"),
        _("Cases"), _("Notices"), _("Audit"), _("Held before"), _("Held until"),
    )  # fmt: skip
    rows = [
        (
            tell(one.customer.shown_number) if one.customer else _("of no customer"),
            show_date(one.contract_ended) if one.contract_ended else "",
            " ".join(one.goes),
            one.sessions or "",
            one.recordings or "",
            one.tickets or "",
            one.consents or "",
            one.cases or "",
            one.notices or "",
            one.records or "",
            one.released or "",
            ", ".join(f"{category} {show_date(day)}" for category, day in one.held.items()),
        )
        for one in due
    ]
    return table(headers, rows)


def _as_data(one: Expired) -> dict[str, object]:
    return {
        "number": one.customer.number if one.customer and not one.customer.is_erased else None,
        "goes": one.goes,
        "sessions": one.sessions,
        "recordings": one.recordings,
        "tickets": one.tickets,
        "consents": one.consents,
        "released": one.released,
        "cases": one.cases,
        "notices": one.notices,
        "records": one.records,
        "held": dict(one.held),
    }
