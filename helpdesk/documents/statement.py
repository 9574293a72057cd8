"""The readable privacy statement, printed from the policy. Clause: P1–K1; GDPR art. 13."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.documents.remote_support import remote_lines
from helpdesk.policy.ladder_words import ladder_lines
from helpdesk.policy.model import BasisId, Category, Clause, Policy, Purpose, Retention
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
_AUTOMATED = words("Geautomatiseerde besluitvorming", "Automated decisions")
_LINKS = words("Andere websites", "Other websites")
_YOUR_RIGHTS = words("Uw rechten", "Your rights")
_COMPLAINTS = words("Klachten", "Complaints")
_CONTACT = words("Contactgegevens", "Contact details")

_BASIS = words("Grondslag", "Legal basis")
_AFTERWARDS = words("na afloop van de overeenkomst", "after the contract")
_KEPT = words("Bewaartermijn", "Kept for")
_AFTER = words("na", "after")
_KEPT_IN = words("Bewaard in", "Kept in")
_USES = words("Gebruikt", "Uses")
_VALID = words("geldig", "valid for")
_AND_RIGHTS = words("Rechten per grondslag", "Rights by legal basis")
_GETS = words("krijgt", "gets")
_KVK = words("KvK-nummer", "Chamber of Commerce (KvK)")
_VAT = words("Btw-nummer", "VAT number")
_PHONE = words("Telefoon", "Telephone")
_EMAIL = words("E-mail", "E-mail")
_WEBSITE = words("Website", "Website")
_SOCIAL = words("Sociale media", "Social media")
_LAW = words("AVG art.", "GDPR art.")


def statement(policy: Policy, language: str) -> str:
    """The whole statement as Markdown that also reads as plain text, in a language of the policy."""
    sections = (
        [
            f"# {_TITLE.say(language)} {policy.company.name}",
            "",
            f"{_VERSION.say(language)} {policy.version}",
        ],
        _section(_PROMISES.say(language), _promises(policy, language, "P")),
        _section(_DATA.say(language), _data(policy, language)),
        _section(_PURPOSES.say(language), _purposes(policy, language)),
        _section(_CONSENTS.say(language), _consents(policy, language)),
        _section(_SECURITY.say(language), _promises(policy, language, "B")),
        _section(_REMOTE.say(language), remote_lines(policy, language)),
        _section(
            _OTHERS.say(language), [*_promises(policy, language, "T"), "", *_recipients(policy, language)]
        ),
        _section(
            _AUTOMATED.say(language),
            [*_promises(policy, language, "A"), *(f"  - {line}" for line in ladder_lines(policy, language))],
        ),
        _section(_LINKS.say(language), _promises(policy, language, "W")),
        _section(
            _YOUR_RIGHTS.say(language), [*_promises(policy, language, "R"), "", *_rights(policy, language)]
        ),
        _section(
            _COMPLAINTS.say(language),
            [*_promises(policy, language, "C"), "", *authority_lines(policy, language)],
        ),
        _section(
            _CONTACT.say(language), [*_promises(policy, language, "K"), "", *company_lines(policy, language)]
        ),
    )
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def company_lines(policy: Policy, language: str) -> list[str]:
    """How to reach the company, as a Markdown list. Clause: K1."""
    company = policy.company
    facts = (
        (_EMAIL, company.email),
        (_PHONE, company.phone),
        (_WEBSITE, company.website or ""),
        (_SOCIAL, ", ".join(company.channels)),
        (_KVK, company.kvk),
        (_VAT, company.vat),
    )
    return [
        f"- {company.name}, {company.street}, {company.postcode} {company.city}",
        *(f"- {label.say(language)}: {value}" for label, value in facts if value),
    ]


def authority_lines(policy: Policy, language: str) -> list[str]:
    """How to reach the supervisory authority, as a Markdown list. Clause: C2."""
    authority = policy.authority
    return [f"- {authority.name.say(language)}, {authority.address}, {authority.website}"]


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


def _section(heading: str, lines: list[str]) -> list[str]:
    return [f"## {heading}", "", *lines]


def _promises(policy: Policy, language: str, letter: str) -> list[str]:
    return [_promise(clause, language) for clause in policy.clauses.values() if clause.id.startswith(letter)]


def _promise(clause: Clause, language: str) -> str:
    return f"- **{clause.id} {clause.title.say(language)}** — {clause.promise.say(language)}"


def _data(policy: Policy, language: str) -> list[str]:
    lines: list[str] = []
    for category in policy.categories.values():
        lines.append(_promise(policy.clauses[category.id], language))
        lines.append(f"  - {_BASIS.say(language)}: {bases_words(policy, category, language)}")
        lines.append(f"  - {_KEPT.say(language)}: {retention_words(category.retention, language)}")
        if category.kept_in:
            lines.append(f"  - {_KEPT_IN.say(language)}: {category.kept_in.say(language)}")
    return lines


def _purposes(policy: Policy, language: str) -> list[str]:
    lines: list[str] = []
    for purpose in policy.purposes.values():
        lines.append(f"- **{purpose.label(language)}** — {purpose.promise.say(language)}")
        lines.append(f"  - {_USES.say(language)}: {names(policy, purpose.categories, language)}")
        bases = "; ".join(basis_words(policy, basis, language) for basis in bases_of(policy, purpose))
        lines.append(f"  - {_BASIS.say(language)}: {bases}")
    return lines


def bases_of(policy: Policy, purpose: Purpose) -> tuple[str, ...]:
    """The ids of the legal bases of a purpose while there is a contract, each once."""
    bases = (policy.basis_of(purpose, policy.categories[category]) for category in purpose.categories)
    return tuple(dict.fromkeys(basis for basis in bases if basis))


def names(policy: Policy, categories: Iterable[str], language: str) -> str:
    """Categories by name and id, as one list."""
    return ", ".join(f"{policy.categories[one].name.say(language)} ({one})" for one in categories)


def _consents(policy: Policy, language: str) -> list[str]:
    lines: list[str] = []
    for purpose in policy.consent_purposes():
        asked = policy.consent_text(purpose.id)
        if asked is None:
            continue
        valid = f", {_VALID.say(language)} {asked.valid.say(language)}" if asked.valid else ""
        lines.append(
            f"- **{purpose.name.say(language)}** ({asked.version}{valid}) — {asked.text.say(language)}"
        )
    return lines


def _recipients(policy: Policy, language: str) -> list[str]:
    lines: list[str] = []
    for one in policy.recipients.values():
        shared = names(policy, one.categories, language)
        why = f"({one.clause}: {one.why.say(language)})"
        lines.append(f"- {one.name.say(language)} {why} {_GETS.say(language)}: {shared}")
        if one.outside_eea:
            lines.append(f"  - {one.outside_eea.say(language)}")
    return lines


def _rights(policy: Policy, language: str) -> list[str]:
    lines = [f"{_AND_RIGHTS.say(language)}:", ""]
    for basis in policy.bases.values():
        if basis.id != BasisId.NONE:
            rights = ", ".join(RIGHTS[right].say(language) for right in basis.rights)
            lines.append(f"- {basis_words(policy, basis.id, language)}: {rights}")
    return lines
