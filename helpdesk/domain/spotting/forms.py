"""Special categories recognised by what is asked or said, not by the policy's words: forms, and descent.

Clause: D9; GDPR art. 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.reading import Reading


def answers_of_forms(reading: Reading) -> Iterator[Finding]:
    """What follows the label of a form that asks for a special category: Nationality: Moldovan."""
    for kind, label in _forms():
        for match in reading.find(label):
            begins_line = _beginning().fullmatch(reading.line_before(match.start())) is not None
            if begins_line and not _no_answer().match(match["answer"]):
                yield Finding(kind, *match.span("answer"), Certainty.LIKELY)


def said_of_people(reading: Reading) -> Iterator[Finding]:
    """What turns of phrase say about somebody: how he votes, that she goes to church, that he is in prison."""
    for kind, before, what in _sayings():
        for match in reading.find(what):
            if before.search(reading.line_before(match.start())):
                yield Finding(kind, *match.span(), Certainty.POSSIBLE)


def descents(reading: Reading) -> Iterator[Finding]:
    """A people that somebody is said to belong to: she's Ukrainian, onze Poolse hulp."""
    for word in _capitalised().finditer(reading.text):
        if not _of_a_people().fullmatch(word[0]):
            continue
        said = _somebody_is().search(reading.line_before(word.start(), _NEAR))
        if (said and not _no_person().match(reading.low, word.end())) or _person().match(
            reading.low, word.end()
        ):
            yield Finding(Kind.ORIGIN, *word.span(), Certainty.POSSIBLE)


@cache
def _sayings() -> tuple[tuple[Kind, re.Pattern[str], Cue], ...]:
    """Turns of phrase about people: the end of what comes before, and the phrase."""
    return tuple(
        (kind, re.compile(rf"{before}$"), cue(rf"(?<![a-z]){what}"))
        for kind, before, what in (*_befallen(), *_convinced())
    )


def _befallen() -> tuple[tuple[Kind, str, str], ...]:
    """That somebody is ill, in care, or was arrested."""
    return (
        (Kind.HEALTH, r"(?<!-)", _AILMENTS),
        (
            Kind.CRIME,
            rf"(?<![a-z])(?:{_RELATIVES})(?![a-z])[^.\n]{{0,40}} ",
            r"(?:(?:zit|zat|zitten)(?: [a-z]{2,8}){0,2} vast"
            r"(?=[.,;!)]|\s*\Z|\n| (?:dus|en|wegens|voor|sinds|nu|tot|maar|,))|"
            r"vast ?(?:zit|zat|zitten)(?![\w-]| (?:aan|in|op|met|tussen|achter)(?![a-z])))",
        ),
        (
            Kind.CRIME,
            rf"(?<![a-z])(?:{_RELATIVES}|hij|zij|ze|he|she)(?![a-z])[^.\n]{{0,30}} {_HAPPENED}",
            r"(?:opgepakt|aangehouden|locked up|banged up)(?![\w-]| door (?!de politie))",
        ),
        (
            Kind.HEALTH,
            rf"(?<![a-z])(?:{_RELATIVES})(?![a-z])[^.\n]{{0,30}} {_HAPPENED}",
            r"(?:opgenomen|admitted)(?![\w-]| (?:in|to|into|op|door|bij|als) (?!het ziekenhuis|hospital))",
        ),
        (
            Kind.HEALTH,
            r"(?<![a-z])(?:zit|ligt|opgenomen|verblijft|is|staying|admitted)(?![a-z])[^.\n]{0,25} (?:in|to|on|at) "
            r"(?:een |de |het |a |the )?",
            r"(?:afkickkliniek|psychiatrische kliniek|kliniek|inrichting|clinic|ward)(?![\w-])",
        ),
    )


def _convinced() -> tuple[tuple[Kind, str, str], ...]:
    """Where somebody prays, how they vote, and which union they belong to."""
    return (
        (
            Kind.BELIEF,
            rf"(?<![a-z])(?:{_RELATIVES}|hij|zij|ze|ik|we|wij|he|she|they|i)(?![a-z])[^.\n]{{0,40}} "
            r"(?:naar|in|to|at) (?:de |the )?",
            r"(?:kerk|mis|mass|church|synagogue|synagoge|moskee|mosque|tempel|temple|gurdwara)"
            r"(?![\w-]| (?:hall|zaal|site|koor|roof|tower|organ|office))",
        ),
        (
            Kind.POLITICS,
            r"(?<![a-z])(?:stem(?:t|de|men)?|gestemd|voted?|votes|voting|(?:raads|staten|kamer|bestuurs)?lid|member|"
            r"kandidaat|candidate|councillor|campaign(?:s|ing)?|folder(?:t|en)?|canvass(?:es|ing)?)(?![a-z])"
            r"(?: (?:altijd|meestal|always|usually|toch|nog|van|of|for|voor|op|in|bij)){0,3} (?:de |the |het )?",
            r"(?:sp|volt|forum|labour|tories|conservatives|greens|democrats?|republicans?|lib dems?|"
            r"reform|sinn féin|snp|denk|bij1|cu)(?![\w-])",
        ),
        (
            Kind.UNION,
            r"(?<![a-z])(?:(?:kader)?lid van|contributie (?:aan |van |voor )?|staking (?:van|met)|namens|member of|"
            r"strike (?:of|with|by)|rep (?:of|for)|she is in|he is in|i'm in|dues (?:of|to|for)) ?",
            r"(?:de bond|unite|unison|vcp|de unie|nu91)(?![\w-])(?! van)",
        ),
    )


_NEAR = 50
_RELATIVES = (
    r"broer|zus|zoon|dochter|vader|moeder|man|vrouw|vriend|vriendin|neef|nicht|oom|tante|ex|buurman|buurvrouw|jongen|collega|"
    r"partner|huurder|schoonzoon|zwager|compagnon|schoonzus(?:ter)?|schoonmoeder|schoonvader|oma|opa|baas|chef|"
    r"medewerker|medewerkster|leerling|boss|colleague|mum|dad|grandma|grandpa|granny|cousin|niece|nephew|brother|sister|son|daughter|father|mother|husband|wife|uncle|aunt|neighbou?r|friend"
)
_HAPPENED = r"(?:is|was|werd|got|been)(?: [a-z]{2,10}){0,2} "
"""What happened to somebody, up to the word for it."""
_AILMENTS = (
    r"(?:(?:hart|long|nier|lever|darm|maag|huid|oog|ogen|oor|rug|nek|knie|heup|schouder|pols|enkel|voet|arm|"
    r"been|gewrichts?|spier|bot|zenuw|bloed|borst|prostaat|blaas|keel|schildklier|gebits?|evenwichts|gehoor|adem(?:halings)?|"
    r"vaat|hormoon)(?:klacht(?:en)?|probleem|problemen|ziekten?|pijn|letsel|kwaal|kwalen|infecties?|afwijking|falen|stoornis)|"
    r"(?:kidney|liver|heart|lung|bowel|stomach|skin|eye|ear|back|neck|knee|hip|shoulder|wrist|ankle|joint|muscle|bone|nerve|"
    r"blood|breast|bladder|throat|thyroid|spinal|brain|hearing|vision|chest) (?:problems?|trouble|disease|pains?|"
    r"infections?|"
    r"conditions?|failure|injury|damage|ache|complaints?|disorder|defect)|bad (?:back|knees?|hip|eyes|eyesight|"
    r"heart|hearing)|"
    r"slechte (?:ogen|rug|knie(?:ën)?|heup|longen|benen)|"
    r"(?:gebroken|gescheurde|gekneusde|verstuikte|verrekte|versleten|ontwrichte|geopereerde|opgezwollen) (?:arm|"
    r"benen|been|pols|enkel|heup|knie|elleboog|schouder|sleutelbeen|rib(?:ben)?|teen|tenen|vingers?|duim|hand|voet|neus|kaak|"
    r"bekken|nek|(?:rug)?wervels?|kruisband|meniscus|(?:achilles)?pees|spier|scheenbeen|kuitbeen|dijbeen|stuitje)|"
    r"(?:broken|torn|fractured|sprained|dislocated|bruised|twisted|swollen) (?:arm|leg|wrist|ankle|hip|knee|elbow|"
    r"shoulder|collarbone|ribs?|toes?|fingers?|thumb|hand|foot|nose|jaw|pelvis|neck|vertebrae?|tendon|achilles|muscle|ligaments?)"
    r"(?! (?:drive|stick|screw|print|rest|pad|held|scanner|set)))(?![a-z])"
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
def _forms() -> tuple[tuple[Kind, Cue], ...]:
    """For each kind that forms ask for, label and answer."""
    answer = (
        r"(?:[ \t]*[:=][ \t]*\n?|[ \t]*\n)[ \t]*"
        r"(?P<answer>[^\W\d_]{3,25}(?:[ -][^\W\d_]{2,24})?)(?=[ \t]*[.,;)]?[ \t]*(?:\n|\Z))"
    )
    return tuple(
        (kind, cue(rf"(?<![a-z])(?:{labels}){answer}"))
        for kind, labels in (
            (
                Kind.ORIGIN,
                r"nationalit(?:eit|y)|land van (?:afkomst|herkomst)|afkomst|herkomst|ethnic(?:ity| origin)|etniciteit|"
                r"geboorteland|country of birth",
            ),
            (Kind.BELIEF, r"religi(?:e|on)|geloof|levensovertuiging|kerkgenootschap|denomination"),
            (
                Kind.POLITICS,
                r"politieke (?:partij|voorkeur|kleur)|partij|political (?:party|affiliation)",
            ),
            (
                Kind.HEALTH,
                r"diagnos(?:e|is)|aandoening(?:en)?|medical (?:condition|history)s?|ziektebeeld|beperking",
            ),
            (
                Kind.SEX_LIFE,
                r"seksuele geaardheid|geaardheid|seksuele voorkeur|sexual orientation",
            ),
        )
    )


@cache
def _beginning() -> re.Pattern[str]:
    """What may come before a label on a line: nothing, or the mark of a quote or list."""
    return re.compile(r"[ \t>*•-]{0,6}")


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
    """The end of what comes before: she's, ik ben, onze stagiair is."""
    return re.compile(
        rf"(?<![a-z])(?:(?:he|she|who)(?:['’]s| is| was)|i(?:['’]m| am)|they(?:['’]re| are)|ik ben|"
        rf"(?:hij|zij|ze|die|van huis uit|stagiaire?|chauffeur|hulp|leerling|medewerker|driver|tenant|intern|"
        rf"{_RELATIVES}) is)"
        r" (?:an? |een |half |originally |oorspronkelijk |van huis uit |zelf )?$"
    )


@cache
def _no_person() -> re.Pattern[str]:
    return re.compile(r" (?:keyboard|version|language|toetsenbord|speaking|sprekend|letters?|only)(?![a-z])")
