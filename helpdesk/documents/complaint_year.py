"""The report of a year of complaints: by month, in time, subject and outcome. Clause: C1, P1.

It has only counts, so it can be shown to anybody. Print it with `helpdesk.documents.paper`.
"""

from __future__ import annotations

from datetime import datetime

from helpdesk.documents.letter import sender
from helpdesk.documents.paper import Bar, Chapter, Paper
from helpdesk.domain.complaints import YearPicture
from helpdesk.domain.pictures import MonthPicture
from helpdesk.i18n import Reader, reader
from helpdesk.policy.model import Policy
from helpdesk.policy.words import words

_TITLE = words("Klachten in", "Complaints in")
_MADE = words("Gemaakt op", "Made on")
_RECEIVED = words("Ontvangen", "Received")
_MEDIAN = words("Dagen tot het antwoord (mediaan)", "Days until the answer (median)")
_IN_TIME = words("Op tijd beantwoord", "Answered in time")
_LATE = words("Te laat beantwoord", "Answered too late")
_OPEN = words("Nog niet beantwoord", "Not answered yet")
_MONTHS = words("Per maand", "By month")
_CAUSES = words("Waarover", "What about")
_OUTCOMES = words("Wat eruit kwam", "What came of it")
_OF_WHICH_LATE = words("te laat", "too late")
_DAYS = words("mediaan {days} d", "median {days} d")
_NOTHING = words("In dit jaar zijn geen klachten ontvangen.", "No complaints were received in this year.")
_HOW = words("Hoe er is geteld", "How it was counted")
_COUNTED = words(
    "Een klacht telt in het jaar en de maand van ontvangst. Op tijd is volgens wat bij de ontvangst is toegezegd. "
    "Een klacht die een verzoek van een betrokkene bleek te zijn, telt niet mee, en wat na zijn termijn is verwijderd "
    "evenmin.",
    "A complaint counts in the year and the month in which it was received. In time is by what was promised when it "
    "was. One that turned out to be a rights request does not count, and what was removed after its period neither.",
)


def year_report(policy: Policy, picture: YearPicture, language: str, made: datetime) -> Paper:
    """The report of a year; `made` (aware) is now. Clause: C1."""
    reads = reader(language)
    facts = (
        (_MADE.say(language), reads.long_day(made)),
        (_RECEIVED.say(language), reads.number(picture.total)),
        (_IN_TIME.say(language), reads.number(picture.in_time)),
        (_LATE.say(language), reads.number(picture.late)),
        (_OPEN.say(language), reads.number(picture.open)),
        (_MEDIAN.say(language), "–" if picture.median_days is None else reads.half(picture.median_days)),
    )
    title = f"{_TITLE.say(language)} {picture.year}"
    chapters = (*_figures(policy, picture, reads), Chapter(_HOW.say(language), (_COUNTED.say(language),)))
    return Paper(title, language, made, sender(policy, language), facts, chapters)


def _figures(policy: Policy, picture: YearPicture, reads: Reader) -> tuple[Chapter, ...]:
    language, causes = reads.language, policy.complaints.causes
    if not picture.total:
        return (Chapter(_MONTHS.say(language), (_NOTHING.say(language),)),)
    months = tuple(
        Bar(reads.month(number), month.received, _month(month, reads))
        for number, month in enumerate(picture.months, 1)
    )
    by_cause = tuple(
        Bar(causes[one].name.say(language) if one in causes else one, count, reads.number(count))
        for one, count in picture.by_cause.items()
    )
    outcomes = tuple(
        Bar(reads.tell(one.words), count, reads.number(count)) for one, count in picture.by_outcome.items()
    )
    return (
        Chapter(_MONTHS.say(language), bars=months),
        Chapter(_CAUSES.say(language), bars=by_cause),
        *((Chapter(_OUTCOMES.say(language), bars=outcomes),) if outcomes else ()),
    )


def _month(month: MonthPicture, reads: Reader) -> str:
    parts = [reads.number(month.received)]
    if month.late:
        parts.append(f"{reads.number(month.late)} {_OF_WHICH_LATE.say(reads.language)}")
    if month.median_days is not None:
        parts.append(_DAYS.say(reads.language).format(days=reads.half(month.median_days)))
    return ", ".join(parts)
