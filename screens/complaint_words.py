"""What a complaint says, in the reader's language. Clause: C1, G5."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from helpdesk.domain.complaints import Complaint, ComplaintState
from helpdesk.domain.deadlines import Deadline
from helpdesk.domain.display import dotted, visible
from helpdesk.i18n import _, language, show_date, show_moment, tell
from helpdesk.policy.model import Policy
from screens.case_words import say_handler
from screens.customer_words import say_channel
from screens.widgets.prose import Labelled, Said, labelled

LABEL = 13
"""Cells that a label takes."""


def say_who(complaint: Complaint) -> str:
    """Who complained: the customer, a person without a file, or that the customer is gone."""
    return visible(complaint.who) or (
        visible(complaint.customer.number) if complaint.customer else _("a customer who has been removed")
    )


def say_who_whole(complaint: Complaint) -> str:
    """The same with the customer's number and company, or that there is no file."""
    ref = complaint.customer
    if ref is not None:
        return visible(dotted(ref.number, ref.name, ref.company))
    return say_who(complaint) + (" · " + _("without a file") if complaint.person else "")


def say_cause(policy: Policy, cause: str) -> str:
    """What it is about."""
    known = policy.complaints.causes.get(cause)
    return known.name.say(language()) if known else visible(cause)


def say_state(complaint: Complaint) -> str:
    """Where it stands; of one that was turned into a rights request, that."""
    if complaint.turned_into:
        return _("turned into {number}").format(number=complaint.turned_into)
    return tell(complaint.state.words)


def say_next(policy: Policy, complaint: Complaint, now: datetime) -> str:
    """What is promised next and how many days are left; once it is answered, what is left to be done or came of it."""
    nearest = complaint.nearest
    if nearest is not None:
        left = tell(nearest.left(policy.today(now)))
        return (
            _("acknowledge: {left}").format(left=left)
            if complaint.acknowledged is None
            else _("answer: {left}").format(left=left)
        )
    if complaint.state is ComplaintState.ANSWERED:
        return _("answered, not closed")
    return say_state(complaint)


def say_promise(policy: Policy, complaint: Complaint, now: datetime) -> tuple[str, str]:
    """Both promises in words: by when and how many days are left, or since when it is done."""
    by = _("acknowledge by {day}"), _("answer by {day}")
    since = _("acknowledged {day}"), _("answered {day}")
    promises = complaint.acknowledge_by, complaint.answer_by
    done = complaint.acknowledged, complaint.answered
    first, second = (
        _kept(policy, *one, complaint, now) for one in zip(by, since, promises, done, strict=True)
    )
    return first, second


def say_days(policy: Policy, complaint: Complaint, now: datetime) -> tuple[str, ...]:
    """Both promises; of one that is closed those that came true, and when it was closed."""
    said = say_promise(policy, complaint, now)
    if complaint.closed is None:
        return said
    done = zip(said, (complaint.acknowledged, complaint.answered), strict=True)
    closed = _("closed {day}").format(day=show_date(policy.today(complaint.closed)))
    return (*(one for one, when in done if when is not None), closed)


def _kept(
    policy: Policy,
    by: str,
    since: str,
    promise: Deadline,
    done: datetime | None,
    complaint: Complaint,
    now: datetime,
) -> str:
    if done is not None:
        said = since.format(day=show_date(policy.today(done)))
        return _("{done}, too late").format(done=said) if promise.is_late(policy.today(done)) else said
    said = by.format(day=show_date(promise.day))
    if complaint.closed is not None:
        return _("{promise}: no longer needed").format(promise=said)
    return f"{said} ({tell(promise.left(policy.today(now)))})"


def say_rules(promise: Deadline) -> str:
    """The rules that made a day, in the order in which they were applied."""
    return " ".join(tell(rule) for rule in promise.rules)


def facts(policy: Policy, complaint: Complaint) -> list[Labelled]:
    """All that is known of a complaint beside what was said and what is promised, a line each."""
    return labelled(_lines(policy, complaint), LABEL)


def promises_and_facts(policy: Policy, complaint: Complaint, now: datetime) -> list[Said]:
    """What is promised, and the same; by which rules is told in the complaint itself."""
    promises = (Content(one).stylize("bold") for one in say_promise(policy, complaint, now))
    return [*promises, Content(""), *facts(policy, complaint)]


def _lines(policy: Policy, complaint: Complaint) -> Iterator[tuple[str, str]]:
    """What takes one row comes first: so each keeps its row from one complaint to the next, and is not sent again."""
    yield _("Number"), complaint.number
    yield _("State"), say_state(complaint)
    yield _("Handler"), say_handler(complaint)
    yield _("Came by"), say_channel(policy, complaint.channel)
    yield _("Received"), show_moment(complaint.received)
    yield _("About"), say_cause(policy, complaint.cause)
    yield _("Who"), say_who_whole(complaint)
    yield _("It is about"), visible(complaint.about_name)
    yield _("Outcome"), tell(complaint.outcome.words) if complaint.outcome else ""
    yield _("Closed"), show_moment(complaint.closed) if complaint.closed else ""
