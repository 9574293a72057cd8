"""Proof that something is gone, without saying what it was: of an erasure, and of removed unsolicited data.

Print them with `helpdesk.documents.paper`. Clause: R4, P3, D9.
"""

from __future__ import annotations

from datetime import datetime

from helpdesk.documents.letter import roads, sender
from helpdesk.documents.paper import Chapter, Facts, Paper
from helpdesk.domain.display import visible
from helpdesk.domain.messages import Message
from helpdesk.domain.proofs import Erased, ErasureProof, Held
from helpdesk.domain.unsolicited import Item, kind_words
from helpdesk.i18n import Reader, reader
from helpdesk.policy.model import Policy, Text
from helpdesk.policy.words import words

_CERTIFICATE = words("Bewijs van gegevenswissing", "Certificate of erasure")
_CASE = words("Zaaknummer", "Case")
_REQUESTED = words("Gevraagd op", "Requested on")
_DONE = words("Uitgevoerd op", "Carried out on")
_SUBJECT = words("Verwijzing", "Reference")
_AUDIT = words("Logboek tot en met", "Audit up to")
_GONE = words("Wat gewist is", "What was erased")
_STAYS = words("Wat nog bewaard wordt", "What is still held")
_NOTHING_GONE = words("Er was niets dat gewist mocht worden.", "There was nothing that could be erased.")
_NOTHING_STAYS = words("Er wordt niets meer bewaard.", "Nothing is held any more.")
_BY_ITSELF = words(
    "Dit wordt verwijderd op de dag die erbij staat; daarvoor is geen nieuw verzoek nodig.",
    "This will be deleted on the date given; you do not need to ask again.",
)
_TOLD = words("Wie wij dit laten weten", "Whom we are informing")
_NOTICES = words(
    "Deze ontvangers hadden gegevens van ons en krijgen bericht van de wissing (artikel 19 AVG).",
    "These recipients received data from us and are being told of the erasure (article 19 GDPR).",
)
_ROADS = words("Bent u het er niet mee eens?", "If you disagree")
_WHAT_IT_IS = words("Wat dit bewijst", "What this proves")
_NO_NAMES = words(
    "Dit stuk bevat geen persoonsgegevens: geen naam, geen adres, geen enkele waarde die gewist is. De verwijzing "
    "betekent niets meer nu de gegevens weg zijn. Het logboek is een keten: wat later wordt veranderd, valt op.",
    "This document contains no personal data: no name, no address, none of the values that were erased. The reference "
    "has no meaning any more, now that the data is gone. The audit is a chain: any later change to it shows.",
)
_SCRUBBED = words(
    "De gewiste gegevens zijn in het bestand zelf overschreven.",
    "The erased data has been overwritten in the file itself.",
)
_NOT_YET = words(
    "De gewiste gegevens zijn niet meer op te vragen, en worden in het bestand zelf nog overschreven.",
    "The erased data can no longer be retrieved, and has yet to be overwritten in the file itself.",
)
_UNTIL = words("tot", "until")
_LATER = words("de termijn is nog niet begonnen", "its period has not begun yet")

_REMOVAL = words("Bewijs van verwijdering", "Proof of removal")
_NUMBER = words("Nummer", "Number")
_KINDS = words("Soort gegevens", "Kind of data")
_EXTENT = words("Wat het was", "What it was")
_TICKET = words("Ticket", "Ticket")
_NOTICED = words("Opgemerkt", "Noticed")
_OUTCOME = words("Uitkomst", "Outcome")
_DECIDED = words("Besloten", "Decided")
_BY = words("door", "by")
_WHY = words("Reden", "Why")
_HASH = words("Controlegetal", "Check value")
_PLACES = words("Waar is gekeken", "Where we looked")


def erasure_certificate(policy: Policy, proof: ErasureProof, language: str) -> Paper:
    """The proof of an erasure, of nothing personal. It is the customer's answer too: no address is left.

    So where something stays it names the roads. Clause: R4, C2; GDPR art. 12(4), 17(3).
    """
    reads = reader(language)
    facts = _told(
        language,
        (_CASE, proof.case),
        (_REQUESTED, reads.long_day(proof.requested)),
        (_DONE, f"{reads.long_day(proof.done)}, {reads.time(proof.done)}"),
        (_SUBJECT, proof.subject),
        (_AUDIT, proof.audit),
    )
    gone = tuple(_erased(policy, one, reads) for one in proof.erased)
    held = tuple(_held(policy, one, reads) for one in proof.held)
    swept = _SCRUBBED if proof.is_scrubbed else _NOT_YET
    chapters = (
        Chapter(
            _GONE.say(language),
            (swept.say(language),) if gone else (_NOTHING_GONE.say(language),),
            items=gone,
        ),
        Chapter(_STAYS.say(language), ((_BY_ITSELF if held else _NOTHING_STAYS).say(language),), items=held),
        *_recipients(proof, language),
        *_roads(policy, proof, language),
        Chapter(_WHAT_IT_IS.say(language), (_NO_NAMES.say(language),)),
    )
    title = _CERTIFICATE.say(language)
    return Paper(title, language, proof.done, sender(policy, language), facts, chapters)


def _roads(policy: Policy, proof: ErasureProof, language: str) -> tuple[Chapter, ...]:
    """What stays was refused, so there is a road to the authority and to the court."""
    if not proof.held:
        return ()
    said = roads(policy, proof.case, language, to_court=True)
    return (Chapter(_ROADS.say(language), tuple(map(visible, said))),)


def _recipients(proof: ErasureProof, language: str) -> tuple[Chapter, ...]:
    """Whom we tell, because the customer may ask. GDPR art. 19."""
    if not proof.told:
        return ()
    return (Chapter(_TOLD.say(language), (_NOTICES.say(language),), items=tuple(map(visible, proof.told))),)


def removal_proof(policy: Policy, item: Item, made: datetime, language: str) -> Paper:
    """The proof that unsolicited data was dealt with: kinds and places, never the data. Clause: D9."""
    reads = reader(language)
    decided = f"{reads.moment(item.decided)}, {_BY.say(language)} {item.decided_by}" if item.decided else ""
    facts = _told(
        language,
        (_NUMBER, str(item.id)),
        (_KINDS, ", ".join(reads.tell(kind_words(one)) for one in item.kinds)),
        (_EXTENT, reads.tell(item.extent.words)),
        (_TICKET, item.ticket),
        (_NOTICED, f"{reads.moment(item.noticed)}, {_BY.say(language)} {item.noticed_by}"),
        (_OUTCOME, reads.tell(item.outcome.words) if item.outcome else ""),
        (_DECIDED, decided),
        (_WHY, item.why),
        (_HASH, item.proof),
    )
    known = policy.unsolicited.places
    places = tuple(
        visible(": ".join(filter(None, (called, reads.tell(one.answer.words), one.why))))
        for one in item.places
        for called in (known[one.id].say(language) if one.id in known else one.id,)
    )
    chapters = (Chapter(_PLACES.say(language), items=places),) if places else ()
    return Paper(_REMOVAL.say(language), language, made, sender(policy, language), facts, chapters)


def _told(language: str, *facts: tuple[Text, str]) -> Facts:
    return tuple((label.say(language), visible(value)) for label, value in facts if value)


def _erased(policy: Policy, one: Erased, reads: Reader) -> str:
    return f"{_records(policy, one.what, one.category, reads)}: {reads.number(one.records)}"


def _held(policy: Policy, one: Held, reads: Reader) -> str:
    language = reads.language
    until = f"{_UNTIL.say(language)} {reads.long_day(one.until)}" if one.until else _LATER.say(language)
    reason = Text(one.reason, policy.language).say(language)
    return (
        f"{_records(policy, one.what, one.category, reads)}: {reads.number(one.records)}; {until} ({reason})"
    )


def _records(policy: Policy, what: Message, category: str, reads: Reader) -> str:
    known = policy.categories.get(category)
    return reads.tell(what) + (f" ({category} {known.name.say(reads.language)})" if known else "")
