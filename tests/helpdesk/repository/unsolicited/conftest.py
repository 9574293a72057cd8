"""A customer with a ticket in which more stands than anybody asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.tickets import (
    Lying,
    lay,
    spotted,
)

from helpdesk.domain.customer import CustomerRef


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {"kind": "person", "given_name": "Anna", "family_name": "Meulen"}
        )
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
    return ref


@pytest.fixture
def lying(workplace: Any, anna: CustomerRef) -> Lying:
    with workplace.as_() as work:
        return lay(work, anna.id)


@pytest.fixture
def found(workplace: Any, lying: Lying) -> tuple[int, ...]:
    """A BSN, an IBAN, and the BSN again."""
    with workplace.as_() as work:
        return spotted(work, lying.message)
