"""Sentences for a reader whose language is not known yet.

The domain speaks in messages; the front end that shows one translates it with `helpdesk.i18n.tell`.
`msg` and `msgn` are the names by which Babel finds the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: an English text with `{named}` fields, and what goes into them.

    A parameter may be a string, a number, a date, a `Message` of its own, or a `Text` of the policy;
    `helpdesk.i18n.tell` writes each in the reader's convention.
    """

    id: str
    params: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1

    def __str__(self) -> str:
        """The English text, for logs and tests."""
        text = self.id if self.plural is None or self.count == 1 else self.plural
        return text.format_map({"count": self.count, **self.params})


def msg(text: str, /, **params: object) -> Message:
    """A message without a plural."""
    return Message(text, params)


def msgn(singular: str, plural: str, count: int, /, **params: object) -> Message:
    """A message that depends on a count, which the text may show as `{count}`."""
    return Message(singular, params, plural, count)


def packed(messages: Iterable[Message]) -> str:
    """Messages without plurals as a text to be kept, whatever language they will be read in; `""` for none."""
    import json  # the first paint has nothing to unpack

    kept = [[one.id, {name: _kept(value) for name, value in one.params.items()}] for one in messages]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def unpacked(text: str) -> tuple[Message, ...]:
    """What `packed` made, as it was."""
    import json

    return tuple(Message(one, params) for one, params in json.loads(text)) if text else ()


def _kept(value: object) -> object:
    return value if isinstance(value, int) else str(value)
