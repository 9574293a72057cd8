"""Dates of birth: recognised by the words around them, by whose they are, and beside a BSN. Clause: D9, R7."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import chain

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.numbers import bsns
from helpdesk.domain.spotting.reading import Reading

_NEAR = 60
_BESIDE = 25
_SHORT_DATE = 6  # characters: 010261
_LAST_YEAR_ALONE = 2010  # a later date beside a name is more likely that of a visit than of a birth
_MONTHS = """
    jan januari january; feb februari february; mrt maart mar march; apr april; mei may; jun juni june;
    jul juli july; aug augustus august; sep sept september; okt oktober oct october; nov november; dec december
"""


def birth_dates(reading: Reading, context: Context) -> Iterator[Finding]:
    """Dates after a word such as born, or beside a BSN; days that do not exist don't count."""
    if not reading.has_digits:
        return
    numbers = [(one.start, one.end) for one in bsns(reading, context)]
    answers = list(reading.answers(_birth_word()))
    yield from _named_days(reading)
    in_digits = chain.from_iterable(one.finditer(reading.low) for one in _dates())
    in_words = reading.find(*_dates_in_words())
    for match in filter(_exists, chain(in_digits, in_words)):
        start, end = match.span()
        certainty = _birth_certainty(reading, start, end, match["year"].lstrip("'"))
        if certainty is None and _is_within(answers, start):
            certainty = Certainty.LIKELY
        if certainty or _is_beside(reading, start, end, numbers):
            yield Finding(Kind.BIRTH_DATE, start, end, certainty or Certainty.LIKELY)


def _is_within(spans: list[tuple[int, int]], place: int) -> bool:
    """Whether a place is in one of the spans, which are in reading order."""
    before = bisect_right(spans, place, key=lambda span: span[0])
    return before > 0 and place < spans[before - 1][1]


def _named_days(reading: Reading) -> Iterator[Finding]:
    """Births on a day with a name: born on Christmas Eve 1962."""
    for match in reading.find(_named_day()):
        if _birth_word().search(reading.before(match.start(), _NEAR)):
            yield Finding(Kind.BIRTH_DATE, *match.span(), Certainty.LIKELY)


def _is_beside(reading: Reading, start: int, end: int, numbers: list[tuple[int, int]]) -> bool:
    """Whether one of the numbers is on the same line within a few characters, with no other word before the date."""
    place = bisect_left(numbers, (start, start))
    gaps = [(left[1], start) for left in numbers[max(0, place - 1) : place]]
    gaps += [(end, right[0]) for right in numbers[place : place + 1]]
    return any(
        last - first <= _BESIDE
        and "\n" not in reading.text[first:last]
        and not _other_date().search(reading.low, first, last)
        for first, last in gaps
    ) and not _other_date_word().search(reading.before(start, 15))


def _birth_certainty(reading: Reading, start: int, end: int, year: str) -> Certainty | None:
    before = reading.before(start, _NEAR)
    words = list(_birth_word().finditer(before))
    if end - start == _SHORT_DATE and not words:
        return None
    if words:
        between = before[words[-1].end() :]
        if end - start == _SHORT_DATE and not _right_behind().fullmatch(between):
            return None
        if not _other_date().search(between):
            return Certainty.CERTAIN if len(between) <= 15 else Certainty.LIKELY
    if _called_birth().match(reading.after(end, 30)):
        return Certainty.LIKELY
    if _child_of().search(before):
        return Certainty.LIKELY
    of_then = _of_then().search(before) and int(year) <= _LAST_YEAR_ALONE
    if of_then:
        return Certainty.LIKELY
    if int(year) <= _LAST_YEAR_ALONE and _is_behind_a_name(reading, start, end):
        return Certainty.POSSIBLE
    if _title_and_name().search(before) and int(year) <= _LAST_YEAR_ALONE:
        return Certainty.POSSIBLE
    if _aside().match(reading.low, end) and _child_aside().search(before):
        return Certainty.POSSIBLE
    aside = _aside().match(reading.low, end) and _somebody_aside().search(before)
    return Certainty.POSSIBLE if aside and int(year) <= _LAST_YEAR_ALONE else None


def _is_behind_a_name(reading: Reading, start: int, end: int) -> bool:
    """Whether a first name or initials and a last name come right before the date, with brackets in pairs."""
    named = _full_name().search(reading.text, max(0, start - _NEAR), start)
    closes = {"(": ")", ",": ","}
    if named is None:
        in_brackets = reading.text[end : end + 1] == ")"
        return in_brackets and _first_name().search(reading.text, max(0, start - _NEAR), start) is not None
    return not named["open"] or reading.text[end : end + 1] == closes[named["open"]]


def _exists(match: re.Match[str]) -> bool:
    day, month, year = match["day"], match["month"], int(match["year"].lstrip("'"))
    day = str((_day_words() | _ordinals()).get(day, day))
    month_number = int(month) if month.isdecimal() else _month_numbers().get(month, 0)
    return _is_day(year, month_number, int(day)) or (
        month.isdecimal() and _is_day(year, int(day), month_number)
    )


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year if year > 99 else 1900 + year, month, day)
    except ValueError:
        return False
    return True


@cache
def _month_numbers() -> dict[str, int]:
    months = enumerate(_MONTHS.split(";"), 1)
    return {name: number for number, names in months for name in names.split()}


@cache
def _day_words() -> dict[str, int]:
    """The days of a month in words, as said on the telephone: zes mei 1950."""
    words = """
        een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien
        achttien negentien twintig eenentwintig tweeëntwintig drieëntwintig vierentwintig vijfentwintig
        zesentwintig zevenentwintig achtentwintig negenentwintig dertig eenendertig
    """
    return {word: day for day, word in enumerate(words.split(), 1)}


@cache
def _ordinals() -> dict[str, int]:
    """The days of a month as English ordinals: ninth of November 1988."""
    words = """
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third
        twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first
    """
    return {word: day for day, word in enumerate(words.split(), 1)}


@cache
def _named_day() -> Cue:
    return cue(
        r"(?<![a-z])(?:halloween|christmas(?: day| eve)?|boxing day|new year['’]?s (?:day|eve)|valentine['’]?s day|"
        r"(?:eerste kerst|tweede kerst|kerst)(?:mis|dag|avond)?|oudjaar(?:sdag|savond)?|nieuwjaar(?:sdag)?|"
        r"koning(?:s|inne)dag|pakjesavond|valentijnsdag|bevrijdingsdag),? (?:van |of |in )?(?:19|20)\d\d(?![\w/-])"
    )


@cache
def _birth_word() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z])(?:geboren|geboorte[ -]?(?:datum|dag)|geb\.? ?(?:datum|dat\.?)|geb\.?(?=\W)|verjaardag|"
        r"jarig|"
        r"date[ -]of[ -]birth|d\.o\.b\.?|dob|birth[ -]?(?:date|day)|born|geb\w{0,3}datum|bday)(?![a-z])"
    )


_OTHER_DATES = (
    r"(?<![a-z])(?:sinds|since|in dienst|per|vanaf|from|overleden|died|verlo\w+|expir\w+|geldig|valid|"
    r"ingang\w*|"
    r"start\w*|factuur\w*|datum(?! ?[:=])|t/m|tot|until|bijgewerkt|updated|issued|afgegeven)(?![a-z])"
)


@cache
def _other_date() -> re.Pattern[str]:
    """What makes a date after "born" another date: a date in between, the end of the sentence, another label."""
    return re.compile(rf"\d[-/.]\d|\d{{4}}|[.!?]\s+\S|{_OTHER_DATES}")


@cache
def _other_date_word() -> re.Pattern[str]:
    return re.compile(_OTHER_DATES)


@cache
def _called_birth() -> re.Pattern[str]:
    return re.compile(
        r"\s?\(?(?:(?:is|was|als|as) )?(?:(?:de|zijn|haar|mijn|the|his|her|my) )?"
        r"(?:geboren|geboorte(?:datum|dag)|geb\.? ?(?:datum|dat)|date of birth|dob|birth ?(?:date|day)|born)"
        r"(?![a-z]|\s*[:=])"
    )


@cache
def _of_then() -> re.Pattern[str]:
    """Somebody who is "of" a date: zij is van 19-2-1979."""
    return re.compile(
        r"(?<![a-z])(?:ik|hij|zij|ze|die|man|vrouw|zoon|dochter|moeder|vader|oma|opa|broer|zus)(?: \w{1,12})?"
        r"(?: (?:ben|is) van|"
        r" \(van) $|(?<![a-z])(?:my|mijn) (?:own |eigen )?$"
    )


@cache
def _child_of() -> re.Pattern[str]:
    """A child who is "of" a date, where no year is too late: een echt kind, Noor, van 3 maart 2017."""
    return re.compile(
        r"(?<![a-z])(?:kind(?:je)?|leerling|zoontje|dochtertje|zoon|dochter|kleinkind|kleinzoon|kleindochter|baby|jongste|"
        r"oudste|peuter|kleuter|nichtje|neefje|zusje|broertje)(?![a-z])[^\n.;]{0,25} van $"
    )


@cache
def _aside() -> re.Pattern[str]:
    return re.compile(r"\s?(?:[,;)]|$)", re.MULTILINE)


@cache
def _right_behind() -> re.Pattern[str]:
    return re.compile(r"\W{0,3}(?:is )?")


@cache
def _somebody_aside() -> re.Pattern[str]:
    """Somebody, with a date right behind them as an aside: my daughter, 8-11-1989, ..."""
    people = (
        r"dochter|zoon|vader|moeder|oma|opa|broer|zus|man|vrouw|echtgeno\w{2,4}|partner|kind|leerling|"
        r"patiënte?|cliënte?|"
        r"daughter|son|father|mother|brother|sister|husband|wife|child|pupil|patient|dhr|mevr?|mw|mrs?|ms"
    )
    return re.compile(
        rf"(?<![a-z])(?:{people})(?![a-z])\.?(?: \(?[\w.'-]{{1,20}}){{0,4}}\s?[,;(:] ?$|"
        r"(?<![a-z])(?:[a-z]\. ?){1,4}(?:[a-z]{2,4} ){0,2}[a-z'’-]{3,20},? ?[(,] ?$"
    )


@cache
def _title_and_name() -> re.Pattern[str]:
    """A patient, or a title and a name, right before the date."""
    return re.compile(
        r"(?<![a-z])(?:(?:patiënte?|cliënte?|patient|client) |(?:mevr|mw|dhr|mrs|mr|ms)\.? (?:[\w'’.-]{1,20} ){1,3})$"
    )


@cache
def _child_aside() -> re.Pattern[str]:
    """A child, with a date right behind as an aside; a child's birth may be in any year."""
    return re.compile(
        r"(?<![a-z])(?:dochter|zoon|zoontje|dochtertje|kind|kleinkind|kleinzoon|kleindochter|leerling|baby|daughter|son|"
        r"child|pupil|grandson|granddaughter)(?![a-z])(?: [\w.'-]{1,20}){0,2}\s?[,(] ?$"
    )


@cache
def _full_name() -> re.Pattern[str]:
    between = r"(?:(?:van|de|der|den|ter|ten|el|al|'t) ){0,3}"
    return re.compile(
        rf"(?<![\w.])(?:[A-Z][^\W\d_'’-]{{1,20}} |(?:[A-Z]\. ?){{1,4}}){between}(?:[A-Z][\w'’-]{{2,30}}|[A-Z]\.)"
        r" ?(?P<open>[(,]?) ?\Z"
    )


@cache
def _first_name() -> re.Pattern[str]:
    """A capitalised word before a date in brackets, unless it is a document, event or word of time: Piet (03/01/61)."""
    no_names = (
        r"Versie|Version|Factuur|Invoice|Update|Gisteren|Vorige|Sinds|Order|Bestelling|Contract|Datum|Date|Build|Release|"
        r"Bijlage|Offerte|Garantie|Windows|Server|Aankoop|Gekocht|Bought|Installed|Driver|Firmware|Backup|Since|Ticket"
    )
    return re.compile(rf"(?<![\w.])(?!{no_names})[A-Z][a-zé]{{2,14}} \(\Z")


_YEAR = r"(?P<year>(?:19|20)\d\d|'?\d\d)"
_NO_MORE = r"(?![\w/-]|[.,]\d)"


@cache
def _dates() -> tuple[re.Pattern[str], ...]:
    # A pattern that begins with a consuming part is searched many times faster, so the lookbehind comes second.
    apart = r"(?<![\w.,/-].)"
    day = rf"(?P<day>\d{apart}\d?)"
    return tuple(
        re.compile(rf"{pattern}{_NO_MORE}")
        for pattern in (
            rf"{day}[-/. ](?P<month>[0-3]?\d)[-/. ]{_YEAR}",
            rf"(?P<year>[12]{apart}[09]\d\d)[-/.]?(?P<month>[01]\d)[-/.]?(?P<day>[0-3]\d)",
            rf"(?P<day>[0-3]{apart}\d)(?P<month>[01]\d)(?P<year>(?:19|20)\d\d)",
            rf"{day}(?:st|nd|rd|th|e)?[ -](?:of )?{_month()}\.?,?[ -]{_YEAR}",
            rf"(?P<day>[0-3]{apart}\d)(?P<month>[01]\d)(?P<year>\d\d)",
        )
    )


@cache
def _dates_in_words() -> tuple[Cue, ...]:
    """Dates that begin with the name of a month, or with a day in words."""
    month = _month()
    return tuple(
        cue(rf"(?<![a-z]){pattern}{_NO_MORE}")
        for pattern in (
            rf"{month}\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? {_YEAR}",
            rf"(?P<day>{_longest_first(_day_words())}) {month} {_YEAR}",
            rf"(?P<day>{_longest_first(_ordinals())}) (?:of )?{month},? {_YEAR}",
        )
    )


def _month() -> str:
    return rf"(?P<month>{_longest_first(_month_numbers())})"


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))
