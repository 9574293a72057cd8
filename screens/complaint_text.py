"""A complaint as text: what was said and promised, then every step and letter. Clause: C1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk.domain.complaints import ComplaintState, ComplaintView, Step
from helpdesk.domain.display import visible
from helpdesk.domain.letters import KeptLetter
from helpdesk.i18n import _, show_moment, show_number, tell
from helpdesk.policy.model import Policy
from helpdesk.policy.step_words import TURNED, complaint_step
from screens.case_words import say_sent
from screens.complaint_words import say_promise, say_rules, say_who
from screens.customer_words import say_channel
from screens.ticket_text import paragraphs_of
from screens.widgets.timeline import Entry, Line, Piece, marked

Linked = str | int | KeptLetter
"""What the cursor can open: a ticket or rights request by number, a remote session by id, a letter."""


@dataclass(frozen=True, slots=True)
class Part:
    """An entry of the timeline, and what its marked places are."""

    entry: Entry
    places: tuple[Linked, ...] = ()


def parts(
    policy: Policy, view: ComplaintView, letters: Sequence[KeptLetter], now: datetime
) -> tuple[Part, ...]:
    """What was said, what is promised, what it is linked to; then steps and letters by time."""
    cases = [*view.tickets, *filter(None, (view.turned_from,))]
    linked: list[Linked] = [*cases, *view.sessions]
    first = [Part(_said(policy, view)), Part(_promised(policy, view, now))]
    if linked:
        names = [*cases, *(_("session {id}").format(id=show_number(one)) for one in view.sessions)]
        entry = Entry(-3, (Piece(_("Linked to"), "head"),), (marked(names),), len(names))
        first.append(Part(entry, tuple(linked)))
    answered = _last(view.steps, ComplaintState.ANSWERED)
    timed = [
        (step.at, Part(_turned(place, step), (step.note,)))
        if step.what == TURNED
        else (step.at, Part(_step(view, place, step, answered=place == answered)))
        for place, step in enumerate(view.steps)
    ]
    timed += [(one.at, Part(_letter(policy, one), (one,))) for one in letters]
    return (*first, *(part for _at, part in sorted(timed, key=lambda timed: timed[0])))


def _said(policy: Policy, view: ComplaintView) -> Entry:
    complaint = view.complaint
    head = (
        Piece(f"{show_moment(complaint.received)} · {say_who(complaint)}", "head"),
        Piece(f" · {say_channel(policy, complaint.channel)}", "quiet"),
    )
    body = list(paragraphs_of(view.words))
    if view.wish:
        body += [(Piece(_("What they want:"), "quiet"),), *paragraphs_of(view.wish)]
    if view.contact:
        body.append(
            (Piece(_("Can be reached by: {contact}").format(contact=visible(view.contact)), "quiet"),)
        )
    return Entry(-1, head, tuple(body))


def _promised(policy: Policy, view: ComplaintView, now: datetime) -> Entry:
    complaint = view.complaint
    acknowledge, answer = say_promise(policy, complaint, now)
    lines = (
        (Piece(acknowledge),),
        (Piece(say_rules(complaint.acknowledge_by), "quiet"),),
        (Piece(answer),),
        (Piece(say_rules(complaint.answer_by), "quiet"),),
    )
    return Entry(-2, (Piece(_("Promised"), "head"),), lines)


def _step(view: ComplaintView, place: int, step: Step, *, answered: bool) -> Entry:
    body: list[Line] = []
    if step.what in ("assigned", "about") and not step.note:
        body.append((Piece(_("nobody")),))
    body += paragraphs_of(step.note)
    if answered:
        body += _answer(view)
    return Entry(place, _step_head(step), tuple(body))


def _turned(place: int, step: Step) -> Entry:
    return Entry(place, _step_head(step), (marked([step.note]),), 1)


def _step_head(step: Step) -> Line:
    return (
        Piece(
            f"{show_moment(step.at)} · {tell(complaint_step(step.what))} · {visible(step.by_name)}", "head"
        ),
    )


def _answer(view: ComplaintView) -> Iterator[Line]:
    if view.complaint.outcome is not None:
        yield (Piece(_("Outcome: {outcome}").format(outcome=tell(view.complaint.outcome.words))),)
    yield from paragraphs_of(view.answer)
    for label, said in ((_("Measure:"), view.measure), (_("Lesson:"), view.lesson)):
        if said:
            yield (Piece(f"{label} {visible(said)}", "quiet"),)


def _letter(policy: Policy, kept: KeptLetter) -> Entry:
    said = _("letter: {kind}").format(kind=tell(kept.letter.kind.words))
    head = (
        Piece(f"{show_moment(kept.at)} · {said}", "head"),
        Piece(f" · {say_sent(policy, kept)}", "quiet"),
    )
    return Entry(1_000_000 + kept.id, head, (marked([kept.letter.number]),), 1)


def _last(steps: Sequence[Step], what: str) -> int:
    """The index of the last step of a kind; -1 if there is none."""
    return max((place for place, step in enumerate(steps) if step.what == what), default=-1)
