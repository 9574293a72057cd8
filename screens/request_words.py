"""A rights request in words, in the reader's language. Clause: R1–R7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from helpdesk.domain.deadlines import Deadline
from helpdesk.domain.decision import Decision
from helpdesk.domain.display import capital, dotted, visible
from helpdesk.domain.holds import label as label_of
from helpdesk.domain.mentions import Mentions
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.requests import Effect, Erasure, Fate, Recipients, Request, RequestState
from helpdesk.domain.rights import Right
from helpdesk.i18n import _, language, ngettext, show_date, show_moment, show_number, tell
from helpdesk.policy.model import Policy
from helpdesk.policy.words import RIGHTS
from screens.case_words import say_handler
from screens.customer_words import is_there, say_channel, say_ref
from screens.explain import Why
from screens.widgets.prose import Labelled, labelled

LABEL = 13
"""The width of labels, in cells."""

_LAW: Mapping[Right, tuple[str, str]] = {
    Right.ACCESS: ("R1", "15"),
    Right.RECTIFICATION: ("R2", "16"),
    Right.PORTABILITY: ("R3", "20"),
    Right.ERASURE: ("R4", "17"),
    Right.RESTRICTION: ("R5", "18"),
    Right.OBJECTION: ("R6", "21"),
    Right.WITHDRAWAL: ("G9", "7(3)"),
}
"""The clause of the statement and the article of the GDPR of each right."""


_NOW: Mapping[Right, Message] = {
    Right.ACCESS: msg("is in the copy"),
    Right.RECTIFICATION: msg("can be corrected"),
    Right.PORTABILITY: msg("is in the copy"),
    Right.ERASURE: msg("goes now"),
    Right.RESTRICTION: msg("is only stored from then on"),
    Right.OBJECTION: msg("its use stops"),
    Right.WITHDRAWAL: msg("its use stops"),
}
"""What each right does to a kind of record it applies to."""


def say_right(right: Right) -> str:
    """A right, in the regulation's terms."""
    return RIGHTS[right].say(language())


def say_rights(request: Request) -> str:
    """The rights that were asked for."""
    return ", ".join(say_right(one.right) for one in request.rights)


def say_whose(request: Request, contact: str = "") -> str:
    """Whose data a request is about; for somebody without a file the name, and the contact address if known."""
    if not request.is_without_file:
        return say_ref(request.customer)
    return visible(dotted(request.person, contact, _("without a file")))


def can_write_to(request: Request) -> bool:
    """Whether there is somebody to write a letter to."""
    return request.is_without_file or is_there(request.customer)


def say_who(request: Request) -> str:
    """Whose data it is about, briefly."""
    ref = request.customer
    if request.is_without_file:
        return visible(request.person)
    return visible(ref.name or ref.company or ref.number) if is_there(ref) else say_ref(None)


def say_identity(request: Request) -> str:
    """Whether identity is confirmed, in a word or two."""
    if request.confirmed is not None:
        return _("confirmed")
    return _("asked") if request.asked is not None else _("not asked")


def identity_width() -> int:
    """The width of the longest of these words in the reader's language, plus a gap."""
    return max(map(len, (_("confirmed"), _("asked"), _("not asked")))) + 1


def say_identity_whole(request: Request) -> str:
    """The same with how and when."""
    if request.confirmed is not None and request.way is not None:
        return _("confirmed {when}: {way}").format(
            when=show_moment(request.confirmed), way=tell(request.way.words)
        )
    if request.asked is not None and not request.state.is_open:
        return _("asked {when}, never confirmed").format(when=show_moment(request.asked))
    if request.asked is not None:
        return _("asked {when}, not confirmed yet").format(when=show_moment(request.asked))
    return say_identity(request)


def say_state(request: Request) -> str:
    """Where it stands, or that it became a complaint."""
    if request.turned_into:
        return _("turned into {number}").format(number=request.turned_into)
    return tell(request.state.words)


def say_left(policy: Policy, request: Request, now: datetime) -> str:
    """How many legal days are left, that the clock is paused, or what became of it."""
    if not request.state.is_open:
        return say_state(request)
    if request.clock.paused_since is not None:
        return _("clock paused")
    return tell(request.clock.due.left(policy.today(now)))


def say_clocks(policy: Policy, request: Request, now: datetime) -> tuple[str, str]:
    """Both clocks: the legal deadline, and what it would be without the identity check.

    For a closed one, when that was.
    """
    clock = request.clock
    if request.closed is not None:
        due = _say_closed(policy, request, request.closed)
    else:
        due = _("answer by {day}").format(day=show_date(clock.due.day))
        due += f" ({tell(clock.due.left(policy.today(now)))})"
    if clock.has_lapsed:
        due += " · " + _("the extension lapsed: its letter did not go out in the first month")
    elif clock.is_extended and not clock.is_told and request.state.is_open:
        day = show_date(clock.first_month.day)
        due += " · " + _("extended, if its letter goes out by {day} (d)").format(day=day)
    elif clock.is_extended:
        due += " · " + _("extended")
    if clock.paused_since is not None and not request.state.is_open:
        pause = _("paused since {day}").format(day=show_date(clock.paused_since))
    elif clock.paused_since is not None:
        pause = _("paused since {day}, until it is known who is asking; without that {due}").format(
            day=show_date(clock.paused_since), due=show_date(clock.unpaused.day)
        )
    elif clock.paused_days:
        pause = _("paused for {count} days; without that {due}").format(
            count=clock.paused_days, due=show_date(clock.unpaused.day)
        )
    elif request.closed is not None:
        pause = ""
    else:
        pause = _("runs from receipt, without a pause")
    return due, pause


def _say_closed(policy: Policy, request: Request, closed: datetime) -> str:
    day = policy.today(closed)
    said = _("closed {day}").format(day=show_date(day))
    is_late = request.state is RequestState.DONE and request.clock.due.is_late(day)
    return _("{done}, too late").format(done=said) if is_late else said


def say_rules(deadline: Deadline) -> str:
    """The rules behind a day, in the order in which they were applied."""
    return " ".join(tell(rule) for rule in deadline.rules)


def say_kind(policy: Policy, effect: Effect) -> str:
    """The kind of record, capitalised; for the customer's own fields the category, as several have some."""
    known = policy.categories.get(effect.category)
    if known is not None and effect.what == label_of("customers"):
        return capital(known.name.say(language()))
    return capital(tell(effect.what))


def say_effect(right: Right, effect: Effect) -> str:
    """What a right does to a kind of record."""
    return visible(tell(_said(right, effect)))


def _said(right: Right, effect: Effect) -> Message:
    return _NOW[right] if effect.fate is Fate.NOW else effect.said


def recipient_lines(gone_to: Recipients) -> Iterator[str]:
    """Who will get a draft notice because they got data, and who won't, a line each. GDPR art. 19."""
    said = _("A notice will be drafted to {who}, who got {categories} ({number}).")
    for one in gone_to.told:
        categories = ", ".join(one.categories)
        yield "· " + said.format(who=visible(one.recipient_name), categories=categories, number=one.number)
    said = _("No notice goes to {who} ({number}): they asked in an inquiry of their own (GDPR art. 4(9)).")
    for one in gone_to.not_told:
        yield "· " + said.format(who=visible(one.recipient_name), number=one.number)


def mention_lines(named: Mentions) -> Iterator[str]:
    """Where an erasure leaves their name in other people's records, a line each; and what to do about it."""
    if not named:
        return
    yield _(
        "STAYS, BECAUSE IT IS SOMEBODY ELSE'S RECORD: it has their name, address or number too, or one like it."
    )
    yield from ("· " + line for line in mentioned_in(named))
    if named.of_others or named.unknown:
        yield _("Look at those tickets first: a says whose a ticket is, x removes what is not needed.")


def mentioned_in(named: Mentions) -> Iterator[str]:
    """Where somebody, or a namesake, is mentioned, a line for each sort of record."""
    for said, numbers in (
        (_("tickets of other customers: {numbers}"), named.of_others),
        (_("tickets of unknown senders: {numbers}"), named.unknown),
        (_("complaints of somebody without a file: {numbers}"), named.complaints),
        (_("rights requests of somebody without a file: {numbers}"), named.requests),
        (_("customers with the same name, address or number: {numbers}"), named.files),
        (_("disclosures to somebody of that name: {numbers}"), named.disclosures),
        (_("data breaches: {numbers}"), named.breaches),
    ):
        if numbers:
            yield said.format(numbers=", ".join(numbers))
    if named.drafts:
        said = ngettext(
            "{count} draft of a colleague, which is removed automatically",
            "{count} drafts of a colleague, which are removed automatically",
            named.drafts,
        )
        yield said.format(count=show_number(named.drafts))


def say_erasure(erasure: Erasure) -> str:
    """Since when not a byte of an erased person is left, or that one still is."""
    if erasure.gone is None:
        return _("another console still reads the old bytes; they are overwritten as soon as it lets go")
    return _("not a byte of it is left since {when}").format(when=show_moment(erasure.gone))


def why(policy: Policy, right: Right, effect: Effect | None) -> Why:
    """Why a right does what it does to a kind of record, with clause and law."""
    clause, article = _LAW[right]
    law = msg("GDPR art. {article}.", article=article)
    if effect is None:
        return Why(say_right(right), Decision(True, clause, law))
    about = f"{say_right(right)}: {say_kind(policy, effect)}"
    reason = msg("GDPR art. {article}: {said}.", article=article, said=_said(right, effect))
    return Why(
        about, Decision(effect.fate is Fate.NOW, clause, reason, remedy=_rest(effect)), effect.category
    )


def _rest(effect: Effect) -> Message | None:
    if effect.fate is Fate.HELD and effect.until is not None:
        return msg("Nothing: it is removed automatically on {day}. GDPR art. 17(3)(b).", day=effect.until)
    if effect.fate is Fate.HELD:
        return msg("Its period has not begun yet; it is removed automatically when that is over.")
    if effect.fate is Fate.NOT and isinstance(effect.why, Message):
        return msg("It is left out of this copy automatically; a copy for access has it.")
    if effect.fate is Fate.NOT:
        return msg("This right does not exist for data on this basis; refuse that part for this reason.")
    return None


def facts(policy: Policy, request: Request, now: datetime) -> list[Labelled]:
    """What is known about a request, a line each; not the clock, what was said, or how identity was confirmed."""
    return labelled(_lines(policy, request, now), LABEL)


def _lines(policy: Policy, request: Request, now: datetime) -> Iterator[tuple[str, str]]:
    """One-row facts come first: so each keeps its row from request to request, and is not sent again."""
    due, _stands_still = say_clocks(policy, request, now)
    yield _("Number"), request.number
    yield _("State"), say_state(request)
    yield _("Handler"), say_handler(request)
    yield _("Came by"), say_channel(policy, request.channel)
    yield _("Received"), show_date(request.received)
    yield _("Identity"), say_identity(request)
    yield _("By law"), due if request.closed is None else show_date(request.clock.due.day)
    yield _("Rights"), say_rights(request)
    yield _("Customer"), say_whose(request)
    yield _("Same as"), request.duplicate_of
    yield _("Closed"), show_moment(request.closed) if request.closed else ""
