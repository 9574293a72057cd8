"""The sample's tickets, from `tickets.toml`. Clause: G3, D9.

What another company's policy does not have (a channel, tickets at all) is left out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from helpdesk.domain.calendar import add
from helpdesk.domain.incoming import IncomingFile
from helpdesk.domain.ticket_values import body
from helpdesk.domain.tickets import MAIL, Delivery, Direction, Priority, Ticket, TicketState
from helpdesk.tasks.noting import note_elsewhere
from helpdesk.tasks.sample.remote import length

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

Entry = Mapping[str, Any]


def contents() -> Mapping[str, list[Entry]]:
    """Tickets with their messages, and unsolicited data elsewhere, as written."""
    return tomllib.loads(files(__package__).joinpath("tickets.toml").read_text("utf-8"))


def add_tickets(work: UnitOfWork, ids: Mapping[str, str]) -> None:
    """Add them to the sample's customers, whose ids are given by customer number."""
    if not work.policy.tickets.purposes:
        return
    written = contents()
    for entry in written["tickets"]:
        if entry["channel"] in work.policy.channels:
            _add(work, ids.get(entry.get("customer", "")), entry)
    for entry in written["unsolicited"]:
        if entry["channel"] in work.policy.channels:
            _add_elsewhere(work, ids[entry["customer"]], entry)


def _add(work: UnitOfWork, customer_id: str | None, entry: Entry) -> None:
    moments = [work.clock() - length(message["ago"]) for message in entry["messages"]]
    state, priority = TicketState(entry["state"]), Priority(entry.get("priority", "normal"))
    ticket = work.tickets.add(
        customer_id,
        work.technician.login if entry.get("mine") else "",
        {
            "channel": entry["channel"],
            "subject": entry["subject"],
            "sender": entry.get("sender", ""),
            "state": state,
            "priority": priority,
            "opened": moments[0],
            "changed": moments[-1],
            "target": add(work.policy.tickets.priorities[priority], moments[0]),
            "done": moments[-1] if state.is_done else None,
        },
    )
    sender = entry.get("sender") or _contact_point(work, customer_id, entry["channel"])
    for message, at in zip(entry["messages"], moments, strict=True):
        _add_message(work, ticket, entry, message, at, sender)


def _add_message(
    work: UnitOfWork, ticket: Ticket, entry: Entry, message: Entry, at: datetime, sender: str
) -> None:
    direction = Direction(message.get("by", "in"))
    came, went = direction is Direction.IN, direction is Direction.OUT
    known = came and ticket.customer is not None and work.messages.is_registered(ticket.customer.id, sender)
    values = {
        "direction": direction,
        "channel": entry["channel"],
        "at": at,
        "author": "" if came else work.technician.login,
        "sender": sender if came else "",
        "recipients": sender if went else "",
        "subject": "" if direction is Direction.NOTE else entry["subject"],
        "text": body(message["text"]),
        "is_registered": known,
        "delivery": Delivery.SENT if went and entry["channel"] == MAIL else Delivery.NONE,
        "scanned": at if went else None,
    }
    came_along = (
        IncomingFile(file["name"], "text/plain", file["text"].encode()) for file in message.get("files", ())
    )
    work.messages.add(ticket, values, came_along)


def _add_elsewhere(work: UnitOfWork, customer_id: str, entry: Entry) -> None:
    channel, place, kinds, whose = (entry[name] for name in ("channel", "place", "kinds", "whose"))
    noticed = work.clock() - length(entry["ago"])
    note_elsewhere(work, channel, place, kinds, whose, customer_id=customer_id, noticed=noticed)


def _contact_point(work: UnitOfWork, customer_id: str | None, channel: str) -> str:
    """The address that a customer of the sample writes from."""
    points = work.messages.registered(customer_id) if customer_id else ()
    wanted = [point for point in points if ("@" in point) == (channel in (MAIL, "form"))]
    return next(iter(wanted), "")
