"""The report of a personal data breach: what the authority's form asks, and the evidence. GDPR art. 33(3), 33(5).

It names nobody whose data it is, only how many they are. Print it with `helpdesk.documents.paper`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from helpdesk.documents.letter import sender
from helpdesk.documents.paper import Chapter, Entry, Facts, Paper
from helpdesk.domain.breaches import FACTS, About, Breach, BreachDecision, BreachView, kept, step_words
from helpdesk.domain.deadlines import time_left
from helpdesk.domain.display import visible
from helpdesk.i18n import Reader, reader
from helpdesk.policy.model import Policy
from helpdesk.policy.words import words

_TITLE = words("Datalek", "Data breach")
_MADE = words("Gemaakt op", "Made on")
_NOTED = words("Vastgelegd", "Noted")
_TELL_BY = words("Uiterlijk te melden", "To be told by")
_CLOSED = words("Afgesloten", "Closed")
_OPEN = words("nog niet", "not yet")
_UNKNOWN = words("niet bekend", "not known")
_WHO = words("Wie meldt", "Who tells")
_COMPANY = words("Bedrijf", "Company")
_AUTHORITY = words("Toezichthouder", "Supervisory authority")
_KNOWN = words("Wat bekend is", "What is known")
_TOLD = words("Melding aan de toezichthouder (art. 33)", "Telling the authority (art. 33)")
_PEOPLE = words("Mededeling aan de betrokkenen (art. 34)", "Telling the people concerned (art. 34)")
_UNDECIDED = words("Hierover is nog niet besloten.", "This is not decided yet.")
_DECISION = words("Besluit", "Decision")
_WHEN = words("Wanneer", "When")
_REFERENCE = words("Kenmerk", "Reference")
_DELAY = words("Reden van de vertraging", "Reasons for the delay")
_WHY = words("Motivering", "Why")
_BY = words("Besloten door", "Decided by")
_LATE = words("na de termijn", "after the period")
_COURSE = words("Verloop", "What happened since")
_BEFORE = words("daarvoor", "before")
_NOTE = words("toelichting", "note")


def breach_report(policy: Policy, view: BreachView, language: str, made: datetime) -> Paper:
    """The report of a breach; `made` (aware) is now. GDPR art. 33(3), 33(5)."""
    reads, breach = reader(language), view.breach
    facts = (
        (_MADE.say(language), reads.moment(made)),
        (_NOTED.say(language), f"{reads.moment(breach.noted)}, {reads.show(breach.by_name)}"),
        (_TELL_BY.say(language), reads.moment(breach.tell_by)),
        (_CLOSED.say(language), reads.moment(breach.closed) if breach.closed else _OPEN.say(language)),
    )
    authority = f"{policy.authority.name.say(language)}, {policy.authority.website}"
    company = ((_COMPANY.say(language), policy.company.name), (_AUTHORITY.say(language), authority))
    known = tuple(
        (reads.tell(label), _fact(policy, reads, name, kept(getattr(breach.facts, name))))
        for name, label in FACTS.items()
    )
    chapters = (
        Chapter(_WHO.say(language), facts=company),
        Chapter(_KNOWN.say(language), facts=known),
        *(_decisions(view, about, reads) for about in About),
        Chapter(_COURSE.say(language), entries=tuple(_course(policy, view, reads))),
    )
    title = f"{_TITLE.say(language)} {breach.number}"
    return Paper(title, language, made, sender(policy, language), facts, chapters)


def _fact(policy: Policy, reads: Reader, name: str, text: str) -> str:
    """A fact from how `kept` writes it."""
    if not text:
        return _UNKNOWN.say(reads.language)
    if name in ("aware", "happened"):
        return reads.moment(datetime.fromisoformat(text))
    if name == "categories":
        known = policy.categories
        return ", ".join(
            known[one].name.say(reads.language) if one in known else one for one in text.split(",")
        )
    return reads.number(int(text)) if name == "people" else visible(text, lines=True)


def _decisions(view: BreachView, about: About, reads: Reader) -> Chapter:
    """Every decision on telling somebody; the last one holds."""
    title = (_TOLD if about is About.AUTHORITY else _PEOPLE).say(reads.language)
    taken = [one for one in view.decisions if one.new.about is about]
    if not taken:
        return Chapter(title, (_UNDECIDED.say(reads.language),))
    return Chapter(title, entries=tuple(Entry("", _decided(view.breach, one, reads)) for one in taken))


def _decided(breach: Breach, one: BreachDecision, reads: Reader) -> Facts:
    language, new = reads.language, one.new
    told = reads.moment(new.told) if new.told else ""
    if new.told and new.about is About.AUTHORITY and new.told > breach.tell_by:
        told += f" ({_LATE.say(language)}: {reads.tell(time_left(breach.tell_by, new.told))})"
    said = (
        (_DECISION.say(language), reads.tell(new.verdict.in_full)),
        (_WHEN.say(language), told),
        (_REFERENCE.say(language), reads.show(new.reference)),
        (_DELAY.say(language), reads.show(new.delay)),
        (_WHY.say(language), reads.show(new.reason)),
        (_BY.say(language), f"{reads.show(one.by_name)}, {reads.moment(one.at)}"),
    )
    return tuple(part for part in said if part[1])


def _course(policy: Policy, view: BreachView, reads: Reader) -> Iterator[Entry]:
    language = reads.language
    for step in view.steps:
        facts: Facts = ()
        if step.what in FACTS:
            facts = ((_BEFORE.say(language), _fact(policy, reads, step.what, step.note)),)
        elif step.note:
            facts = ((_NOTE.say(language), reads.show(step.note)),)
        what = f"{reads.moment(step.at)} · {reads.tell(step_words(step.what))} · {reads.show(step.by_name)}"
        yield Entry(what, facts)
