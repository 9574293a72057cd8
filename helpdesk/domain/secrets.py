"""Secrets in notes: passwords, keys and codes typed or pasted where they must not stay. Clause: B6.

`helpdesk.domain.spotting` knows what a secret looks like. Whoever typed it is asked about each one, so it is better to
name a doubtful one too often than to store it.
"""

from __future__ import annotations

from helpdesk.domain.messages import Message
from helpdesk.domain.records import dataclass
from helpdesk.domain.spotting import spot_secrets


@dataclass(frozen=True, slots=True)
class Spotted:
    """Something that looks like a secret: its kind in a word or two, and where it is (`text[start:end]`)."""

    kind: Message
    start: int
    end: int


def spot(text: str) -> tuple[Spotted, ...]:
    """Everything in a text that looks like a secret, in reading order and without overlaps; adjoining codes are one."""
    spotted: list[Spotted] = []
    for finding in spot_secrets(text):
        one = Spotted(finding.kind.says, finding.start, finding.end)
        if (
            spotted
            and spotted[-1].kind == one.kind
            and not text[spotted[-1].end : one.start].strip(" ,;\n\t")
        ):
            one = Spotted(one.kind, spotted.pop().start, one.end)
        spotted.append(one)
    return tuple(spotted)


def removed(text: str, spotted: tuple[Spotted, ...]) -> str:
    """The text with each secret replaced by `[removed: password]`."""
    for one in reversed(spotted):
        text = f"{text[: one.start]}[removed: {one.kind}]{text[one.end :]}"
    return text
