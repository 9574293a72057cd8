"""Sentences for a reader whose language is not known yet.

The domain speaks in messages; the front end that shows one translates it with `helpdesk.i18n.tell`.
`msg` and `msgn` are the names by which Babel finds the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: an English text with `{named}` fields, and their values.

    A value may be a string, a number, a date, another `Message`, or a `Text` of the policy; `helpdesk.i18n.tell`
    writes each the way its reader expects.
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


def choose(known: Iterable[str]) -> Message:
    """Says that the value is none of the choices, and names them."""
    return msg("Choose one of: {choices}.", choices=", ".join(known))


def packed(messages: Iterable[Message]) -> str:
    """Messages without plurals as one text to store, to be read in any language later; `""` for none."""
    import json  # not needed before the first paint

    kept = [_kept(one) for one in messages]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def unpacked(text: str) -> tuple[Message, ...]:
    """What `packed` made, as it was. Errors: `ValueError` for other text."""
    import json

    return tuple(_message(one) for one in json.loads(text)) if text else ()


def kept_words(text: str) -> Message | str:
    """A message stored by `packed`, to be said in whatever language it is read in; other text unchanged."""
    if not text.startswith('[["'):
        return text
    try:
        (message,) = unpacked(text)
    except ValueError:  # it only begins alike
        return text
    return message


def _kept(value: object) -> Any:
    """A message in a list, and a moment or a day under a name of its own; other values but numbers as text."""
    match value:
        case Message():
            return [value.id, {name: _kept(one) for name, one in value.params.items()}]
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case int():
            return value
        case _:
            return str(value)


def _message(kept: Any) -> Message:
    match kept:
        case [str(text), dict(params)]:
            return Message(text, {name: _as_it_was(one) for name, one in params.items()})
    raise ValueError("no message")


def _as_it_was(kept: Any) -> object:
    match kept:
        case [str(), dict()]:
            return _message(kept)
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case _:
            return kept
