"""Unsolicited data for others: items as plain values, and the proof of one as a readable text. Clause: D9, P3, P4."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TextIO

from helpdesk.documents.sheets import csv_rows, json_rows, moment_text
from helpdesk.domain.field_words import label
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.unsolicited import Item, Place, Proof, Whose, kind_words
from helpdesk.i18n import Reader, reader
from helpdesk.policy.model import Policy
from helpdesk.policy.words import words

_TITLE = words("Bewijs: ongevraagde gegevens", "Proof: unsolicited data")
_WHAT = words("Wat", "What")
_KINDS = words("Soorten", "Kinds")
_WHOSE = words("Van wie", "Whose")
_WHERE = words("Waar", "Where")
_CHANNEL = words("Kanaal", "Channel")
_TICKET = words("Ticket", "Ticket")
_SUBJECT = words("Klant (verwijzing)", "Customer (reference)")
_UNKNOWN = words("onbekende afzender", "unknown sender")
_NOTICED = words("Opgemerkt", "Noticed")
_DUE = words("Uiterlijk", "Due")
_OUTCOME = words("Uitkomst", "Outcome")
_NONE = words("nog niet besloten", "not decided yet")
_DECIDED = words("Besloten", "Decided")
_WHY = words("Reden", "Why")
_PURPOSE = words("Doel", "Purpose")
_CATEGORY = words("Categorie", "Category")
_NEXT_TRY = words("Volgende poging", "Next try")
_GONE = words("Bytes overschreven", "Bytes overwritten")
_PENDING = words(
    "nog niet: een ander scherm leest de oude bytes nog", "not yet: another console still reads the old bytes"
)
_PROMISE = words("Hoe ver dat gaat", "How far that goes")
_CLOSED = words("Afgesloten", "Closed")
_COPIES = words("Plaatsen waar kopieën kunnen liggen", "Places where copies may lie")
_PROOF = words("Hash (SHA-256)", "Hash (SHA-256)")
_RECORD = words("Regel in het logboek", "Record of the audit")
_BY = words("door", "by")

HEADS: Mapping[str, Message] = {
    "id": msg("Id"),
    "customer": msg("Customer number"),
    "where": label("place"),
    "noticed_by": msg("Noticed by"),
    "decided_by": msg("Decided by"),
    "pending": msg("Old bytes still to be overwritten"),
    "places": msg("Places of copies"),
    "record": msg("Record of the audit"),
    **{
        name: label(name, "unsolicited")
        for name in (
            *(
                "reference",
                "channel",
                "extent",
                "ticket",
                "kinds",
                "whose",
                "noticed",
                "due",
                "outcome",
                "why",
            ),
            *("purpose", "category", "decided", "next_try", "gone", "promise", "closed", "proof"),
        )
    },
}
"""What people call the keys of `item_data`."""


def item_data(item: Item) -> dict[str, object]:
    """An item with stable keys; moments in UTC. It names a customer by number and reference only."""
    return {
        "id": item.id,
        "customer": item.customer.number if item.customer else "",
        "reference": item.subject,
        "channel": item.channel,
        "extent": item.extent.value,
        "where": item.where,
        "ticket": item.ticket,
        "kinds": list(item.kinds),
        "whose": item.whose,
        "noticed": moment_text(item.noticed),
        "noticed_by": item.noticed_by,
        "due": moment_text(item.due),
        "outcome": item.outcome.value if item.outcome else None,
        "why": item.why,
        "purpose": item.purpose,
        "category": item.category,
        "decided": moment_text(item.decided),
        "decided_by": item.decided_by,
        "next_try": moment_text(item.next_try),
        "pending": item.is_pending,
        "gone": moment_text(item.gone),
        "promise": item.promise.value if item.promise else None,
        "places": [f"{one.id}:{one.answer.value}" for one in item.places],
        "closed": moment_text(item.closed),
        "proof": item.proof,
        "record": item.record,
    }


def csv_writer(file: TextIO) -> Callable[[Item], object]:
    """Writes items to a file that was opened with `newline=""`, one per row below their headers."""
    return csv_rows(file, item_data, HEADS)


def json_writer(file: TextIO) -> Callable[[Item], object]:
    """Writes items to a file as JSON, one object a line."""
    return json_rows(file, item_data)


def proof_text(item: Item, policy: Policy, language: str, proof: Proof) -> str:
    """What became of an item, as plain text in a language of the policy.

    It has no personal data of a customer: only an item's number, kinds, places, moments, and who decided.
    """
    speaker = reader(language)
    title, copies = f"{_TITLE.say(language)} {item.id}", _COPIES.say(language)
    facts = [f"- {name}: {value}" for name, value in _facts(item, policy, speaker) if value]
    places = [f"- {_place(one, policy, speaker)}" for one in item.places if item.has_copies]
    return "\n".join(
        (
            title,
            "=" * len(title),
            "",
            policy.company.name,
            "",
            *facts,
            *(("", copies, "-" * len(copies), "", *places) if places else ()),
            "",
            speaker.tell(proof.words),
            "",
        )
    )


def _facts(item: Item, policy: Policy, speaker: Reader) -> Iterator[tuple[str, str]]:
    language = speaker.language
    channel = policy.channels.get(item.channel)
    yield _WHAT.say(language), speaker.tell(item.extent.words)
    yield _KINDS.say(language), speaker.show(tuple(map(kind_words, item.kinds)))
    yield _WHOSE.say(language), speaker.tell(Whose(item.whose).words)
    yield _WHERE.say(language), speaker.show(item.where)
    yield _CHANNEL.say(language), channel.say(language) if channel else speaker.show(item.channel)
    yield _TICKET.say(language), speaker.show(item.ticket)
    yield _SUBJECT.say(language), item.subject or _UNKNOWN.say(language)
    yield _NOTICED.say(language), _by(speaker, item.noticed, item.noticed_by)
    yield _DUE.say(language), speaker.moment(item.due)
    yield _OUTCOME.say(language), speaker.tell(item.outcome.words) if item.outcome else _NONE.say(language)
    yield _DECIDED.say(language), _by(speaker, item.decided, item.decided_by)
    yield _WHY.say(language), speaker.show(item.why)
    purpose, category = policy.purposes.get(item.purpose), policy.categories.get(item.category)
    yield _PURPOSE.say(language), purpose.label(language) if purpose else item.purpose
    yield _CATEGORY.say(language), f"{item.category} {category.name.say(language)}" if category else ""
    yield _NEXT_TRY.say(language), speaker.show(item.next_try)
    yield _GONE.say(language), _PENDING.say(language) if item.is_pending else speaker.show(item.gone)
    yield _PROMISE.say(language), speaker.tell(item.promise.words) if item.promise and item.gone else ""
    yield _CLOSED.say(language), speaker.show(item.closed)
    yield _PROOF.say(language), item.proof
    yield _RECORD.say(language), str(item.record or "")


def _by(speaker: Reader, moment: datetime | None, who: str) -> str:
    return f"{speaker.moment(moment)}, {_BY.say(speaker.language)} {speaker.show(who)}" if moment else ""


def _place(place: Place, policy: Policy, speaker: Reader) -> str:
    name = policy.unsolicited.places.get(place.id)
    said = f"{name.say(speaker.language) if name else place.id}: {speaker.tell(place.answer.words)}"
    when = _by(speaker, place.at, place.by)
    return ". ".join(part for part in (said, when, speaker.show(place.why)) if part)
