"""`tickets list|find|show`: what customers wrote and we answered, through the same guard as the console.

Clause: G3, P2, D9.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import (
    add_purposes,
    count,
    declare,
    gather,
    purposes_named,
    some_words,
    words,
)
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, say, say_json, table
from helpdesk.domain.findings import Findings
from helpdesk.domain.tickets import Ticket, TicketFilter, TicketMessage, TicketState, TicketView, Which
from helpdesk.i18n import _, show_moment, show_number, tell

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "tickets", _("what customers wrote, and what was done about it"))
    listing = declare(inner, "list", list_tickets, _("list tickets, newest first"), opens=True, lists=True)
    listing.add_argument(
        "--which", choices=[str(one) for one in Which], default="all", help=_("which tickets")
    )
    listing.add_argument("--state", choices=[str(one) for one in TicketState], help=_("only in this state"))
    listing.add_argument("--customer", type=words, default="", metavar="NUMBER", help=_("of this customer"))
    listing.add_argument(
        "--by-target", action="store_true", help=_("what is not done, earliest target first")
    )
    listing.add_argument("--limit", type=count, default=50, metavar="N", help=_("at most this many (50)"))
    finding = declare(inner, "find", find, _("find tickets by what was written"), opens=True, lists=True)
    finding.add_argument("text", type=some_words, help=_("words of a subject or a message, or a number"))
    finding.add_argument("--limit", type=count, default=50, metavar="N", help=_("at most this many (50)"))
    showing = declare(inner, "show", show, _("read a ticket"), opens=True, lists=True)
    showing.add_argument("number", type=words, metavar="TICKET", help=_("ticket number, such as T1042"))
    add_purposes(showing, _("what for, by clause: G3; not needed if the sender is unknown"), required=False)


def list_tickets(call: Call) -> int:
    """List tickets; a subject is shown like the outside of a letter. Clause: P2, D9."""
    from helpdesk.tasks import tickets

    arguments = call.arguments
    state = TicketState(arguments.state) if arguments.state else None
    wanted = TicketFilter(Which(arguments.which), state, arguments.customer, arguments.by_target)

    def job(work: UnitOfWork) -> list[Ticket]:
        if wanted.customer:
            work.customers.by_number(wanted.customer)
        found: list[Ticket] = []
        while len(found) < arguments.limit and (
            page := tickets.list_tickets(work, wanted, found[-1] if found else None)
        ):
            found += page
        return found[: arguments.limit]

    with call.desk() as desk:
        found = desk.do(job)
    nothing = (
        _("There are no tickets yet: “helpdesk intake FILE” takes in mail, and n in the console creates one.")
        if wanted == TicketFilter(by_target=wanted.by_target)
        else _("No ticket fits that. Without options all tickets are listed.")
    )
    _say_all(call, found, nothing)
    return Exit.DONE


def find(call: Call) -> int:
    """Find tickets by words in their messages; recorded as one search. Clause: P2."""
    from helpdesk.tasks import tickets

    def job(work: UnitOfWork) -> Findings[Ticket]:
        found = tickets.find(work, call.arguments.text, call.arguments.limit)
        tickets.record_find(work, len(found))
        return found

    with call.desk() as desk:
        found = desk.do(job)
    _say_all(call, found, _("Nothing was found."))
    if found.more:
        complain(_("There may be more; type more or use --limit to see others."))
    return Exit.DONE


def show(call: Call) -> int:
    """Read a ticket; the customer's file is opened for the purposes and closed again, all on record. Clause: P2."""
    from helpdesk.tasks import tickets

    purposes = purposes_named(call, some=False)

    def job(work: UnitOfWork) -> TicketView:
        ticket = tickets.by_number(work, call.arguments.number)
        if ticket.customer is None or not purposes:
            return tickets.open_ticket(work, ticket.id)
        with work.open_files.opened_once(ticket.customer.id, purposes):
            return tickets.open_ticket(work, ticket.id)

    with call.desk() as desk:
        view = desk.do(job)
    if call.arguments.json:
        say_json(_ticket(view.ticket) | {"messages": [_message(one) for one in view.messages]})
        return Exit.DONE
    from helpdesk.words.marks import say_marks
    from helpdesk.words.tickets import say_delivery, say_faults

    say(*table(_headers(), [_row(view.ticket)]))
    for one in view.messages:
        say("", f"--- {show_moment(one.at)}  {tell(one.direction.words)}  {one.sender or one.author_name}")
        if delivered := say_delivery(one):
            say(delivered)
        if one.faults:
            say(f"! {say_faults(one)}")
        say(*say_marks(one.text or one.subject).split("\n"))
        say(*(f"[{file.name}, {show_number(file.size)} bytes]" for file in one.attachments))
    return Exit.DONE


def _say_all(call: Call, found: Sequence[Ticket], nothing: str) -> None:
    if call.arguments.json:
        say_json([_ticket(one) for one in found])
    elif not found:
        say(nothing)
    else:
        say(*table(_headers(), [_row(one) for one in found]))


def _headers() -> tuple[str, ...]:
    return (_("Number"), _("Customer"), _("State"), _("Owner"), _("Target"), _("Subject"))


def _row(one: Ticket) -> tuple[object, ...]:
    from helpdesk.words.marks import say_marks

    due = show_moment(one.target) if one.target and not one.state.is_done else ""
    return (one.number, _who(one), tell(one.state.words), one.owner, due, say_marks(one.subject_in(tell)))


def _who(one: Ticket) -> str:
    from helpdesk.words.customers import numbered

    if one.customer is None:
        return one.sender
    return numbered(one.customer)


def _ticket(one: Ticket) -> dict[str, object]:
    return {
        "number": one.number,
        "customer": one.customer.number if one.customer else None,
        "sender": one.sender,
        "channel": one.channel,
        "subject": "" if one.withheld else one.subject_in(tell),
        "state": one.state,
        "priority": one.priority,
        "owner": one.owner,
        "opened": one.opened,
        "changed": one.changed,
        "target": one.target,
        "done": one.done,
        "findings": one.findings,
    }


def _message(one: TicketMessage) -> dict[str, object]:
    return {
        "id": one.id,
        "direction": one.direction,
        "channel": one.channel,
        "at": one.at,
        "author": one.author,
        "sender": one.sender,
        "recipients": one.recipients,
        "subject": one.subject,
        "text": one.text,
        "registered": one.is_registered,
        "delivery": one.delivery,
        "removed": one.removed,
        "faults": [tell(fault) for fault in one.faults],
        "attachments": [{"id": file.id, "name": file.name, "size": file.size} for file in one.attachments],
    }
