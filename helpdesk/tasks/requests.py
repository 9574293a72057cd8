"""Rights requests, from receipt to closing; `helpdesk.tasks.rights` carries them out. Clause: R1–R7, C2.

Nothing is carried out before it is known who is asking (`helpdesk.tasks.identity`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpdesk.domain.complaints import Complaint, ComplaintState, NewComplaint
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.messages import msg
from helpdesk.domain.requests import NewRequest, Request, RequestState, RequestView, Result
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job
from helpdesk.tasks import complaints

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def register(work: UnitOfWork, new: NewRequest) -> Request:
    """Take a request down. Its clock runs from receipt, not from today; one for the same that is open is linked.

    Errors: `Invalid` with every fault at once, `NotFound` for a customer that is not there (any more), `Refused`.
    Clause: R1–R6; GDPR art. 12.
    """
    work.require(Job.REQUESTS, new.customer or None)
    if case := work.erasing.case_of(new.customer):
        raise NotFound(
            msg("This customer was erased: nothing here can be tied to them any more."),
            todo=msg(
                "Tell them so. What the law still holds, and until when, says the proof of {case}.", case=case
            ),
        )
    work.customers.ref(new.customer)
    if faults := tuple(_faults(work, new)):
        raise Invalid(faults)
    same = [
        one
        for one in work.requests.of_customer(new.customer)
        if one.state.is_open and {asked.right for asked in one.rights} & set(new.rights)
    ]
    made = work.requests.add(new, same[-1].number if same else "")
    for ticket in new.tickets:
        work.ticket_links.add(ticket, TicketLink.REQUEST, made.id)
    return made


def view(work: UnitOfWork, request_id: int) -> RequestView:
    """A request with all that was said and done, on record. Errors: `Refused` without the job, `NotFound`."""
    found = work.requests.one(request_id)
    work.requests.record_read(found)
    said = work.requests.said(found.id)
    code = work.request_identity.code(found.id)
    return RequestView(
        request=found,
        words=said.words,
        agent=said.agent,
        authority=said.authority,
        steps=work.requests.steps(found.id),
        pauses=work.request_clocks.pauses(found.id),
        tickets=work.requests.tickets(found.id),
        corrections=work.request_rights.corrections(found.id),
        known_by=work.request_identity.known_by(found.id),
        code_tries=code.tries if code is not None and code.expires > work.clock() else None,
        duplicates=work.requests.duplicates(found.number),
        erasure=work.erasing.of_case(found.number),
        turned_from=work.requests.turned_from(found.number),
        approvals=tuple(
            asked.right
            for asked in found.rights
            if asked.result is None
            and not asked.approved_by
            and asked.right in work.policy.requests.second_person
        ),
    )


def extend(work: UnitOfWork, request_id: int, version: int, reason: str) -> Request:
    """Take two further months: only within the first, and only once the letter that says why is written.

    Errors: `Invalid` where either is missing, or it was extended before; `CaseChanged`, `Refused`, `NotFound`.
    GDPR art. 12(3).
    """
    found = _open(work, request_id)
    today = work.policy.today(work.clock())
    if found.extended:
        raise Invalid((Fault("", msg("It was extended already; that can be done once.")),))
    if found.clock.first_month.is_late(today):
        day = found.clock.first_month.day
        raise Invalid(
            (Fault("", msg("It is too late for that: the first month was over on {day}.", day=day)),)
        )
    if not reason.strip():
        raise Invalid((Fault("reason", msg("Say why it takes longer.")),))
    if not work.letters.has(found.number, LetterKind.EXTENSION):
        problem = msg("First write the letter that tells the customer why it takes longer.")
        raise Invalid((Fault("letter", problem),))
    return work.requests.change(found, version, "extended", reason, extended=work.clock())


def refuse(work: UnitOfWork, request_id: int, version: int, right: Right, reason: str) -> Request:
    """Refuse one right, with the reason that the customer is told. Errors: as `extend`. GDPR art. 12(4)."""
    found = _open(work, request_id)
    if not reason.strip():
        raise Invalid((Fault("reason", msg("Say why it is refused.")),))
    return settle(work, found, version, right, Result.REFUSED, reason)


def withdraw(work: UnitOfWork, request_id: int, version: int, note: str = "") -> Request:
    """The customer takes an open request back. Errors: `Invalid`, `CaseChanged`, `Refused`, `NotFound`."""
    found = _open(work, request_id)
    state = RequestState.WITHDRAWN
    work.request_identity.keep_code(found.id, None)
    return work.requests.change(found, version, state, note, state=state, closed=work.clock())


def assign(work: UnitOfWork, request_id: int, version: int, login: str) -> Request:
    """Give a request to a technician, or with `""` to nobody. Errors: `Invalid`, `CaseChanged`, `Refused`."""
    found = work.requests.one(request_id)
    if login and work.technicians.by_login(login) is None:
        raise Invalid((Fault("handler", msg("There is no such technician.")),))
    return work.requests.change(found, version, "assigned", login, handler=login)


def to_complaint(work: UnitOfWork, request_id: int, version: int, cause: str) -> Complaint:
    """It turned out to be a complaint: register it as one, received when the request was. Clause: C1."""
    found = _open(work, request_id)
    said = work.requests.said(found.id)
    made = complaints.register(
        work,
        NewComplaint(
            found.channel, found.received, cause, said.words or found.number, customer=found.subject
        ),
    )
    state = RequestState.WITHDRAWN
    values = {"state": state, "closed": work.clock(), "turned_into": made.number}
    work.requests.change(found, version, "turned-into", made.number, **values)
    return made


def from_complaint(work: UnitOfWork, complaint_id: int, version: int, rights: tuple[Right, ...]) -> Request:
    """A complaint turned out to be a rights request: register it as one, received when the complaint was.

    Errors: `Invalid` for somebody without a file, whose identity nothing can confirm; as `complaints.view`. Clause: C1.
    """
    found = work.complaints.insist(complaint_id, Action.CHANGE)
    if found.customer is None or found.turned_into:
        raise Invalid((Fault("", msg("Only an open complaint of a customer with a file can be turned.")),))
    said = work.complaints.said(found.id)
    made = register(work, NewRequest(found.customer.id, found.channel, found.received, rights, said.words))
    values = {"state": ComplaintState.CLOSED, "closed": work.clock(), "turned_into": made.number}
    work.complaints.change(found, version, "turned-into", made.number, **values)
    return made


def confirmed(work: UnitOfWork, request_id: int, right: Right) -> Request:
    """An open request for a right whose gate has been passed. Errors: `Refused`, on record, before that. Clause: R7."""
    found = _open(work, request_id)
    asked = found.asked_for(right)
    if asked is None or asked.result is not None:
        raise Invalid((Fault("right", msg("This right is not open in this request.")),))
    if found.state is not RequestState.CONFIRMED:
        reason = msg("Nothing is carried out before it is known who is asking.")
        remedy = msg("Confirm it by a message from a registered contact point, a code, or in person.")
        work.insist(Decision(False, "R7", reason, remedy=remedy), found.subject, f"right:{right}")
    return found


def settle(
    work: UnitOfWork, found: Request, version: int, right: Right, result: Result, reason: str = ""
) -> Request:
    """Write what became of a right; with the last one the request is done."""
    asked = found.asked_for(right)
    if asked is None or asked.result is not None:
        raise Invalid((Fault("right", msg("This right is not open in this request.")),))
    work.request_rights.settle(
        found, right, result=result, at=work.clock(), by=work.technician.login, reason=reason
    )
    is_last = all(one.result is not None for one in found.rights if one.right is not right)
    values = {"state": RequestState.DONE, "closed": work.clock()} if is_last else {}
    return work.requests.change(found, version, f"{right}:{result}", reason, **values)


def _open(work: UnitOfWork, request_id: int) -> Request:
    found = work.requests.one(request_id)
    if not found.state.is_open:
        raise Invalid((Fault("", msg("This request is {state}.", state=found.state.words)),))
    return found


def _faults(work: UnitOfWork, new: NewRequest) -> Iterator[Fault]:
    today = work.policy.today
    if not new.rights:
        yield Fault("rights", msg("Which right is asked for?"))
    if new.channel not in work.policy.channels:
        yield Fault("channel", msg("The policy knows no channel “{id}”.", id=new.channel))
    if new.received > work.clock():
        yield Fault("received", msg("This is in the future."))
    elif today(new.received) < work.holdings.since(new.customer):
        yield Fault("received", msg("The customer was not in the store then."))
    if bool(new.agent.strip()) != bool(new.authority.strip()):
        yield Fault("authority", msg("Say who asks for the customer, and what allows them to."))
