"""A customer's file as lines for people: what may be seen, and what replaces the rest. Clause: P2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpdesk.commands.output import columns
from helpdesk.domain import contact
from helpdesk.domain.customer import CUSTOMER, ContactPoint, CustomerFile, Invoice, KnownAddress, Service
from helpdesk.domain.register import Field
from helpdesk.i18n import _, current, language, show_amount, show_date, tell

if TYPE_CHECKING:
    from helpdesk.domain.decision import Decision
    from helpdesk.policy.model import Category, Policy


def file_lines(file: CustomerFile, policy: Policy) -> Iterator[str]:
    """Every category of the policy, each below its name."""
    for category in policy.categories.values():
        yield ""
        yield f"{category.id} {category.name.say(language())}"
        yield from (f"  {line}" for line in _category(file, policy, category))


def _category(file: CustomerFile, policy: Policy, category: Category) -> list[str]:
    decision, fields = file.decisions[category.id], CUSTOMER.of_category(category.id)
    if not decision.allowed:
        return [_masked(decision)]
    if not fields:
        place = category.kept_in.say(language()) if category.kept_in else _("nowhere")
        return [_("Not kept here but in: {place}").format(place=place)]
    return columns(list(_rows(file, fields, policy))) or ["–"]


def _rows(file: CustomerFile, fields: tuple[Field, ...], policy: Policy) -> Iterator[tuple[str, str]]:
    """Label and value of what there is; of several values only the first has the label."""
    for field in fields:
        value = file.values[field.name]
        values = value if isinstance(value, tuple) else (value,)
        texts = [_text(field.name, one, policy) for one in values if one not in (None, "")]
        for place, text in enumerate(texts):
            yield "" if place else tell(field.label), text


def _masked(decision: Decision) -> str:
    """What replaces masked data: why, by which clause, and the purposes that would show it."""
    text = f"▒▒▒ {tell(decision.reason)} ({decision.clause})"
    if decision.needs:
        text += " " + _("Shown for: {purposes}").format(purposes=", ".join(decision.needs))
    return text


def _text(field: str, value: object, policy: Policy) -> str:
    """One value as people write it; ids of the policy and coded values by name."""
    from helpdesk.tasks.access_words import named, value_of

    match value:
        case ContactPoint():
            region = policy.company.region
            shown = contact.show_phone(value.value, region) if field == "phones" else value.value
            return _noted(shown, value.label, _("registered") if value.registered else "")
        case KnownAddress():
            return _noted(value.value, value.label)
        case Service():
            product = current().show(named(policy, "product", value.product))
            return _noted(f"{product} {value.detail}".strip(), *_service_notes(value))
        case Invoice():
            due = _("paid on {day}") if value.paid else _("due on {day}")
            if value.withdrawn:
                due = _("noted in error, found on {day}")
            day = show_date(value.withdrawn or value.paid or value.due)
            return _noted(f"{value.number} {show_amount(value.amount)}", due.format(day=day))
        case str() if field == "iban":
            return contact.show_iban(value)
        case _:
            return current().show(value_of(policy, "customers", field, {field: value}))


def _service_notes(service: Service) -> Iterator[str]:
    yield _("since {day}").format(day=show_date(service.started))
    if service.ended:
        yield _("until {day}").format(day=show_date(service.ended))
    if service.blocked:
        yield _("blocked on {day}").format(day=show_date(service.blocked))


def _noted(text: str, *notes: str) -> str:
    kept = ", ".join(note for note in notes if note)
    return f"{text} ({kept})" if kept else text
