"""Special categories known by what is asked or said, not by the policy's words: answers of forms, and descent.

Clause: D9; GDPR art. 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.reading import Reading


def answers_of_forms(reading: Reading) -> Iterator[Finding]:
    """What stands behind the label of a form that asks for a special category: Nationality: Moldovan."""
    for kind, words, pattern in _forms():
        for match in pattern.finditer(reading.low) if reading.has(*words) else ():
            if not _no_answer().match(match["answer"]):
                yield Finding(kind, *match.span("answer"), Certainty.LIKELY)


def descents(reading: Reading) -> Iterator[Finding]:
    """Of which people somebody is said to be: she's Ukrainian, onze Poolse hulp."""
    for match in _descent().finditer(reading.text):
        yield Finding(Kind.ORIGIN, *match.span("of" if match["of"] else "people"), Certainty.POSSIBLE)


@cache
def is_label() -> re.Pattern[str]:
    """What a form asks for, before the answer."""
    return re.compile(
        r"(?:afkomst|etniciteit|ethnicity|ethnic (?:origin|background)|huidskleur|geloofsovertuiging|"
        r"religious beliefs?|"
        r"levensovertuiging|politieke voorkeur|political views|seksuele (?:geaardheid|voorkeur)|sexual orientation)"
        r"[ \t]*[:?=]"
    )


@cache
def _forms() -> tuple[tuple[Kind, tuple[str, ...], re.Pattern[str]], ...]:
    """For each kind that forms ask for: the words without which it is none, and label and answer."""
    answer = (
        r"(?:[ \t]*[:=][ \t]*\n?|[ \t]*\n)[ \t]*"
        r"(?P<answer>[^\W\d_]{3,25}(?:[ -][^\W\d_]{2,24})?)(?=[ \t]*[.,;)]?[ \t]*(?:\n|\Z))"
    )
    line = r"^[ \t>*•-]{0,6}"
    return tuple(
        (kind, words, re.compile(rf"{line}(?:{labels}){answer}", re.MULTILINE))
        for kind, words, labels in (
            (
                Kind.ORIGIN,
                (
                    "nationalit",
                    "afkomst",
                    "herkomst",
                    "ethnic",
                    "etnicit",
                    "geboorteland",
                    "country of birth",
                ),
                r"nationalit(?:eit|y)|(?:land van )?(?:afkomst|herkomst)|ethnic(?:ity| origin)|etniciteit|geboorteland|"
                r"country of birth",
            ),
            (
                Kind.BELIEF,
                ("religi", "geloof", "levensovertuiging", "kerkgenootschap", "denomination"),
                r"religi(?:e|on)|geloof|levensovertuiging|kerkgenootschap|denomination",
            ),
            (
                Kind.POLITICS,
                ("partij", "party", "politi"),
                r"politieke (?:partij|voorkeur|kleur)|partij|political (?:party|affiliation)",
            ),
            (
                Kind.HEALTH,
                ("diagnos", "aandoening", "allergie", "allergies", "beperking", "medical", "ziektebeeld"),
                r"diagnos(?:e|is)|aandoening(?:en)?|medical (?:condition|history)s?|ziektebeeld|beperking",
            ),
            (
                Kind.SEX_LIFE,
                ("geaardheid", "orientation", "voorkeur"),
                r"(?:seksuele )?geaardheid|seksuele voorkeur|sexual orientation",
            ),
        )
    )


@cache
def _no_answer() -> re.Pattern[str]:
    return re.compile(
        r"(?:niet|geen|nvt|onbekend|unknown|none|not|n/a|leeg|empty|nederlands?e?|dutch|verplicht|required|zie|see|kies|"
        r"select|choose|selecteer|vul|fill|ja|nee|yes|no|optioneel|optional|overig|other|anders|prefer|zeg|wil)(?![^\W_])"
    )


@cache
def _descent() -> re.Pattern[str]:
    """Of which people somebody is: she's Ukrainian, onze Poolse hulp."""
    dutch = (
        r"Pools|Turks|Marokkaans|Surinaams|Syrisch|Iraaks|Iraans|Afghaans|Eritrees|Somalisch|Ghanees|Nigeriaans|Kaapverdisch|"
        r"Antilliaans|Indonesisch|Moluks|Chinees|Chines|Vietnamees|Filipijns|Roemeens|Bulgaars|Hongaars|Russisch|Oekraïens|"
        r"Bosnisch|Kroatisch|Servisch|Albanees|Armeens|Georgisch|Egyptisch|Tunesisch|Algerijns|Libanees|Palestijns|Pakistaans|"
        r"Indiaas|Tibetaans|Braziliaans|Colombiaans|Ethiopisch|Congolees|Koerdisch|Joegoslavisch|Litouws|Lets|Ests"
    )
    english = (
        r"(?!Christian|Guardian|Librarian|Victorian|Norwegian|Austrian|Italian|Belgian|Canadian|Australian|Civilian|Persian)"
        r"[A-Z][a-z]{2,10}(?:ian|ean|nese|mese|wese|alese)|Polish|Turkish|Kurdish|Moroccan|Somali|Iraqi|Pakistani|Afghan|"
        r"Bangladeshi|Israeli|Filipino|Filipina|Romani|Latvian"
    )
    people = (
        r"hulp|man|vrouw|buur\w*|jongen|meisje|gezin|familie|chauffeur|collega|medewerk\w*|vriend\w*|schoon\w+|stagiaire?|"
        r"ouders|moeder|vader|kind|kinderen|leerling\w*|colleague|driver|family|neighbou?r|wife|husband|girl|boy|lad|nurse|"
        r"cleaner|intern|friend|mother|father|parents|born|by birth"
    )
    somebody = (
        r"(?<![A-Za-z])(?:(?:[Hh]e|[Ss]he|[Ww]ho)(?:['’]s| is| was)|[Ii](?:['’]m| am)|[Tt]hey(?:['’]re| are)|"
        r"[Ii]k ben|(?:[Hh]ij|[Zz]ij|[Zz]e|[Dd]ie) is|is [Vv]an huis uit)"
    )
    said = r"an? |een |half |originally |oorspronkelijk |zelf "
    other = r"(?:keyboard|version|language|toetsenbord|speaking|sprekend|letters?|only)"
    return re.compile(
        rf"(?:{somebody} (?:{said})?)(?P<of>(?:{dutch})e?|{english})(?![\w-]| {other})|"
        rf"(?<![\w-])(?P<people>(?:{dutch})e|{english})(?= (?:{people})(?![a-z]))"
    )
