"""Putting unsolicited data in the queue, and dismissing false alarms. Clause: D9, P3, B6."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.calendar import add
from helpdesk.domain.contact import clean
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.kinds import Certainty, Kind
from helpdesk.domain.messages import Message, choose, msg
from helpdesk.domain.removing import Passage, packed
from helpdesk.domain.unsolicited import OTHER, Extent, Item, ItemChanged, Whose
from helpdesk.policy.model import Job

if TYPE_CHECKING:
    from helpdesk.domain.customer import CustomerRef
    from helpdesk.repository.unit_of_work import UnitOfWork
    from helpdesk.repository.whereabouts import FoundIn

UNSOLICITED = "D9"
"""The category whose period says when an item is due."""

LONGEST_WORDS = 500

Spot = tuple[int, int, bool]
"""Where a passage begins and ends, and whether that is in the subject."""

_SOMEBODYS = re.compile(r"\d{9,}")
"""As long as a telephone number or a BSN, whether or not it is recognised as one."""


def note_findings(work: UnitOfWork, findings: Collection[int], whose: str = Whose.UNKNOWN) -> Item:
    """Put one finding, or several of one message, in the queue as one item.

    What is in the queue already is left out. Errors: `Refused`; `NotFound`; `Invalid` for findings of several
    messages, or if all of them are in the queue already.
    """
    work.require(Job.UNSOLICITED)
    found = work.whereabouts.some(findings)
    messages = {one.message for one in found}
    if len(messages) != 1:
        raise _invalid("findings", msg("These findings are not all in one message."))
    passages = [Passage(one.start, one.end, one.kind, one.in_subject) for one in found]
    return _note_passages(work, messages.pop(), passages, whose)


def note_passage(
    work: UnitOfWork,
    message: int,
    start: int,
    end: int,
    kinds: Collection[str] = (OTHER,),
    whose: str = Whose.UNKNOWN,
    *,
    length: int,
    in_subject: bool = False,
) -> Item:
    """Put a passage that somebody marked (`text[start:end]`, or of the subject) in the queue.

    `length` is that of the text in which it was marked: if something was removed from it meanwhile, the positions have
    changed. Errors: `Refused`, `NotFound`, `Invalid`.
    """
    work.require(Job.UNSOLICITED)
    there = work.whereabouts.length(message, in_subject=in_subject)
    if there != length:
        raise _invalid("passage", msg("The message was changed meanwhile. Mark the passage again."))
    if not 0 <= start < end <= there:
        raise _invalid("passage", msg("Mark at least one character."))
    passages = [Passage(start, end, kind, in_subject) for kind in _kinds(kinds)]
    return _note_passages(work, message, passages, whose)


def note_attachment(
    work: UnitOfWork, attachment: int, kinds: Collection[str] = (OTHER,), whose: str = Whose.UNKNOWN
) -> Item:
    """Put an attachment in the queue. Errors: `Refused`, `NotFound`, `Invalid`."""
    work.require(Job.UNSOLICITED)
    found = work.whereabouts.attachment(attachment)
    values = {"extent": Extent.ATTACHMENT, "attachment_seq": attachment, "kinds": _kinds(kinds)}
    return _note_in(work, found, values, whose)


def note_message(
    work: UnitOfWork, message: int, kinds: Collection[str] = (OTHER,), whose: str = Whose.UNKNOWN
) -> Item:
    """Put a whole message in the queue. Errors: `Refused`, `NotFound`, `Invalid`."""
    work.require(Job.UNSOLICITED)
    values = {"extent": Extent.MESSAGE, "kinds": _kinds(kinds)}
    return _note_in(work, work.whereabouts.message(message), values, whose)


def note_elsewhere(
    work: UnitOfWork,
    channel: str,
    where: str,
    kinds: Collection[str] = (OTHER,),
    whose: str = Whose.UNKNOWN,
    *,
    customer_id: str | None = None,
    noticed: datetime | None = None,
) -> Item:
    """Put something outside the console in the queue: a Facebook message, a photograph on a telephone.

    `where` says in words where it is, without a name; `noticed` defaults to now. Errors: `Refused`, `NotFound`,
    `Invalid` with every fault at once.
    """
    work.require(Job.UNSOLICITED)
    customer = work.customers.ref(customer_id) if customer_id else None
    now = work.clock()
    faults = []
    if channel not in work.policy.channels:
        faults.append(Fault("channel", choose(work.policy.channels)))
    if fault := unfit(where, customer, needed=True):
        faults.append(Fault("where", fault))
    if noticed is not None and noticed > now:
        faults.append(Fault("noticed", msg("That is in the future.")))
    faults += [Fault("kinds", fault) for fault in _unknown_kinds(kinds)]
    if whose not in set(Whose):
        faults.append(Fault("whose", msg("Say whose data it is.")))
    if faults:
        raise Invalid(tuple(faults))
    values = {"extent": Extent.ELSEWHERE, "place": clean(where), "channel": channel, "kinds": tuple(kinds)}
    return _add(work, values, whose, customer_id, noticed or now)


def in_queue(
    work: UnitOfWork, message: int, spots: Collection[Spot] = (), attachment: int | None = None
) -> Item | None:
    """The undecided item about exactly this; `None` if it is not in the queue.

    `spots` are passages, each in an item; without them and an attachment the whole message is meant. Errors:
    `Refused`.
    """
    work.require(Job.UNSOLICITED)
    waiting = [one for one in work.unsolicited.of_message(message) if one.is_open_to_decision]
    if spots:
        named = {(one.start, one.end, one.in_subject): item for item in waiting for one in item.passages}
        items = [named.get(spot) for spot in spots]
        return items[0] if all(items) else None
    extent = Extent.MESSAGE if attachment is None else Extent.ATTACHMENT
    return next((one for one in waiting if (one.extent, one.attachment) == (extent, attachment)), None)


def dismiss(work: UnitOfWork, findings: Collection[int]) -> int:
    """Dismiss findings as false alarms; they stay dismissed when the message is scanned again. Returns how many."""
    return _dismissed(work, findings, back=False)


def take_back(work: UnitOfWork, findings: Collection[int]) -> int:
    """Undo the dismissal of findings. Returns how many."""
    return _dismissed(work, findings, back=True)


def withdraw(work: UnitOfWork, item: int, version: int) -> None:
    """Take an undecided item out of the queue that does not belong there; on record.

    Errors: `Refused`, `NotFound`, `Invalid`, `ItemChanged`.
    """
    found = seen(work, item, version)
    if found.outcome is not None:
        raise _invalid("", msg("This was decided already, so it stays on record."))
    work.unsolicited.withdraw(found)


def seen(work: UnitOfWork, item: int, version: int) -> Item:
    """An item as somebody saw it. Errors: `Refused`, `NotFound`, `ItemChanged`."""
    found = work.unsolicited.one(item)
    if found.version != version:
        raise ItemChanged(found)
    return found


def unfit(text: str, customer: CustomerRef | None, *, needed: bool = False) -> Message | None:
    """What is wrong with words that will outlive what they are about; `None` if they are fine.

    They stay in the proof, so they must not contain personal data themselves. Clause: D9, P3.
    """
    from helpdesk.domain.spotting import Context, spot

    said = clean(text)
    if not said:
        return msg("Say it in a few words.") if needed else None
    if len(said) > LONGEST_WORDS:
        return msg("This is too long: at most {limit} characters.", limit=LONGEST_WORDS)
    for one in spot(said, Context()):
        if one.certainty >= Certainty.LIKELY:
            return msg("This is kept as proof, so it must not contain a {kind} itself.", kind=one.kind.says)
    if _SOMEBODYS.search(said):
        return msg("This is kept as proof, so it must not contain a number that could be somebody's.")
    words = {word.strip(".,;:!?()'\"").casefold() for word in said.split()}
    names = f"{customer.name} {customer.company}".split() if customer else []
    if any(len(name) > 2 and name.casefold() in words for name in names):
        return msg("This is kept as proof, even when the customer is gone. Say it without their name.")
    return None


def _note_passages(work: UnitOfWork, message: int, passages: Sequence[Passage], whose: str) -> Item:
    """The passages that no open item names yet, as one item."""
    there = {
        (one.start, one.end, one.in_subject)
        for item in work.unsolicited.about(message)
        if item.is_open_to_decision
        for one in item.passages
    }
    fresh = (one for one in passages if (one.start, one.end, one.in_subject) not in there)
    news = sorted(fresh, key=lambda one: (not one.in_subject, one))
    if not news:
        raise _invalid("passage", msg("This is already in the queue of unsolicited data."))
    kinds = tuple(dict.fromkeys(one.kind for one in news))
    values = {"extent": Extent.PASSAGES, "passages": packed(news), "kinds": kinds}
    return _note_in(work, work.whereabouts.message(message), values, whose)


def _note_in(work: UnitOfWork, found: FoundIn, values: dict[str, Any], whose: str) -> Item:
    place = {"channel": found.channel, "ticket": found.ticket, "message_seq": found.message}
    return _add(work, {**values, **place}, whose, found.customer, work.clock())


def _add(
    work: UnitOfWork, values: dict[str, Any], whose: str, customer_id: str | None, noticed: datetime
) -> Item:
    if whose not in set(Whose):
        raise _invalid("whose", msg("Say whose data it is."))
    values["kinds"] = ",".join(values["kinds"])
    values |= {
        "subject": customer_id or "",
        "customer_seq": work.unsolicited.seq_of(customer_id) if customer_id else None,
        "whose": whose,
        "noticed": noticed,
        "due": add(work.policy.categories[UNSOLICITED].retention.period, noticed),
    }
    return work.unsolicited.add(values, work.policy.unsolicited.places)


def _dismissed(work: UnitOfWork, findings: Collection[int], *, back: bool) -> int:
    work.require(Job.UNSOLICITED)
    done = work.whereabouts.dismiss(findings, back=back)
    if done:
        work.audit.record(AuditEvent.FINDINGS_DISMISSED, findings=sorted(findings), back=back)
    return done


def _kinds(kinds: Collection[str]) -> tuple[str, ...]:
    if fault := next(_unknown_kinds(kinds), None):
        raise _invalid("kinds", fault)
    return tuple(dict.fromkeys(kinds))


def _unknown_kinds(kinds: Collection[str]) -> Iterator[Message]:
    if not kinds or not set(kinds) <= {*Kind, OTHER}:
        yield msg("Say what kind of data it is.")


def _invalid(field: str, message: Message) -> Invalid:
    return Invalid((Fault(field, message),), msg("This can't be put in the queue."))
