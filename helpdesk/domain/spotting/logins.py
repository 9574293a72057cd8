"""Passwords beside a login name, in rows of both, and in lines of notes. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.made_up import bare, if_made_up, is_no_plain_word, is_ordinary
from helpdesk.domain.spotting.reading import Reading

_FAR = 250
_LOGINS = (
    "login",
    "inlog",
    "log in",
    "credential",
    "user",
    "gebruiker",
    "account",
    "admin",
    "root",
    "beheer",
    "gast",
)


def beside_logins(reading: Reading) -> Iterator[Finding]:
    """Passwords beside a login name, whether they are called that or not."""
    if reading.has(*_LOGINS):
        for match in reading.find(*_beside_login()):
            yield from if_made_up(reading, *match.span("secret"), Certainty.LIKELY)
        for match in reading.find(_named_both(), _behind_address()):
            yield from _if_no_word(reading, *match.span("secret"))
        for label in reading.find(_credentials()):
            both = _name_and_secret().match(reading.text, label.end())
            if both and not both["secret"].istitle() and is_no_plain_word(reading, *both.span("secret")):
                yield Finding(Kind.PASSWORD, *both.span("secret"), Certainty.POSSIBLE)
        for match in _row_of_logins().finditer(reading.low):
            if _login_word().search(reading.low, max(0, match.start() - _FAR), match.start()):
                yield from if_made_up(reading, *match.span("secret"), Certainty.POSSIBLE)
    if reading.has("="):
        for match in _device_is().finditer(reading.low):
            if not is_ordinary(match["secret"]):
                yield Finding(Kind.PASSWORD, *match.span("secret"), Certainty.POSSIBLE)
    if reading.has("@", "wifi", "wi-fi", "wlan", "ssid"):
        for match in _line_of_login().finditer(reading.low):
            yield from if_made_up(reading, *match.span("secret"), Certainty.LIKELY)


def _if_no_word(reading: Reading, start: int, end: int) -> Iterator[Finding]:
    """What is said to be a password, with its login, unless it is a plain lower-case word."""
    end = start + len(bare(reading.text[start:end]))
    if is_no_plain_word(reading, start, end):
        yield Finding(Kind.PASSWORD, start, end, Certainty.LIKELY)


@cache
def _beside_login() -> tuple[Cue, ...]:
    name = r"(?:(?<![a-z])(?:inlog|login|log in|credentials|user|gebruiker|account))"
    well_known = r"(?:(?<![\w.@/-])(?:admin|administrator|root|beheer|beheerder|guest|gast|user))"
    stop = r"(?=[\"'”’]?[.,;:)]?[\"'”’]?(?:\s|$))"
    return (
        cue(rf"{name}[^\n/]{{0,80}}?(?: / ?| and then | en dan | [+&] )(?P<secret>\S{{5,64}}?){stop}"),
        cue(rf"{well_known}(?: ?[:/] ?| [-–] |, | (?:en|and|met|with) )(?P<secret>[^\s:/]{{5,64}}?){stop}"),
    )


@cache
def _behind_address() -> Cue:
    return cue(r"@[\w-]{1,63}\.[\w.]{2,63}(?: ?/ | [+&] )(?P<secret>[^\s/@]{5,64})(?=\s|\Z)")


@cache
def _named_both() -> Cue:
    """A login name followed by its password, named as such or after a slash: user jan pass appeltaart!"""
    return cue(
        r"(?:(?<![a-z])(?:inlog(?:naam)?|login|user(?:name)?|gebruiker(?:snaam)?|account))[:= ]{1,3}"
        r"(?!(?:en|and|of|or|met|with|plus)\b)\S{2,64}?"
        r"(?:[,;]? ?(?:[,;/|]|en|and|met|with|-)? (?:wachtwoord|wachtw\.?|password|pass|pwd?|ww)(?:[:= ]|is "
        r"){1,3}|"
        r"(?<=[:= ]\w{2}|\w{3}) ?/ ?)[\"']?(?P<secret>[^\s\"'/]{4,64})"
    )


@cache
def _device_is() -> re.Pattern[str]:
    """A line of a note on what to type where: laptop = Roombroodje!"""
    return re.compile(
        r"^[ \t>*•-]{0,6}(?:de |het |the |my |mijn )?(?:laptop|pc|computer|mail|e-mail|kassa|till|tablet|telefoon|"
        r"phone|wifi|"
        r"nas|server|website|site|webshop|shop|portaal|portal|facebook|instagram|google|apple|windows)"
        r" ?[=→] ?(?P<secret>(?=\S*[\d!?#$%&*@+])[^\s/\\<>()]{5,40})[ \t]*$",
        re.MULTILINE,
    )


@cache
def _credentials() -> Cue:
    return cue(r"(?<![a-z])(?:inlog(?:gegevens|naam)?|login(?: details| data)?|credentials)(?=:? )")


@cache
def _name_and_secret() -> re.Pattern[str]:
    """A login name and what follows it at the end of the line: inloggegevens: anna / zonnebloem."""
    return re.compile(
        r":? (?![a-z]{1,4} )"
        r"(?P<name>[\w.@-]{3,40}) ?[/–-] (?P<secret>[^\s/\"'()]{5,40}?)(?=[.,;]?[ \t]*(?:\n|\Z))"
    )


@cache
def _row_of_logins() -> re.Pattern[str]:
    """A line of a few words far apart, the last of which is not a login name or a named place."""
    return re.compile(
        r"^[ \t>*•-]{0,8}(?!(?:gebruiker|user|login|inlog|naam|name|server|host|locatie|location|domein|"
        r"domain|url|site|"
        r"map|e-?mail|type|model|serie|serial|versie|version|adres|address|netwerk|ssid|poort|port)[\w "
        r"-]{0,16}[: \t])"
        r"(?:[\w.@\\-]{2,40}(?: [\w.@\\-]{2,40})?(?:[ \t]{2,20}|\t)){1,3}(?P<secret>\S{5,32})[ \t]*$",
        re.MULTILINE,
    )


@cache
def _login_word() -> re.Pattern[str]:
    return re.compile(r"login|inlog|credential|gebruiker|users|username|account|wachtwoord|password")


@cache
def _line_of_login() -> re.Pattern[str]:
    """A line of notes: `mail: somebody@example.com secret`, `wifi: name secret`."""
    mail = r"[\w -]{2,20}:[ \t]+[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}"
    network = r"(?:wi-?fi|wlan|ssid)[\w -]{0,12}:[ \t]+\S{1,40}"
    return re.compile(rf"^[ \t]{{0,20}}(?:{mail}|{network})[ \t]+(?P<secret>\S{{6,40}})[ \t]*$", re.MULTILINE)
