"""The life of an item of unsolicited data, for its tests."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.domain.errors import Invalid
from helpdesk.domain.unsolicited import Answer, Item
from helpdesk.tasks import unsolicited


def do(workplace: Any, job: Any, *arguments: Any, **named: Any) -> Any:
    """The result of a technician's job."""
    with workplace.as_() as work:
        return job(work, *arguments, **named)


def faults(invalid: pytest.ExceptionInfo[Invalid]) -> set[str]:
    """The fields with faults."""
    return {one.field for one in invalid.value.faults}


def settled(workplace: Any, store: Any, item: Item) -> Item:
    """The item once its bytes are overwritten."""
    assert store.scrub()
    with workplace.as_() as work:
        work.unsolicited.settle(work.unsolicited.pending())
        return unsolicited.item(work, item.id)


def answered(workplace: Any, item: Item) -> Item:
    """The item after it was answered for every place that nothing is left there."""
    for place in item.places:
        item = do(workplace, unsolicited.answer, item.id, place.id, Answer.DONE)
    return item
