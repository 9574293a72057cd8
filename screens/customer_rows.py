"""The rows of the customer form, from the register's description: values in, typed texts out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from helpdesk.domain import contact
from helpdesk.domain.customer import CUSTOMER, ContactPoint, CustomerFile, CustomerKind, KnownAddress
from helpdesk.domain.register import Field
from helpdesk.i18n import _, language, tell
from helpdesk.policy.model import Policy
from screens.customer_facts import masked_words
from screens.customer_words import say_channel, say_kind, say_language
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

Point = ContactPoint | KnownAddress


class PointRow(FormRow):
    """One of several: a value, its label, and (except for IP addresses) whether it is registered. Clause: R7."""

    def __init__(self, group: str, label: str, point: Point) -> None:
        super().__init__(group, label, TextBox(point.value))
        self.group = group
        self._note = TextBox(point.label, placeholder=_("label"))
        self._registered = (
            Tick(point.registered, text=_("registered")) if isinstance(point, ContactPoint) else None
        )

    def compose(self) -> ComposeResult:
        """All on one line, with faults below."""
        with Horizontal():
            yield Static(Content(self._label), classes="form-label")
            yield self.control
            self._note.add_class("point-label")
            yield self._note
            if self._registered is not None:
                yield self._registered

    @property
    def point(self) -> Point:
        """What is typed."""
        value, label = str(self.value), self._note.value
        return (
            KnownAddress(value, label)
            if self._registered is None
            else ContactPoint(value, label, self._registered.ticked)
        )


def rows(policy: Policy, file: CustomerFile | None) -> Iterator[Widget]:
    """A heading and rows for every category; one line for a category that may not be seen."""
    for category in CUSTOMER.categories():
        editable = [field for field in CUSTOMER.of_category(category) if field.editable]
        if not editable:
            continue
        known = policy.categories[category]
        yield Prose(f"{category} {known.name.say(language())}", classes="heading")
        if file is not None and not file.decisions[category].allowed:
            yield Prose(masked_words(policy, file, category), classes="quiet")
            continue
        for field in editable:
            if field.several:
                yield from point_rows(field.name, points_of(policy, field.name, file))
            else:
                yield _single_row(policy, field, file)


def point_rows(group: str, points: tuple[Point, ...]) -> list[PointRow]:
    """The rows of a multi-valued field, an empty one if there are none."""
    label = tell(CUSTOMER[group].label)
    return [
        PointRow(group, "" if place else label, point)
        for place, point in enumerate(points or (blank(group),))
    ]


def points_of(policy: Policy, group: str, file: CustomerFile | None) -> tuple[Point, ...]:
    """The values of a multi-valued field, as people write them."""
    points = file.several(group) if file is not None else ()
    if group != "phones":
        return points
    region = policy.company.region
    return tuple(
        ContactPoint(contact.show_phone(point.value, region), point.label, point.registered)
        for point in points
    )


def single_text(field: str, file: CustomerFile | None) -> str:
    """A single value as it is typed."""
    text = file.text(field) if file is not None else ""
    return contact.show_iban(text) if field == "iban" and text else text


def blank(group: str) -> Point:
    """An empty row."""
    return KnownAddress("") if group == "ip_addresses" else ContactPoint("")


def typed(form: Form) -> dict[str, Any]:
    """The current contents of the form by field name, as the jobs take them."""
    raw: dict[str, Any] = {}
    for row in form.rows:
        if isinstance(row, PointRow):
            raw[row.group] = (*raw.get(row.group, ()), row.point)
        else:
            raw[row.field] = row.value
    return raw


def number_rows(form: Form) -> None:
    """Give each of several rows the name that faults use: `emails[1]`."""
    counts: dict[str, int] = {}
    for row in form.rows:
        if isinstance(row, PointRow):
            place = counts.get(row.group, 0)
            row.field = f"{row.group}[{place}]"
            counts[row.group] = place + 1


async def fill_in(form: Form, raw: Mapping[str, Any]) -> None:
    """Put values, of a draft or of somebody else's version, into the existing rows."""
    form.fill_in({name: value for name, value in raw.items() if isinstance(value, str)})
    for group, points in raw.items():
        if not isinstance(points, tuple):
            continue
        old = [row for row in form.rows if isinstance(row, PointRow) and row.group == group]
        if old:
            await form.mount_all(point_rows(group, points), before=old[0])
            for row in old:
                await row.remove()
    number_rows(form)


def _single_row(policy: Policy, field: Field, file: CustomerFile | None) -> FormRow:
    value, label = single_text(field.name, file), tell(field.label)
    choices = _choices(policy, field.name, value)
    if choices is None:
        return FormRow(field.name, label, TextBox(value))
    return FormRow(field.name, label, Chooser(choices, value))


def _choices(policy: Policy, field: str, value: str) -> dict[str, str] | None:
    """The choices; a stored value stays possible. `None` for a field that is typed."""
    match field:
        case "kind":
            return {str(kind): say_kind(kind) for kind in CustomerKind}
        case "language":
            known = {code: say_language(code) for code in policy.company.languages}
        case "channel":
            known = {channel: say_channel(policy, channel) for channel in policy.channels}
        case _:
            return None
    return {"": _("not known"), **known, **({value: value} if value and value not in known else {})}
