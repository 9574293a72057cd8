"""The policy's part on tickets: who may read them and for what, how soon they are due, and pieces of replies."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator
from types import MappingProxyType

from helpdesk.domain.calendar import Period
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.priority import Priority
from helpdesk.policy.model import BasisId, Text, TextModule, Tickets
from helpdesk.policy.reading import Table

PLACEHOLDERS = ("customer", "ticket", "technician")
"""What a text module leaves open: the customer's name, the ticket's number, the technician's name."""

_BASES = (BasisId.CONTRACT, BasisId.LEGITIMATE_INTEREST)
_USUAL = Tickets()


def tickets(table: Table, purposes: Collection[str]) -> Tickets:
    """The part `[tickets]`. What is missing gets its default; anything wrong is noted."""
    after = _USUAL.basis_after_contract
    if "basis_after_contract" in table.data:
        after = table.one_of("basis_after_contract", (BasisId.LEGAL_OBLIGATION, BasisId.LEGITIMATE_INTEREST))
    read = Tickets(
        name=table.optional_text("name") or _USUAL.name,
        purposes=table.some_of("purposes", purposes),
        basis=table.one_of("basis", _BASES) if "basis" in table.data else _USUAL.basis,
        basis_after_contract=after or None,
        priorities=MappingProxyType({**_USUAL.priorities, **_priorities(table)}),
        waiting=table.optional_period("waiting") or _USUAL.waiting,
    )
    table.close()
    return read


def _priorities(table: Table) -> dict[Priority, Period]:
    if "priorities" not in table.data:
        return {}
    periods = table.table("priorities")
    read = {one: periods.period(one) for one in Priority if one in periods.data}
    periods.close()
    return read


def text_module(table: Table) -> TextModule:
    """One `[[text_modules]]` entry; an unknown placeholder is noted."""
    module = TextModule(
        table.matching("id", "[a-z0-9]+(?:-[a-z0-9]+)*", msg("lower-case letters, such as on-its-way")),
        table.text("title"),
        table.text("text"),
    )
    for language, words in module.text.words.items():
        for problem in _problems(words):
            table.faults.add(f"{table.at('text')}.{language}", problem)
    table.close()
    return module


def _problems(words: str) -> Iterator[Message]:
    """What prevents a text from being filled in."""
    try:
        fields = [
            f"{name}{'!' if how else ''}{':' if form else ''}"
            for _, name, form, how in string.Formatter().parse(words)
            if name is not None
        ]
    except ValueError:
        yield msg("There is a single brace here; write it twice if you mean a brace.")
        return
    for name in fields:
        if name not in PLACEHOLDERS:
            known = ", ".join(PLACEHOLDERS)
            yield msg("“{value}” is not known. Known are: {known}.", value=name, known=known)


def filled(text: Text, language: str, customer: str, ticket: str, technician: str) -> str:
    """A text module in a language, with the names filled in."""
    return text.say(language).format_map({"customer": customer, "ticket": ticket, "technician": technician})
