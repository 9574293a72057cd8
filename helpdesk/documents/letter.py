"""Letters, made from the facts of a case: as a value, as plain text, and as data for a template.

Clause: G8, K1, C2, W1; GDPR art. 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from helpdesk.documents import letter_words as said
from helpdesk.documents.typesetting import typeset
from helpdesk.domain.display import capital, visible
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.letters import (
    NEEDED,
    OF_INVOICES,
    UNTIL_CLOSED,
    Addressee,
    Letter,
    LetterKind,
    Paragraph,
    Sender,
    facts_in,
)
from helpdesk.domain.messages import msg
from helpdesk.domain.places import show_country
from helpdesk.i18n import LANGUAGES, Reader, reader
from helpdesk.policy.links import foreign_link_note
from helpdesk.policy.model import Policy, Text
from helpdesk.policy.words import words

_LAST_FACT = re.compile(r"(.*?)\s*\{(\w+)\}", re.DOTALL)
_FACT = re.compile(r"\{(\w+)\}")
_AND = words("en", "and")
_PHONE = words("Telefoon", "Telephone")
_EMAIL = words("E-mail", "E-mail")
_WEBSITE = words("Website", "Website")
_KVK = words("KvK", "KvK (Chamber of Commerce)")
_VAT = words("Btw", "VAT")

Facts = Mapping[str, object]
"""The facts of a case by name; `domain.letters.NEEDED` says what they are."""


def letter_language(policy: Policy, wanted: str | None) -> str:
    """The language of a letter: its reader's if the program has it, else the company's own."""
    return next((one for one in (wanted, policy.language) if one in LANGUAGES), LANGUAGES[0])


def compose(
    policy: Policy,
    kind: LetterKind,
    facts: Facts,
    to: Addressee,
    *,
    language: str,
    number: str,
    day: date,
    signed: str,
) -> Letter:
    """The letter of a kind about a case, in one of the program's languages.

    `number` is `""` for a draft, `signed` the technician's name, `""` if it is automatic. No past day is promised:
    then the letter says that we are late, and where else the customer can turn.

    Errors: `Invalid`, with every missing fact. Clause: G8, K1, C2, W1.
    """
    _insist_on_facts(kind, facts)
    good_until = _good_until(kind, facts, day)
    facts = _without_past(kind, facts, day)
    subject, paragraphs = _written(policy, kind, facts, language)
    note = foreign_link_note(policy, _flat(paragraphs))
    return Letter(
        kind=kind,
        language=language,
        number=number,
        day=day,
        sender=sender(policy, language),
        to=address_lines(policy, to, language),
        references=_references(reader(language).long_day(day), number, kind, facts, language),
        subject=subject,
        salutation=_salutation(to, language),
        paragraphs=paragraphs,
        closing=(said.REGARDS.say(language), *filter(None, (visible(signed), policy.company.name))),
        note=note.say(language) if note else "",
        good_until=good_until,
        reason=str(facts.get("reason") or ""),
    )


def _insist_on_facts(kind: LetterKind, facts: Facts) -> None:
    missing = [name for name in NEEDED[kind] if not facts.get(name)]
    if missing:
        raise Invalid(tuple(Fault(name, msg("The letter can't do without this.")) for name in missing))


def _written(
    policy: Policy, kind: LetterKind, facts: Facts, language: str
) -> tuple[str, tuple[Paragraph, ...]]:
    """The subject and paragraphs: the company's own words if the policy has them, else the program's."""
    own, ours = policy.letters.texts.get(kind), said.TEXTS[kind]
    heading = (own.subject if own else None) or ours.subject
    body = (own.text if own else None) or ours.text
    named, reads = {"company": policy.company.name, **facts}, reader(language)
    paragraphs = (
        *_paragraphs(body.say(language) if body else "", named, reads),
        *_paragraphs(said.LATE.say(language), named, reads),
        *(visible(road) for road in _roads(policy, kind, facts, language)),
    )
    return _filled(heading.say(language) if heading else "", named, reads), paragraphs


def _without_past(kind: LetterKind, facts: Facts, day: date) -> Facts:
    """The facts; a promised day that has passed is called `missed` instead."""
    promised = facts.get("until")
    if kind not in UNTIL_CLOSED or not isinstance(promised, date) or _last_day(kind, promised) >= day:
        return facts
    missed = {} if kind is LetterKind.IDENTITY_ASKED else {"missed": promised}
    return {**facts, "until": None, **missed}


def _good_until(kind: LetterKind, facts: Facts, day: date) -> date | None:
    """The last day on which a letter of `day` may go out; `None` if it names no future day.

    An extension by two months must be told within the first. GDPR art. 12(3). A reminder that gives the customer a
    number of days must go out on its own date, or they would have fewer. Dutch Civil Code art. 6:96(6).
    """
    if kind is LetterKind.REMINDER:
        return day if facts.get("until") else None
    named = facts.get("was" if kind is LetterKind.EXTENSION else "until")
    last = _last_day(kind, named) if isinstance(named, date) else None
    return last if last is not None and last >= day else None


def _last_day(kind: LetterKind, named: date) -> date:
    """The last day on which what a letter says is true; on the day a request closes nobody can answer any more."""
    return named - timedelta(days=1) if kind is LetterKind.IDENTITY_ASKED else named


def _references(
    day: str, number: str, kind: LetterKind, facts: Facts, language: str
) -> tuple[tuple[str, str], ...]:
    """What is printed above a letter: its date, its number if any, and its case or invoice."""
    is_of_invoice = kind in OF_INVOICES
    about = (said.INVOICE, facts["invoice"]) if is_of_invoice else (said.CASE, facts["case"])
    known = ((said.DATE, day), (said.NUMBER, number), (about[0], visible(str(about[1]))))
    return tuple((label.say(language), value) for label, value in known if value)


def sender(policy: Policy, language: str) -> Sender:
    """The company as shown on a letter. Clause: K1."""
    company = policy.company
    details: tuple[tuple[Text, str | None], ...] = (
        (_PHONE, company.phone),
        (_EMAIL, company.email),
        (_WEBSITE, company.website),
        (_KVK, company.kvk),
        (_VAT, company.vat),
    )
    return Sender(
        company.name,
        (company.street, f"{company.postcode} {company.city}"),
        tuple((label.say(language), value) for label, value in details if value),
    )


def address_lines(policy: Policy, to: Addressee, language: str) -> tuple[str, ...]:
    """The lines of an address as the post wants them: postcode and town on one, a foreign country on the last."""
    attention = f"{said.ATTENTION.say(language)} {to.name}" if to.company and to.name else to.name
    abroad = to.country and to.country != policy.company.region
    lines = (
        to.company,
        attention,
        to.street,
        f"{to.postcode}  {to.city}".strip(),
        show_country(to.country, language).upper() if abroad else "",
    )
    return tuple(visible(line) for line in lines if line.strip())


def letter_text(letter: Letter) -> str:
    """The letter as plain text, which the console shows before it goes out. It is not wrapped."""
    blocks = (
        "\n".join((letter.sender.name, *letter.sender.address)),
        "\n".join(letter.to),
        "\n".join(f"{label}: {value}" for label, value in letter.references),
        letter.subject,
        letter.salutation,
        *map(_as_text, letter.paragraphs),
        f"{letter.closing[0]}\n\n" + "\n".join(letter.closing[1:]),
        letter.note,
        " · ".join(f"{label} {value}" for label, value in letter.sender.details),
    )
    return "\n\n".join(block for block in blocks if block) + "\n"


def cover_note(letter: Letter) -> str:
    """The mail that accompanies the letter; it reveals nothing but the subject. Clause: G8, K1."""
    named = {"number": letter.number, "subject": letter.subject}
    blocks = (
        letter.salutation,
        _FACT.sub(lambda found: named[found[1]], said.COVER.say(letter.language)),
        f"{letter.closing[0]}\n\n" + "\n".join(letter.closing[1:]),
        "\n".join((*letter.sender.address, *(f"{label} {value}" for label, value in letter.sender.details))),
    )
    return "\n\n".join(block for block in blocks if block)


def _as_text(paragraph: Paragraph) -> str:
    return paragraph if isinstance(paragraph, str) else "\n".join(f"- {item}" for item in paragraph)


def _flat(paragraphs: tuple[Paragraph, ...]) -> str:
    return "\n".join(map(_as_text, paragraphs))


def _salutation(to: Addressee, language: str) -> str:
    if not to.name.strip():
        return said.DEAR_ALL.say(language)
    return said.DEAR.say(language).replace("{name}", visible(to.name))


def _roads(policy: Policy, kind: LetterKind, facts: Facts, language: str) -> Iterator[str]:
    """Where the customer can turn: to us, the authority and, after a refusal, the court. Clause: C2.

    Anybody who waits longer than promised is told this too.
    """
    partly = kind is LetterKind.FULFILLED and bool(facts.get("held"))
    refused = partly or kind in (LetterKind.REFUSAL, LetterKind.CLOSED_UNCONFIRMED)
    is_late = "missed" in facts
    if kind not in (LetterKind.ANSWER, LetterKind.NOTHING_HELD) and not refused and not is_late:
        return
    yield from roads(policy, str(facts["case"]), language, to_court=refused)


def roads(policy: Policy, case: str, language: str, *, to_court: bool) -> Iterator[str]:
    """Back to us about a case, and to the authority; for a right that was refused in part too, to the court. C2."""
    authority = policy.authority
    yield said.ROAD_BACK.say(language).replace("{case}", case)
    named = {"name": authority.name.say(language), "address": authority.address, "website": authority.website}
    yield _FACT.sub(lambda found: named[found[1]], said.AUTHORITY.say(language))
    if to_court:
        yield (policy.letters.court or said.COURT).say(language)


def _paragraphs(text: str, facts: Facts, reads: Reader) -> Iterator[Paragraph]:
    """The paragraphs of a text with its facts filled in; lines with a missing fact are left out."""
    for block in re.split(r"\n\s*\n", text.strip()):
        known = [line for line in block.split("\n") if all(facts.get(name) for name in facts_in(line))]
        written = " ".join(known)
        last = _LAST_FACT.fullmatch(written)
        whole = _whole(facts.get(last[2]), reads) if last else None
        if last and whole:
            if last[1]:
                yield _filled(last[1], facts, reads)
            yield from whole
        elif written:
            yield _filled(written, facts, reads)


def _whole(fact: object, reads: Reader) -> tuple[Paragraph, ...] | None:
    """A fact that is more than part of a sentence: a list, or several paragraphs."""
    if isinstance(fact, tuple | list) and fact:
        return (tuple(capital(reads.show(one)) for one in fact),)
    if isinstance(fact, str) and "\n" in fact.strip():
        blocks = re.split(r"\n\s*\n", fact.strip())
        return tuple(visible(" ".join(map(str.strip, block.splitlines()))) for block in blocks)
    return None


def _filled(text: str, facts: Facts, reads: Reader) -> str:
    """A sentence with its facts filled in; facts inside facts are not expanded."""
    return _FACT.sub(lambda found: _shown(facts.get(found[1]), reads), text)


def _shown(fact: object, reads: Reader) -> str:
    if isinstance(fact, date):
        return reads.long_day(fact)
    if isinstance(fact, tuple | list):
        shown = [reads.show(one) for one in fact]
        return f" {_AND.say(reads.language)} ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))
    return reads.show(fact)


def letter_pdf(letter: Letter, folder: Path | None = None) -> bytes:
    """The letter as PDF/A. `folder` has the company's own templates.

    Errors: `TypesetterMissing`, `TypesettingFailed`.
    """
    data = {
        **asdict(letter),
        "day": (letter.day.year, letter.day.month, letter.day.day),
        "good_until": None,
        "words": {"page": said.PAGE.say(letter.language), "of": said.OF.say(letter.language)},
    }
    made = datetime.combine(letter.day, time(12), UTC)
    return typeset("letter", data, letter.language, made, folder)
