"""The facts of a case for its letters: from complaints, rights requests and disclosures to named facts.

Pure functions; the result goes into `helpdesk.documents.letter.compose`. Clause: G8, C1, C2, R1–R7.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from helpdesk.documents.letter import Facts
from helpdesk.domain.calendar import add
from helpdesk.domain.collection_costs import collection_costs
from helpdesk.domain.complaints import Answer, Complaint
from helpdesk.domain.customer import Invoice
from helpdesk.domain.disclosures import Disclosure
from helpdesk.domain.ladder import SETTLED, State, Where, believed_paid, received_on
from helpdesk.domain.ladder_steps import CASE, Event, Step, StepKind
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.requests import Effect, Fate, Request, Result
from helpdesk.domain.rights import Right
from helpdesk.policy.ladder_words import MEASURES
from helpdesk.policy.model import Policy, Text
from helpdesk.policy.words import RIGHTS


def complaint_received(policy: Policy, complaint: Complaint) -> Facts:
    """For an acknowledgement: when we promise to answer. Clause: C1."""
    return {**_of_complaint(policy, complaint), "until": complaint.answer_by.day}


def complaint_answered(policy: Policy, complaint: Complaint, answer: Answer) -> Facts:
    """For an answer to a complaint. Clause: C1, C2."""
    return {
        **_of_complaint(policy, complaint),
        "outcome": answer.outcome.words,
        "answer": answer.text,
        "measure": _whole_sentence(answer.measure),
    }


def _whole_sentence(text: str) -> str:
    """A typed line, with the full stop that nobody types there."""
    return f"{text}." if text and text[-1].isalnum() else text


def request_received(policy: Policy, request: Request) -> Facts:
    """For an acknowledgement of a request."""
    return {**_of_request(policy, request), "until": request.clock.due.day}


def identity_asked(policy: Policy, request: Request, closes: date | None = None) -> Facts:
    """For the question who is asking; `closes` is when the request closes automatically. Clause: R7."""
    return {**_of_request(policy, request), "until": closes}


def extension(policy: Policy, request: Request, was: date, until: date, reason: str) -> Facts:
    """For an extension from the day it `was` to `until`. GDPR art. 12(3)."""
    return {**_of_request(policy, request), "was": was, "until": until, "reason": reason}


def refusal(policy: Policy, request: Request, rights: Iterable[Right] = (), reason: str = "") -> Facts:
    """For a refusal of some rights, or of those refused already, with their reasons. Clause: C2."""
    refused = [one for one in request.rights if one.result is Result.REFUSED]
    chosen = tuple(rights) or tuple(one.right for one in refused)
    why = reason or "\n\n".join(dict.fromkeys(one.reason for one in refused if one.right in chosen))
    return {**_of_request(policy, request, chosen), "reason": why}


def fulfilled(
    policy: Policy,
    request: Request,
    rights: Iterable[Right],
    result: str,
    effects: Iterable[Effect] = (),
    changes: tuple[object, ...] = (),
) -> Facts:
    """For rights that were carried out, with old and new values of corrections (`changes`).

    What `effects` says is held is named, with until when and why. Clause: R1–R6.
    """
    held = tuple(_held(one) for one in effects if one.fate is Fate.HELD)
    return {**_of_request(policy, request, rights), "result": result, "changes": changes, "held": held}


def nothing_held(
    policy: Policy, request: Request, rights: Iterable[Right], contact: str, until: date
) -> Facts:
    """For somebody about whom nothing is held but this request, which is removed on `until`. GDPR art. 15(1)."""
    return {**_of_request(policy, request, rights), "about": contact, "until": until}


def restriction_lifted(case: str, since: date, until: date, reason: str) -> Facts:
    """For a restriction that will be lifted from `until` on. Clause: R5; GDPR art. 18(3)."""
    return {"case": case, "since": since, "until": until, "reason": reason}


def notice(
    policy: Policy,
    request: Request,
    disclosure: Disclosure,
    about: str,
    changes: tuple[object, ...],
    rights: Iterable[Right] = (),
) -> Facts:
    """For a notice to a recipient: what they got, about whom, and what changed since. Clause: R2; GDPR art. 19."""
    return {
        **_of_request(policy, request, rights),
        "about": f"{about} ({disclosure.reference})" if disclosure.reference else about,
        "shared": _day(policy, disclosure.at),
        "changes": changes,
    }


def unconfirmed(policy: Policy, request: Request) -> Facts:
    """For a request that closes because nobody confirmed who was asking. Clause: R7."""
    return {**_of_request(policy, request), "asked": _day(policy, request.asked)}


def reminder(policy: Policy, invoice: Invoice, following: Step | None, today: date) -> Facts:
    """For a reminder that goes out today; `following` is the next step of the ladder.

    If a person decides on that, it tells the customer what it is, and until when they can give their view; before a
    collection agency also what that would cost them. Clause: A1; GDPR art. 22(3).
    """
    facts: dict[str, object] = {
        **_of_invoice(invoice),
        "issued": invoice.issued,
        "due": invoice.due,
        "open": invoice.open if invoice.open != invoice.amount else None,
    }
    if following is None or following.view is None:
        return facts
    facts["then"] = MEASURES[following.kind]
    facts["until"] = add(following.view, received_on(today, policy.working_days))
    if following.kind is StepKind.COLLECTION:
        facts["costs"] = collection_costs(invoice.open)
    return facts


def invoice_wrong(
    invoice: Invoice, told: Event, today: date, right: Invoice | None, agency: Text | None, *, case: Invoice
) -> Facts:
    """For telling a customer that an invoice was noted wrongly about which they had a letter (`told`).

    `right` is what applies instead, `None` if they owe nothing; `agency` is who else is told, `case` the invoice that
    the letter is kept with. GDPR art. 16, 19.
    """
    return {
        **_of_invoice(invoice),
        "case": f"{CASE}{case.id}",
        "told": told.went_out,
        "withdrawn": today if right is None else None,
        "changes": _changes(invoice, right) if right is not None else (),
        "agency": agency,
    }


def agency(
    policy: Policy, invoice: Invoice, stands: Where, shared: Disclosure, about: str, right: Invoice | None
) -> Facts:
    """For telling a collection agency what changed about an invoice it has; `right` is what applies instead.

    `about` identifies the customer to it. Clause: A1; GDPR art. 19.
    """
    is_open = stands.state not in SETTLED
    return {
        **_of_invoice(invoice),
        "about": about,
        "shared": _day(policy, shared.at),
        "paid": stands.paid if stands.state is State.PAID else None,
        "unpaid": believed_paid(invoice.events) if is_open else None,
        "stopped": stands.stopped.until if stands.stopped is not None else None,
        "open": invoice.open if is_open and invoice.open != invoice.amount else None,
        "withdrawn": stands.withdrawn,
        "changes": _changes(invoice, right) if right is not None else (),
    }


def _of_invoice(invoice: Invoice) -> dict[str, object]:
    return {"case": f"{CASE}{invoice.id}", "invoice": invoice.number, "amount": invoice.amount}


def _changes(old: Invoice, new: Invoice) -> tuple[Message, ...]:
    """Old and new values of what an invoice says."""
    told: tuple[tuple[Message, object, object], ...] = (
        (msg("Number"), old.number, new.number),
        (msg("Issued on"), old.issued, new.issued),
        (msg("To be paid by"), old.due, new.due),
        (msg("Amount"), old.amount, new.amount),
    )
    return tuple(
        msg("{what}: {old} → {new}", what=what, old=was, new=now) for what, was, now in told if was != now
    )


def _of_complaint(policy: Policy, complaint: Complaint) -> dict[str, object]:
    cause = policy.complaints.causes.get(complaint.cause)
    return {
        "case": complaint.number,
        "received": _day(policy, complaint.received),
        "about": cause.name if cause else "",
    }


def _of_request(policy: Policy, request: Request, rights: Iterable[Right] = ()) -> dict[str, object]:
    named = tuple(rights) or tuple(one.right for one in request.rights)
    return {
        "case": request.number,
        "received": _day(policy, request.received),
        "rights": tuple(RIGHTS[right] for right in named),
    }


def _held(effect: Effect) -> Message:
    return msg("{what} ({records}): {said}", what=effect.what, records=effect.records, said=effect.said)


def _day(policy: Policy, moment: datetime | None) -> date | None:
    return policy.today(moment) if moment else None
