"""A personal data breach in words, in the reader's language. GDPR art. 33, 34."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from helpdesk.domain.breaches import FACTS, About, Breach, BreachDecision, BreachFacts, Verdict, kept
from helpdesk.domain.deadlines import time_left
from helpdesk.domain.display import visible
from helpdesk.i18n import _, language, show_moment, show_number, show_weekday, tell
from helpdesk.policy.model import Policy


def say_moment(policy: Policy, moment: datetime) -> str:
    """Weekday, day and time."""
    return f"{show_weekday(policy.today(moment).weekday())} {show_moment(moment)}"


def say_standing(breach: Breach, now: datetime) -> str:
    """What is next, short enough for a column: how long there is to tell the authority, or what is left to do."""
    if breach.closed is not None:
        return _("closed")
    match breach.undecided:
        case About.AUTHORITY:
            return _("authority: {left}").format(left=tell(time_left(breach.tell_by, now)))
        case About.PEOPLE:
            return _("decide: people concerned")
        case _:
            return _("complete it, and close it")


def say_clock(policy: Policy, breach: Breach, now: datetime) -> str:
    """Until when the authority must be told, or whether it was told in time."""
    by, found = say_moment(policy, breach.tell_by), breach.authority
    if found is None:
        said = _("tell the authority by {moment} ({left})")
        return said.format(moment=by, left=tell(time_left(breach.tell_by, now)))
    if found.new.told is None:
        return _("authority {verdict}").format(verdict=tell(found.new.verdict.in_full))
    told = say_moment(policy, found.new.told)
    in_time = found.new.told <= breach.tell_by
    said = _("authority told {moment}") if in_time else _("authority told {moment}, too late: by {by}")
    return said.format(moment=told, by=by)


def say_people(breach: Breach) -> str:
    """Whether the people concerned are told."""
    said = tell(breach.people.new.verdict.in_full) if breach.people else _("not decided yet")
    return _("people concerned: {verdict}").format(verdict=said)


def say_fact(policy: Policy, name: str, text: str) -> str:
    """A fact from how `kept` writes it."""
    if not text:
        return _("not known")
    match name:
        case "aware" | "happened":
            return say_moment(policy, datetime.fromisoformat(text))
        case "categories":
            known = policy.categories
            return ", ".join(
                f"{one} {known[one].name.say(language())}" if one in known else one for one in text.split(",")
            )
        case "people":
            return show_number(int(text))
        case _:
            return visible(text, lines=True)


def say_facts(policy: Policy, facts: BreachFacts) -> Iterator[tuple[str, str]]:
    """All that is known, each with its label; what is not known yet says so."""
    for name, label in FACTS.items():
        yield tell(label), say_fact(policy, name, kept(getattr(facts, name)))


def say_about(about: About) -> str:
    """Whom a decision is about telling."""
    return _("The authority") if about is About.AUTHORITY else _("People concerned")


def say_decision(policy: Policy, one: BreachDecision) -> Iterator[tuple[str, str]]:
    """What was decided, why and by whom, each part with its label; empty ones too."""
    new = one.new
    told = say_moment(policy, new.told) if new.told and new.verdict is Verdict.TOLD else ""
    yield say_about(new.about), f"{tell(new.verdict.in_full)} {told}".rstrip()
    yield _("Reference"), visible(new.reference)
    yield _("Why late"), visible(new.delay)
    yield _("Why"), visible(new.reason)
    yield _("Decided by"), f"{visible(one.by_name)}, {show_moment(one.at)}"
