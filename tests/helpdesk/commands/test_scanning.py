"""The search of messages on the command line. Clause: D9, B6."""

from __future__ import annotations

from datetime import UTC, datetime

from support.command_line import Run

from helpdesk.desk import Desk
from helpdesk.domain.incoming import Incoming
from helpdesk.tasks import tickets

SENT = datetime(2026, 5, 3, 20, 0, tzinfo=UTC)


def test_what_came_in_is_searched_once_and_nothing_of_it_is_said(helpdesk: Run, desk: Desk) -> None:
    """Clause: D9, B6: how much was found, and not a word of what."""
    text = "Mijn bsn is 999912343 en het wachtwoord is Zomer2026!"
    mail = Incoming("email", "anna@example.nl", "Vraag", text, SENT)
    received = desk.do(lambda work: tickets.receive(work, mail))
    done = helpdesk("scan")
    assert (done.code, done.out.strip()) == (0, "1 message searched, 2 findings.")
    assert helpdesk("scan").out.strip() == "Every message had been searched already."
    assert helpdesk("scan", "--json").data == {"messages": 0, "findings": 0, "changed": 0}
    assert desk.do(lambda work: work.tickets.one(received.ticket.id)).findings == 2


def test_a_role_without_tickets_searches_none(helpdesk: Run, reader: str) -> None:
    """Clause: B1."""
    done = helpdesk("scan")
    assert done.code != 0
    assert "scan" not in done.out
