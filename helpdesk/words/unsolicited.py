"""An item of unsolicited data in words, in the reader's language. Clause: D9, P3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from helpdesk.domain.display import dotted, visible
from helpdesk.domain.unsolicited import (
    Answer,
    Extent,
    Item,
    Outcome,
    Place,
    Preview,
    Where,
    Whose,
    kind_words,
)
from helpdesk.i18n import _, language, ngettext, show_moment, show_number, tell
from helpdesk.policy.model import Policy
from helpdesk.words.days import say_days_left


def say_kinds(item: Item) -> str:
    """What it is: its kinds, in words."""
    return visible(", ".join(tell(kind_words(kind)) for kind in item.kinds))


def say_whose(item: Item) -> str:
    """Whose data it is."""
    return tell(Whose(item.whose).words) if item.whose in set(Whose) else visible(item.whose)


def say_where(item: Item) -> str:
    """Where it is: the ticket, or in words if outside the console."""
    if item.extent is Extent.ELSEWHERE:
        return visible(item.where)
    extent = tell(item.extent.words)
    said = f"{item.ticket}: {extent}" if item.ticket else extent
    return f"{said} ({visible(item.where)})" if item.where else said


def say_customer(item: Item) -> str:
    """Whose message it came in: the customer, or that nobody is known, or no longer."""
    ref = item.customer
    if ref is None:
        return _("a customer who has been removed") if item.subject else _("unknown sender")
    return visible(dotted(tell(ref.shown_number), ref.name or ref.company))


def say_standing(policy: Policy, item: Item, now: datetime) -> str:
    """Where it stands, in a few words: how long there is, what is left to do, or since when it is closed."""
    if item.closed is not None:
        return _("closed: {outcome}").format(outcome=tell(item.outcome.words) if item.outcome else "")
    if item.is_pending:
        return _("old bytes still read")
    if item.outcome is Outcome.IMPOSSIBLE and item.next_try is not None:
        again = say_days_left(policy, item.next_try, now)
        return _("try again: {when}").format(when=again)
    if item.outcome is not None:
        left = sum(1 for one in item.places if one.answer is Answer.OPEN)
        said = ngettext("{count} place to look at", "{count} places to look at", left)
        return said.format(count=show_number(left))
    return say_days_left(policy, item.due, now)


def say_to_do(policy: Policy, item: Item, now: datetime) -> str:
    """The same for a column: what to do next, and how long there is for it."""
    if item.closed is not None:
        return _("closed")
    if item.is_pending:
        return _("overwriting")
    if item.next_try is not None:
        return _("try again: {when}").format(when=say_days_left(policy, item.next_try, now))
    if item.outcome is not None:
        left = sum(1 for one in item.places if one.answer is Answer.OPEN)
        return ngettext("look at {count} place", "look at {count} places", left).format(
            count=show_number(left)
        )
    return _("decide: {when}").format(when=say_days_left(policy, item.due, now))


def say_place(policy: Policy, place: Place) -> str:
    """A place where there may be copies."""
    known = policy.unsolicited.places.get(place.id)
    return known.say(language()) if known else visible(place.id)


def say_answer(place: Place) -> str:
    """What was found there."""
    said = tell(place.answer.words)
    return f"{said}: {visible(place.why)}" if place.why else said


def say_who(item: Item, place: Place) -> str:
    """Who looked at a place of an item, and when."""
    return f"{visible(item.name_of(place.by))}, {show_moment(place.at)}" if place.at is not None else ""


def told(policy: Policy, item: Item, now: datetime) -> Iterator[tuple[str, str]]:
    """Everything known about an item, each part with its label."""
    yield _("What"), say_kinds(item)
    yield from _noticed(policy, item, now)
    yield from _decided(policy, item)


def _noticed(policy: Policy, item: Item, now: datetime) -> Iterator[tuple[str, str]]:
    channel = policy.channels.get(item.channel)
    yield _("Whose"), say_whose(item)
    yield _("Where"), say_where(item)
    yield _("Channel"), channel.say(language()) if channel else item.channel
    yield _("Customer"), say_customer(item)
    yield _("Noticed"), f"{show_moment(item.noticed)} ({item.name_of(item.noticed_by)})"
    yield _("Due"), f"{show_moment(item.due)} ({say_days_left(policy, item.due, now)})"


def _decided(policy: Policy, item: Item) -> Iterator[tuple[str, str]]:
    if item.outcome is None or item.decided is None:
        return
    yield (
        _("Outcome"),
        f"{tell(item.outcome.words)} ({item.name_of(item.decided_by)}, {show_moment(item.decided)})",
    )
    yield _("Reason"), item.why
    if item.purpose in policy.purposes and item.category in policy.categories:
        purpose = policy.purposes[item.purpose].label(language())
        yield (
            _("Needed for"),
            f"{purpose} · {item.category} {policy.categories[item.category].name.say(language())}",
        )
    if item.next_try is not None:
        yield _("Next try"), show_moment(item.next_try)
    if item.closed is not None:
        yield _("Closed"), show_moment(item.closed)


def say_bytes(item: Item) -> Iterator[str]:
    """What became of the bytes of deleted data."""
    if item.is_pending:
        yield _("Another console still reads the old bytes; this is tried again automatically.")
    elif item.gone is not None and item.promise is not None:
        yield tell(item.promise.words)


def preview_lines(preview: Preview, *, everywhere: bool) -> Iterator[str]:
    """What is removed when an item is deleted: places and counts."""
    counts: Counter[Where] = Counter()
    for spot in preview.spots:
        if spot.asked_for or everywhere:
            counts[spot.where] += spot.count
    for where, count in counts.items():
        yield f"· {tell(where.words)}: {show_number(count)}"
    if preview.senders:
        said = ngettext(
            "{count} message has the same sender's address, which stays: the ticket needs it.",
            "{count} messages have the same sender's address, which stays: the ticket needs it.",
            preview.senders,
        )
        yield said.format(count=show_number(preview.senders))
    if preview.files:
        said = ngettext(
            "{count} attachment of this ticket contains the same, and stays: use x on the file.",
            "{count} attachments of this ticket contain the same, and stay: use x on each file.",
            len(preview.files),
        )
        yield said.format(count=show_number(len(preview.files)))
