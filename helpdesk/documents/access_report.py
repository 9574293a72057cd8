"""The access report: everything held about a customer, in words for the customer. Clause: R1; GDPR art. 15."""

from __future__ import annotations

from collections.abc import Iterator

from helpdesk.documents.letter import sender
from helpdesk.documents.paper import Chapter, Entry, Facts, Paper
from helpdesk.documents.statement import (
    authority_line,
    bases_of,
    bases_words,
    basis_words,
    company_lines,
    names,
    retention_words,
)
from helpdesk.domain.access import (
    CONSENTS,
    SESSIONS,
    AccessContent,
    FieldContent,
    RecordContent,
    RegisterContent,
)
from helpdesk.domain.contact import show_phone
from helpdesk.domain.customer import CUSTOMER, ContactPoint, KnownAddress
from helpdesk.domain.display import capital, visible
from helpdesk.i18n import Reader, reader
from helpdesk.policy.ladder_words import ladder_lines
from helpdesk.policy.model import Category, Policy
from helpdesk.policy.words import words

_TITLE = words("Uw gegevens bij {company}", "Your data at {company}")
_NAME = words("Naam", "Name")
_COMPANY = words("Bedrijf", "Company")
_NUMBER = words("Klantnummer", "Customer number")
_MADE = words("Opgemaakt op", "Drawn up on")
_RECORDS = words("Aantal vermeldingen", "Number of records")

_INTRO = words("Waar dit over gaat", "What this is")
_INTRO_TEXT = words(
    "Dit is alles wat wij over u bewaren, waarvoor, op welke grond, hoe lang en wie het kreeg (artikel 15 AVG). Staat "
    "er [afgeschermd: …], dan stonden daar gegevens van een ander; die mogen wij u niet geven. Wie van ons iets deed "
    "staat er niet bij. Kenmerken waar alleen een programma iets aan heeft, staan in de kopie voor programma's.",
    "This is everything we hold about you, why, on what legal basis, for how long, and who received it (article 15 "
    "GDPR). Where it says [masked: …], there was somebody else's data, which we may not give you. It does not say "
    "which of our people did something. Codes that only a program can use are in the copy for programs.",
)
_USED_FOR = words("Waarvoor", "Used for")
_BASIS = words("Grondslag", "Legal basis")
_PURPOSES = words("Doeleinden", "Purposes")
_RECIPIENTS = words("Kan gaan naar", "May go to")
_KEPT = words("Bewaartermijn", "Kept for")
_UNTIL = words("Wordt verwijderd vanaf", "Deleted from")
_SOURCE = words("Herkomst", "Source")
_KEPT_IN = words("Bewaard in", "Kept in")
_NOTHING = words("Wat wij niet van u hebben", "What we do not hold")
_WHY = words("Waarvoor wij gegevens gebruiken", "What we use data for")
_WHO = words("Wie uw gegevens kreeg", "Who received your data")
_NOBODY = words("Wij hebben uw gegevens aan niemand gegeven.", "We have not given your data to anyone.")
_OUTSIDE = words("Buiten de EER", "Outside the EEA")
_ON = words("Datum", "Date")
_WHAT = words("Welke gegevens", "Which data")
_GROUND = words("Waarom", "Why")
_REFERENCE = words("Kenmerk", "Reference")
_AUTOMATED = words("Geautomatiseerde besluiten", "Automated decisions")
_NONE_TAKEN = words(
    "Over u is op dit moment geen geautomatiseerd besluit genomen.",
    "No automated decision about you currently applies.",
)
_NONE_HELD = words("Hiervan hebben wij niets.", "We hold none of this.")
_FOR_PROGRAMS = frozenset({"fingerprint", "message_id", "key", "passages", "proof"})
"""Fields that say nothing to people; only the copy for programs has them."""

_RIGHTS = words("Uw rechten", "Your rights")
_CONTACT = words("Hoe u ons bereikt", "How to reach us")
_COMPLAIN = words("Klacht bij de toezichthouder", "Complaint to the supervisory authority")


def access_report(policy: Policy, content: AccessContent, language: str) -> Paper:
    """The report on what is held, in one of the program's languages. Print it with `helpdesk.documents.paper`."""
    reads = reader(language)
    chapters = (
        Chapter(_INTRO.say(language), (_INTRO_TEXT.say(language),)),
        *_categories(policy, content, reads),
        *_why(policy, content, language),
        _recipients(policy, content, reads),
        _automated(policy, content, reads),
        *(_register(register, reads) for register in _in_order(content)),
        _rights(policy, language),
        Chapter(_CONTACT.say(language), items=company_lines(policy, language)),
    )
    return Paper(
        _TITLE.say(language).replace("{company}", policy.company.name),
        language,
        content.made,
        sender(policy, language),
        _about(content, reads),
        chapters,
    )


def _about(content: AccessContent, reads: Reader) -> Facts:
    customer, language = content.customer, reads.language
    facts = (
        (_NAME, customer.name),
        (_COMPANY, customer.company),
        (_NUMBER, customer.number),
        (_MADE, reads.moment(content.made)),
        (_RECORDS, reads.number(content.records)),
    )
    return tuple((label.say(language), visible(value)) for label, value in facts if value)


def _categories(policy: Policy, content: AccessContent, reads: Reader) -> Iterator[Chapter]:
    """A chapter for each category with data, and one that names the categories without.

    Somebody without a file has no register by category: what they wrote contains whatever it contains.
    """
    held = content.categories()
    for category in policy.categories.values():
        if category.id in held:
            name = category.name.say(reads.language)
            facts = tuple(_of_category(policy, category, content, reads))
            yield Chapter(f"{category.id} {name}", facts=facts)
    none = tuple(one.name.say(reads.language) for one in policy.categories.values() if one.id not in held)
    if none and content.customer.id:
        yield Chapter(_NOTHING.say(reads.language), items=none)


def _of_category(
    policy: Policy, category: Category, content: AccessContent, reads: Reader
) -> Iterator[tuple[str, str]]:
    language = reads.language
    purposes = (one.label(language) for one in policy.purposes.values() if category.id in one.categories)
    recipients = (
        one.name.say(language) for one in policy.recipients.values() if category.id in one.categories
    )
    sources = (
        reads.tell(register.source_of(category.id))
        for register in content.registers
        if any(one.category == category.id for record in register.records[:1] for one in record.fields)
    )
    yield _USED_FOR.say(language), category.used_for.say(language)
    yield _BASIS.say(language), bases_words(policy, category, language)
    yield _PURPOSES.say(language), "; ".join(purposes)
    yield _RECIPIENTS.say(language), "; ".join(recipients) or "—"
    yield _KEPT.say(language), retention_words(category.retention, language)
    if until := content.kept_until.get(category.id):
        yield _UNTIL.say(language), reads.long_day(until)
    yield _SOURCE.say(language), "; ".join(dict.fromkeys(sources)) or "—"
    if category.kept_in:
        yield _KEPT_IN.say(language), category.kept_in.say(language)


def _why(policy: Policy, content: AccessContent, language: str) -> Iterator[Chapter]:
    """What the data is used for. GDPR art. 15(1)(a)."""
    if purposes := tuple(_purposes(policy, content, language)):
        yield Chapter(_WHY.say(language), items=purposes)


def _purposes(policy: Policy, content: AccessContent, language: str) -> Iterator[str]:
    held, registers = set(content.categories()), {one.name for one in content.registers}
    of_registers = {
        *(policy.tickets.purposes if "tickets" in registers else ()),
        *(policy.complaints.purposes if "complaints" in registers else ()),
    }
    for purpose in policy.purposes.values():
        if held & set(purpose.categories) or purpose.id in of_registers:
            bases = "; ".join(basis_words(policy, basis, language) for basis in bases_of(policy, purpose))
            promise = purpose.promise.say(language)
            yield f"{purpose.label(language)}: {promise} {_BASIS.say(language)}: {bases}."


def _recipients(policy: Policy, content: AccessContent, reads: Reader) -> Chapter:
    """Who got data, and on what ground it may leave the European Economic Area. GDPR art. 15(1)(c), (2)."""
    language = reads.language
    entries = tuple(
        Entry(
            _said(one.name, reads),
            tuple(
                (label.say(language), value)
                for label, value in (
                    (_ON, reads.long_day(one.on)),
                    (_WHAT, names(policy, one.categories, language)),
                    (_GROUND, _said(one.ground, reads)),
                    (_REFERENCE, visible(one.reference)),
                )
                if value
            ),
        )
        for one in content.recipients
    )
    held = set(content.categories())
    outside = tuple(
        f"{_OUTSIDE.say(language)}, {one.name.say(language)}: {one.outside_eea.say(language)}"
        for one in policy.recipients.values()
        if one.outside_eea and held & set(one.categories)
    )
    nobody = () if entries else (_NOBODY.say(language),)
    return Chapter(_WHO.say(language), nobody, items=outside, entries=entries)


def _automated(policy: Policy, content: AccessContent, reads: Reader) -> Chapter:
    """What happens automatically, by which logic, and what was decided about them.

    Clause: A1; GDPR art. 15(1)(h), 22.
    """
    decided = tuple(map(reads.tell, content.decisions)) or (_NONE_TAKEN.say(reads.language),)
    promise = policy.clauses["A1"].promise.say(reads.language)
    steps = tuple(f"{capital(line)}." for line in ladder_lines(policy, reads.language))
    return Chapter(_AUTOMATED.say(reads.language), (promise, *decided), items=steps)


def _in_order(content: AccessContent) -> list[RegisterContent]:
    """The customer, the log of IP use and the consents first; the rest in the order given."""
    first = {CUSTOMER.name: 0, SESSIONS: 1, CONSENTS: 2}
    return sorted(content.registers, key=lambda register: first.get(register.name, 3))


def _register(register: RegisterContent, reads: Reader) -> Chapter:
    labels: dict[str, str] = {}  # translating a message takes longer than formatting a value
    entries = tuple(_entry(record, labels, reads) for record in register.records)
    nothing = () if entries else (_NONE_HELD.say(reads.language),)
    if register.name == CUSTOMER.name and len(entries) == 1:  # the record that readers look for first
        return Chapter(reads.tell(register.label), facts=entries[0].facts)
    return Chapter(reads.tell(register.label), nothing, entries=entries)


def _entry(record: RecordContent, labels: dict[str, str], reads: Reader) -> Entry:
    told = [one for one in record.fields if not one.is_empty and one.name not in _FOR_PROGRAMS]
    for one in told:
        if one.name not in labels:
            labels[one.name] = reads.tell(one.label)
    facts = tuple((labels[one.name], shown(one, reads)) for one in told)
    if record.kept_until:
        facts = (*facts, (_UNTIL.say(reads.language), reads.long_day(record.kept_until)))
    return Entry(visible(record.reference), facts)


def shown(field: FieldContent, reads: Reader) -> str:
    """A value in plain words, as its reader writes it; line breaks are kept."""
    value = field.value if field.words is None else field.words
    if isinstance(value, str):
        return visible(value, lines=True)
    if isinstance(value, tuple | list):
        return ", ".join(_labelled(one, reads) for one in value)
    return reads.show(value)


def _said(value: object, reads: Reader) -> str:
    """A name or ground: untrusted text, or a text of the policy."""
    return visible(value) if isinstance(value, str) else reads.show(value)


def _labelled(value: object, reads: Reader) -> str:
    if not isinstance(value, ContactPoint | KnownAddress):
        return reads.show(value)
    said = show_phone(value.value) if value.value.startswith("+") else value.value
    return visible(f"{said} ({value.label})" if value.label else said)


def _rights(policy: Policy, language: str) -> Chapter:
    """What the customer can ask for, and how to reach the authority. Clause: R1–R7, C2; GDPR art. 15(1)(e), (f)."""
    promises = (
        f"{one.title.say(language)}: {one.promise.say(language)}"
        for one in policy.clauses.values()
        if one.id.startswith("R")
    )
    authority = f"{_COMPLAIN.say(language)}: {authority_line(policy, language)}"
    return Chapter(_RIGHTS.say(language), items=(*promises, authority))
