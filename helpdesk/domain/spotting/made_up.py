"""What looks made up to be a secret, and what is an ordinary word, product, date or address. Clause: B6."""

from __future__ import annotations

import re
from functools import cache

SHORTEST = 5
_BREAKS = ".,;:?)]}>\"'”’»`"
_ANSWERS = frozenset(
    """
    zie see in via bij uit van voor from by per op at de het een is the was wordt werd moet niet not nog no nee geen
    none nvt n.v.t n/a onbekend unknown vergeten forgotten verlopen expired gewijzigd changed gereset reset hersteld
    nieuw nieuwe new opnieuw again oud oude old leeg empty klopt works work werkt kwijt lost keepass kluis vault klant
    customer ja yes true false null ok oke goed fout wrong incorrect invalid verkeerd ongeldig onjuist zelf self staat
    ligt gemaild mailed doorgegeven ingesteld set gezet aangepast mail sms telefonisch onveranderd unchanged hetzelfde
    zelfde same idem voldoet must vereist verplicht required optional hoe how wat what wie who waar where kan can kun
    could should minimaal minstens minimum zwak weak sterk strong verborgen hidden password wachtwoord geblokkeerd
    blocked te too en and of or maar but ik i je jij u uw wij we dat that this dit deze die als if mijn my ons our
    """.split()  # noqa: SIM905 - words read best as words
)
"""What stands after "wachtwoord:" without being one."""


def is_made_up(passage: str) -> bool:
    """Whether letters go with digits, or a sign stands inside: no ordinary word."""
    if len(passage) < SHORTEST or is_ordinary(passage):
        return False
    letters = any(character.isalpha() for character in passage)
    digits = any(character.isdecimal() for character in passage)
    return (letters and digits) or _sign_inside().search(passage) is not None


def is_capitalised_inside(passage: str) -> bool:
    """Whether a capital stands behind a small letter."""
    return _capital_inside().search(passage) is not None


def is_ordinary(passage: str) -> bool:
    """Whether it is the answer to a question about a password, a mask, an address, a date, or a product's name."""
    return passage.lower().rstrip("!") in _ANSWERS or _ordinary().match(passage) is not None


def is_code(passage: str) -> bool:
    """Whether it is the number of an update, a ticket or an error, such as KB5055523."""
    return _code().fullmatch(passage) is not None


def bare(passage: str) -> str:
    """A passage without the punctuation of the sentence that it stands in; never nothing."""
    return passage.rstrip(_BREAKS) or passage


@cache
def _sign_inside() -> re.Pattern[str]:
    return re.compile(r"\w[!@#$%^&*+=~?|<>€£§]\w")


@cache
def _capital_inside() -> re.Pattern[str]:
    return re.compile(r"[a-z][A-Z]")


@cache
def _ordinary() -> re.Pattern[str]:
    products = (
        r"office|windows|win|outlook|exchange|word|excel|server|sql|m|o|ios|android|macos|ubuntu|debian|php|iphone|"
        r"ipad|galaxy|pixel|web|pc|groep|lokaal|kamer|versie|v"
    )
    path = r"[\w.-]{1,40}(?:/[\w.-]{1,40})+$"
    return re.compile(
        r"[*•●xX._?\u2026-]+$|[<\[{$%]|[/~\\]|[A-Za-z]:[\\/]|https?://|www\.|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,63}$|"
        rf"[\d.,:/+-]+(?:e|x|gb|mb|uur|am|pm)?$|0x|sha\d|{path}|\.?[\w.]{{2,60}}\(|(?i:(?:{products})-?\d[\d.]*$)"
    )


@cache
def _code() -> re.Pattern[str]:
    return re.compile(r"[A-Z]{1,5}-?\d+(?:-\d+)*")
