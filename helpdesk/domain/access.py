"""What is held about one customer, as plain values: the source of the access report and the copy to take along.

Registers hold records, and records hold fields, each with its category. Whoever fills them derives the category from
the tables; whoever prints them knows no table. Clause: R1, R3; GDPR art. 15, 20.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from types import MappingProxyType

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.register import Keeping
from helpdesk.domain.sources import FROM_YOU
from helpdesk.domain.spotting import Finding, Kind
from helpdesk.domain.tickets import Spotted

SESSIONS = "sessions"
"""The register of the use of the customer's IP address; it has its own chapter in the report. Clause: D6."""

CONSENTS = "consents"
"""The register of consents. Clause: G9."""


@dataclass(frozen=True, slots=True)
class FieldContent:
    """One value. `name` is its stable key, `label` what people call it, `category` a clause id or a `Keeping`.

    `value` is `None`, text, a number, a `Decimal` (euros), a date, an aware moment, yes or no, a `Message` or text of
    the policy, or a tuple of those. `provided`: the customer gave it to us, and so may take it along (R3; GDPR art.
    20(1)). `words` is shown to people instead, if the value is a code for programs.
    """

    name: str
    label: Message
    category: str
    value: object
    provided: bool = False
    words: object = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return self.value is None or self.value in ("", ())


@dataclass(frozen=True, slots=True)
class RecordContent:
    """One record. `reference` is its number or name, `""` if it has none.

    `kept_until` is the first day on which it may be removed, `None` while the event that starts its period is yet to
    come.
    """

    fields: tuple[FieldContent, ...]
    reference: str = ""
    kept_until: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterContent:
    """One register and its records, in reading order. `source` says where they come from (GDPR art. 15(1)(g)).

    `sources` overrides that for single categories.
    """

    name: str
    label: Message
    records: tuple[RecordContent, ...]
    source: Message = FROM_YOU
    sources: Mapping[str, Message] = field(default_factory=lambda: MappingProxyType({}))

    def source_of(self, category: str) -> Message:
        """Where its data of a category comes from."""
        return self.sources.get(category, self.source)


@dataclass(frozen=True, slots=True)
class RecipientContent:
    """Who got data, when and on what ground: one disclosure. Clause: T1, T2; GDPR art. 15(1)(c).

    `name` and `ground` are text, or texts of the policy in every language.
    """

    name: object
    on: date
    categories: tuple[str, ...]
    ground: object
    reference: str = ""


@dataclass(frozen=True, slots=True)
class AccessContent:
    """All that is held about one customer at a moment (aware).

    `kept_until` is, by category, the first day on which its data may be removed; a category that is missing waits for
    the event that starts its period. `decisions` are automated decisions that concern the customer (A1), in words.
    """

    customer: CustomerRef
    made: datetime
    registers: tuple[RegisterContent, ...]
    recipients: tuple[RecipientContent, ...] = ()
    kept_until: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    decisions: tuple[Message, ...] = ()

    @property
    def records(self) -> int:
        """How many records there are."""
        return sum(len(register.records) for register in self.registers)

    def categories(self) -> tuple[str, ...]:
        """The statement's categories that it has data of, in the order of their ids."""
        found: set[str] = set()
        for register in self.registers:
            for record in register.records:
                found.update(
                    one.category for one in record.fields if one.category not in found and not one.is_empty
                )
        return tuple(sorted(found - set(Keeping)))


OF_OTHERS = frozenset(
    {
        Kind.IBAN,
        Kind.CARD,
        Kind.BSN,
        Kind.PASSPORT,
        Kind.LICENCE,
        Kind.BIRTH_DATE,
        Kind.ADDRESS,
        Kind.EMAIL,
        Kind.PHONE,
        Kind.IP,
    }
)
"""Kinds that may belong to another person; the customer's own data is no finding. GDPR art. 15(4)."""

_MASKED = msg("masked")
_TELLING = 6
"""The fewest characters that are masked elsewhere too: anything shorter also occurs inside other words."""

Found = Spotted | Finding
"""A finding that is stored with its message, or one in a text that is searched now."""

Passage = tuple[int, int, Message]
"""Where another person's data is in a text (start, end), and what it is."""


def without_others(
    text: str,
    findings: Iterable[Found],
    say: Callable[[Message], str],
    kinds: frozenset[Kind] = OF_OTHERS,
    known: Mapping[str, Kind] = MappingProxyType({}),
) -> str:
    """A customer's correspondence with other people's data masked: `[masked: e-mail address]`.

    What is masked in one place is masked everywhere, and so is whatever is `known` from elsewhere to be another
    person's. Findings dismissed as false alarms stay readable; overlapping passages become one. `say` puts a message
    in the reader's language. Clause: R1; GDPR art. 15(4).
    """
    of_kinds = [one for one in findings if one.kind in kinds]
    readable = [(one.start, one.end) for one in of_kinds if _is_dismissed(one)]
    masked = [one for one in of_kinds if not _is_dismissed(one)]
    again = _again(text, {**known, **others_in(text, masked)}, readable)
    return without(text, (*((one.start, one.end, one.kind.says) for one in masked), *again), say)


def others_in(text: str, findings: Iterable[Found], kinds: frozenset[Kind] = OF_OTHERS) -> Mapping[str, Kind]:
    """Another person's data in a text, word for word, with its kind."""
    return {
        text[one.start : one.end]: one.kind
        for one in findings
        if one.kind in kinds and not _is_dismissed(one)
    }


def _again(text: str, known: Mapping[str, Kind], readable: Iterable[tuple[int, int]]) -> Iterator[Passage]:
    """Where the same occurs again, except where somebody said that it is a false alarm."""
    kept = tuple(readable)
    for said, kind in known.items():
        place = text.find(said) if len(said) >= _TELLING else -1
        while place >= 0:
            end = place + len(said)
            if not any(start < end and place < behind for start, behind in kept):
                yield place, end, kind.says
            place = text.find(said, end)


def without(text: str, passages: Iterable[Passage], say: Callable[[Message], str]) -> str:
    """The same, for passages whose kind is given."""
    shown: list[str] = []
    at = 0
    for start, end, what in sorted(passages, key=lambda one: (one[0], -one[1])):
        if start >= at:
            shown += [text[at:start], f"[{say(_MASKED)}: {say(what)}]"]
        at = max(at, end)
    return "".join([*shown, text[at:]])


def _is_dismissed(finding: Found) -> bool:
    return isinstance(finding, Spotted) and finding.dismissed
