"""Output of commands: plain text for people, JSON for programs, errors on standard error.

Untrusted text never reaches the terminal as it is. Text shows control characters as marks; JSON escapes them, so that
a program still reads the exact value. Clause: P1 (safe rendering of foreign text).
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from helpdesk.domain.decision import Decision
from helpdesk.domain.display import visible
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, Invalid, Refused
from helpdesk.domain.messages import Message, msg
from helpdesk.i18n import Sayable, language, tell

_PLAIN = re.compile(r"[\n -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u0482\u048a-\u052f]*")


def say(*lines: str) -> None:
    """Write lines to standard output; what a terminal would obey is shown as marks."""
    for line in lines:
        sys.stdout.write(f"{visible(line, lines=True)}\n")


def say_json(value: object) -> None:
    """Write a value to standard output as one JSON document."""
    sys.stdout.write(f"{as_json(value)}\n")


def complain(*lines: str) -> None:
    """Write lines to standard error."""
    for line in lines:
        sys.stderr.write(f"{visible(line, lines=True)}\n")


def complain_of(error: HelpdeskError) -> None:
    """Write an error to standard error: what happened, what is safe, what to do."""
    complain(f"helpdesk: {with_clause(tell(error.what), error)}")
    if isinstance(error, Invalid):
        for fault in error.faults:
            line = getattr(fault, "line", None)
            place = ", ".join(part for part in (fault.field, f"line {line}" if line else "") if part)
            complain(f"  {place}: {tell(fault.message)}" if place else f"  {tell(fault.message)}")
    # A form's promise that the typed text is still there does not apply to a command.
    safe, todo = error.safe, error.todo
    if isinstance(error, FileNotOpen):
        todo = msg("Open the file in the console, or name a purpose if the command takes one.")
    elif type(error) is Invalid:
        safe = msg("Nothing was changed.")
    complain(*(f"  {tell(message)}" for message in (safe, todo) if message is not None))


def with_clause(text: str, error: HelpdeskError) -> str:
    """A refusal with the clause of the statement behind it. Clause: B1, P2."""
    return f"{text} ({error.decision.clause})" if isinstance(error, Refused) else text


def as_json(value: object) -> str:
    """A value as JSON. Unprintable characters are escaped even if JSON does not require it."""
    text = json.dumps(value, ensure_ascii=not _speaks_utf8(), indent=2, default=_simple)
    if _PLAIN.fullmatch(text):
        return text
    return "".join(one if one == "\n" or one.isprintable() else json.dumps(one)[1:-1] for one in text)


def refused(decision: Decision) -> dict[str, object]:
    """A category that may not be seen, as JSON shows it. Clause: P2."""
    return {
        "masked": True,
        "clause": decision.clause,
        "needs": list(decision.needs),
        "reason": tell(decision.reason),
    }


def labelled(facts: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Facts as lines with their labels, if they have one; empty ones are left out."""
    return (f"{name}: {said}" if name else str(said) for name, said in facts if said not in (None, ""))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows below their headers, as lines with aligned columns."""
    return columns((headers, *rows))


def columns(rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows as lines with aligned columns; the last column is not padded."""
    cells = [[visible(str(cell)) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def width(text: str) -> int:
    """How many terminal columns a text takes."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def _speaks_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _simple(value: object) -> object:
    """A domain value as JSON: moments in UTC, days in ISO format, amounts as text."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Message():
            return tell(value)
        case Sayable():
            return value.say(language())
        case Mapping():
            return dict(value)
        case frozenset() | set():
            return sorted(value)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(f"not for JSON: {type(value).__name__}")
