"""All that is known of an item of unsolicited data, to be drawn. Clause: D9, P3."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from helpdesk.domain.unsolicited import Item
from helpdesk.policy.model import Policy
from helpdesk.words.unsolicited import say_bytes, told
from screens.widgets.prose import Said, labelled

LABEL = 12
"""Cells that a label takes."""


def facts(policy: Policy, item: Item, now: datetime) -> list[Said]:
    """All that is known of an item, a line each."""
    return [*labelled(told(policy, item, now), LABEL), *(Content(said) for said in say_bytes(item))]
