"""Two customers, one of them with a system."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.remote import add_system

from helpdesk.domain.customer import CustomerRef, KnownAddress
from helpdesk.domain.remote import (
    System,
)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {"kind": "person", "family_name": "Meulen", "ip_addresses": (KnownAddress("192.0.2.17", "home"),)}
        )
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
    return ref


@pytest.fixture
def bram(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Bos"})
    return ref


@pytest.fixture
def web(workplace: Any, anna: CustomerRef) -> System:
    with workplace.as_() as work:
        return add_system(work, anna)
