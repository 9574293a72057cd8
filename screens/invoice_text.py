"""An invoice on its ladder as text: where it stands, then what happened. Clause: A1; GDPR art. 22(3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from helpdesk.domain.customer import Invoice, Service
from helpdesk.domain.display import capital, visible
from helpdesk.domain.ladder import State
from helpdesk.domain.ladder_steps import Event, Mark, StepKind
from helpdesk.domain.ladder_words import in_full, said
from helpdesk.domain.letters import KeptLetter
from helpdesk.i18n import _, language, show_amount, show_date, show_moment, tell
from helpdesk.policy.model import Policy
from helpdesk.tasks.letter_renewal import what_came
from helpdesk.tasks.unpaid import UnpaidView
from screens.case_words import say_sent
from screens.ticket_text import paragraphs_of
from screens.widgets.timeline import BEGIN, END, Entry, Line, Piece


@dataclass(frozen=True, slots=True)
class Part:
    """An entry of the timeline, and the letter that can be read from there, if there is one."""

    entry: Entry
    letter: KeptLetter | None = None


def parts(policy: Policy, view: UnpaidView) -> tuple[Part, ...]:
    """Where the invoice stands and what comes next; then what happened, oldest first."""
    letters = {one.letter.number: one for one in view.letters}
    went = {number: say_went(policy, view, one) for number, one in letters.items()}
    names = {one.id: say_service(policy, one) for one in view.services}
    stands = Entry(-1, (Piece(_("Where it stands"), "head"),), tuple(_stands(view)))
    events = (_happened(one, letters.get(one.letter), went, names) for one in view.owed.invoice.events)
    return (Part(stands), *events)


def say_service(policy: Policy, service: Service) -> str:
    """The name of a service: its kind, and what exactly."""
    kind = policy.service_kinds.get(service.product)
    name = kind.say(language()) if kind else service.product
    return visible(" · ".join(part for part in (name, service.detail) if part))


def say_blocked(policy: Policy, view: UnpaidView) -> list[str]:
    """The services that are blocked for an invoice, and for which other one they are blocked too."""
    too = _("{service}: stays blocked, for invoice {number}")
    names = ((one.id, say_service(policy, one)) for one in view.services if one.id in view.stands.blocked)
    others = view.elsewhere
    return [
        too.format(service=name, number=visible(others[one])) if one in others else name
        for one, name in names
    ]


def say_invoice(invoice: Invoice) -> str:
    """Its number, or that it has none."""
    return _("invoice {number}").format(number=visible(invoice.number))


def warned_of_costs(view: UnpaidView) -> tuple[str, ...]:
    """The warning that a consumer may owe nothing if it is handed over now, if so. Dutch Civil Code art. 6:96(6)."""
    if view.owed.customer.company or not view.stands.lacks_notice:
        return ()
    said = _(
        "Mind: no letter has named the collection costs and given fourteen days that are over by now, so a "
        "consumer may owe no costs (article 6:96(6) of the Dutch Civil Code). A reminder that is sent does "
        "both."
    )
    return (said,)


def _stands(view: UnpaidView) -> Iterator[Line]:
    for one in in_full(view.stands):
        yield (Piece(tell(one)),)
    if view.stands.state is State.DECIDE:
        for warning in warned_of_costs(view):
            yield (Piece(warning, "head"),)
    if view.owed.invoice.open != view.owed.invoice.amount:
        left = _("Of this, {amount} is still to be paid.").format(amount=show_amount(view.owed.invoice.open))
        yield (Piece(left),)


def _happened(
    event: Event, letter: KeptLetter | None, went: Mapping[str, str], names: Mapping[int, str]
) -> Part:
    who = visible(event.by_name) if event.by else _("automatically")
    head = (Piece(f"{show_moment(event.at)} · {capital(tell(said(event)))} · {who}", "head"),)
    body: list[Line] = list(paragraphs_of(event.note)) if event.note else []
    if event.until is not None and event.what is Mark.STOPPED:
        body.append((Piece(_("until {day}").format(day=show_date(event.until)), "quiet"),))
    if event.amount is not None:
        if event.is_unpaid_again:
            less = _("{amount} is to be paid again")
        elif event.amount < 0:
            less = _("{amount} of what was booked so is a credit note")
        else:
            less = _("{amount} less to pay")
        body.append((Piece(less.format(amount=show_amount(abs(event.amount))), "quiet"),))
    chosen = [names[one] for one in event.services if one in names]
    if chosen:
        body.append((Piece("; ".join(chosen), "quiet"),))
    if letter is not None:
        sent = Piece(f" {went[letter.letter.number]}", "quiet")
        body.append((Piece(f"{BEGIN}{letter.letter.number}{END}", "mark", 0), sent))
    elif event.letter and event.went_out is not None:
        body.append((Piece(_("went out {day}").format(day=show_date(event.went_out)), "quiet"),))
    return Part(Entry(event.id, head, tuple(body), 1 if letter is not None else 0), letter)


def say_went(policy: Policy, view: UnpaidView, letter: KeptLetter) -> str:
    """Whether a letter about an invoice went out, or why it never will."""
    came = what_came(view.owed.invoice, view.stands, letter)
    return _("does not go out any more") if came is not None else say_sent(policy, letter)


def loses(kind: StepKind) -> bool:
    """Whether a decision can't be undone."""
    return kind in (StepKind.COLLECTION, StepKind.TERMINATION)
