"""Where an unpaid invoice stands: briefly for a list, and in full with why, what is next and when. Clause: A1."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from helpdesk.domain.ladder import State, Where
from helpdesk.domain.ladder_steps import MARKS, Event, Mark, StepKind
from helpdesk.domain.messages import Message, msg

_QUESTIONS: Mapping[StepKind, Message] = {
    StepKind.BLOCK: msg("to decide: block?"),
    StepKind.COLLECTION: msg("to decide: hand over?"),
    StepKind.TERMINATION: msg("to decide: end it?"),
}

_DUTIES: Mapping[StepKind, Callable[[str], Message]] = {
    StepKind.BLOCK: lambda number: msg("Invoice {number}: blocking may be decided", number=number),
    StepKind.COLLECTION: lambda number: msg("Invoice {number}: handing over may be decided", number=number),
    StepKind.TERMINATION: lambda number: msg("Invoice {number}: ending may be decided", number=number),
}


def said(event: Event) -> Message:
    """What happened, in a word or two."""
    if event.what is Mark.DECIDED:
        return msg("decided: {what}", what=event.did)
    if event.is_unpaid_again:
        return msg("noted as paid in error")
    return MARKS[event.what]


def duty(number: str, kind: StepKind) -> Message:
    """Says that somebody may decide about an invoice."""
    return _DUTIES[kind](number)


def briefly(found: Where) -> Message:
    """Where it stands, in a few words."""
    match found.state:
        case State.WITHDRAWN if found.blocked:
            return msg("noted in error; still blocked")
        case State.WITHDRAWN:
            return msg("noted in error")
        case State.PAID if found.blocked:
            return msg("paid {day}; still blocked", day=found.paid)
        case State.PAID if found.credited:
            return msg("credited {day}", day=found.paid)
        case State.PAID:
            return msg("paid {day}", day=found.paid)
        case State.GOES:
            return msg("a reminder goes out now")
        case State.UNASKED if found.last is not None and found.last.counts_from is None:
            return msg("reminder not sent")
        case State.UNASKED:
            return msg("view not asked")
        case State.ASKED if found.on is not None:
            return msg("view asked until {day}", day=found.on - timedelta(days=1))
        case State.DECIDE if found.next is not None:
            return _QUESTIONS[found.next.kind]
        case State.STOPPED if found.stopped is not None:
            return msg("stopped until {day}", day=found.stopped.until)
    return _reached(found)


def _reached(found: Where) -> Message:
    if found.last is None:
        late = msg("overdue since {day}", day=found.due)
        return late if found.overdue else msg("open, due {day}", day=found.due)
    day = found.last.went_out or found.last.day
    if found.last.what is Mark.REMINDED:
        return msg("reminded {day}", day=day)
    done = {
        StepKind.BLOCK: msg("blocked {day}", day=day),
        StepKind.COLLECTION: msg("handed over {day}", day=day),
    }
    return done.get(found.last.kind or StepKind.TERMINATION) or msg("services ended {day}", day=day)


def in_full(found: Where) -> tuple[Message, ...]:
    """Where it stands, why, what comes next and when: a sentence each."""
    return (*_why(found), *_next(found))


def _why(found: Where) -> Iterator[Message]:
    if found.withdrawn is not None:
        yield msg("On {day} it turned out to be noted in error; nothing more follows.", day=found.withdrawn)
    elif found.paid is not None and found.credited:
        yield msg("It was settled by a credit note on {day}.", day=found.paid)
    elif found.paid is not None:
        yield msg("It was paid on {day}.", day=found.paid)
    elif found.overdue:
        yield msg("It was due by {day}, and was not paid.", day=found.due)
    else:
        yield msg("It is due by {day}.", day=found.due)
    last = found.last
    if last is not None and last.what is Mark.DECIDED:
        yield msg("{who} decided on {day}: {what}.", who=last.by_name, day=last.day, what=last.did)
    elif last is not None and last.went_out is not None:
        yield msg("The last reminder went out on {day}.", day=last.went_out)
    stop = found.stopped
    if stop is not None:
        yield msg("{who} stopped it on {day}: {reason}", who=stop.by_name, day=stop.day, reason=stop.note)


def _next(found: Where) -> Iterator[Message]:
    what, day = found.next.kind.words if found.next else msg("nothing"), found.on
    if found.tell:
        yield msg("The collection agency has it, and has not been told yet what changed.")
    match found.state:
        case State.PAID | State.WITHDRAWN if found.blocked:
            yield msg("Services are still blocked for it; somebody may unblock them.")
        case State.GOES:
            yield msg("A reminder goes out automatically within the hour.")
        case State.WAITS if found.by_itself:
            yield msg("A reminder goes out automatically on {day}.", day=day)
        case State.WAITS:
            yield msg("The customer was heard. From {day} somebody may decide: {what}.", day=day, what=what)
        case State.UNASKED if found.by_itself:
            yield msg("The last reminder did not go out; nothing follows until it does.")
        case State.UNASKED:
            yield msg(
                "The customer was not asked for their view yet. Until then nobody may decide: {what}.",
                what=what,
            )
        case State.ASKED if day is not None:
            yield msg(
                "The customer can give their view until {until}. From {day} somebody may decide: {what}.",
                until=day - timedelta(days=1),
                day=day,
                what=what,
            )
        case State.DECIDE:
            known = msg("The customer was heard. Somebody may decide now: {what}.", what=what)
            unheard = msg(
                "The customer was asked and did not answer. Somebody may decide now: {what}.", what=what
            )
            yield known if found.heard else unheard
        case State.STOPPED if found.stopped is not None:
            yield msg("Nothing happens before {day}.", day=found.stopped.until)
        case State.OVER:
            yield msg("That was the last step.")
        case State.NO_LADDER if found.overdue:
            yield msg("The policy has no ladder, so nothing follows automatically.")
