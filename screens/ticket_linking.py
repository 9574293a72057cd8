"""What a ticket is linked to: going there, linking, and removing a link. Clause: G3."""

from __future__ import annotations

from helpdesk.domain.tickets import LinkedTo, TicketLink, TicketView
from helpdesk.i18n import _, show_moment
from helpdesk.tasks import sessions, tickets
from helpdesk.words.sessions import say_what
from screens.complaint_opening import open_complaint_by_id
from screens.finding import tickets_by
from screens.request_opening import open_request
from screens.ticket_actions import TicketPage
from screens.ticket_facts import say_link
from screens.ticket_opening import open_ticket_number


async def link(page: TicketPage) -> None:
    """Go to what is linked, or link something."""
    from screens.dialogs.choice import Choice, Option

    options: list[Option[LinkedTo | TicketLink]] = [
        Option(one, say_link(one), _("go there, or take the link away")) for one in page.view.links
    ]
    options.append(Option(TicketLink.TICKET, _("Link a ticket")))
    if page.ticket.customer is not None:
        options.append(Option(TicketLink.SESSION, _("Link a remote session")))
    chosen = await page.app.push_screen_wait(Choice(_("Links"), options))
    if isinstance(chosen, LinkedTo):
        await _linked(page, chosen)
    elif chosen is TicketLink.TICKET:
        await _link_ticket(page)
    elif chosen is TicketLink.SESSION:
        await _link_session(page)


async def _linked(page: TicketPage, link: LinkedTo) -> None:
    from screens.dialogs.choice import Choice, Option

    options = [Option("go", _("Go there")), Option("drop", _("Take the link away"))]
    chosen = await page.app.push_screen_wait(Choice(say_link(link), options))
    if chosen == "drop":
        _shown(page, await page.in_time(lambda: page.desk.run(tickets.unlink, page.ticket.id, link.id)))
    elif chosen == "go" and link.kind is TicketLink.TICKET:
        open_ticket_number(page.app, page.desk, link.number)
    elif chosen == "go" and link.kind is TicketLink.COMPLAINT:
        open_complaint_by_id(page.app, page.desk, link.other)
    elif chosen == "go" and link.kind is TicketLink.REQUEST:
        open_request(page.app, page.desk, link.other)
    elif chosen == "go":
        from screens.dialogs.session_details import SessionDetails

        session = await page.desk.read(sessions.session, link.other)
        page.app.push_screen(SessionDetails(page.desk.policy, session))


async def _link_ticket(page: TicketPage) -> None:
    if (other := await other_ticket(page, _("Link which ticket?"))) is not None:
        await _linked_to(page, TicketLink.TICKET, other)


async def _link_session(page: TicketPage) -> None:
    from screens.dialogs.choice import Choice, Option

    ref = page.ticket.customer
    if ref is None:
        return
    found = await page.in_time(lambda: page.desk.run(sessions.of_customer, ref.id))
    if found is None:
        return
    options = [
        Option(one.id, f"{one.id}  {show_moment(one.started)}", say_what(page.desk.policy, one))
        for one in found
    ]
    said = () if options else (_("There are no sessions of this customer."),)
    session = await page.app.push_screen_wait(Choice(_("Link which session?"), options, *said))
    if session is not None:
        await _linked_to(page, TicketLink.SESSION, session)


async def _linked_to(page: TicketPage, kind: TicketLink, other: int) -> None:
    _shown(page, await page.in_time(lambda: page.desk.run(tickets.link, page.ticket.id, kind, other)))


def _shown(page: TicketPage, view: TicketView | None) -> None:
    if view is not None and page.is_here and view.ticket.id == page.ticket.id:
        page.show(view)


async def other_ticket(page: TicketPage, title: str, *said: str) -> int | None:
    """Ask for another ticket, by its id."""
    from screens.dialogs.pick_ticket import PickTicket

    other = await page.app.push_screen_wait(PickTicket(title, tickets_by(page.desk, page.ticket), *said))
    return other.id if other is not None else None
