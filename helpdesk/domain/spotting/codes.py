"""Codes that open something: pins, access and verification codes. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.locks import near_a_lock
from helpdesk.domain.spotting.reading import Reading

_LEAST_DIGITS = 4
_AFTER_CODE = 25
_LONGEST_SORT = 28
_ALARMS = ("alarm", "kluis", "safe", "keypad", "slot", "lock")
_DIGIT_WORDS = (
    "nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|"
    "zero|oh|one|two|three|four|five|six|seven|eight|nine"
)


_CHANGED = (
    r"(?:nu|now|(?:gewijzigd|veranderd|aangepast|gezet|ingesteld|changed|set|reset)\s(?:naar|in|op|to))"
)


def pins(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Three to eight digits after a word for a code that opens something, in the same sentence."""
    labels = list(reading.find(_pin_word()))
    yield from _spelled_out(reading, labels)
    if not reading.has_digits:
        return
    for label in labels:
        match = _pin_behind().match(reading.low, label.end())
        if match and (len(match["digits"]) >= _LEAST_DIGITS or label["card"]):
            close = match["is"] is not None or not match["between"].strip()
            yield Finding(Kind.PIN, *match.span("digits"), Certainty.CERTAIN if close else Certainty.LIKELY)
            other = _other_pin().match(reading.low, match.end())
            if other:
                yield Finding(Kind.PIN, *other.span("digits"), Certainty.LIKELY)
    said = reading.find(*_of_signing_in_twice(), *_of_locks(), *_written_down(), *_given_or_typed())
    said_behind = chain.from_iterable(one.finditer(reading.low) for one in _said_behind())
    for match in chain(said, said_behind, _called_code(reading)):
        yield Finding(Kind.PIN, *match.span("digits"), Certainty.LIKELY)
    yield from _in_columns_and_answers(reading)
    if reading.has(*_ALARMS):
        for match in reading.find(_whose_code()):
            yield Finding(Kind.PIN, *match.span("digits"), Certainty.POSSIBLE)
    yield from near_a_lock(reading)


def _called_code(reading: Reading) -> Iterator[re.Match[str]]:
    """Digits called a code, with or without a sort right before it, if nothing suggests a machine's code."""
    for code in reading.find(_code_and_digits()):
        start = code.start()
        sort = _sort().search(reading.low, max(0, start - _LONGEST_SORT), start)
        if sort and not _harmless().fullmatch(sort["what"]):
            yield code
        elif code["close"] is not None and _bare().search(reading.low, max(0, start - _LONGEST_SORT), start):
            yield from _if_no_machines(reading, code)
    for code in reading.find(_bare_code()):
        yield from _if_no_machines(reading, code)


def _if_no_machines(reading: Reading, code: re.Match[str]) -> Iterator[re.Match[str]]:
    around = reading.line_before(code.start("digits")) + reading.after(code.end(), _AFTER_CODE)
    if not _of_machines().search(around):
        yield code


def _in_columns_and_answers(reading: Reading) -> Iterator[Finding]:
    """Digits in a column of codes, and digits that answer a question about one."""
    for cell in reading.cells:
        if _code_alone().fullmatch(reading.low, cell.start, cell.end) and _code_heading().search(
            cell.heading
        ):
            yield Finding(Kind.PIN, cell.start, cell.end, Certainty.LIKELY)
    for start, end in reading.answers(_code_heading()):
        if match := _first_of_answer().match(reading.low, start, end):
            yield Finding(Kind.PIN, *match.span("digits"), Certainty.LIKELY)


def _spelled_out(reading: Reading, labels: Iterable[re.Match[str]]) -> Iterator[Finding]:
    """Digits in words after a word for a pin: een twee drie vier."""
    for label in labels:
        match = _digits_in_words().match(reading.low, label.end())
        if match:
            yield Finding(Kind.PIN, *match.span("words"), Certainty.LIKELY)


@cache
def _pin_word() -> Cue:
    return cue(
        r"(?<![a-z])(?:(?P<card>cv[cv]2?(?:[- ]?code)?|cid(?= \d)|(?:drie|3|laatste|three|last) (?:cijfers|"
        r"digits))|"
        r"unlock(?= (?:is|was)\b|:)|(?:pin|pln|p1n|puk|sim-?pin|toegangs?pin)(?:[ -]?c[o0]de)?(?:s|"
        r"tje)?(?![ -]?(?:auto|appa|term|betal|"
        r"pas(?![a-z])))|passcode|pass ?key|screen ?lock|schermvergrendeling|otp|authenticator|"
        r"(?:4|5|6|7|8|vier|vijf|zes|four|five|six)-?(?:cijferige|digit) (?:pin)?code|"
        r"(?:toegangs|cijfer|scherm|alarm|deur|poort|hek|kluis|kastje?s?|garage|verificatie|beveiligings|inlog|bevestigings|sms|tan|slot|"
        r"ontgrendel(?:ings)?)[ -]?codes?|"
        r"(?:access|alarm|door|gate|safe|entry|security|verification|confirmation|unlock|lock|one[ -]time|otp|"
        r"2fa|mfa|"
        r"sms|login|sign-?in|control)[ -](?:pass)?codes?|"
        r"code (?:alarm|deur|poort|kluis|hek|tablet|telefoon|laptop|iphone|ipad|phone|gate|safe)|"
        r"code (?:bevestiging|verificatie|toegang|inlog(?:gen)?|confirmation|verification|access)|"
        r"(?:cijfers?|nummer|getal|digits|number|figures)(?: (?:dat|die|that|which))?(?: [a-z']{1,12}){1,4}? (?:in)?"
        r"(?:toets|tik|typ|enter|type|punch|key|tap)(?:t|te|en|ed|s)?(?: in)?|"
        r"code (?:van|voor|of|for) (?:het |the |mijn |my |zijn |haar )?(?:scherm|screen)|"
        r"code (?:op|van|voor|of|for|to|on) [^\d\n.:]{0,30}?(?:alarm|deur|poort|kluis|garage|kast|slot|kassa|"
        r"hek|fiets|schuur|berging|magazijn|lift|kantoor|"
        r"door|gate|office|safe|box|lock|telefoon|tablet|laptop|phone|ipad)[a-z]{0,12})(?![a-z])"
    )


@cache
def _pin_behind() -> re.Pattern[str]:
    return re.compile(
        r"(?P<between>[^\d\n.!?]{0,40}?|[^\d\n.!?]{40,80}?(?=(?<![a-z])(?:dus|so|namelijk|namely|is|was)\s))"
        r"(?P<is>\b(?:is|was|wordt|blijft|are|now|nu|nog|gewoon|just|dus|so|namelijk|namely|naar|to)\s|[:=(]|"
        r"[=-]>|→)?"
        r"\s{0,3}[\"'“‘]?(?P<digits>\d(?:[ .,-]\d){3,5}(?![ .,-]?\d)|\d\d \d\d \d\d|\d{3}[ -]\d{3}|\d{4}[ "
        r"-]\d{4}|\d\d \d\d \d(?!\d)|\d{3,8})"
        r"(?![\w%€]|[.,:/-]\d| ?(?:uur|keer|times|dagen|days|euro|digits|cijfers))"
    )


@cache
def _other_pin() -> re.Pattern[str]:
    """The code that replaces another, or that may be the right one."""
    return re.compile(
        r"[\"'”’)]?,? ?(?:(?:naar|to|in|into|of|or|en|and|ipv|niet|not|maar|but|nu|now|is|wordt|oud|nieuw|old|new)"
        r" ?){1,3}"
        r":? ?(?P<digits>\d{4,6})(?![\w%€]|[.,:/-]\d| ?(?:uur|keer|times|dagen|days|euro))"
    )


@cache
def _digits_in_words() -> re.Pattern[str]:
    one = rf"(?:{_DIGIT_WORDS})"
    return re.compile(
        rf"[^\n.!?]{{0,40}}?(?<![a-z])(?P<words>{one}(?:[ ,-]{{1,2}}{one}){{3,5}}|"
        rf"(?:vier|four|vijf|five|zes|six) ?(?:keer|maal|times|x) (?:een |de |a |the )?(?:\d|{one}))(?![a-z\d])"
    )


_END = r"(?![\w%€]|[.,:/-]\d| ?(?:uur|keer|times|dagen|days|euro|digits|cijfers|jaar))"
"""Where digits end that are a code, and not an amount, time or count."""


@cache
def _of_signing_in_twice() -> tuple[Cue, ...]:
    """Six digits that were sent, or that an app shows."""
    return (
        cue(
            r"(?<![a-z])(?:2-?fa|mfa|two[ -]?(?:factor|step)|twee(?:[ -]?staps|[ -]?factor)\w{0,12}|"
            r"authenticator|"
            r"verificatie|verification|token|sms(?:je)?|codes?|cijfers|getal(?:len|letje)?|nummertje|digits|sent|texted|"
            r"stuurt|stuurde|gestuurd|kreeg|gekregen)(?![a-z])[^\d\n]{0,50}?(?<![\w.,:/-])"
            rf"(?P<digits>\d{{3}} \d{{3}}(?! \d)|\d\d \d\d \d\d(?! \d)){_END}"
        ),
        cue(
            r"(?<![a-z])(?:2-?fa|mfa|two[ -]?(?:factor|step)|authenticator)(?:[ -]?code)?:? (?:is )?"
            rf"(?P<digits>\d{{6}}){_END}"
        ),
    )


@cache
def _of_locks() -> tuple[Cue, ...]:
    """The digits of a lock, an alarm or a key safe."""
    return (
        cue(
            r"(?<![a-z])(?:(?:sleutel|key)[ -]?(?:kluis|safe|box)(?:je)?|lock ?box|cijferslot|hangslot|"
            r"combinatieslot|keypad|toetsenpaneel|slagboom|barrier|"
            r"kluisje|padlock)(?:code)?(?:(?: is| blijft| op| staat op| met|:| =)(?: nu| de code)?)? "
            rf"(?P<digits>\d{{3,6}}){_END}"
        ),
        cue(
            r"(?<![a-z])(?:alarm(?:paneel|systeem|centrale| panel)?|kluis|voordeur|achterdeur|deur|garage|"
            r"safe|gate|"
            rf"front door|back door) ?[:=] {{0,4}}(?P<digits>\d{{4,6}})#?{_END}"
        ),
        cue(
            r"(?<![a-z])(?:alarm|kluis|safe)(?: [a-z]{3,16})? "
            rf"(?P<digits>\d{{4,6}}(?=[.,;)\n]|\Z)|\d\d-\d\d-\d\d(?![\w-])){_END}"
        ),
        cue(rf"(?<![a-z])(?:slot|lock)(?![a-z])[^\d\n.!?]{{0,25}}(?: is |: ?)(?P<digits>\d{{3,5}}){_END}"),
        cue(
            r"(?<![a-z])(?:alarm|deur|slot|kluis|poort|hek|garage|kast|door|gate|safe|lock)[^\d\n.!?]{0,40} "
            rf"(?:met|with|using|via)(?: de)?(?: code)? (?P<digits>\d{{4,6}}){_END}"
        ),
        cue(
            r"(?<![a-z])(?:alarm|deur|slot|kluis|poort|hek|garage|schuur|berging|door|gate|safe|lock)(?![a-z])[^\d\n]{0,30}"
            r"\n[ \t]*(?P<digits>\d{4,6})#?[ \t]*(?=\n|\Z)"
        ),
    )


@cache
def _written_down() -> tuple[Cue, ...]:
    """A PIN on a note, or on the line after a question about it."""
    return (
        cue(
            r"(?<![a-z])(?:pin|puk)(?:[ -]?code)?(?![a-z])[^\n\d]{0,40}(?:op|on) (?:de|het|the) (?:brief(?:je)?|"
            rf"kaart(?:je)?|pasje|letter|card|sticker|note)[^\n\d.]{{0,14}} (?P<digits>\d{{4,8}}){_END}"
        ),
        cue(
            r"(?<![a-z])(?:pin|code|pincode|toegangscode|passcode)(?![a-z])[^\n\d]{0,20}\n"
            r"(?:\[?[\d:. /-]{4,20}\]? ?)?[a-z][\w .]{1,24}: (?P<digits>\d{4,8})[ \t]*(?=\n|\Z)"
        ),
    )


@cache
def _bare_code() -> Cue:
    """The word "code" alone, if nothing on the line suggests a machine's: de code die ik kreeg was 118244."""
    return cue(
        r"(?<![a-z])(?:de|the|mijn|my|m'n|zijn|haar|his|her|their|hun|uw|je|jouw|your|deze|this)"
        r" (?:nieuwe |new |juiste |right )?code(?![a-z-])"
        r"[^\d\n.!?]{0,45}?(?: is | was | wordt | blijft |: ?| ?\()(?:nu |now |nog |still )?"
        r"[\"'“‘]?(?P<digits>\d{4,8})(?![\w%€]|[.,:/-]\d| ?(?:uur|keer|times|dagen|days))"
    )


@cache
def _code_and_digits() -> Cue:
    """A sort of code with its digits right behind it: installer code 774411, sleutelkluiscode is 2580."""
    return cue(
        rf"code(?:(?P<close>(?: is| =|:)? )|\s(?:is|was|wordt)\s(?:{_CHANGED}\s)?|\s?[:=]\s{{0,3}}|\s)"
        r"[\"'“‘]?(?P<digits>\d{4,8})(?![\w%€]|[.,:/-]\d| ?(?:uur|keer|times|dagen|days))"
    )


@cache
def _sort() -> re.Pattern[str]:
    """The sort of code."""
    return re.compile(r"(?<![\w.-])(?P<what>[^\W\d_]{2,24})[ -]?\Z")


@cache
def _bare() -> re.Pattern[str]:
    """What comes before a code without a sort: the beginning of the phrase."""
    return re.compile(r"(?:[,;(?!.] ?|\A|\n|(?<![a-z])(?:en|and) )\Z")


@cache
def _code_heading() -> re.Pattern[str]:
    """The heading of a column of codes, or a question for one: pin, alarmcode, door code."""
    return re.compile(
        r"(?<![a-z])(?:pin(?:[ -]?code)?|puk|passcode|(?:alarm|toegangs|deur|poort|kluis|door|gate|access|unlock|"
        r"scherm|sms)"
        r"[ -]?code|code(?= (?:alarm|deur|kluis|poort|van de deur|for the door))|^code$)(?![a-z])"
    )


@cache
def _code_alone() -> re.Pattern[str]:
    return re.compile(r"\d{4,8}#?")


@cache
def _first_of_answer() -> re.Pattern[str]:
    return re.compile(
        r"[ \t>]*(?:\[?[\d:. /-]{4,20}\]? ?)?(?:[a-z][\w .]{1,24}: ?)?"
        r"(?:(?:ja|yes|that's|it's|dat is|is|het is|volgens mij)[,:]? ){0,2}(?P<digits>\d{4,8})(?![\w%€]|[.,:/-]\d)"
    )


@cache
def _of_machines() -> re.Pattern[str]:
    return re.compile(
        r"fout|error|storing|status|melding|exit|http|stop|auth|actie|korting|promo|artikel|product|scherm|"
        r"display|printer|"
        r"regel|lijst|event|update|installatie|install|zegt|says|geeft|failed|mislukt|crash|bestel|order|post|land|agb|btw"
    )


@cache
def _harmless() -> re.Pattern[str]:
    """What marks a code as one of errors, goods, places or discounts, or as no code at all."""
    return re.compile(
        r".*(?:fout|error|status|exit|post|zip|artikel|article|product|bestel|order|land|country|bar|streep|"
        r"qr|actie|"
        r"korting|promo|voucher|discount|bron|source|kleur|colou?r|kosten|cost|project|afdeling|klant|"
        r"customer|functie|"
        r"type|response|return|event|stop|area|plaats|verzend|tracking|boeking|reservering|booking|auth|"
        r"autorisatie|"
        r"melding|reason|reden|sap|tarief|btw|vat|bank|sort|swift|branche|sector|resultaat|result|machine|"
        r"model|lot|agb|big|uzovi|diagnose|net|toegangs?nummer|regio|area|dealer|kassa|ean|hs|sbi|lijn|"
        r"prijs)s?|"
        r"de|het|een|die|deze|dit|dat|the|a|an|this|that|met|with|en|and|of|or|geen|no|in|van|voor|for|is|om|"
        r"als|op"
    )


_REST_OF_GROUPED = r"(?:\d{3,5}|(?:[ .,-]\d){3,5}|\d \d\d(?: \d\d)?)"
_GROUPED = rf"\d{_REST_OF_GROUPED}"


@cache
def _given_or_typed() -> tuple[Cue, ...]:
    """Digits that open something, or that somebody types."""
    end = r"(?![\w%€]|[.,:/-]\d)"
    return (
        cue(
            r"(?<![a-z])(?:(?:met|with) (?:de |the )?code:?|(?:druk|toets|tik|press|type|enter|put|tap|punch|"
            r"key)(?:t|te)?"
            rf"(?: op| in| je| u| ik| hij| ze)?),? (?P<digits>{_GROUPED}){end}"
        ),
        cue(
            r"(?<![a-z])(?:moet|moeten|mag|kun(?:t|nen)?|kan|dan|en) (?:(?:ik|je|u|hij|ze|zij|we|men|er) )?"
            rf"(?P<digits>{_GROUPED}){end} (?:in)?(?:tikken|toetsen|typen|voeren|vullen|drukken)(?![a-z])"
        ),
        cue(
            r"(?<![a-z])(?:cijfers|digits|combinatie|combination)(?: [a-z]{2,12}){0,3} (?:zijn|is|are|was|waren|were) "
            rf"(?P<digits>{_GROUPED}){end}"
        ),
        cue(
            r"(?<![a-z])(?:slot|lock|hek|poort|gate|deur|door|kluis|safe|garage|alarm)(?![a-z])[^\d\n.!?]{0,30}?"
            r"(?:staat op|is set to|opens with|gaat open met|ontgrendelen met|wants|wil|: ?) ?"
            rf"(?P<digits>{_GROUPED}){end}"
        ),
    )


@cache
def _said_behind() -> tuple[re.Pattern[str], ...]:
    """Digits whose meaning follows them, or comes from the payment card before them."""
    end = r"(?![\w%€]|[.,:/-]\d)"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?P<digits>\d(?:(?<=\bg-\d)|(?<![\w.,:/-].))\d{{3,7}}){end} (?:is|als|as) "
            r"(?:(?:de|mijn|het|uw|je|jouw|jullie|the|my|your|a) )?(?:pin|toegangs|alarm|access|[a-z0-9 "
            r"-]{0,24}code(?![a-z]))",
            rf"(?P<digits>\d(?<![\w.,:/-].){_REST_OF_GROUPED}){end} "
            r"(?:in(?:druk|toets|tik|typ|voer)(?:t|te|en)?)(?![a-z])",
            r"\d(?<!\d.)(?:[ -]?\d){12,18}(?!\d)[^\n]{0,60}?(?<![a-z])"
            r"(?:code|cvc2?|ccv|cvv2?|secur\w{1,9}|achterop|achterkant|achterzijde|the back)(?: is| staat)?\W{0,3}"
            rf"(?P<digits>\d{{3,4}}){end}",
            r"\d(?<!\d.)(?:[ -]?\d){12,18}(?!\d)[^\d\n]{1,20}[01]\d ?/ ?(?:20)?\d\d[ ,;]{1,3}"
            rf"(?P<digits>\d{{3,4}}){end}",
        )
    )


_NOT_COUNTED = r"(?![\w%€]|[.,:/-]\d| ?(?:uur|keer|times|dagen|days|euro|ohm|volt|jaar))"


@cache
def _whose_code() -> Cue:
    """Alarm codes by who has them: installer 1946, user 8035."""
    return cue(
        r"(?<![a-z])(?:installer|installateur|engineer|master|hoofdgebruiker|gebruiker|user|manager|schoonmaak(?:ster)?|"
        r"cleaners?|gast|guest|eigenaar|owner)(?: ?code)?[ :=]{1,3}"
        rf"(?P<digits>\d{{4,6}})(?=[.,;)\n\"'”]|\Z){_NOT_COUNTED}"
    )
