"""The record of processing activities, printed from the policy. GDPR art. 30(1)."""

from __future__ import annotations

from helpdesk.documents.remote_support import remote_data, remote_lines
from helpdesk.documents.statement import (
    authority_lines,
    bases_of,
    basis_words,
    company_lines,
    names,
    retention_words,
)
from helpdesk.policy.model import Category, Policy, Purpose, Recipient, Retention
from helpdesk.policy.words import words

_TITLE = words("Register van verwerkingsactiviteiten", "Register of processing activities")
_ARTICLE = words("AVG artikel 30, eerste lid", "GDPR article 30(1)")
_VERSION = words("versie", "version")
_CONTROLLER = words("Verwerkingsverantwoordelijke", "Controller")
_AUTHORITY = words("Toezichthoudende autoriteit", "Supervisory authority")
_SUBJECTS = words("Categorieën van betrokkenen", "Categories of data subjects")
_ACTIVITIES = words("Verwerkingsdoeleinden", "Purposes of the processing")
_CATEGORIES = words("Categorieën van persoonsgegevens", "Categories of personal data")
_BASIS = words("Grondslag", "Legal basis")
_RECIPIENTS = words("Categorieën van ontvangers", "Categories of recipients")
_OUTSIDE = words("Doorgifte buiten de EER", "Transfers outside the EEA")
_NO_TRANSFER = words("geen", "none")
_REMOTE = words("Hulp op afstand", "Remote support")
_PERIODS = words("Bewaartermijnen", "Time limits for erasure")
_MEASURES = words("Beveiligingsmaatregelen", "Security measures")


def processing_register(policy: Policy, language: str) -> str:
    """The record as Markdown that also reads as plain text, in a language of the policy."""
    sections = (
        [
            f"# {_TITLE.say(language)} {policy.company.name}",
            "",
            f"{_ARTICLE.say(language)}, {_VERSION.say(language)} {policy.version}",
        ],
        [f"## {_CONTROLLER.say(language)}", "", *company_lines(policy, language)],
        [f"## {_AUTHORITY.say(language)}", "", *authority_lines(policy, language)],
        [
            f"## {_SUBJECTS.say(language)}",
            "",
            *(f"- {subject.say(language)}" for subject in policy.subjects.values()),
        ],
        [f"## {_ACTIVITIES.say(language)}", "", *_activities(policy, language)],
        [f"## {_REMOTE.say(language)}", "", *remote_lines(policy, language)],
        [f"## {_PERIODS.say(language)}", "", *_periods(policy, language)],
        [f"## {_RECIPIENTS.say(language)}", "", *_recipients(policy, language)],
        [f"## {_MEASURES.say(language)}", "", *_measures(policy, language)],
    )
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def register_data(policy: Policy, language: str) -> dict[str, object]:
    """The record as plain values for JSON: texts in `language`, ids and keys always the same."""
    return {
        "version": policy.version,
        "language": language,
        "controller": _controller_data(policy),
        "authority": {
            "name": policy.authority.name.say(language),
            "address": policy.authority.address,
            "website": policy.authority.website,
        },
        "subjects": {id: text.say(language) for id, text in policy.subjects.items()},
        "purposes": [_purpose_data(policy, one, language) for one in policy.purposes.values()],
        "categories": [_category_data(one, language) for one in policy.categories.values()],
        "recipients": [_recipient_data(one, language) for one in policy.recipients.values()],
        "remote": remote_data(policy, language),
        "retention": [_retention_data(one, language) for one in _rules(policy)],
        "measures": [
            {"id": clause.id, "title": clause.title.say(language), "promise": clause.promise.say(language)}
            for clause in policy.clauses.values()
            if clause.id.startswith("B")
        ],
    }


def _controller_data(policy: Policy) -> dict[str, object]:
    company = policy.company
    return {
        "name": company.name,
        "street": company.street,
        "postcode": company.postcode,
        "city": company.city,
        "country": company.region,
        "email": company.email,
        "phone": company.phone,
        "website": company.website,
        "kvk": company.kvk,
        "vat": company.vat,
    }


def _category_data(category: Category, language: str) -> dict[str, object]:
    return {
        "id": category.id,
        "name": category.name.say(language),
        "basis": category.basis,
        "basis_after_contract": category.basis_after_contract,
        "kept_in": category.kept_in.say(language) if category.kept_in else None,
    }


def _retention_data(rule: Retention, language: str) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": rule.name.say(language),
        "starts": rule.starts.value,
        "period": str(rule.period),
        "reason": rule.reason.say(language),
    }


def _purpose_data(policy: Policy, purpose: Purpose, language: str) -> dict[str, object]:
    return {
        "id": purpose.id,
        "name": purpose.name.say(language),
        "promise": purpose.promise.say(language),
        "bases": list(bases_of(policy, purpose)),
        "categories": list(purpose.categories),
    }


def _recipient_data(recipient: Recipient, language: str) -> dict[str, object]:
    return {
        "id": recipient.id,
        "name": recipient.name.say(language),
        "why": recipient.why.say(language),
        "clause": recipient.clause,
        "categories": list(recipient.categories),
        "outside_eea": recipient.outside_eea.say(language) if recipient.outside_eea else None,
    }


def _activities(policy: Policy, language: str) -> list[str]:
    lines: list[str] = []
    for purpose in policy.purposes.values():
        bases = "; ".join(basis_words(policy, basis, language) for basis in bases_of(policy, purpose))
        lines += [
            f"- **{purpose.id} {purpose.name.say(language)}** — {purpose.promise.say(language)}",
            f"  - {_CATEGORIES.say(language)}: {names(policy, purpose.categories, language)}",
            f"  - {_BASIS.say(language)}: {bases}",
        ]
    return lines


def _periods(policy: Policy, language: str) -> list[str]:
    return [f"- {rule.name.say(language)}: {retention_words(rule, language)}" for rule in _rules(policy)]


def _rules(policy: Policy) -> tuple[Retention, ...]:
    return (*(category.retention for category in policy.categories.values()), *policy.retention.values())


def _recipients(policy: Policy, language: str) -> list[str]:
    lines: list[str] = []
    for one in policy.recipients.values():
        outside = one.outside_eea or _NO_TRANSFER
        lines += [
            f"- {one.name.say(language)} — {one.why.say(language)} ({one.clause})",
            f"  - {_CATEGORIES.say(language)}: {names(policy, one.categories, language)}",
            f"  - {_OUTSIDE.say(language)}: {outside.say(language)}",
        ]
    return lines


def _measures(policy: Policy, language: str) -> list[str]:
    return [
        f"- **{clause.id} {clause.title.say(language)}** — {clause.promise.say(language)}"
        for clause in policy.clauses.values()
        if clause.id.startswith("B")
    ]
