"""What needs doing, nearest deadline first. A register adds its duties with a line in `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.calendar import add, end_of
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.duties import Duty
from helpdesk.domain.glance import Some
from helpdesk.domain.mail import cause
from helpdesk.domain.messages import Message, msg, msgn
from helpdesk.domain.remote import Ended, Session
from helpdesk.domain.tickets import TicketFilter, TicketState, Which
from helpdesk.domain.unsolicited import Item, kind_words
from helpdesk.policy.model import Job
from helpdesk.tasks import case_duties, measures, proofs, retention, unpaid_duties
from helpdesk.tasks.periods import ended_before

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


MOST_ITEMS = 50
"""How many items of unsolicited data are shown at once; those due first."""

MOST_REPLIES = 50
"""How many unsent replies Today looks through."""

ON_ITS_WAY = timedelta(minutes=5)
"""How long a reply may wait or be on its way before somebody should look."""


def today(work: UnitOfWork) -> tuple[Duty, ...]:
    """All duties of this technician, nearest deadline first, those without one last."""
    now = work.clock()
    until = add(work.policy.limits.consent_warning, now)
    asked = [some for some, _ in SOURCES if some is not None]
    past = ended_before(work, work.policy.retention_of(proofs.PROOFS))
    day = work.policy.today(now)
    there = work.glance.there_is(*asked, now=now, until=until, proofs=past, today=day)
    duties = [duty for some, source in SOURCES if some is None or some in there for duty in source(work)]
    return tuple(sorted(duties, key=lambda duty: (duty.due is None, duty.due or now)))


def settle_import(work: UnitOfWork, run: int, folder: Path) -> None:
    """The rejected rows of an import have been dealt with; their file is removed, if it is in our own folder."""
    from helpdesk.tasks.importing.rejects import tidy

    work.imports.settle(run)
    tidy(work, folder)


def _files_left_open(work: UnitOfWork) -> Iterator[Duty]:
    now = work.clock()
    for opened in work.open_files.mine():
        what = (
            msg("File still open for {purposes}", purposes=", ".join(opened.purposes))
            if opened.expires > now
            else msg("File left open; its time is over")
        )
        yield Duty(opened.expires, what, "customer", opened.customer)


def _consents_ending(work: UnitOfWork) -> Iterator[Duty]:
    now = work.clock()
    until = add(work.policy.limits.consent_warning, now)
    for customer, purpose, end in work.consents.ending(now, until):
        name = work.policy.purposes[purpose].name if purpose in work.policy.purposes else purpose
        yield Duty(
            end, msg("Consent for {purpose} expires", purpose=name), "customer", customer, part=purpose
        )


def _rejected_rows(work: UnitOfWork) -> Iterator[Duty]:
    for run in work.imports.unsettled():
        what = msgn(
            "Import of {file}: {count} row was rejected",
            "Import of {file}: {count} rows were rejected",
            run.rejected,
            file=run.file_name,
        )
        yield Duty(None, what, "import", key=str(run.id))


_TYPED = {
    "customer:new": msg("Not saved yet: a new customer"),
    "ticket": msg("Not saved yet: in a ticket"),
    "complaint": msg("Not saved yet: in a complaint"),
    "request": msg("Not saved yet: a rights request"),
    "disclosure": msg("Not saved yet: a disclosure"),
    "breach": msg("Not saved yet: a data breach"),
    "session": msg("Not saved yet: the note of a session"),
}
"""What was typed and not saved, by the name of the draft or its prefix."""

_A_CHANGE, _SOMETHING = msg("Not saved yet: a change"), msg("Not saved yet: what you typed")
_RESTRICTED = msg("Kept during a restriction: a draft")


def _drafts_left(work: UnitOfWork) -> Iterator[Duty]:
    for form, since in work.drafts.forms():
        customer = _drafted(work, form)
        if since is None:
            yield Duty(None, _RESTRICTED, "draft", customer, key=form)
            continue
        typed = _TYPED.get(form) or _TYPED.get(form.partition(":")[0])
        yield Duty(since, typed or (_A_CHANGE if customer else _SOMETHING), "draft", customer, key=form)


def _drafted(work: UnitOfWork, form: str) -> CustomerRef | None:
    """Whom a draft is about, if that is an existing customer."""
    customer = work.drafts.about(form)
    return work.customers.ref(customer) if customer is not None else None


def _sessions_to_follow_up(work: UnitOfWork) -> Iterator[Duty]:
    for session in work.sessions.to_follow_up():
        if session.ended is None:
            continue
        yield Duty(session.ended, _left_of(session), "session", session.customer, key=str(session.id))


def _left_of(session: Session) -> Message:
    if session.follow_up:
        return msg("Left to do after a session")
    if session.how is Ended.CONSOLE_ENDED:
        return msg("A session was cut off when the console ended: say how it went")
    return msg("Say how a session went")


def _sessions_running(work: UnitOfWork) -> Iterator[Duty]:
    for session in work.sessions.running():
        yield Duty(
            session.started,
            msg("A session is still running"),
            "session",
            session.customer,
            key=str(session.id),
        )


def _my_tickets(work: UnitOfWork) -> Iterator[Duty]:
    """This technician's tickets that are overdue, due within a day, or waiting for their customer too long."""
    if not work.may(Job.TICKETS):
        return
    now = work.clock()
    waiting = work.policy.tickets.waiting
    for ticket in work.tickets.listed(TicketFilter(Which.MINE, by_target=True)):
        key, due = str(ticket.id), ticket.target
        if ticket.state is TicketState.WAITING:
            if add(waiting, ticket.changed) <= now:
                what = msg(
                    "Ticket {number} has been waiting for the customer for a long time", number=ticket.number
                )
                yield Duty(add(waiting, ticket.changed), what, "ticket", ticket.customer, key)
        elif due is not None and due <= now:
            yield Duty(
                due, msg("Ticket {number} is overdue", number=ticket.number), "ticket", ticket.customer, key
            )
        elif due is not None and due <= now + timedelta(days=1):
            yield Duty(
                due, msg("Ticket {number} is due", number=ticket.number), "ticket", ticket.customer, key
            )


def _nobodys_tickets(work: UnitOfWork) -> Iterator[Duty]:
    if not work.may(Job.TICKETS):
        return
    count, due = work.tickets.unowned()
    if count:
        what = msgn("{count} ticket is nobody's yet", "{count} tickets are nobody's yet", count)
        yield Duty(due, what, "tickets", key=Which.UNOWNED)


def _replies_not_gone_out(work: UnitOfWork) -> Iterator[Duty]:
    """Replies that customers are still waiting for, although whoever wrote them may think that they went out.

    Clause: G3.
    """
    if not work.may(Job.TICKETS):
        return
    tickets: set[int] = set()
    for message in work.messages.not_gone_out(work.clock() - ON_ITS_WAY, MOST_REPLIES):
        ticket = work.tickets.one(message.ticket)
        if ticket.id in tickets or not work.tickets.may_be_written_to(ticket):
            continue
        tickets.add(ticket.id)
        why = cause(message.delivery_detail)
        what = (
            msg("Check whether the reply in {number} was sent", number=ticket.number)
            if why is not None and why.maybe_arrived
            else msg("The reply in {number} was not sent", number=ticket.number)
        )
        yield Duty(message.at, what, "ticket", ticket.customer, str(ticket.id))


def _past_retention(work: UnitOfWork) -> Iterator[Duty]:
    if not work.may(Job.RETENTION):
        return
    customers, is_of_others = retention.count_expired(work)
    if not customers and not is_of_others:
        return
    what = msgn(
        "Data of {count} customer is past its retention period",
        "Data of {count} customers is past its retention period",
        customers,
    )
    of_others = msg("Data without a file is past its retention period")
    yield Duty(work.clock(), what if customers else of_others, "retention")


def _unsolicited(work: UnitOfWork) -> Iterator[Duty]:
    """Unsolicited data that somebody must decide on, look for elsewhere, or try again. Clause: D9."""
    if not work.may(Job.UNSOLICITED):
        return
    for item in work.unsolicited.waiting(MOST_ITEMS):
        what = _left_of_item(item, work.clock())
        due = None if item.is_pending else item.next_try or item.due
        yield Duty(due, what, "unsolicited", item.customer, key=str(item.id))


def _left_of_item(item: Item, now: datetime) -> Message:
    kind = kind_words(item.kinds[0])
    if item.is_pending:
        return msg("{kind}: removed, but another console still reads the old bytes", kind=kind)
    if item.next_try is not None:
        return msg("{kind}: try again to remove it; nobody asked for it", kind=kind)
    if item.outcome is not None:
        return msg("{kind}: look for copies of what was sent unasked", kind=kind)
    if item.due < now:
        return msg("{kind}: should have been dealt with; nobody asked for it", kind=kind)
    return msg("{kind}: to be dealt with; nobody asked for it", kind=kind)


def _past_proofs(work: UnitOfWork) -> Iterator[Duty]:
    if work.may(Job.RETENTION) and (count := proofs.past(work)):
        what = msgn(
            "Proof of {count} removal is past its retention period",
            "Proof of {count} removals is past its retention period",
            count,
        )
        yield Duty(work.clock(), what, "retention")


def _measures_due(work: UnitOfWork) -> Iterator[Duty]:
    """Measures to fix, one by one, and those to review, together. Clause: B3, B5."""
    known, zone = work.policy.measures, work.policy.company.time_zone
    if not known or not work.may(Job.MEASURES):
        return
    due = sorted(measures.due(work), key=lambda one: one.due)
    for one in due:
        if one.is_wanting:
            what = msg("Fix: {measure}", measure=known[one.measure].name)
            yield Duty(end_of(one.due, zone), what, "measures", key=str(one.id))
    if again := [one for one in due if one.last is not None and not one.is_wanting]:
        first = again[0]
        what = (
            msg("Review: {measure}", measure=known[first.measure].name)
            if len(again) == 1
            else msg("{count} measures are to be reviewed", count=len(again))
        )
        yield Duty(end_of(first.due, zone), what, "measures", key=str(first.id))


SOURCES: tuple[tuple[Some | None, Callable[[UnitOfWork], Iterable[Duty]]], ...] = (
    (Some.OPEN_FILES, _files_left_open),
    (Some.CONSENTS_ENDING, _consents_ending),
    (Some.REJECTED_ROWS, _rejected_rows),
    (Some.DRAFTS, _drafts_left),
    (Some.SESSIONS_TO_FOLLOW_UP, _sessions_to_follow_up),
    (Some.SESSIONS_RUNNING, _sessions_running),
    (Some.TICKETS, _my_tickets),
    (Some.TICKETS_UNOWNED, _nobodys_tickets),
    (Some.MESSAGES_NOT_GONE, _replies_not_gone_out),
    (Some.ITEMS, _unsolicited),
    (None, _past_retention),
    (Some.PAST_PROOFS, _past_proofs),
    (Some.BREACHES, case_duties.breaches_open),
    (Some.COMPLAINTS, case_duties.complaints_open),
    (Some.REQUESTS, case_duties.requests_open),
    (Some.IN_FORCE, case_duties.in_force),
    (Some.NOTICES, case_duties.notices_to_go_out),
    (Some.LETTERS, case_duties.letters_to_send),
    (Some.ERASURES_PENDING, case_duties.erasures_pending),
    (Some.DISCLOSURES, case_duties.disclosures_waiting),
    (Some.UNPAID, unpaid_duties.invoices_unpaid),
    (None, _measures_due),
)
"""Where duties come from, each with the rows it depends on; `None` if it checks that itself."""
