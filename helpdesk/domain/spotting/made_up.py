"""What looks made up as a secret, and what is an ordinary word, product, date or address. Clause: B6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.reading import Reading

SHORTEST = 5
_LEAST_PLAIN = 4
_LONGEST_UNSIGNED = 32
_LONG_WORD = 12
_BREAKS = ".,;:?)]}>\"'”’»`"
_ANSWERS = frozenset(
    """
    zie see in via bij uit van voor from by per op at de het een is the was wordt werd moet niet not nog no nee geen
    none nvt n.v.t n/a onbekend unknown vergeten forgotten verlopen expired gewijzigd changed gereset reset hersteld
    nieuw nieuwe new opnieuw again oud oude old leeg empty klopt works work werkt kwijt lost keepass kluis vault klant
    customer ja yes true false null ok oke goed fout wrong incorrect invalid verkeerd ongeldig onjuist zelf self staat
    ligt gemaild mailed doorgegeven ingesteld set gezet aangepast mail sms telefonisch onveranderd unchanged hetzelfde
    zelfde same idem voldoet must vereist verplicht required
    optional optioneel hoe how wat what wie who waar where kan can kun could should minimaal minstens minimum zwak weak
    sterk strong verborgen hidden password wachtwoord geblokkeerd blocked te too en and of or maar but ik i je jij u uw
    wij we dat that this dit deze die als if mijn my ons our
    """.split()  # noqa: SIM905 - words read best as words
)
"""What follows "wachtwoord:" without being one."""


def is_made_up(passage: str) -> bool:
    """Whether it mixes letters and digits, or has a sign inside: not an ordinary word."""
    if len(passage) < SHORTEST or is_ordinary(passage):
        return False
    letters = any(character.isalpha() for character in passage)
    digits = any(character.isdecimal() for character in passage)
    return (letters and digits) or _sign_inside().search(passage) is not None


def is_capitalised_inside(passage: str) -> bool:
    """Whether a capital follows a small letter."""
    return _capital_inside().search(passage) is not None


def is_capitalised_twice(passage: str) -> bool:
    """Whether it is three or more capitalised words written as one: longer than most product names."""
    return _humps().fullmatch(bare(passage)) is not None


def is_words_joined(passage: str) -> bool:
    """Whether three or more words are hyphenated: purple-tractor-window, but not up-to-date."""
    return _words_joined().fullmatch(bare(passage)) is not None


def is_ordinary(passage: str) -> bool:
    """Whether it is the answer to a question about a password, a mask, an address, a date, or a product name."""
    return passage.lower().rstrip("!") in _ANSWERS or _ordinary().match(passage) is not None


def is_code(passage: str) -> bool:
    """Whether it is the number of an update, a ticket or an error, such as KB5055523."""
    return _code().fullmatch(passage) is not None


def if_made_up(reading: Reading, start: int, end: int, certainty: Certainty) -> Iterator[Finding]:
    """A password in that place, if it looks like one and not like a number of ours."""
    passage = reading.text[start:end]
    if len(passage) <= _LONGEST_UNSIGNED and is_made_up(passage) and not is_code(passage):
        yield Finding(Kind.PASSWORD, start, end, certainty)


def is_no_plain_word(reading: Reading, start: int, end: int) -> bool:
    """Whether a passage is neither ordinary nor a lower-case word that continues the sentence."""
    passage = reading.text[start:end]
    if len(passage) < _LEAST_PLAIN or is_ordinary(passage):
        return False
    return not (passage.islower() and passage.isalpha()) or is_plain_secret(reading, start, end)


def ends_saying(reading: Reading, place: int) -> bool:
    """Whether the statement about something ends at a place."""
    return _end_of_saying().match(reading.text, place) is not None


def is_plain_secret(reading: Reading, start: int, end: int) -> bool:
    """Whether a lower-case word ends what is said about a password, and is not a common description of one."""
    passage = reading.text[start:end]
    if len(passage) < SHORTEST or not passage.isalpha() or is_ordinary(passage):
        return False
    if _spelling().match(reading.low, end) is not None:
        return True
    ends = _end_of_saying().match(reading.text, end)
    if ends is None:
        ends = (_goes_on() if len(passage) >= _LONG_WORD else _and_now()).match(reading.low, end)
    return ends is not None and not is_said_of_passwords(passage.lower())


def is_said_of_passwords(passage: str) -> bool:
    """Whether a lower-case word describes a password: expired, too short."""
    return _said_of_passwords().fullmatch(passage) is not None


def bare(passage: str) -> str:
    """A passage without the punctuation of its sentence; never empty."""
    return passage.rstrip(_BREAKS) or passage


@cache
def _sign_inside() -> re.Pattern[str]:
    return re.compile(r"\w[!@#$%^&*+=~?|<>€£§]\w")


@cache
def _words_joined() -> re.Pattern[str]:
    return re.compile(r"(?!.*[-_](?:to|of|and|en|in)[-_])[A-Za-z]{2,20}(?:[-_][A-Za-z]{2,20}){2,7}")


@cache
def _capital_inside() -> re.Pattern[str]:
    return re.compile(r"[a-z][A-Z]")


@cache
def _humps() -> re.Pattern[str]:
    return re.compile(r"(?:[A-Z][a-z]{1,14}){3,6}\d{0,4}[!?]?")


@cache
def _spelling() -> re.Pattern[str]:
    """How to spell a word when typing it."""
    return re.compile(
        r"[\"'”’]?,? ?[(-]? ?(?:(?:alles |allemaal |all |met |in |with |zonder |without )?(?:een |a "
        r")?(?:klein(?:e letters?)?|"
        r"hoofdletters?|lower ?case|capitals?|small letters)|aan elkaar|one word|zonder spatie)"
    )


@cache
def _end_of_saying() -> re.Pattern[str]:
    return re.compile(r"[\"'”’]?(?:[.!]?\s*(?:\n|\Z)|[.!] +[A-Z]|,|;|\)|  ?\()")


@cache
def _goes_on() -> re.Pattern[str]:
    """How a sentence continues after words written as one: zomerinzeeland, then you can see for yourself."""
    return re.compile(r"[\"'”’]? (?:dan|dus|maar|then|so|but)(?![a-z])")


@cache
def _and_now() -> re.Pattern[str]:
    """How it continues when the statement is over: appelmoes, and now I can't get in."""
    return re.compile(r"[\"'”’]? (?:en|and|maar|but) (?:nou|nu|now|toch|yet|dan|then)(?![a-z])")


@cache
def _said_of_passwords() -> re.Pattern[str]:
    """Participles and other descriptions of passwords: expired, too short, known."""
    return re.compile(
        r"(?:in|on)?(?:ge|ver|be|her|ont|door|aan|op|af|uit|mis)[a-z]{2,20}(?:d|t|en)|[a-z]+(?:ed|ing|able|"
        r"ful|lijk|baar|"
        r"loos|isch|ig|ige)|.*(?:fout|correct|valid|zelfde|kort|lang|simpel|simple|makkelijk|moeilijk|easy|"
        r"hard|short|"
        r"strong|secret|geheim|public|fine|known|bekend|safe|alike|different|anders|nodig|needed|gone|verder|"
        r"right|juist|burnt|dead|binnen|buiten|there|here|daar|hier|zo|also|ook|nooit|never|altijd|always|"
        r"morgen|vandaag|today|maandag|helaas|"
        r"compleet|uniek|unique|kapot|broken|leuk|raar|weird|strange|steeds|again|overal|everywhere|standaard|"
        r"default|"
        r"tijdelijk|temporary|private|priv[eé]|lokaal|local|taken|stolen|written|hidden|shown|given|sent|noted)"
    )


@cache
def _ordinary() -> re.Pattern[str]:
    products = (
        r"office|windows|win|outlook|exchange|word|excel|server|sql|m|o|ios|android|macos|ubuntu|debian|php|"
        r"iphone|"
        r"ipad|galaxy|pixel|web|pc|groep|lokaal|kamer|versie|v"
    )
    path = r"[\w.-]{1,40}(?:/[\w.-]{1,40})+$"
    return re.compile(
        r"[*•●xX._?\u2026-]+$|[<\[{$%]|[/~\\]|[A-Za-z]:[\\/]|https?://|www\.|"
        r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,63}$|"
        rf"[\d.,:/+-]+(?:e|x|gb|mb|uur|am|pm)?$|0x|sha\d|{path}|\.?[\w.]{{2,60}}\(|"
        rf"(?i:(?:{products})-?\d[\d.]*$)"
    )


@cache
def _code() -> re.Pattern[str]:
    return re.compile(r"[A-Z]{1,5}-?\d+(?:-\d+)*")
