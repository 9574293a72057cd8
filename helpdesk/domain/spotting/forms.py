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


def said_of_people(reading: Reading) -> Iterator[Finding]:
    """What turns of phrase say of somebody: how he votes, that she goes to church, that he is in."""
    for kind, words, pattern in _sayings():
        for match in pattern.finditer(reading.low) if reading.has(*words) else ():
            yield Finding(kind, *match.span("what"), Certainty.POSSIBLE)


def descents(reading: Reading) -> Iterator[Finding]:
    """Of which people somebody is said to be: she's Ukrainian, onze Poolse hulp."""
    for word in _capitalised().finditer(reading.text):
        if not _of_a_people().fullmatch(word[0]):
            continue
        said = _somebody_is().search(reading.line_before(word.start(), _NEAR))
        if (said and not _no_person().match(reading.low, word.end())) or _person().match(
            reading.low, word.end()
        ):
            yield Finding(Kind.ORIGIN, *word.span(), Certainty.POSSIBLE)


@cache
def _sayings() -> tuple[tuple[Kind, tuple[str, ...], re.Pattern[str]], ...]:
    """What is said of people in turns of phrase: the words without which it is none, and where `what` it is."""
    return tuple(
        (kind, words, re.compile(pattern))
        for kind, words, pattern in (
            (Kind.HEALTH, _COMPLAINTS, _AILMENTS),
            (
                Kind.CRIME,
                ("vast",),
                rf"(?<![a-z])(?:{_RELATIVES})(?![a-z])[^.\n]{{0,40}}? (?P<what>(?:zit|zat|"
                rf"zitten)(?: [a-z]{{2,8}}){{0,2}} vast)"
                r"(?=[.,;!)]|\s*\Z|\n| (?:dus|en|wegens|voor|sinds|nu|tot|maar|,))",
            ),
            (
                Kind.HEALTH,
                ("kliniek", "inrichting", "clinic", "ward"),
                r"(?<![a-z])(?:zit|ligt|opgenomen|verblijft|is|staying|admitted)(?![a-z])[^.\n]{0,25} (?:in|to|on|at) "
                r"(?:een |de |het |a |the )?(?P<what>(?:afkick|psychiatrische )?kliniek|inrichting|clinic|ward)"
                r"(?![\w-])",
            ),
            (
                Kind.BELIEF,
                ("kerk", "church", "mass", "mis", "moskee", "mosque", "synago", "temp", "gurdwara"),
                rf"(?<![a-z])(?:{_RELATIVES}|hij|zij|ze|ik|we|wij|he|she|they|i)(?![a-z])[^.\n]{{0,40}}? (?:naar|"
                rf"in|to|at) "
                r"(?:de |the )?(?P<what>kerk|mis|mass|church|synagogue|synagoge|moskee|mosque|tempel|temple|gurdwara)"
                r"(?![\w-]| (?:hall|zaal|site|koor|roof|tower|organ|office))",
            ),
            (
                Kind.POLITICS,
                ("stem", "vote", "lid", "member", "kandidaat", "candidate", "campaign", "folder", "canvass"),
                r"(?<![a-z])(?:stem(?:t|de|men)?|gestemd|voted?|votes|voting|(?:raads|staten|kamer|bestuurs)?lid|member|"
                r"kandidaat|candidate|councillor|campaign(?:s|ing)?|folder(?:t|en)?|canvass(?:es|ing)?)(?![a-z])"
                r"(?: (?:altijd|meestal|always|usually|toch|nog|van|of|for|voor|op|in|bij)){0,3} (?:de |the |het )?"
                r"(?P<what>sp|volt|forum|labour|tories|conservatives|greens|democrats?|republicans?|lib dems?|"
                r"reform|sinn féin|"
                r"snp|denk|bij1|cu)(?![\w-])",
            ),
            (
                Kind.UNION,
                ("bond", "unite", "unison", "vcp", "unie", "nu91"),
                r"(?<![a-z])(?:(?:kader)?lid van|contributie (?:aan |van |voor )?|staking (?:van|met)|namens|member of|"
                r"strike (?:of|with|by)|rep (?:of|for)|she is in|he is in|i'm in|dues (?:of|to|for)) ?"
                r"(?P<what>de bond|unite|unison|vcp|de unie|nu91)(?![\w-])(?! van)",
            ),
        )
    )


_NEAR = 50
_RELATIVES = (
    r"broer|zus|zoon|dochter|vader|moeder|man|vrouw|vriend|vriendin|neef|nicht|oom|tante|ex|buurman|buurvrouw|jongen|collega|"
    r"partner|huurder|schoonzoon|zwager|brother|sister|son|daughter|father|mother|husband|wife|uncle|aunt|neighbou?r|friend"
)
_COMPLAINTS = (
    "klacht", "probleem", "problem", "ziekte", "pijn", "letsel", "kwa", "infecti", "afwijking", "trouble", "disease",
    "pain", "condition", "failure", "injury", "damage", "ache", "complaint", "disorder", "bad ", "slechte ",
)  # fmt: skip
_AILMENTS = (
    r"(?<![a-z-])(?P<what>(?:hart|long|nier|lever|darm|maag|huid|oog|ogen|oor|rug|nek|knie|heup|schouder|pols|enkel|voet|arm|"
    r"been|gewrichts?|spier|bot|zenuw|bloed|borst|prostaat|blaas|keel|schildklier|gebits?|evenwichts|gehoor|adem(?:halings)?|"
    r"vaat|hormoon)(?:klacht(?:en)?|probleem|problemen|ziekten?|pijn|letsel|kwaal|kwalen|infecties?|afwijking|falen|stoornis)|"
    r"(?:kidney|liver|heart|lung|bowel|stomach|skin|eye|ear|back|neck|knee|hip|shoulder|wrist|ankle|joint|muscle|bone|nerve|"
    r"blood|breast|bladder|throat|thyroid|spinal|brain|hearing|vision|chest) (?:problems?|trouble|disease|pains?|"
    r"infections?|"
    r"conditions?|failure|injury|damage|ache|complaints?|disorder|defect)|bad (?:back|knees?|hip|eyes|eyesight|"
    r"heart|hearing)|"
    r"slechte (?:ogen|rug|knie(?:ën)?|heup|longen|benen))(?![a-z])"
)


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
def _capitalised() -> re.Pattern[str]:
    return re.compile(r"[A-Z](?<![\w-].)[^\W\d_]{2,14}(?![\w-])")


@cache
def _of_a_people() -> re.Pattern[str]:
    """What people are called by where they or their parents come from."""
    dutch = (
        r"Pools|Turks|Marokkaans|Surinaams|Syrisch|Iraaks|Iraans|Afghaans|Eritrees|Somalisch|Ghanees|Nigeriaans|Kaapverdisch|"
        r"Antilliaans|Indonesisch|Moluks|Chinees|Chines|Vietnamees|Filipijns|Roemeens|Bulgaars|Hongaars|Russisch|Oekraïens|"
        r"Bosnisch|Kroatisch|Servisch|Albanees|Armeens|Georgisch|Egyptisch|Tunesisch|Algerijns|Libanees|Palestijns|"
        r"Pakistaans|Indiaas|Tibetaans|Braziliaans|Colombiaans|Ethiopisch|Congolees|Koerdisch|Joegoslavisch|Litouws|Lets|"
        r"Ests|Irakees|Syriër|Marokkaan|Turk|Afghaan|Eritreeër|Somaliër|Oekraïner|Nigeriaan|Pool|Roemeen|Bulgaar|Pakistaan"
    )
    known = r"Christ|Guard|Librar|Victor|Norweg|Austr|Ital|Belg|Canad|Civil|Pers"
    english = (
        rf"(?!(?:{known}|Austral)ian)[A-Z][a-z]{{2,10}}(?:ian|ean|nese|mese|wese|alese)|Polish|Turkish|Kurdish|Moroccan|"
        r"Somali|Iraqi|Pakistani|Afghan|Bangladeshi|Israeli|Filipino|Filipina|Romani|Latvian"
    )
    return re.compile(rf"(?:{dutch})e?|{english}")


@cache
def _person() -> re.Pattern[str]:
    return re.compile(
        r" (?:hulp|man|vrouw|buur\w*|jongen|meisje|gezin|familie|chauffeur|collega|medewerk\w*|vriend\w*|schoon\w+|"
        r"stagiaire?|ouders|moeder|vader|kind|kinderen|leerling\w*|colleague|driver|family|neighbou?r|wife|husband|girl|boy|"
        r"lad|nurse|cleaner|intern|friend|mother|father|parents|born|by birth)(?![a-z])"
    )


@cache
def _somebody_is() -> re.Pattern[str]:
    """The end of what is said before: she's, ik ben, onze stagiair is."""
    return re.compile(
        rf"(?<![a-z])(?:(?:he|she|who)(?:['’]s| is| was)|i(?:['’]m| am)|they(?:['’]re| are)|ik ben|"
        rf"(?:hij|zij|ze|die|van huis uit|stagiaire?|chauffeur|hulp|leerling|medewerker|driver|tenant|intern|"
        rf"{_RELATIVES}) is)"
        r" (?:an? |een |half |originally |oorspronkelijk |van huis uit |zelf )?$"
    )


@cache
def _no_person() -> re.Pattern[str]:
    return re.compile(r" (?:keyboard|version|language|toetsenbord|speaking|sprekend|letters?|only)(?![a-z])")
