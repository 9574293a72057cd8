"""What needs doing, nearest deadline first. A register adds its duties by one line in `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.calendar import add, end_of
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.deadlines import left
from helpdesk.domain.glance import Some
from helpdesk.domain.letters import KeptLetter, LetterKind
from helpdesk.domain.mail import cause
from helpdesk.domain.messages import Message, msg, msgn
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import Ended, Session
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TicketFilter, TicketState, Which
from helpdesk.domain.unsolicited import Item, kind_words
from helpdesk.policy.guard import may
from helpdesk.policy.model import Job
from helpdesk.tasks import measures, proofs, retention
from helpdesk.tasks.periods import ended_before

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


MOST_ITEMS = 50
"""How many items of unsolicited data are shown at once; those that are due first."""

MOST_CASES = 50
"""How many open cases of a kind Today shows."""

ON_ITS_WAY = timedelta(minutes=5)
"""How long a reply may wait or be on its way before anybody is to look."""

MOST_LETTERS = 50
"""How many letters that have yet to go out Today knows of; the oldest."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `due` is `None` where only age counts; `leads_to` names what Enter opens.

    `leads_to` is `customer`, `import`, `draft`, `session`, `ticket`, `tickets`, `unsolicited`, `complaint`, `request`,
    `disclosure`, `measures` or `retention`; `key` is what that needs (the id of an import, a session, a ticket, an
    item, a case or a measure, a form, which tickets); `part` tells duties of one case apart that are told in the same
    words; `person` is what somebody without a file is called.
    """

    due: datetime | None
    what: Message
    leads_to: str
    customer: CustomerRef | None = None
    key: str = ""
    part: str = ""
    person: str = ""

    @property
    def known_by(self) -> tuple[str, ...]:
        """What it keeps when the duties are read again, whatever became of its days and counts."""
        subject = self.customer.id if self.customer is not None else ""
        return self.leads_to, self.key, subject, self.what.id, self.part


def today(work: UnitOfWork) -> tuple[Duty, ...]:
    """All duties of this technician, nearest deadline first, those without one last."""
    now = work.clock()
    until = add(work.policy.limits.consent_warning, now)
    asked = [some for some, _ in SOURCES if some is not None]
    past = ended_before(work, work.policy.retention_of(proofs.PROOFS))
    there = work.glance.there_is(*asked, now=now, until=until, proofs=past)
    duties = [duty for some, source in SOURCES if some is None or some in there for duty in source(work)]
    return tuple(sorted(duties, key=lambda duty: (duty.due is None, duty.due or now)))


def settle_import(work: UnitOfWork, run: int, folder: Path) -> None:
    """The rejected rows of an import have been dealt with; their file goes, if it is in this folder of ours."""
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
    "request": msg("Not saved yet: in a rights request"),
    "disclosure": msg("Not saved yet: a disclosure"),
    "session": msg("Not saved yet: the note of a session"),
}
"""What was typed and not saved, by the name of the draft or by what that begins with."""

_A_CHANGE, _SOMETHING = msg("Not saved yet: a change"), msg("Not saved yet: what you typed")
_RESTRICTED = msg("Kept while restricted: a draft")


def _drafts_left(work: UnitOfWork) -> Iterator[Duty]:
    for form, since in work.drafts.forms():
        customer = _drafted(work, form)
        if since is None:
            yield Duty(None, _RESTRICTED, "draft", customer, key=form)
            continue
        typed = _TYPED.get(form) or _TYPED.get(form.partition(":")[0])
        yield Duty(since, typed or (_A_CHANGE if customer else _SOMETHING), "draft", customer, key=form)


def _drafted(work: UnitOfWork, form: str) -> CustomerRef | None:
    """Whom a draft is about, as far as that is a customer who is there."""
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
    """This technician's tickets that are due within a day, were due, or wait for their customer too long."""
    if not may(work.policy, work.technician.role, Job.TICKETS):
        return
    now = work.clock()
    waiting = work.policy.tickets.waiting
    for ticket in work.tickets.listed(TicketFilter(Which.MINE, by_target=True)):
        key, due = str(ticket.id), ticket.target
        if ticket.state is TicketState.WAITING:
            if add(waiting, ticket.changed) <= now:
                what = msg("Ticket {number} has been waiting for the customer for long", number=ticket.number)
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
    if not may(work.policy, work.technician.role, Job.TICKETS):
        return
    count, due = work.tickets.unowned()
    if count:
        what = msgn("{count} ticket is nobody's yet", "{count} tickets are nobody's yet", count)
        yield Duty(due, what, "tickets", key=Which.UNOWNED)


def _replies_not_gone_out(work: UnitOfWork) -> Iterator[Duty]:
    """Replies for which a customer still waits, though whoever wrote them may think that they went. Clause: G3."""
    if not may(work.policy, work.technician.role, Job.TICKETS):
        return
    tickets: set[int] = set()
    for message in work.messages.not_gone_out(work.clock() - ON_ITS_WAY, MOST_CASES):
        ticket = work.tickets.one(message.ticket)
        if ticket.id in tickets or not work.tickets.may_be_written_to(ticket):
            continue
        tickets.add(ticket.id)
        why = cause(message.delivery_detail)
        what = (
            msg("Look whether the reply in {number} was sent", number=ticket.number)
            if why is not None and why.maybe_arrived
            else msg("The reply in {number} was not sent", number=ticket.number)
        )
        yield Duty(message.at, what, "ticket", ticket.customer, str(ticket.id))


def _past_retention(work: UnitOfWork) -> Iterator[Duty]:
    if not may(work.policy, work.technician.role, Job.RETENTION):
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
    """What nobody asked for and somebody must decide on, look for elsewhere, or try again. Clause: D9."""
    if not may(work.policy, work.technician.role, Job.UNSOLICITED):
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
    if may(work.policy, work.technician.role, Job.RETENTION) and (count := proofs.past(work)):
        what = msgn(
            "Proof of {count} removal is past its retention period",
            "Proof of {count} removals is past its retention period",
            count,
        )
        yield Duty(work.clock(), what, "retention")


def _complaints_open(work: UnitOfWork) -> Iterator[Duty]:
    if not may(work.policy, work.technician.role, Job.COMPLAINTS):
        return
    today = work.policy.today(work.clock())
    for one in work.complaints.due(MOST_CASES):
        days = left(one.day, today)
        what = (
            msg("Complaint {number}: answer it ({left})", number=one.number, left=days)
            if one.is_acknowledged
            else msg("Complaint {number}: acknowledge it ({left})", number=one.number, left=days)
        )
        due = end_of(one.day, work.policy.company.time_zone)
        yield Duty(due, what, "complaint", one.customer, key=str(one.id), person=one.person)


def _requests_open(work: UnitOfWork) -> Iterator[Duty]:
    if not may(work.policy, work.technician.role, Job.REQUESTS):
        return
    today = work.policy.today(work.clock())
    for one in work.request_days.due(MOST_CASES):
        days = left(one.day, today)
        what = msg("Rights request {number}: answer it ({left})", number=one.number, left=days)
        due = end_of(one.day, work.policy.company.time_zone)
        yield Duty(due, what, "request", one.customer, key=str(one.id), person=one.person)


def _in_force(work: UnitOfWork) -> Iterator[Duty]:
    """Objections to be decided in the month of their request, and restrictions, which somebody has to end.

    The customer is told before a restriction is lifted. Clause: R5, R6; GDPR art. 12(3), 18(3), 21(1).
    """
    role = work.technician.role
    if not (may(work.policy, role, Job.REQUESTS) and may(work.policy, role, Job.LEGAL_CLAIM)):
        return
    found = work.standings.waiting(MOST_CASES)
    objections = [one.request for one in found if one.kind == Right.OBJECTION and one.request is not None]
    days = work.request_days.last(objections) if objections else {}
    for one in found:
        since, due = work.policy.today(one.since), None
        what = msg("Restricted since {day}: tell the customer before it is lifted", day=since)
        if one.kind == Right.OBJECTION:
            what = msg("Decide on the objection of {day}", day=since)
            day = days.get(one.request) if one.request is not None else None
            due = end_of(day, work.policy.company.time_zone) if day is not None else None
        leads_to, key = ("request", str(one.request)) if one.request is not None else ("customer", "")
        if one.request is not None or one.customer is not None:
            yield Duty(due, what, leads_to, one.customer, key, one.since.isoformat())


def _notices_to_go_out(work: UnitOfWork) -> Iterator[Duty]:
    """Notices to recipients of what was rectified, restricted or erased. GDPR art. 19."""
    if not may(work.policy, work.technician.role, Job.REQUESTS):
        return
    notices = work.letters.to_go_out()
    requests = work.requests.ids({one.case for one in notices})
    for one in notices:
        if one.case in requests:
            to = ", ".join(one.letter.to)
            what = msg("Send notice {number} to {recipient}", number=one.letter.number, recipient=to)
            due = add(work.policy.requests.notices, one.at)
            yield Duty(due, what, "request", key=str(requests[one.case]), part=one.letter.number)


def _letters_to_send(work: UnitOfWork) -> Iterator[Duty]:
    """Letters that were written and did not go out, by case; the one of an extension is due in the first month."""
    role, waiting = work.technician.role, work.letters.unsent(MOST_LETTERS)
    cases = tuple(dict.fromkeys(one.case for one in waiting))
    for job, leads_to, register in (
        (Job.REQUESTS, "request", work.requests),
        (Job.COMPLAINTS, "complaint", work.complaints),
    ):
        ids = register.ids(cases) if cases and may(work.policy, role, job) else {}
        for case in filter(ids.get, cases):
            kept = [one for one in waiting if one.case == case]
            numbers = ", ".join(one.letter.number for one in kept)
            what = msgn(
                "Send letter {numbers} of {case}",
                "Send {count} letters of {case}: {numbers}",
                len(kept),
                case=case,
                numbers=numbers,
            )
            customer = work.customers.ref(kept[0].customer) if kept[0].customer else None
            yield Duty(_letter_due(work, kept, ids[case]), what, leads_to, customer, key=str(ids[case]))


def _letter_due(work: UnitOfWork, kept: list[KeptLetter], request: int) -> datetime | None:
    """An extension counts only when its letter went out within the first month. GDPR art. 12(3)."""
    if all(one.letter.kind is not LetterKind.EXTENSION for one in kept):
        return None
    first = work.requests.one(request).clock.first_month.day
    return end_of(first, work.policy.company.time_zone)


def _erasures_pending(work: UnitOfWork) -> Iterator[Duty]:
    """Erasures of which another console still reads the old bytes; the console tries again by itself. Clause: R4."""
    if not may(work.policy, work.technician.role, Job.REQUESTS):
        return
    waiting = work.erasing.waiting()
    requests = work.requests.ids(waiting)
    for case in waiting:
        if case in requests:
            what = msg("Erased, but another console still reads the old bytes: {number}", number=case)
            yield Duty(None, what, "request", key=str(requests[case]))


def _measures_due(work: UnitOfWork) -> Iterator[Duty]:
    """Measures that are to be mended, each, and those that are to be gone over again, together. Clause: B3, B5."""
    known, zone = work.policy.measures, work.policy.company.time_zone
    if not known or not may(work.policy, work.technician.role, Job.MEASURES):
        return
    due = sorted(measures.due(work), key=lambda one: one.due)
    for one in due:
        if one.is_wanting:
            what = msg("Mend: {measure}", measure=known[one.measure].name)
            yield Duty(end_of(one.due, zone), what, "measures", key=str(one.id))
    if again := [one for one in due if one.last is not None and not one.is_wanting]:
        first = again[0]
        what = (
            msg("Go over: {measure}", measure=known[first.measure].name)
            if len(again) == 1
            else msg("{count} measures are to be gone over", count=len(again))
        )
        yield Duty(end_of(first.due, zone), what, "measures", key=str(first.id))


def _disclosures_waiting(work: UnitOfWork) -> Iterator[Duty]:
    if not may(work.policy, work.technician.role, Job.APPROVE):
        return
    for one in work.disclosures.waiting():
        if one.by != work.technician.login:
            what = msg("Disclosure {number} waits for a second person", number=one.number)
            yield Duty(one.at, what, "disclosure", one.customer, key=str(one.id))


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
    (Some.COMPLAINTS, _complaints_open),
    (Some.REQUESTS, _requests_open),
    (Some.IN_FORCE, _in_force),
    (Some.NOTICES, _notices_to_go_out),
    (Some.LETTERS, _letters_to_send),
    (Some.ERASURES_PENDING, _erasures_pending),
    (Some.DISCLOSURES, _disclosures_waiting),
    (None, _measures_due),
)
"""Where duties come from, each with the rows without which there are none; `None` where that is asked in there."""
