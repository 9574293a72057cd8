"""Numbers with check digits: BSN, bank account (IBAN) and payment card. Clause: D7, D9; GDPR art. 87."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.reading import Reading

_NEAR = 40
_FAR = 150


def bsns(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Nine digits that pass the eleven test, near a word that says BSN.

    One in eleven random numbers passes the test, so a number that is called something else is not one.
    """
    if not reading.has_digits or not reading.says(_bsn_word()):
        return
    last = -_FAR
    for match in _nine_digits().finditer(reading.text):
        start, end = match.span()
        if _is_bsn(match[0]) and (certainty := _bsn_certainty(reading, start, end, last)):
            yield Finding(Kind.BSN, start, end, certainty)
            last = end


def _bsn_certainty(reading: Reading, start: int, end: int, last: int) -> Certainty | None:
    before = reading.before(start, _FAR)
    if called_otherwise(before):
        return None
    word = _bsn_word().pattern
    if word.search(before[-_NEAR:]) or word.search(reading.after(end, 12)):
        return Certainty.CERTAIN
    if start - last < _FAR:  # the next one of a list
        return Certainty.LIKELY
    near = word.search(before) or word.search(reading.low[end : end + _FAR])
    return Certainty.POSSIBLE if near else None


def _is_bsn(passage: str) -> bool:
    from stdnum.nl import bsn

    return bool(bsn.is_valid(passage))


def ibans(reading: Reading, context: Context) -> Iterator[Finding]:
    """Bank accounts of any country, in one piece or in groups, with correct check digits."""
    if not reading.has_digits:
        return
    place = 0
    for digits in _check_digits().finditer(reading.text):
        start = digits.start() - len("NL ") + (reading.text[digits.start() - 1] != " ")
        match = _iban().match(reading.text, start) if start >= place else None
        for end in ends_of_groups(match, least=15) if match else ():
            number = _stored_iban(reading.text[start:end])
            if number:
                place = end
                yield from reading.unless(
                    context.knows(number), Finding(Kind.IBAN, start, end, Certainty.CERTAIN)
                )
                break


def _stored_iban(passage: str) -> str:
    from stdnum import iban
    from stdnum.iso7064 import mod_97_10

    number = _separators().sub("", passage).upper()
    if len(number) != _length(number[:2]):
        return ""
    if mod_97_10.checksum(number[4:] + number[:4]) != 1:  # most are not; the full check is slower
        return ""
    return number if iban.is_valid(number, check_country=False) else ""


@cache
def _length(country: str) -> int:
    """How many characters an IBAN of a country has; 0 if there are none."""
    from stdnum import numdb

    found = numdb.get("iban").info(country)
    form = found[0][1].get("bban", "") if found else ""
    return 4 + sum(map(int, re.findall(r"\d+", form))) if form else 0


def cards(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Payment cards: by an issuer's range, the length, and Luhn's check digit."""
    if not reading.has_digits:
        return
    for match in _card().finditer(reading.text):
        for end in ends_of_groups(match, least=12):
            passage = reading.text[match.start() : end]
            if _is_card(_not_digits().sub("", passage)):
                yield from _card_finding(reading, match.start(), end, grouped=not passage.isdecimal())
                break


def _card_finding(reading: Reading, start: int, end: int, *, grouped: bool) -> Iterator[Finding]:
    before = reading.before(start, _NEAR)
    called = _card_word().search(before) is not None
    if called or not (called_otherwise(before) or reading.in_url(start)):
        yield Finding(Kind.CARD, start, end, Certainty.CERTAIN if called or grouped else Certainty.LIKELY)


def _is_card(digits: str) -> bool:
    from stdnum import luhn

    return _issued(len(digits)).match(digits) is not None and bool(luhn.is_valid(digits))


def called_otherwise(before: str) -> bool:
    """Whether the words right before a number call it an order, an invoice, a serial number or the like."""
    return _other_label().search(before[-_NEAR:]) is not None


def ends_of_groups(match: re.Match[str], least: int) -> Iterator[int]:
    """Where a number in groups may end, longest first: at its end and before each separator.

    Never before `least` significant characters.
    """
    passage, start = match[0], match.start()
    yield match.end()
    for separator in reversed(list(_separators().finditer(passage))):
        if separator.start() < least:
            return
        yield start + separator.start()


@cache
def _bsn_word() -> Cue:
    return cue(
        r"(?<![a-z])(?:(?:bs|b\.s)\.?n\.?(?:[- ]?(?:nr|no|nummer|number))?|bsn'?s|bsnr|ssn|sofi(?:[ -]?(?:nr|"
        r"num+er))?|"
        r"burger[ -]?service(?:[ -]?(?:num+er|nr))?|citizen[ -]?service[ -]?(?:number|no)|"
        r"social[ -]security[ -](?:number|no))(?![a-z])"
    )


@cache
def _nine_digits() -> re.Pattern[str]:
    return re.compile(r"\d(?<![\w.,+-].)(?:[ .-]?\d){8}(?![\w-]|[.,]\d)")


@cache
def _check_digits() -> re.Pattern[str]:
    """The check digits of an IBAN after its country code; far rarer than words to start from."""
    country = r"(?<![A-Za-z0-9])[A-Za-z]{2}"
    return re.compile(rf"\d\d(?:(?<={country}\d\d)|(?<={country} \d\d))")


@cache
def _iban() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z]{2} ?\d\d(?:[ .-]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")


@cache
def _card() -> re.Pattern[str]:
    return re.compile(r"\d(?<![\w.,+-].)(?:[ .-]?\d){11,18}(?![\w-]|[.,]\d)")


@cache
def _issued(length: int) -> re.Pattern[str]:
    """The first digits of card numbers of this length.

    Visa, Mastercard, Maestro, American Express, Diners, Discover, JCB and UnionPay.
    """
    maestro = r"50[123]|56|57|58|6304|67"
    ranges = {
        13: "4",
        14: r"30[0-5]|3[689]",
        15: r"3[47]",
        16: rf"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|6011|64[4-9]|65|62|35(?:2[89]|[3-8])|3[689]|{maestro}",
        19: rf"4|62|{maestro}",
    }
    return re.compile(ranges.get(length, maestro))


@cache
def _card_word() -> re.Pattern[str]:
    return re.compile(
        r"credit ?card|creditkaart|debit ?card|betaalpas|card (?:number|no)|kaartnum+er|pasnum+er|visa|master "
        r"?card|"
        r"maestro|amex|american express|(?<![a-z])(?:card|kaart|cc)\W{0,3}$"
    )


@cache
def _not_digits() -> re.Pattern[str]:
    return re.compile(r"\D+")


@cache
def _separators() -> re.Pattern[str]:
    return re.compile(r"[^A-Za-z0-9]+")


@cache
def _other_label() -> re.Pattern[str]:
    number = r"(?:code|id|nr|num|nummers?|no|numbers?|reference|ref)"
    return re.compile(
        r"(?<![a-z])(?:"
        r"(?:(?:in)?kooporder|order|bestel|fa[ck]tuur|invoice|ticket|melding|zaak|dossier|polis|serie|serial|"
        r"artikel|"
        r"article|kenmerk|betaling|mandaat|machtig|mandate|track|zending|shipment|crediteur|transact|"
        r"licen[tsc]|"
        rf"referen|offerte|quote|incident|afspraak|appointment|simkaart|garantie|product)[\w-]*(?:[ "
        rf".]+{number})?|"
        rf"(?:klant|customer|relatie|cli[eë]nt|debiteur|personeels?|employee|werknemer|leden|lid|member)[ "
        rf"-]?{number}|"
        r"(?:kvk|coc|btw|vat|ref|po|imei|iccid|sim|rma|s/n|sn|sku|ean|tid|mid|id|bon|build|part|model|version|"
        r"versie|"
        rf"event|case|job|contract|meter|asset|art)(?:[ .-]*{number})?"
        r")\.?(?:\s+(?:is|was|van|of))?[\s:=#(]{0,4}$"
    )
