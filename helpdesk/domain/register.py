"""How a register is described, once, for the table, the form, masking, import and exports.

Columns of `helpdesk.repository.tables` take their category from here; a test fails for any without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from helpdesk.domain.messages import Message
from helpdesk.domain.records import dataclass


class Keeping(StrEnum):
    """What a column is for, if it is not one of the statement's categories D1 to D9."""

    REFERENCE = "reference"  # a random id or sequence number: means nothing outside the store
    ACCOUNTABILITY = "accountability"  # kept to prove compliance (GDPR art. 5(2), 7(1))
    STAFF = "staff"  # about a technician, not about a customer
    TECHNICAL = "technical"  # versions, moments, settings
    CORRESPONDENCE = (
        "correspondence"  # what people wrote: may contain any category; opened for the tickets' purposes
    )
    MIXED = "mixed"  # may contain any category (a draft): only its writer sees it, and it is removed automatically


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a register.

    `category` is a clause id (`D1` … `D9`); `several` marks a field that holds a tuple of values.
    """

    name: str
    category: str
    label: Message
    several: bool = False
    editable: bool = True


@dataclass(frozen=True, slots=True)
class Register:
    """A register and its fields, in reading order."""

    name: str
    fields: tuple[Field, ...]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __getitem__(self, name: str) -> Field:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def categories(self) -> tuple[str, ...]:
        """The categories of its fields, each once, in reading order."""
        return tuple(dict.fromkeys(field.category for field in self.fields))

    def of_category(self, category: str) -> tuple[Field, ...]:
        """The fields that hold data of one category."""
        return tuple(field for field in self.fields if field.category == category)
