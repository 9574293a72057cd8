"""Rights requests, from receipt to closing; `helpdesk.tasks.rights` carries them out. Clause: R1–R7, C2.

Nothing is carried out before it is known who is asking (`helpdesk.tasks.identity`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from helpdesk.domain.complaints import Complaint, ComplaintState, NewComplaint
from helpdesk.domain.contact import clean
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.messages import choose, msg
from helpdesk.domain.requests import (
    CodeOut,
    IdentityWay,
    NewRequest,
    Request,
    RequestState,
    RequestView,
    Result,
)
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job
from helpdesk.tasks import complaints
from helpdesk.tasks.typed import typed

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def register(work: UnitOfWork, new: NewRequest) -> Request:
    """Register a request. Its clock runs from receipt, not from today; an open one for the same is linked.

    Everybody may ask, also without a file. Errors: `Invalid` with every fault at once, `NotFound` for a customer that
    is not there, or no longer, `Refused`. Clause: R1–R6; GDPR art. 12, 15(1).
    """
    work.require(Job.REQUESTS, new.customer or None)
    if new.customer:
        _insist_on_there(work, new.customer)
    new = replace(new, person=clean(new.person), contact=clean(new.contact), words=typed(new.words))
    if faults := tuple(_faults(work, new)):
        raise Invalid(faults)
    theirs = (
        work.requests.of_customer(new.customer) if new.customer else work.strangers.open_requests(new.contact)
    )
    made = work.requests.add(new, _same(theirs, new.rights))
    for ticket in new.tickets:
        work.ticket_links.add(ticket, TicketLink.REQUEST, made.id)
    return made


def tie(work: UnitOfWork, request_id: int, version: int, customer_id: str) -> Request:
    """Say whose data a request of somebody without a file is about after all, before anything is carried out.

    Identity must be confirmed again, unless they confirmed it from a contact point that is registered for this
    customer; a second person must approve again. Errors: `Invalid` if it is known or too late, `NotFound`,
    `CaseChanged`, `Refused`. Clause: R7.
    """
    found = _open(work, request_id)
    _insist_on_there(work, customer_id)
    if not found.is_without_file:
        raise Invalid((Fault("", msg("It is already known whose data this is about.")),))
    if any(one.result is not None for one in found.rights):
        problem = msg("A right was carried out or refused already: register a request of this customer.")
        raise Invalid((Fault("", problem),))
    rights = tuple(one.right for one in found.rights)
    values: dict[str, object] = {"duplicate_of": _same(work.requests.of_customer(customer_id), rights)}
    contact = work.requests.said(found.id).contact
    if found.way in _REGISTERED and work.messages.is_registered(customer_id, contact):
        values["way"] = _REGISTERED[found.way]
    else:
        work.request_identity.forget(found.id)
        if found.state is RequestState.CONFIRMED:
            values |= {"state": RequestState.RECEIVED, "asked": None, "confirmed": None, "way": None}
            values["evidence"] = ""
    for one in found.rights:
        work.request_rights.settle(found, one.right, approved_by="")
    return work.requests.tie(found, version, customer_id, **values)


def proposed(work: UnitOfWork, request_id: int) -> CustomerRef | None:
    """The one customer with a registered contact point that somebody without a file uses. Clause: R7."""
    found = work.messages.whose(work.requests.said(work.requests.one(request_id).id).contact)
    return found[0] if len(found) == 1 else None


_REGISTERED = {IdentityWay.ANSWER: IdentityWay.MESSAGE, IdentityWay.CODE_THERE: IdentityWay.CODE}
"""How somebody without a file was confirmed, and what that counts as for a customer's registered contact point."""


def _insist_on_there(work: UnitOfWork, customer_id: str) -> None:
    work.require(Job.REQUESTS, customer_id)
    if case := work.erasing.case_of(customer_id):
        raise NotFound(
            msg("This customer was erased: nothing here can be tied to them any more."),
            todo=msg(
                "Register it by name, as from somebody without a file. The proof of {case} says what the "
                "law still requires to be kept, and until when.",
                case=case,
            ),
        )
    ref = work.customers.ref(customer_id)
    if ref.is_erased and not (ref.name or ref.company):
        raise NotFound(
            msg(
                "Of this customer only records are left that the law requires to be kept, without a name: nobody can "
                "be recognised by them any more."
            ),
            todo=msg(
                "Register it by name, as from somebody without a file. Their invoices are in the accounting software: "
                "look there, and answer from it."
            ),
        )


def _same(theirs: Sequence[Request], rights: Collection[Right]) -> str:
    """The number of the first of their open requests, newest first, for one of the same rights; `""` if none."""
    same = [
        one for one in theirs if one.state.is_open and {asked.right for asked in one.rights} & set(rights)
    ]
    return same[-1].number if same else ""


def view(work: UnitOfWork, request_id: int) -> RequestView:
    """A request with everything that was said and done, on record. Errors: `Refused` without the job, `NotFound`."""
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
        code=None if code is None else CodeOut(code.tries, code.expires),
        duplicates=work.requests.duplicates(found.number),
        erasure=work.erasing.of_case(found.number),
        turned_from=work.requests.turned_from(found.number),
        contact=said.contact,
        approvals=tuple(
            asked.right
            for asked in found.rights
            if asked.result is None
            and not asked.approved_by
            and asked.right in work.policy.requests.second_person
        ),
    )


def extend(work: UnitOfWork, request_id: int, version: int, reason: str) -> Request:
    """Extend by two months: only within the first, and only once the letter that says why is written.

    Errors: `Invalid` if either is missing, or it was extended before; `CaseChanged`, `Refused`, `NotFound`. GDPR art.
    12(3).
    """
    found = _open(work, request_id)
    today = work.today
    if found.extended:
        raise Invalid((Fault("", msg("It was extended already; that is only possible once.")),))
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
    return work.requests.change(found, version, "extended", typed(reason), extended=work.clock())


def refuse(work: UnitOfWork, request_id: int, version: int, right: Right, reason: str) -> Request:
    """Refuse one right, with the reason given to the customer. Errors: as `extend`. GDPR art. 12(4)."""
    found = _open(work, request_id)
    if not reason.strip():
        raise Invalid((Fault("reason", msg("Say why it is refused.")),))
    return settle(work, found, version, right, Result.REFUSED, typed(reason))


def withdraw(work: UnitOfWork, request_id: int, version: int, note: str = "") -> Request:
    """The customer takes back an open request. Errors: `Invalid`, `CaseChanged`, `Refused`, `NotFound`."""
    found = _open(work, request_id)
    state = RequestState.WITHDRAWN
    work.request_identity.keep_code(found.id, None)
    return work.requests.change(found, version, state, typed(note), state=state, closed=work.clock())


def assign(work: UnitOfWork, request_id: int, version: int, login: str) -> Request:
    """Give a request to a technician, or with `""` to nobody. Errors: `Invalid`, `CaseChanged`, `Refused`."""
    found = work.requests.one(request_id)
    if login and work.technicians.by_login(login) is None:
        raise Invalid((Fault("handler", msg("There is no such technician.")),))
    return work.requests.change(found, version, "assigned", login, handler=login)


def to_complaint(work: UnitOfWork, request_id: int, version: int, cause: str) -> Complaint:
    """It turned out to be a complaint: register it as one, received when the request was, in the same tickets. C1."""
    found = _open(work, request_id)
    said = work.requests.said(found.id)
    made = complaints.register(
        work,
        NewComplaint(
            found.channel,
            found.received,
            cause,
            said.words or found.number,
            customer=found.subject,
            person=found.person if found.is_without_file else "",
            contact=said.contact,
            tickets=work.ticket_links.to(TicketLink.REQUEST, found.id),
        ),
    )
    work.request_identity.keep_code(found.id, None)
    state = RequestState.WITHDRAWN
    values = {"state": state, "closed": work.clock(), "turned_into": made.number}
    work.requests.change(found, version, "turned-into", made.number, **values)
    return made


def from_complaint(work: UnitOfWork, complaint_id: int, version: int, rights: tuple[Right, ...]) -> Request:
    """Turn a complaint into a rights request, received when the complaint was.

    Errors: `Invalid` for one that is answered, or of a customer who is gone; `Refused` for whom it is about; as
    `register`, `complaints.view`. Clause: C1.
    """
    found = work.complaints.insist(complaint_id, Action.CHANGE)
    complaints.insist_on_other_eyes(work, found, "turn")
    is_open = found.state.is_open or found.version != version  # who saw another state hears of that
    if not is_open or (found.customer is None and not found.person):
        raise Invalid(
            (Fault("", msg("Only an open complaint of an existing customer can become a rights request.")),)
        )
    said = work.complaints.said(found.id)
    customer, person = (found.customer.id, "") if found.customer else ("", found.person)
    new = NewRequest(customer, found.channel, found.received, rights, said.words)
    tickets = work.ticket_links.to(TicketLink.COMPLAINT, found.id)
    made = register(work, replace(new, person=person, contact=said.contact, tickets=tickets))
    values = {"state": ComplaintState.CLOSED, "closed": work.clock(), "turned_into": made.number}
    work.complaints.change(found, version, "turned-into", made.number, **values)
    return made


def confirmed(work: UnitOfWork, request_id: int, right: Right) -> Request:
    """An open request for a right that has passed its gate. Errors: `Refused`, on record, before that. Clause: R7."""
    found = _open(work, request_id)
    asked = found.asked_for(right)
    if asked is None or asked.result is not None:
        raise Invalid((Fault("right", msg("This right is not open in this request.")),))
    if found.state is not RequestState.CONFIRMED:
        reason = msg("Nothing is carried out until it is known who is asking.")
        remedy = msg("Confirm it by a message from a registered contact point, by a code, or in person.")
        work.insist(Decision(False, "R7", reason, remedy=remedy), found.subject or None, f"right:{right}")
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
        yield Fault("rights", msg("Which right do they ask for?"))
    if new.channel not in work.policy.channels:
        yield Fault("channel", choose(work.policy.channels))
    if not new.customer and not new.person.strip():
        problem = msg(
            "Say whose data it is about: find the customer with F8, or give a name for somebody without a file."
        )
        yield Fault("person", problem)
    if not new.customer and not new.contact.strip():
        yield Fault("contact", msg("How can they be reached? The answer has to go somewhere."))
    if new.received > work.clock():
        yield Fault("received", msg("This is in the future."))
    elif new.customer and today(new.received) < work.holdings.since(new.customer):
        yield Fault("received", msg("The customer was not in the store then."))
    if bool(new.agent.strip()) != bool(new.authority.strip()):
        yield Fault("authority", msg("Say who asks for the customer, and what authorises them."))
