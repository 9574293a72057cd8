"""Phrases before and after a password that nobody calls one. Clause: B6, D9."""

from __future__ import annotations

import re
from functools import cache


@cache
def it_is() -> re.Pattern[str]:
    """The end of what comes before a password: it's, dat is."""
    return re.compile(r"(?<![a-z])(?:it's|it is|that's|het is|'t is|dat is|is)[ ]{1,2}[\"'“‘]?$")


@cache
def handed_over() -> re.Pattern[str]:
    """The end of what comes before a password that is the same as ever, or that follows now."""
    return re.compile(
        r"(?:(?<![a-z])(?:hij|zij|ze|he|she) (?:zei|zegt|said|says)[:,]? [^\n.]{0,14}(?:het is|it's|it is)|"
        r"(?<![a-z])(?:nog|steeds|nog altijd|gewoon(?: nog)?|weer gewoon)|"
        r"hier (?:komt|is) (?:ie|hij|die|het|'ie|-ie)|hij is|here (?:it (?:is|comes|goes)|you (?:go|are))|here goes|"
        r"(?<![a-z])still|(?:zelfde|same)(?: one)?(?: als| as)?(?: altijd| always| before| ever)?|als altijd|"
        r"as (?:always|ever|before|usual)|(?:the )?usual(?: one)?|(?:de|het) gebruikelijke|"
        r"(?:the|my|de|het|mijn) (?:old|new|oude|nieuwe|vaste) one|(?<![a-z])moet zijn|should be|bedoel(?:de)?|meant|"
        r"(?<![a-z])ipv|i\.p\.v\.|in plaats van|instead of)"
        r"(?:,| -| –|:|;)?[ ]{0,3}[\"'“‘(]?$"
    )


@cache
def typed() -> re.Pattern[str]:
    """The end of what comes before a password that is to be typed, was tried, set or taken."""
    filler = (
        r"(?: (?:je|u|hem|hij|m|'m|em|er|het|in|maar|gewoon|even|ff|eens|dan|daar|daarna|daarom|eerst|nu|nog|wel|niet|"
        r"then|just|please|it|with|met|als|ook|already|al|de|the|van|uit|op|naar|to|into|as|out|by|now|yet|again|"
        r"that|this|one|so|to be|te|zelf|myself))"
    )
    return re.compile(
        r"(?<![a-z])(?:vul(?:t|de)?|invullen|typ(?:t|te|en)?|tik(?:t|te)?|toets(?:te)?|voer(?:t|de)?|"
        r"probeer(?:t|de)?|geprobeerd|gebruikt?e?|neem|pak(?:t|te)?|doe|zet|maak|gemaakt|geworden|veranderd|gewijzigd|"
        r"aangepast|gezet|ingesteld|onthoud|koos|gekozen|slikt|lust|accepteert|stond op|staat op|"
        r"try|tried|type[ds]?|enter(?:ed)?|used?|put|key(?:ed)? in|changed|set|made|picked|chose|took|takes?|accepts?|"
        r"told|gave|answered|replied|antwoordde?|gaf|reads|works with|opens with|met|with|erin|(?:log|kom|"
        r"ga) (?:ik |je )?in|"
        r"als beheerder|as admin(?:istrator)?|usual one|the one|(?:dat|zei|of|was|is) het|that it(?:'s| is| was)?|"
        r"it was|(?:nieuwe?|nu|new|now) is|is (?:nu|now|toch|dan)|"
        r"(?:las (?:ik )?voor|voorgelezen|appte|mailde|stuurde|noteerde|schreef|texted|wrote|read out|"
        r"doorgegeven)(?=:)|(?<=[,:] )(?:nu|now|tegenwoordig|momenteel|currently))"
        rf"{filler}{{0,5}}(?:,| -| –|:|;)?[ ]{{0,3}}[\"'“‘(]?$"
    )


@cache
def behind_label() -> re.Pattern[str]:
    """The end of what comes before a password on a note: Modem: H7kq9Zpw2d."""
    return re.compile(r"(?:^|[\s\"'“(])[^\W\d_][\w-]{1,19} ?[:=][ ]{0,3}[\"'“(]?$")


@cache
def of_no_use() -> re.Pattern[str]:
    """What is said after a password: that it must be typed, or does not work."""
    return re.compile(
        r"[\"'”’)]?,? (?:in(?:vullen|typen|voeren|toetsen|tikken|vul)?(?= |$|[.,;\n])|"
        r"(?:dat |die |it )?(?:werkt|doet het|klopt|"
        r"pakt|neemt|slikt|wil|lukt|mag|is (?:fout|goed|verkeerd|wrong|right|niet|not|te |too )|"
        r"was (?:goed|fout|altijd|always|right)|altijd|always|does(?:n't| not)|did(?:n't| not)|won't|"
        r"no longer|worked|works|wordt geweigerd|geweigerd|hoor(?![a-z])|niet meer)|"
        r"(?:with|met) (?:a |een )?(?:capital|"
        r"hoofdletter|kleine))"
    )
