"""The record of processing activities, printed from the policy. GDPR art. 30(1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from helpdesk.documents.paper import Chapter, Paper
from helpdesk.documents.remote_support import remote_data, remote_lines
from helpdesk.documents.statement import (
    authority_line,
    bases_of,
    company_lines,
    promises,
    published,
    purposes,
    recipients,
    retention_words,
)
from helpdesk.domain.display import capital
from helpdesk.policy.model import Category, Policy, Purpose, Recipient, Retention
from helpdesk.policy.words import words

_TITLE = words("Register van verwerkingsactiviteiten", "Register of processing activities")
_LAW = words("Voorgeschreven door", "Required by")
_ARTICLE = words("AVG artikel 30, eerste lid", "GDPR article 30(1)")
_CONTROLLER = words("Verwerkingsverantwoordelijke", "Controller")
_AUTHORITY = words("Toezichthoudende autoriteit", "Supervisory authority")
_SUBJECTS = words("Categorieën van betrokkenen", "Categories of data subjects")
_ACTIVITIES = words("Verwerkingsdoeleinden", "Purposes of the processing")
_CATEGORIES = words("Categorieën van persoonsgegevens", "Categories of personal data")
_RECIPIENTS = words("Categorieën van ontvangers", "Categories of recipients")
_REMOTE = words("Hulp op afstand", "Remote support")
_PERIODS = words("Bewaartermijnen", "Time limits for erasure")
_MEASURES = words("Beveiligingsmaatregelen", "Security measures")


def processing_register(policy: Policy, language: str, made: datetime) -> Paper:
    """The record, in a language of the policy; `made` (aware) is now."""
    subjects = tuple(capital(subject.say(language)) for subject in policy.subjects.values())
    chapters = (
        Chapter(_CONTROLLER.say(language), items=company_lines(policy, language)),
        Chapter(_AUTHORITY.say(language), (authority_line(policy, language),)),
        Chapter(_SUBJECTS.say(language), items=subjects),
        Chapter(_ACTIVITIES.say(language), entries=purposes(policy, language, _CATEGORIES)),
        Chapter(_REMOTE.say(language), items=remote_lines(policy, language)),
        Chapter(_PERIODS.say(language), facts=tuple(_periods(policy, language))),
        Chapter(_RECIPIENTS.say(language), entries=recipients(policy, language)),
        Chapter(_MEASURES.say(language), entries=promises(policy, language, "B")),
    )
    law = (_LAW.say(language), _ARTICLE.say(language))
    return published(policy, _TITLE, language, made, (law,), chapters)


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


def _periods(policy: Policy, language: str) -> Iterator[tuple[str, str]]:
    for rule in _rules(policy):
        yield capital(rule.name.say(language)), retention_words(rule, language)


def _rules(policy: Policy) -> tuple[Retention, ...]:
    return (*(category.retention for category in policy.categories.values()), *policy.retention.values())
