"""The lines of a customer's Details, category by category. Clause: D1–D9, P2, P3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from helpdesk.domain import contact
from helpdesk.domain.calendar import RetentionStart, retention_end
from helpdesk.domain.customer import (
    CUSTOMER,
    ContactPoint,
    CustomerFile,
    Invoice,
    KnownAddress,
    Service,
)
from helpdesk.domain.display import visible
from helpdesk.domain.places import show_country
from helpdesk.domain.register import Field
from helpdesk.i18n import _, language, ngettext, show_amount, show_date, show_number, tell
from helpdesk.policy.model import Category, Policy
from screens.customer_words import say_channel, say_kind, say_language
from screens.explain import short_word


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: a heading (without `label`), or a label with its value.

    `masked` if the value may not be seen; `key` identifies the line when the file is read again.
    """

    key: str
    category: str
    label: str
    text: str
    masked: bool = False

    @property
    def heading(self) -> bool:
        """Whether it starts a category."""
        return not self.label


def facts(policy: Policy, file: CustomerFile) -> Iterator[Fact]:
    """All lines of a file, in the policy's order of categories."""
    for category in policy.categories.values():
        name = f"{category.id} {category.name.say(language())}"
        kept = kept_until(policy, file, category)
        yield Fact(category.id, category.id, "", f"{name}  {kept}" if kept else name)
        yield from _of_category(policy, file, category)


def masked_words(policy: Policy, file: CustomerFile, category: str) -> str:
    """What replaces a category that may not be seen, and what would show it."""
    decision = file.decisions[category]
    if not decision.needs:
        return _("masked: {word} ({clause})").format(word=short_word(decision), clause=decision.clause)
    needed = [name for name in decision.needs if name not in file.opened.purposes] or list(decision.needs)
    purpose = policy.purposes[needed[0]].label(language())
    return _("masked: {purpose} would show it (a)").format(purpose=purpose)


def kept_until(policy: Policy, file: CustomerFile, category: Category) -> str:
    """Until when a category is kept, once known: the contract is over, or an invoice determines it."""
    rule = category.retention
    start: date | None = None
    if rule.starts is RetentionStart.CONTRACT_ENDED:
        start = file.standing.contract_ended
    elif rule.starts is RetentionStart.FINANCIAL_YEAR_ENDED:
        invoices = file.several("invoices")
        start = max((one.issued for one in invoices if one.withdrawn is None), default=None)
    if start is None:
        return ""
    goes = retention_end(rule, start, policy.company.year_ends)
    return _("(to be removed from {day})").format(day=show_date(goes))


def say_value(policy: Policy, field: str, value: object) -> str:
    """One value of a field as people write it; control characters of untrusted text are made visible."""
    match value:
        case None | "":
            return ""
        case ContactPoint():
            return _point(policy, field, value)
        case KnownAddress():
            return visible(f"{value.value} ({value.label})" if value.label else value.value)
        case Service():
            return visible(" ".join(part for part in (value.product, value.detail) if part))
        case Invoice():
            return f"{visible(value.number)}  {show_amount(value.amount)}"
        case tuple():
            return ", ".join(say_value(policy, field, one) for one in value)
        case _:
            return _single(policy, field, str(value))


def _single(policy: Policy, field: str, value: str) -> str:
    match field:
        case "iban":
            return contact.show_iban(value)
        case "kind":
            return say_kind(value)
        case "language":
            return say_language(value)
        case "channel":
            return say_channel(policy, value)
        case "country":
            return show_country(value, language())
        case _:
            return visible(value)


def _point(policy: Policy, field: str, point: ContactPoint) -> str:
    value = contact.show_phone(point.value, policy.company.region) if field == "phones" else point.value
    notes = [note for note in (point.label, _("registered") if point.registered else "") if note]
    return visible(f"{value} ({', '.join(notes)})" if notes else value)


def _of_category(policy: Policy, file: CustomerFile, category: Category) -> Iterator[Fact]:
    fields = CUSTOMER.of_category(category.id)
    if not fields:
        yield Fact(f"{category.id}.", category.id, _("Not kept here"), _nothing_here(category), masked=True)
    elif not file.decisions[category.id].allowed:
        words = masked_words(policy, file, category.id)
        yield Fact(f"{category.id}.", category.id, _("Masked"), words, masked=True)
    else:
        lines = [line for field in fields for line in _lines(policy, file, field)]
        yield from lines or [Fact(f"{category.id}.", category.id, "–", _("nothing is known"))]


def _nothing_here(category: Category) -> str:
    if category.kept_in:
        return _("kept on {place}, not here").format(place=category.kept_in.say(language()))
    return _("never kept; what arrives unasked is deleted")


def _lines(policy: Policy, file: CustomerFile, field: Field) -> Iterator[Fact]:
    value, label = file.values[field.name], tell(field.label)
    if field.name in ("services", "invoices"):
        yield Fact(field.name, field.category, label, _counted(field.name, value))
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield Fact(
                f"{field.name}[{place}]",
                field.category,
                label if not place else "\N{NO-BREAK SPACE}",
                say_value(policy, field.name, one),
            )
    elif text := say_value(policy, field.name, value):
        yield Fact(field.name, field.category, label, text)


def _counted(field: str, value: Any) -> str:
    """How many there are; the list itself is under Services."""
    count = len(value)
    if field == "invoices":
        text = ngettext("{count} invoice, see Services (3)", "{count} invoices, see Services (3)", count)
    else:
        text = ngettext("{count} service, see Services (3)", "{count} services, see Services (3)", count)
    return text.format(count=show_number(count))
