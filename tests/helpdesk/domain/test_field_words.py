"""The registers' columns in plain words, in each language. Clause: R1; GDPR art. 12(1)."""

from __future__ import annotations

from importlib import import_module

import pytest

from helpdesk.domain.field_words import LABELS, label, said
from helpdesk.domain.holds import HELPERS
from helpdesk.domain.holds import LABELS as REGISTERS
from helpdesk.i18n import reader
from helpdesk.repository import held


def _columns() -> list[str]:
    import_module("helpdesk.repository.store")  # which knows every table
    return [
        column.name
        for table in held.tables()
        if table.name not in HELPERS
        for column in held.told(table)
        if table.name in REGISTERS
    ]


def test_every_column_that_is_told_has_words_for_people() -> None:
    """Clause: R1."""
    assert {name for name in _columns() if name not in LABELS} == set()


@pytest.mark.parametrize(
    ("column", "dutch", "english"),
    [
        ("acknowledge_by", "Ontvangst te bevestigen voor", "Receipt confirmed by"),
        ("peer", "IP-adres", "IP address"),
        ("words", "In uw woorden", "In your words"),
    ],
)
def test_they_are_in_the_readers_language(column: str, dutch: str, english: str) -> None:
    """Clause: R1."""
    assert reader("nl").tell(label(column)) == dutch
    assert reader("en").tell(label(column)) == english


def test_a_word_of_a_short_list_is_told_in_words_and_any_other_value_as_it_is() -> None:
    """Clause: R1."""
    assert reader("nl").show(said("complaints", "outcome", "upheld")) == "gegrond"
    assert said("complaints", "words", "upheld") == "upheld"
    assert said("complaints", "outcome", "of another day") == "of another day"
