"""What the tests of commands share: how a command ended, and a customer to ask for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpdesk.desk import Desk
from helpdesk.domain.customer import ContactPoint
from helpdesk.tasks import customers

OWNER = "owner-login"
"""The account of the machine that made the store."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its output, parsed as JSON."""
        return json.loads(self.out)


Run = Callable[..., Outcome]
"""Runs one command: `run("find", "vos", stdin="")`."""


class Keyboard:
    """A terminal on which these lines are typed."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines(keepends=True)

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self._lines.pop(0) if self._lines else ""


def add_customer(desk: Desk, **over: object) -> str:
    """Add a customer with data of every category that can be stored; returns the number."""
    values: dict[str, object] = {
        "kind": "person",
        "given_name": "Sanne",
        "prefix": "",
        "family_name": "Vos",
        "street": "Lindelaan",
        "house_number": "7",
        "postcode": "1271 AB",
        "city": "Huizen",
        "country": "NL",
        "emails": (ContactPoint("sanne@example.org", "home", True),),
        "phones": (ContactPoint("06-12345678", "mobile", True),),
        "iban": "NL91ABNA0417164300",
        "account_holder": "S. Vos",
        **over,
    }
    return desk.do(customers.create, values).number
