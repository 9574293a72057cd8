"""Everything known about an item of unsolicited data, ready to draw. Clause: D9, P3."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from helpdesk.domain.unsolicited import Item
from helpdesk.policy.model import Policy
from helpdesk.words.unsolicited import say_bytes, told
from screens.widgets.prose import Said, labelled

LABEL = 12
"""The width of labels, in cells."""


def facts(policy: Policy, item: Item, now: datetime) -> list[Said]:
    """Everything known about an item, a line each."""
    return [*labelled(told(policy, item, now), LABEL), *(Content(said) for said in say_bytes(item))]
