"""The screens that can be opened from anywhere, each imported on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

if TYPE_CHECKING:
    from helpdesk.desk import Desk

Place = Callable[["Desk"], Screen[Any]]

TODAY, STATEMENT, FIND, LEDGER, SETUP = "today", "statement", "find", "ledger", "setup"
TICKETS = "tickets"
UNSOLICITED = "unsolicited"
REQUESTS, DISCLOSURES = "requests", "disclosures"
COMPLAINTS = "complaints"
BREACHES = "breaches"


def _today(desk: Desk) -> Screen[Any]:
    from screens.today import Today

    return Today(desk)


def _statement(desk: Desk) -> Screen[Any]:
    from screens.statement import Statement

    return Statement(desk)


def _find(desk: Desk) -> Screen[Any]:
    from screens.find import Find

    return Find(desk)


def _ledger(desk: Desk) -> Screen[Any]:
    from screens.ledger import Ledger

    return Ledger(desk)


def _tickets(desk: Desk) -> Screen[Any]:
    from screens.tickets import Tickets

    return Tickets(desk)


def _setup(desk: Desk) -> Screen[Any]:
    from screens.setup import Setup

    return Setup(desk)


def _unsolicited(desk: Desk) -> Screen[Any]:
    from screens.unsolicited import Unsolicited

    return Unsolicited(desk)


def _complaints(desk: Desk) -> Screen[Any]:
    from screens.complaints import Complaints

    return Complaints(desk)


def _requests(desk: Desk) -> Screen[Any]:
    from screens.requests import Requests

    return Requests(desk)


def _disclosures(desk: Desk) -> Screen[Any]:
    from screens.disclosures import Disclosures

    return Disclosures(desk)


def _breaches(desk: Desk) -> Screen[Any]:
    from screens.breaches import Breaches

    return Breaches(desk)


PLACES: Mapping[str, Place] = {
    TODAY: _today,
    STATEMENT: _statement,
    FIND: _find,
    LEDGER: _ledger,
    TICKETS: _tickets,
    UNSOLICITED: _unsolicited,
    COMPLAINTS: _complaints,
    REQUESTS: _requests,
    DISCLOSURES: _disclosures,
    BREACHES: _breaches,
    SETUP: _setup,
}
"""How the places relate.

Today and the statement keep what is open on top of them; find, the ledger, the tickets, the queue of unsolicited data,
the complaints, the rights requests, the disclosures and the data breaches are pushed on either; setup creates a store
and dismisses itself with whether the desk is open now.
"""
