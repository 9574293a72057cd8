"""How somebody can be reached or found: telephone, e-mail, IP address, postcode with house number.

Clause: D1, D3, D4, D6, D9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from helpdesk.domain.contact import BadValue, email_key, parse_email, parse_ip, parse_phone
from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind, address_key
from helpdesk.domain.spotting.numbers import called_otherwise, ends_of_groups
from helpdesk.domain.spotting.reading import Reading
from helpdesk.domain.spotting.spoken import spoken_numbers

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_NEAR = 30
_FAR = 60
_LEAST_OCTET = 32  # four numbers below this are more likely a version than an address
_LONGEST_LOCAL_PART = 64
_DUTCH_DIGITS = 10
_NEIGHBOURS = ("BE", "DE", "GB")
"""Countries whose numbers people write without a country code, if they say that it is a telephone number."""

_NOBODY = frozenset(
    {"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "niet-beantwoorden", "mailer-daemon"}
    | {"postmaster", "hostmaster", "abuse", "bounce", "bounces"}
)
"""What comes before the @ of mailboxes that nobody reads."""

_FILES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".css", ".js")
"""Files with an @ in their names are not addresses."""

_STREET_REACH = 90

_NOBODYS = """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 224.0.0.0/3
    1.0.0.1 1.1.1.1 8.8.4.4 8.8.8.8 9.9.9.9 149.112.112.112
    2001:4860:4860::/48 2606:4700:4700::/48 2620:fe::/48
"""
"""Private networks, masks, and the public name servers that everybody knows."""

_NO_PAIRS = frozenset({"AM", "PM", "KB", "MB", "GB", "TB", "EU", "EN", "OF", "IN", "OP"})
"""Two letters that can follow a number without making it a postcode, unless a street precedes it."""


def phones(reading: Reading, context: Context) -> Iterator[Finding]:
    """Existing telephone numbers with a country code or leading zero, unless they are known.

    Free and premium numbers belong to no person and are left out.
    """
    yield from _said_aloud(reading, context)
    if not reading.has_digits:
        return
    place, refused = 0, set[tuple[str, int]]()
    while match := _phone().search(reading.text, place):
        place = match.end("group")
        if _date().match(match[0]) or reading.in_url(match.start()):
            continue
        called = _phone_word().search(reading.before(match.start(), _NEAR))
        regions = (context.region, *_NEIGHBOURS) if called and called["phone"] else (context.region,)
        for end in ends_of_groups(match, least=8):
            passage = reading.text[match.start() : end]
            number = "" if (passage, len(regions)) in refused else _stored_phone(passage, regions)
            if not number:
                refused.add((passage, len(regions)))
                continue
            place = end
            for finding in _phone_findings(reading, match.start(), end, number, called=called is not None):
                yield from reading.unless(context.knows(number), finding)
            break


def _said_aloud(reading: Reading, context: Context) -> Iterator[Finding]:
    """Numbers in words: nul zes twaalf vierendertig and so on."""
    for start, end, digits in spoken_numbers(reading, _DUTCH_DIGITS):
        number = _stored_phone(digits, (context.region,))
        if number and _is_personal(number):
            yield from reading.unless(
                context.knows(number), Finding(Kind.PHONE, start, end, Certainty.LIKELY)
            )


def _phone_findings(
    reading: Reading, start: int, end: int, number: str, *, called: bool
) -> Iterator[Finding]:
    passage = reading.text[start:end]
    if passage[0] == "(" and ")" not in passage:  # belongs to the sentence, not to the number
        start += 1
    elif "(" not in passage and ")" in passage and reading.text[start - 1 : start] == "(":
        start -= 1
    if called or passage[0] == "+":
        certainty = Certainty.CERTAIN
    else:
        certainty = Certainty.POSSIBLE if passage.isdecimal() else Certainty.LIKELY
    otherwise = certainty is Certainty.POSSIBLE and called_otherwise(reading.before(start, _NEAR))
    if not otherwise and _is_personal(number):
        yield Finding(Kind.PHONE, start, end, certainty)


def _stored_phone(passage: str, regions: tuple[str, ...]) -> str:
    """The number in stored form, for the first of the regions in which it exists; empty if there is none."""
    national = not passage.startswith(("+", "00"))
    for region in regions:
        if region == "NL" and national and sum(map(str.isdecimal, passage)) != _DUTCH_DIGITS:
            continue
        try:
            return parse_phone(passage, region)
        except BadValue:
            if not national:
                break
    return ""


def _is_personal(number: str) -> bool:
    from phonenumbers import PhoneNumberType, number_type, parse

    nobody = (PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
    return number_type(parse(number)) not in nobody


def emails(reading: Reading, context: Context) -> Iterator[Finding]:
    """E-mail addresses of people who are not known, also with the @ written out in brackets."""
    place = reading.text.find("@")
    while place >= 0:
        match = _domain().match(reading.text, place + 1)
        start = _start_of_local_part(reading.text, place)
        if match and start < place and not _is_no_address(reading, start):
            finding = Finding(Kind.EMAIL, start, match.end(), Certainty.CERTAIN)
            yield from _if_of_others(reading, context, reading.text[start : match.end()], finding)
        place = reading.text.find("@", place + 1)
    if reading.has("(at", "[at", "( at", "(a)", "[a]", "apenstaart", " dot ", " punt "):
        for match in _spelled_out().finditer(reading.text):
            address = f"{_dot().sub('.', match['local'])}@{_dot().sub('.', match['domain'])}"
            finding = Finding(Kind.EMAIL, *match.span(), Certainty.LIKELY)
            yield from _if_of_others(reading, context, address, finding)


def _start_of_local_part(text: str, at: int) -> int:
    start, least = at, max(0, at - _LONGEST_LOCAL_PART)
    while start > least and (text[start - 1].isalnum() or text[start - 1] in "._+%-'"):
        start -= 1
    while start < at and text[start] in ".'-":
        start += 1
    return start


def _is_no_address(reading: Reading, start: int) -> bool:
    """Whether it is the login of a web address, a message id, or an account on a machine."""
    line = reading.line_before(start)
    return _message_id().search(line) is not None or "://" in line.rpartition(" ")[2]


def _if_of_others(reading: Reading, context: Context, address: str, finding: Finding) -> Iterator[Finding]:
    try:
        key = email_key(parse_email(address))
    except BadValue:
        return
    local, _, domain = key.rpartition("@")
    known = context.knows(key) or context.knows(f"@{domain}")
    yield from reading.unless(known or local in _NOBODY or domain.endswith(_FILES), finding)


def ip_addresses(reading: Reading, context: Context) -> Iterator[Finding]:
    """Public IP addresses. Private ones, networks and public name servers are left out."""
    if not reading.has_digits:
        return
    for match in _ip().finditer(reading.text):
        start, end = match.span()
        try:
            address = parse_ip(match[0])
        except BadValue:
            continue
        if not _is_version(reading, start):
            said = _ip_word().search(reading.before(start, _FAR))
            if not said and _looks_like_a_version(address):
                continue
            finding = Finding(Kind.IP, start, end, Certainty.CERTAIN if said else Certainty.LIKELY)
            yield from reading.unless(context.knows(address) or not _is_public(address), finding)


def _is_public(address: str) -> bool:
    """Whether an address may be somebody's. Addresses reserved for examples count as public: people do mail them."""
    from ipaddress import ip_address

    found = ip_address(address)
    return not any(found in network for network in _nobodys_networks())


@cache
def _nobodys_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    from ipaddress import ip_network

    return tuple(map(ip_network, _NOBODYS.split()))


def _is_version(reading: Reading, start: int) -> bool:
    line = reading.line_before(start)
    return (line[-1:] == "/" and line[-2:] != "//") or _version_word().search(line) is not None


def _looks_like_a_version(address: str) -> bool:
    return all(part.isdecimal() and int(part) < _LEAST_OCTET for part in address.split("."))


def addresses(reading: Reading, context: Context) -> Iterator[Finding]:
    """A Dutch postcode with a house number, before or after it."""
    if not reading.has_digits:
        return
    for match in _postcode().finditer(reading.text):
        found = _with_street(reading.text, match) or _with_number_behind(reading.text, match)
        if found:
            finding, number = found
            yield from reading.unless(context.knows(address_key(match[0], number)), finding)


def _with_street(text: str, postcode: re.Match[str]) -> tuple[Finding, str] | None:
    near = max(0, postcode.start() - _STREET_REACH)
    end = postcode.start()
    street = _street().search(text, near, end) or _number_before().search(text, near, end)
    if not street or _box().match(street["passage"]):
        return None
    finding = Finding(Kind.ADDRESS, street.start("passage"), postcode.end(), Certainty.CERTAIN)
    return finding, street["number"]


def _with_number_behind(text: str, postcode: re.Match[str]) -> tuple[Finding, str] | None:
    number = _number_behind().match(text, postcode.end())
    letters, apart = postcode["letters"], " " in postcode[0]
    if not number or letters in _NO_PAIRS or (apart and letters.islower()):
        return None
    return Finding(Kind.ADDRESS, postcode.start(), number.end(), Certainty.LIKELY), number["number"]


@cache
def _phone() -> re.Pattern[str]:
    between = r"(?:[ \u00a0.\u2010-\u2014-]{1,3}|/|)"
    return re.compile(
        r"(?P<group>[+(0](?<![\w+@#%].)(?<!\d[-:.,].)(?<!(?<!\d)\d/.)(?<!(?<!\d)\d\d/.)(?:(?<=\+)[1-9]|"
        r"(?<=\()0|(?<=0)(?![.,])))"
        rf"(?:\)?{between}\(?\d){{7,14}}(?![\w%]|[.,:-]\d)"
    )


@cache
def _date() -> re.Pattern[str]:
    return re.compile(
        r"(?:[0-3]?\d[-./][01]?\d[-./](?:19|20)?\d\d(?![-./]?\d)|[0-3]?\d [01]?\d (?:19|20)\d\d(?!\d))"
    )


@cache
def _phone_word() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z])(?:(?P<phone>t|m|f|tel(?:efoon)?(?:num+er|nr)?|phone|telephone|mob(?:iel)?|mobile|gsm|fax|"
        r"bel(?:len)?|call|ring|app(?:en)?|whatsapp|sms)|nummer|number|nr|bereikbaar|"
        r"reach\w*)(?![a-z])[^\n]{0,20}$"
    )


@cache
def _domain() -> re.Pattern[str]:
    return re.compile(r"\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,6}")


@cache
def _spelled_out() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w.+-])(?P<local>\w[\w.+-]{0,63}(?: (?:punt|dot) [\w+-]{1,30}(?= )){0,3})"
        r"(?: ?[\[(] ?(?:at|a|apenstaart(?:je)?) ?[\])] ?| apenstaart(?:je)? | at (?=[\w-]{1,63} (?:dot|punt) "
        r"))"
        r"(?P<domain>\w[\w-]{0,62}(?:(?:\.| ?[\[(] ?(?:dot|punt) ?[\])] ?| (?:dot|punt) )\w[\w-]{0,62}){1,4})",
        re.IGNORECASE,
    )


@cache
def _dot() -> re.Pattern[str]:
    return re.compile(r" ?[\[(] ?(?:dot|punt) ?[\])] ?| (?:dot|punt) ", re.IGNORECASE)


@cache
def _message_id() -> re.Pattern[str]:
    return re.compile(
        r"(?:message-id|in-reply-to|references|content-id|cid)\b[^\n]*$|\bsip:$|\b(?:ssh|scp|"
        r"sftp)\s+(?:-\S{1,20}\s+)?$"
    )


@cache
def _ip() -> re.Pattern[str]:
    # Every public IPv6 address begins with a 2 or a 3.
    group = r"[0-9A-Fa-f]{1,4}"
    return re.compile(
        r"\d(?:(?<![\w.].)(?:\d{0,2}\.)(?:\d{1,3}\.){2}\d{1,3}(?![\w/]|\.\d)|"
        rf"(?<=[23])(?<![\w:.].)[0-9A-Fa-f]{{3}}:(?:{group}:|:){{1,6}}(?:{group}|:)?(?![\w/:]|\.\d))"
    )


@cache
def _ip_word() -> re.Pattern[str]:
    return re.compile(r"(?<![a-z])ip(?:v[46])?(?![a-z])")


@cache
def _version_word() -> re.Pattern[str]:
    return re.compile(
        r"(?:version|versie|firmware|(?<![a-z])(?:v|ver|fw|build|release|bios|driver|update|patch|kernel|"
        r"sections?|"
        r"article|artikel|paragraaf|hoofdstuk|bijlage))(?![a-z])[^\d\n]{0,12}$|user-agent:"
    )


@cache
def _postcode() -> re.Pattern[str]:
    return re.compile(
        r"[1-9](?<![\w.,-].)\d{3} ?(?P<letters>(?!SA|SD|SS)[A-Z]{2}|(?!sa|sd|ss)[a-z]{2})(?![\w@])"
    )


_TOWN = r"(?:, [A-Z][^\W\d_]{1,24}(?: [^\W\d_]{2,20}){0,2})?"
_TO_POSTCODE = rf"{_TOWN}\s{{0,2}}[,;|-]?\s{{0,4}}(?:(?i:postcode|zip code|zip):? ?)?"
_ADDITION = (
    r"(?:(?:[ -]?(?:bis|hs|huis|boven|beneden|[A-Za-z]|[IVX]{1,4})(?![^\W_])|[-/ ]\d{1,4}(?!\d))){0,2}"
)


@cache
def _street() -> re.Pattern[str]:
    capital = r"(?:'s-|\d{1,2}e )?(?:[A-Z\u00c0-\u00de]|'[st] )[\w'’.-]{0,30}"
    between = r"(?:van|de|der|den|het|'t|te|ten|ter|op|aan|in|en|of|la|le|du|el)"
    ending = r"(?:straat|str|weg|laan|plein|dijk|kade|gracht|singel|hof|pad|steeg|dreef|plantsoen|park|markt)"
    no_street = (
        r"Wordt|Word|Nu|Nieuwe?|Is|Het|Mijn|Op|Naar|Vanaf|Per|Woont?|Wij|Ik|Ons|Onze|Graag|Bij|Dus|Moet|Was|Zit|Adres|New|"
        r"Now|At|My|Our|From|To|Address|Her|His|Their|Please|Send|Stuur|Verhuisd|Moved|Thuis|Home"
    )
    named = rf"{capital}(?: (?:{between} ){{0,3}}{capital}){{0,4}}"
    return re.compile(
        rf"(?<![\w.'’-])(?:(?i:(?:\w{{0,8}}adres|address|woont|straat|street)):? )?(?P<passage>"
        rf"(?!(?:{no_street}) )(?:{named}|"
        rf"(?i:[a-z]{{2,30}}{ending}\.?))"
        rf"(?:,? (?:nr\.? |nummer )?|\.\s)(?P<number>\d{{1,5}}{_ADDITION}){_TO_POSTCODE})\Z"
    )


@cache
def _number_before() -> re.Pattern[str]:
    """A house number with its own label, as in a form."""
    return re.compile(
        r"(?<!\w)(?i:huis ?(?:nummer|nr)|house (?:number|no)|nummer|nr)\.?\s?[:=]?\s?"
        rf"(?P<passage>(?P<number>\d{{1,5}}{_ADDITION}){_TO_POSTCODE})\Z"
    )


@cache
def _box() -> re.Pattern[str]:
    return re.compile(r"(?i:postbus|antwoordnummer|p\.?o\.? ?box|box)\b")


@cache
def _number_behind() -> re.Pattern[str]:
    return re.compile(
        r"(?:,?\s{1,2}(?i:huis ?nummer|huisnr|nummer|nr|no|house number)\.?:? ?|[ -]|, )"
        rf"(?P<number>\d{{1,5}}{_ADDITION})(?![\w]|[.,:/]\d)"
    )
