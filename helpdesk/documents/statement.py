"""The readable privacy statement, printed from the policy. Clause: P1–K1; GDPR art. 13."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from helpdesk.documents.letter import sender
from helpdesk.documents.paper import Chapter, Entry, Facts, Paper
from helpdesk.documents.remote_support import remote_lines
from helpdesk.domain.display import capital
from helpdesk.policy.ladder_words import ladder_lines
from helpdesk.policy.model import BasisId, Category, Clause, Policy, Purpose, Retention, Text
from helpdesk.policy.words import RIGHTS, STARTS, words

_TITLE = words("Privacyverklaring", "Privacy statement")
_VERSION = words("Versie", "Version")
_PROMISES = words("Wat wij beloven", "What we promise")
_DATA = words("Welke persoonsgegevens wij verwerken", "Which personal data we process")
_PURPOSES = words("Waarvoor: de verwerkingsdoeleinden", "What for: the purposes")
_CONSENTS = words("Waarvoor wij toestemming vragen", "What we ask consent for")
_SECURITY = words("Beveiliging", "Security")
_REMOTE = words("Hulp op afstand", "Remote support")
_OTHERS = words("Delen met derden", "Sharing with others")
_WHO = words("Wie gegevens kan krijgen", "Who may get data")
_AUTOMATED = words("Geautomatiseerde besluitvorming", "Automated decisions")
_LADDER = words("Als een factuur niet betaald wordt", "When an invoice is not paid")
_LINKS = words("Andere websites", "Other websites")
_YOUR_RIGHTS = words("Uw rechten", "Your rights")
_COMPLAINTS = words("Klachten", "Complaints")
_AUTHORITY = words("Toezichthoudende autoriteit", "Supervisory authority")
_CONTACT = words("Contactgegevens", "Contact details")

_BASIS = words("Grondslag", "Legal basis")
_AFTERWARDS = words("na afloop van de overeenkomst", "after the contract")
_KEPT = words("Bewaartermijn", "Kept for")
_AFTER = words("na", "after")
_KEPT_IN = words("Bewaard in", "Kept in")
_USES = words("Gebruikt", "Uses")
_VALID = words("geldig", "valid for")
_BY_BASIS = words("Rechten per grondslag", "Rights by legal basis")
_GETS = words("Krijgt", "Gets")
_OUTSIDE = words("Doorgifte buiten de EER", "Transfers outside the EEA")
_NO_TRANSFER = words("geen", "none")
_KVK = words("KvK-nummer", "Chamber of Commerce (KvK)")
_VAT = words("Btw-nummer", "VAT number")
_PHONE = words("Telefoon", "Telephone")
_EMAIL = words("E-mail", "E-mail")
_WEBSITE = words("Website", "Website")
_SOCIAL = words("Sociale media", "Social media")
_LAW = words("AVG art.", "GDPR art.")


def statement(policy: Policy, language: str, made: datetime) -> Paper:
    """The whole statement, in a language of the policy; `made` (aware) is now."""
    chapters = (
        Chapter(_PROMISES.say(language), entries=promises(policy, language, "P")),
        Chapter(_DATA.say(language), entries=tuple(_data(policy, language))),
        Chapter(_PURPOSES.say(language), entries=purposes(policy, language, _USES)),
        Chapter(_CONSENTS.say(language), entries=tuple(_consents(policy, language))),
        Chapter(_SECURITY.say(language), entries=promises(policy, language, "B")),
        Chapter(_REMOTE.say(language), items=remote_lines(policy, language)),
        Chapter(_OTHERS.say(language), entries=promises(policy, language, "T")),
        Chapter(_WHO.say(language), entries=recipients(policy, language)),
        Chapter(_AUTOMATED.say(language), entries=promises(policy, language, "A")),
        Chapter(_LADDER.say(language), items=_ladder(policy, language)),
        Chapter(_LINKS.say(language), entries=promises(policy, language, "W")),
        Chapter(_YOUR_RIGHTS.say(language), entries=promises(policy, language, "R")),
        Chapter(_BY_BASIS.say(language), facts=tuple(_rights(policy, language))),
        Chapter(_COMPLAINTS.say(language), entries=promises(policy, language, "C")),
        Chapter(_AUTHORITY.say(language), (authority_line(policy, language),)),
        Chapter(
            _CONTACT.say(language),
            items=company_lines(policy, language),
            entries=promises(policy, language, "K"),
        ),
    )
    return published(policy, _TITLE, language, made, (), chapters)


def published(
    policy: Policy, title: Text, language: str, made: datetime, facts: Facts, chapters: tuple[Chapter, ...]
) -> Paper:
    """A document of the company about itself, without chapters in which there is nothing."""
    said = f"{title.say(language)} {policy.company.name}"
    facts = (*facts, (_VERSION.say(language), str(policy.version)))
    filled = tuple(one for one in chapters if one.paragraphs or one.facts or one.items or one.entries)
    return Paper(said, language, made, sender(policy, language), facts, filled)


def company_lines(policy: Policy, language: str) -> tuple[str, ...]:
    """How to reach the company. Clause: K1."""
    company = policy.company
    facts = (
        (_EMAIL, company.email),
        (_PHONE, company.phone),
        (_WEBSITE, company.website or ""),
        (_SOCIAL, ", ".join(company.channels)),
        (_KVK, company.kvk),
        (_VAT, company.vat),
    )
    return (
        f"{company.name}, {company.street}, {company.postcode} {company.city}",
        *(f"{label.say(language)}: {value}" for label, value in facts if value),
    )


def authority_line(policy: Policy, language: str) -> str:
    """How to reach the supervisory authority. Clause: C2."""
    authority = policy.authority
    return f"{authority.name.say(language)}, {authority.address}, {authority.website}"


def basis_words(policy: Policy, basis: str, language: str) -> str:
    """A legal basis with its article."""
    known = policy.bases[basis]
    article = f" ({_LAW.say(language)} {known.article})" if known.article else ""
    return f"{known.name.say(language)}{article}"


def bases_words(policy: Policy, category: Category, language: str) -> str:
    """The basis of a category, and the one that takes over when the contract is over."""
    basis = basis_words(policy, category.basis, language)
    if not category.basis_after_contract:
        return basis
    return (
        f"{basis}; {_AFTERWARDS.say(language)} {basis_words(policy, category.basis_after_contract, language)}"
    )


def retention_words(rule: Retention, language: str) -> str:
    """How long something is kept, from when and why. Clause: P3."""
    return (
        f"{rule.period.say(language)} {_AFTER.say(language)} {STARTS[rule.starts].say(language)}"
        f" — {rule.reason.say(language)}"
    )


def promises(policy: Policy, language: str, letter: str) -> tuple[Entry, ...]:
    """The clauses whose id begins with a letter."""
    return tuple(_promise(one, language) for one in policy.clauses.values() if one.id.startswith(letter))


def _promise(clause: Clause, language: str, facts: Facts = ()) -> Entry:
    return Entry(f"{clause.id} {clause.title.say(language)}", facts, clause.promise.say(language))


def _data(policy: Policy, language: str) -> Iterator[Entry]:
    for category in policy.categories.values():
        facts = (
            (_BASIS, bases_words(policy, category, language)),
            (_KEPT, retention_words(category.retention, language)),
            *(((_KEPT_IN, category.kept_in.say(language)),) if category.kept_in else ()),
        )
        told = tuple((label.say(language), said) for label, said in facts)
        yield _promise(policy.clauses[category.id], language, told)


def purposes(policy: Policy, language: str, uses: Text) -> tuple[Entry, ...]:
    """Each purpose with what it uses (under a label) and its bases."""
    return tuple(
        Entry(
            capital(one.label(language)),
            (
                (uses.say(language), names(policy, one.categories, language)),
                (
                    _BASIS.say(language),
                    "; ".join(basis_words(policy, basis, language) for basis in bases_of(policy, one)),
                ),
            ),
            one.promise.say(language),
        )
        for one in policy.purposes.values()
    )


def bases_of(policy: Policy, purpose: Purpose) -> tuple[str, ...]:
    """The ids of the legal bases of a purpose while there is a contract, each once."""
    bases = (policy.basis_of(purpose, policy.categories[category]) for category in purpose.categories)
    return tuple(dict.fromkeys(basis for basis in bases if basis))


def names(policy: Policy, categories: Iterable[str], language: str) -> str:
    """Categories by name and id, as one list."""
    return ", ".join(f"{policy.categories[one].name.say(language)} ({one})" for one in categories)


def _consents(policy: Policy, language: str) -> Iterator[Entry]:
    for purpose in policy.consent_purposes():
        asked = policy.consent_text(purpose.id)
        if asked is not None:
            valid = f", {_VALID.say(language)} {asked.valid.say(language)}" if asked.valid else ""
            title = f"{purpose.name.say(language)} ({asked.version}{valid})"
            yield Entry(capital(title), (), asked.text.say(language))


def recipients(policy: Policy, language: str) -> tuple[Entry, ...]:
    """Who may get data, why and which, and whether it leaves the European Economic Area."""
    return tuple(
        Entry(
            capital(one.name.say(language)),
            (
                (_GETS.say(language), names(policy, one.categories, language)),
                (_OUTSIDE.say(language), (one.outside_eea or _NO_TRANSFER).say(language)),
            ),
            capital(f"{one.why.say(language)} ({one.clause})"),
        )
        for one in policy.recipients.values()
    )


def _ladder(policy: Policy, language: str) -> tuple[str, ...]:
    return tuple(map(capital, ladder_lines(policy, language)))


def _rights(policy: Policy, language: str) -> Iterator[tuple[str, str]]:
    for basis in policy.bases.values():
        if basis.id != BasisId.NONE:
            rights = ", ".join(RIGHTS[right].say(language) for right in basis.rights)
            yield capital(basis_words(policy, basis.id, language)), rights
