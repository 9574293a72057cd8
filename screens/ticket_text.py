"""A message of a ticket as plain text, with findings marked by signs and words.

The marks are added beside the text and change nothing in it: a finding keeps its place in the message. Clause: D9, P1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from helpdesk.domain.display import visible
from helpdesk.domain.mail import reason
from helpdesk.domain.removing import Passage
from helpdesk.domain.tickets import Attachment, Delivery, Direction, Spotted, TicketMessage
from helpdesk.i18n import _, show_date, show_moment, show_number, tell
from helpdesk.policy.model import Policy
from helpdesk.words.marks import say_marks
from helpdesk.words.tickets import say_delivered, say_delivery, say_faults
from screens.customer_words import say_channel
from screens.ticket_words import say_attachment, say_author, say_mark
from screens.widgets.timeline import BEGIN, END, Entry, Line, Piece

SHOWN = 200_000
"""How many characters of one message are shown; nobody reads further, and every key would wait."""

_LINE_END = re.compile(r"\r\n?|[\n\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked part of a text, `text[start:end]`: a finding, or a passage marked by hand."""

    start: int
    end: int
    what: Spotted | Passage


Place = Spotted | Passage | Attachment
"""What the cursor can be on in a message."""


def entry(policy: Policy, message: TicketMessage) -> Entry:
    """A message as an entry of the timeline; its places are those of `places`, in order."""
    return Entry(
        message.id,
        tuple(_head(policy, message)),
        tuple(_body(message)),
        len(places(message)),
    )


def places(message: TicketMessage) -> tuple[Place, ...]:
    """What the cursor can be on in a message: marks in the subject and the text, then the attachments."""
    return (
        *(one.what for one in marks(message, in_subject=True)),
        *(one.what for one in marks(message)),
        *(one for one in message.attachments if one.removed is None),
    )


def marks(message: TicketMessage, *, in_subject: bool = False) -> tuple[Mark, ...]:
    """The marks in the shown part of the text, or the subject, in the order in which they begin.

    A mark may be inside another one, and never extends beyond it.
    """
    end = min(len(message.subject if in_subject else message.text), SHOWN)
    there = (one for one in message.findings if one.in_subject == in_subject and not one.dismissed)
    shown = [Mark(one.start, one.end, one) for one in there if 0 <= one.start < one.end <= end]
    ordered: list[Mark] = []
    for one in sorted(shown, key=lambda one: one.start):
        if not ordered or one.start >= ordered[-1].end:
            ordered.append(one)
    for passage in message.marked:
        if passage.in_subject == in_subject and 0 <= passage.start < passage.end <= end:
            ordered += _by_hand(passage, ordered)
    return tuple(sorted(ordered, key=lambda one: (one.start, -one.end)))


def _by_hand(passage: Passage, there: Iterable[Mark]) -> Iterator[Mark]:
    """The mark of a passage that only a technician found, without its overlap with others."""
    start, end = passage.start, passage.end
    for other in there:
        if (other.start, other.end) == (start, end):
            return
        if other.start < start < other.end < end:
            start = other.end
        elif start < other.start < end < other.end:
            end = other.start
    if start < end:
        yield Mark(start, end, passage)


def _head(policy: Policy, message: TicketMessage) -> Iterator[Piece]:
    """One line: when, which way, who, by which channel, and anything not to be missed."""
    yield Piece(f"{show_moment(message.at)} · {tell(message.direction.words)}", "head")
    if message.delivery is Delivery.FAILED:
        yield Piece(f" · ! {say_delivered(message)}", "head")
    elif message.delivery is not Delivery.NONE:
        yield Piece(f" · {tell(message.delivery.words)}", "quiet")
    yield Piece(f" · {say_author(message, policy.company.region)}", "head")
    if message.direction is not Direction.NOTE:
        yield Piece(f" · {say_channel(policy, message.channel)}", "quiet")


def _body(message: TicketMessage) -> Iterator[Line]:
    if message.direction is Direction.OUT and message.recipients:
        yield (Piece(_("to {recipients}").format(recipients=visible(message.recipients)), "quiet"),)
    if reason(message.delivery_detail) is not None:
        yield (Piece(say_delivery(message), "quiet"),)
    elif message.faults:
        yield (Piece(f"! {say_faults(message)}", "head"),)
    if message.removed is not None:
        yield (Piece(_("[removed on {day}]").format(day=show_date(message.removed)), "quiet"),)
    else:
        if in_subject := marks(message, in_subject=True):
            label = Piece(_("Subject:") + " ", "quiet")
            yield from _paragraphs((label, *_pieces(message.subject, in_subject)))
        elif message.subject and not message.text and message.direction is Direction.NOTE:
            said = _("The ticket is called: {subject}").format(subject=visible(message.subject))
            yield (Piece(said, "quiet"),)
        text = message.text[:SHOWN].rstrip()
        yield from _paragraphs(_pieces(text, marks(message), len(in_subject)))
        if (left := len(message.text) - SHOWN) > 0:
            said = _("… and {count} more characters that are not shown").format(count=show_number(left))
            yield (Piece(said, "quiet"),)
    stop = len(marks(message, in_subject=True)) + len(marks(message))
    for one in message.attachments:
        if one.removed is not None:
            yield (Piece(f"▪ {say_attachment(one)}", "quiet"),)
        else:
            yield (
                Piece("▪ ", "quiet"),
                Piece(f"{BEGIN}{say_attachment(one)}{END}", "", stop),
            )
            stop += 1


def paragraphs_of(text: str) -> Iterator[Line]:
    """A text without marks, a paragraph at a time, as far as it is shown."""
    yield from _paragraphs((Piece(text[:SHOWN].rstrip()),))


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[Line]:
    """Pieces of a text, a paragraph at a time."""
    line: list[Piece] = []
    for piece in pieces:
        first, *others = _LINE_END.split(piece.text)
        line += _shown(first, piece)
        for other in others:
            yield tuple(line)
            line = list(_shown(other, piece))
    if line:
        yield tuple(line)


def _shown(text: str, piece: Piece) -> Iterator[Piece]:
    if text:
        yield Piece(visible(say_marks(text)), piece.look, piece.stop)


def _pieces(text: str, marked: Iterable[Mark], first: int = 0) -> Iterator[Piece]:
    """A text cut where marks begin and end, each with its label in front, counted from `first`."""
    at = 0
    inside: list[tuple[int, int]] = []

    def until(place: int) -> Iterator[Piece]:
        """The text up to a place, and the ends of the marks that end at or before it."""
        nonlocal at
        while inside and inside[-1][0] <= place:
            end, stop = inside.pop()
            yield Piece(text[at:end], "mark", stop)
            yield Piece(END, "mark", stop)
            at = end
        look, stop = ("mark", inside[-1][1]) if inside else ("", -1)
        yield Piece(text[at:place], look, stop)
        at = place

    for stop, one in enumerate(marked, first):
        yield from until(one.start)
        yield Piece(f"{BEGIN}{say_mark(one.what)}: ", "mark", stop)
        inside.append((one.end, stop))
    yield from until(len(text))
