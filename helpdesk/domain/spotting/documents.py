"""Passport and ID card numbers, driving licences and dates of birth: known by the words before them. Clause: D9, R7."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import cache

from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.numbers import bsns, called_otherwise
from helpdesk.domain.spotting.reading import Reading

_NEAR = 45
_FAR = 60
_FARTHEST = 160
_BESIDE = 25
_SHORT_DATE = 6  # characters: 010261
_LEAST_DIGITS, _FEW_DIGITS = 5, 3
_DIGITS_OF_A_LICENCE = 10
_LAST_YEAR_ALONE = 2010  # a later date beside a name is sooner that of a visit than of a birth
_MONTHS = """
    jan januari january; feb februari february; mrt maart mar march; apr april; mei may; jun juni june;
    jul juli july; aug augustus august; sep sept september; okt oktober oct october; nov november; dec december
"""


def passports(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Numbers of passports and identity cards behind a word for one, and the machine-readable lines of both."""
    if not reading.has_digits:
        return
    if "<<" in reading.text:
        for match in _machine_readable().finditer(reading.text):
            if "<<" in match[0]:
                yield Finding(Kind.PASSPORT, *match.span(), Certainty.CERTAIN)
    for match in _dutch_document().finditer(reading.text):
        if _called_shortly().search(reading.line_before(match.start(), _BESIDE)):
            yield Finding(Kind.PASSPORT, *match.span(), Certainty.LIKELY)
    if not _passport_word().search(reading.low):
        return
    for match in _document_in_groups().finditer(reading.text):
        if _said_of(_passport_word(), reading, *match.span()):
            yield Finding(Kind.PASSPORT, *match.span(), Certainty.LIKELY)
    for match in _document_number().finditer(reading.text):
        if not _said_of(_passport_word(), reading, *match.span()):
            continue
        if _is_dutch_document(match[0]):
            yield Finding(Kind.PASSPORT, *match.span(), Certainty.CERTAIN)
        elif _digits(match[0]) >= _LEAST_DIGITS or (
            _digits(match[0]) >= _FEW_DIGITS
            and _passport_label().search(reading.before(match.start(), _BESIDE))
        ):
            yield Finding(Kind.PASSPORT, *match.span(), Certainty.LIKELY)


def _is_dutch_document(passage: str) -> bool:
    from stdnum.nl import identiteitskaartnummer

    return bool(identiteitskaartnummer.is_valid(passage))


def licences(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Numbers of driving licences behind a word for one."""
    if not (reading.has_digits and _licence_word().search(reading.low)):
        return
    for match in _licence_in_groups().finditer(reading.text):
        if _digits(match[0]) == _DIGITS_OF_A_LICENCE and _said_of(
            _licence_word(), reading, *match.span(), _FARTHEST
        ):
            yield Finding(Kind.LICENCE, *match.span(), Certainty.LIKELY)
    for match in _licence_number().finditer(reading.text):
        dutch = len(match[0]) == _DIGITS_OF_A_LICENCE and match[0].isdecimal()
        reach = _FARTHEST if dutch else _FAR
        if _digits(match[0]) >= _LEAST_DIGITS and _said_of(_licence_word(), reading, *match.span(), reach):
            yield Finding(Kind.LICENCE, *match.span(), Certainty.CERTAIN if dutch else Certainty.LIKELY)


def _said_of(word: re.Pattern[str], reading: Reading, place: int, end: int, reach: int = _FAR) -> bool:
    before = reading.before(place, reach)
    if reach == _FARTHEST and _called_a_licence().search(reading.after(end, _FAR)):
        return True
    if _called_a_document().match(reading.low, end):
        return word is _passport_word()
    said = word.search(before)
    return said is not None and not called_otherwise(before[said.end() :])


def _digits(passage: str) -> int:
    return sum(character.isdecimal() for character in passage)


def birth_dates(reading: Reading, context: Context) -> Iterator[Finding]:
    """Dates behind a word such as born, or beside a BSN; days that do not exist are none."""
    if not reading.has_digits:
        return
    numbers = [(one.start, one.end) for one in bsns(reading, context)]
    for pattern in _dates():
        for match in pattern.finditer(reading.low):
            if not _exists(match):
                continue
            start, end = match.span()
            certainty = _birth_certainty(reading, start, end, match["year"].lstrip("'"))
            if certainty or _is_beside(reading, start, end, numbers):
                yield Finding(Kind.BIRTH_DATE, start, end, certainty or Certainty.LIKELY)


def _is_beside(reading: Reading, start: int, end: int, numbers: list[tuple[int, int]]) -> bool:
    """Whether one of the numbers stands on the same line within a few characters, and no other word before the date."""
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
    of_then = _of_then().search(before) and int(year) <= _LAST_YEAR_ALONE
    if of_then:
        return Certainty.LIKELY
    if int(year) <= _LAST_YEAR_ALONE and _is_behind_a_name(reading, start, end):
        return Certainty.POSSIBLE
    aside = _aside().match(reading.low, end) and _somebody_aside().search(before)
    return Certainty.POSSIBLE if aside and int(year) <= _LAST_YEAR_ALONE else None


def _is_behind_a_name(reading: Reading, start: int, end: int) -> bool:
    """Whether first name or initials and last name stand right before the date; what opens between them ends behind."""
    named = _full_name().search(reading.text, max(0, start - _NEAR), start)
    closes = {"(": ")", ",": ","}
    if named is None:
        in_brackets = reading.text[end : end + 1] == ")"
        return in_brackets and _first_name().search(reading.text, max(0, start - _NEAR), start) is not None
    return not named["open"] or reading.text[end : end + 1] == closes[named["open"]]


def _exists(match: re.Match[str]) -> bool:
    day, month, year = match["day"], match["month"], int(match["year"].lstrip("'"))
    day = str(_day_words().get(day, day))
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
    """The days of a month in words, as in what was said on the telephone: zes mei 1950."""
    words = """
        een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien
        achttien negentien twintig eenentwintig tweeëntwintig drieëntwintig vierentwintig vijfentwintig
        zesentwintig zevenentwintig achtentwintig negenentwintig dertig eenendertig
    """
    return {word: day for day, word in enumerate(words.split(), 1)}


@cache
def _machine_readable() -> re.Pattern[str]:
    return re.compile(r"^[A-Z0-9<]{30}(?:[A-Z0-9<]{6}|[A-Z0-9<]{14})?(?![A-Z0-9<])", re.MULTILINE)


@cache
def _passport_word() -> re.Pattern[str]:
    return re.compile(
        r"paspoort|passport|identiteits?(?:kaart|bewijs|document)|identity (?:card|document)|legitimatie|"
        r"(?<![a-z])id[ -]?(?:kaart|bewijs|card|document|nummer|number|nr)|travel document|"
        r"verblijfs(?:vergunning|document)|residence permit|"
        r"document ?(?:num+er|nr|no)|(?<![a-z])(?:(?:mijn|my|kopie|copy|scan|foto)(?: (?:van|of))?(?: (?:mijn|"
        r"my|de|the))? )id"
        r"(?![a-z])"
    )


@cache
def _passport_label() -> re.Pattern[str]:
    """A word for a document as the label of what is right behind it."""
    return re.compile(
        r"(?:paspoort|passport|id(?:-| )?(?:kaart|card))(?: ?(?:nr|nummer|no|number))?\.? ?[:=] ?$"
    )


@cache
def _dutch_document() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.@+-])[A-NP-Z]{2}(?=[A-NP-Z]*\d)[A-NP-Z0-9]{6}\d(?![\w@-])")


@cache
def _document_in_groups() -> re.Pattern[str]:
    """A Dutch one as people group it: NXK4 P82 R7, NX-4R8K2P7."""
    return re.compile(
        r"(?<![\w.@+-])(?=[A-Z0-9]*[ -])(?=(?:[A-Z -]*\d){2})[A-NP-Z]{2}(?:[ -]?[A-NP-Z0-9]){6}[ -]?\d(?![\w@-])"
    )


@cache
def _called_shortly() -> re.Pattern[str]:
    """A word that may be for a document, right before what is written as a Dutch one: pas NXK4P82R7."""
    return re.compile(
        r"(?<![a-z])(?:pas(?:je)?|id|doc(?:ument)?|kaart)(?: ?(?:nr|nummer|no|number))?[.:=]?"
        r"(?: (?:is|was|van hem|van haar|heeft|met) | )[\"'(]?$"
    )


@cache
def _called_a_document() -> re.Pattern[str]:
    """What says behind a number what it is."""
    return re.compile(
        r"(?: \(|,? (?:is|dat is) )(?:van )?(?:mijn |m'n |my |het |de |the )?(?:paspoort|passport|id-?kaart|"
        r"identiteits)"
    )


@cache
def _called_a_licence() -> re.Pattern[str]:
    """What says behind ten digits that they are a driving licence."""
    return re.compile(
        r"^\W{0,3}(?:[\w']{1,16} ){0,6}?(?:rijbewijs|driving licen[cs]e|"
        r"driver'?s licen[cs]e)"
    )


@cache
def _document_number() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.@+-])(?=[A-Za-z]*\d)[A-Za-z0-9]{8,9}(?![\w@-])")


@cache
def _licence_word() -> re.Pattern[str]:
    return re.compile(
        r"r[iy]j?b\w{0,2}w[iy]?j?s|(?<![a-z])(?:rbw|rijbew)(?![a-z])|driving[ -]?licen[cs]e|"
        r"driver(?:['’]?s)?[ -](?:licen[cs]e|permit)|"
        r"(?:driver|chauffeur)[^.\n]{0,60}?[ ,;(]licen[cs]e (?:no|nr|number)(?![a-z])"
    )


@cache
def _licence_number() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.@+-])(?=[A-Za-z]*\d)[A-Za-z0-9]{8,18}(?![\w@-])")


@cache
def _licence_in_groups() -> re.Pattern[str]:
    """The ten digits of a Dutch one as people group them; a telephone number begins with a nought."""
    return re.compile(r"(?<![\w.@+-])[1-9]\d{1,4}(?:[ .-]\d{2,5}){1,4}(?![\w@-]|[.,]\d)")


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
    """What makes a date behind "born" another date: a date in between, the end of the sentence, another label."""
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
def _aside() -> re.Pattern[str]:
    return re.compile(r"\s?(?:[,;)]|$)", re.MULTILINE)


@cache
def _right_behind() -> re.Pattern[str]:
    return re.compile(r"\W{0,3}(?:is )?")


@cache
def _somebody_aside() -> re.Pattern[str]:
    """Somebody, and right behind them what is said aside: my daughter, 8-11-1989, ..."""
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
def _full_name() -> re.Pattern[str]:
    between = r"(?:(?:van|de|der|den|ter|ten|el|al|'t) ){0,3}"
    return re.compile(
        rf"(?<![\w.])(?:[A-Z][^\W\d_'’-]{{1,20}} |(?:[A-Z]\. ?){{1,4}}){between}[A-Z][\w'’-]{{2,30}}"
        r" ?(?P<open>[(,]?) ?\Z"
    )


@cache
def _first_name() -> re.Pattern[str]:
    """One word with a capital before the bracket of a date, if no document, event or word of time: Piet (03/01/61)."""
    no_names = (
        r"Versie|Version|Factuur|Invoice|Update|Gisteren|Vorige|Sinds|Order|Bestelling|Contract|Datum|Date|Build|Release|"
        r"Bijlage|Offerte|Garantie|Windows|Server|Aankoop|Gekocht|Bought|Installed|Driver|Firmware|Backup|Since|Ticket"
    )
    return re.compile(rf"(?<![\w.])(?!{no_names})[A-Z][a-zé]{{2,14}} \(\Z")


@cache
def _dates() -> tuple[re.Pattern[str], ...]:
    # A pattern that begins with what it consumes is searched for many times faster; so the look behind comes second.
    apart = r"(?<![\w.,/-].)"
    day, year = rf"(?P<day>\d{apart}\d?)", r"(?P<year>(?:19|20)\d\d|'?\d\d)"
    month = rf"(?P<month>{'|'.join(sorted(_month_numbers(), key=len, reverse=True))})"
    return tuple(
        re.compile(rf"{pattern}(?![\w/-]|[.,]\d)")
        for pattern in (
            rf"{day}[-/. ](?P<month>[0-3]?\d)[-/. ]{year}",
            rf"(?P<year>[12]{apart}[09]\d\d)[-/.]?(?P<month>[01]\d)[-/.]?(?P<day>[0-3]\d)",
            rf"(?P<day>[0-3]{apart}\d)(?P<month>[01]\d)(?P<year>(?:19|20)\d\d)",
            rf"{day}(?:st|nd|rd|th|e)?[ -](?:of )?{month}\.?,?[ -]{year}",
            rf"{month}\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? {year}",
            rf"(?P<day>[0-3]{apart}\d)(?P<month>[01]\d)(?P<year>\d\d)",
            rf"(?P<day>{'|'.join(sorted(_day_words(), key=len, reverse=True))}) {month} {year}",
        )
    )
