"""A filter between a remote program and the terminal: what `escape_rules` allows passes, unchanged and in order."""

from __future__ import annotations

import re

from helpdesk.remote.escape_rules import (
    ABORT,
    ALTERNATE,
    ANSI_MODES,
    CHARSETS,
    COMMANDS,
    CURSOR,
    ESCAPES,
    KEY_OPTIONS,
    KEYBOARD,
    MODES,
    ORIGIN,
    PLAIN,
    QUESTIONS,
    RESET,
    SELDOM,
    STRINGS,
    UNTOUCHED,
    WITH_MARKS,
)

LONGEST_NUMBERS = 512
"""A sequence with more bytes of numbers than this, and no end, counts as text and is shown."""

LONGEST_STRING = 8_192
"""A string with more bytes than this is dropped up to its end."""


_NUMBERS = b"[0-9;:]{0,%d}" % LONGEST_NUMBERS


def _one_of(bytes_: bytes) -> bytes:
    return b"[" + re.escape(bytes_) + b"]"


def _modes(modes: tuple[int, ...]) -> bytes:
    return b"(?:" + b"|".join(b"%d" % mode for mode in modes) + b")"


# What passes unchanged and needs no note. The regular expression engine skips all plain text.
_ORDINARY = b"|".join(
    (
        rb"\[" + _NUMBERS + _one_of(PLAIN),
        rb"\[\?" + _modes((*MODES, *UNTOUCHED)) + b"[hl]",
        rb"\[" + _modes(ANSI_MODES) + b"[hl]",
        _one_of(ESCAPES),
        _one_of(CHARSETS) + b"[ -/]?[0-~]",
        b"#[3-8]",
    )
)
_NOTEWORTHY = re.compile(b"\x1b(?!" + _ORDINARY + b")")
_SEQUENCE = re.compile(rb"\x1b\[([<=>?]?)(" + _NUMBERS + rb")([ -/]{0,3})([@-~])")
_STRING = re.compile(b"\x1b(" + _one_of(STRINGS) + b")")
_ESCAPE = re.compile(rb"\x1b[ -/]{0,3}[0-~]")
_UNFINISHED = re.compile(rb"\x1b(?:\[[<=>?]?" + _NUMBERS + rb"[ -/]{0,3}|[ -/]{0,3})\Z")
_STRING_END = re.compile(rb"[\x07\x18\x1a\x1b]")
_BELL, _ESC = b"\x07", b"\x1b"

# A control character of the upper half, in UTF-8: the same as ESC and a letter. Its first byte must not precede
# something that is dropped, or it would meet a second byte that comes later; nor itself, which means nothing and could
# go on for ever.
_UPPER_LEAD = b"\xc2"
_UPPER_CONTROL = re.compile(rb"\xc2+(?:([\x80-\x9f])|(?=\x1b))|\xc2(?=\xc2)")


class EscapeFilter:
    """Takes a program's output in pieces of any size; an incomplete end is held until the next piece."""

    def __init__(self) -> None:
        self._held = b""
        self._kind = b""  # the byte that began the current string
        self._string: bytearray | None = None  # its content so far; `None` once it is too long
        self._alternate = 0
        self._touched: set[int] = set()
        self._shaped = False
        self._link = False
        self._colours: set[int] = set()

    def feed(self, data: bytes) -> bytes:
        """The part of `data` that may reach the terminal now."""
        if self._held:
            data, self._held = self._held + data, b""
        if _UPPER_LEAD in data:
            data = self._seven_bits(data)
        if not self._kind and not _NOTEWORTHY.search(data):
            return data
        out = bytearray()
        at = 0
        while at < len(data):
            at = self._in_string(data, at, out) if self._kind else self._outside(data, at, out)
        return bytes(out)

    def undo(self) -> bytes:
        """Undoes changes that passed and that `RESTORE` can't undo unconditionally: to be sent before it."""
        undone = ABORT
        if self._alternate:
            undone += KEYBOARD + b"\x1b[?%dl" % self._alternate
        undone += b"".join(b"\x1b[?%dl" % mode for mode in sorted(self._touched))
        if ORIGIN in self._touched:
            undone += b"\x1b[999;1H"
        if self._shaped:
            undone += CURSOR
        if self._link:
            undone += b"\x1b]8;;\x1b\\"
        return undone + b"".join(b"\x1b]%d\x1b\\" % (100 + command) for command in sorted(self._colours))

    def _seven_bits(self, data: bytes) -> bytes:
        if data.endswith(_UPPER_LEAD):
            data, self._held = data.rstrip(_UPPER_LEAD), _UPPER_LEAD
        return _UPPER_CONTROL.sub(
            lambda control: bytes((0x1B, control[1][0] - 0x40)) if control[1] else b"", data
        )

    def _outside(self, data: bytes, at: int, out: bytearray) -> int:
        """Pass plain text and the first sequence that is not; returns where the rest begins."""
        found = _NOTEWORTHY.search(data, at)
        if not found:
            out += data[at:]
            return len(data)
        start = found.start()
        out += data[at:start]
        if sequence := _SEQUENCE.match(data, start):
            out += self._sequence(sequence)
            return sequence.end()
        if string := _STRING.match(data, start):
            self._kind, self._string = string[1], bytearray()
            return string.end()
        if _UNFINISHED.match(data, start):
            self._held = data[start:] + self._held
            return len(data)
        if escape := _ESCAPE.match(data, start):
            out += self._escape(escape)
            return escape.end()
        return start + 1  # without its ESC, the rest is only text

    def _escape(self, escape: re.Match[bytes]) -> bytes:
        if escape[0] != _ESC + RESET:
            return b""
        self._alternate, self._link = 0, False
        self._touched.clear()
        return escape[0]

    def _sequence(self, sequence: re.Match[bytes]) -> bytes:
        prefix, numbers, between, last = sequence.groups()
        kind = prefix + between + last
        if kind in (b"?h", b"?l"):
            return self._private_modes(numbers, last)
        if kind in (b"h", b"l"):
            wanted = [number for number in numbers.split(b";") if number in map(b"%d".__mod__, ANSI_MODES)]
            return b"\x1b[" + b";".join(wanted) + last if wanted else b""
        if kind == b">m":
            return sequence[0] if KEY_OPTIONS.fullmatch(numbers) else b""
        if kind == b"T":  # with more numbers it is a mouse mode that waits for an answer
            return sequence[0] if b";" not in numbers else b""
        self._shaped = self._shaped or kind == b" q"
        return sequence[0] if kind in WITH_MARKS else b""

    def _private_modes(self, numbers: bytes, last: bytes) -> bytes:
        on = last == b"h"
        wanted = []
        for number in numbers.split(b";"):
            mode = int(number) if number.isdigit() and len(number) <= 4 else -1
            if mode in ALTERNATE:
                self._alternate = mode if on else 0
            elif mode in (ORIGIN, *SELDOM):
                self._touched.add(mode) if on else self._touched.discard(mode)
            elif mode not in MODES and mode not in UNTOUCHED:
                continue
            wanted.append(b"%d" % mode)
        return b"\x1b[?" + b";".join(wanted) + last if wanted else b""

    def _in_string(self, data: bytes, at: int, out: bytearray) -> int:
        """Collect the content of a string, and judge it when it ends; returns where the rest begins."""
        found = _STRING_END.search(data, at)
        stop = found.start() if found else len(data)
        if self._string is not None:
            self._string += data[at:stop]
            if len(self._string) > LONGEST_STRING:
                self._string = None
        if not found:
            return stop
        end = found[0]
        if end == _ESC:
            if stop + 1 == len(data):
                self._held = _ESC + self._held
                return len(data)
            end = data[stop : stop + 2]
        if end in (_BELL, b"\x1b\\"):
            out += self._finished(end)
            stop += len(end)
        elif end in (b"\x18", b"\x1a"):
            stop += 1
        self._kind = b""
        return stop

    def _finished(self, end: bytes) -> bytes:
        """The string that just ended properly, if it may pass."""
        if self._string is None:
            return b""
        string = bytes(self._string)
        if self._kind == b"P":
            passes = bool(QUESTIONS.fullmatch(string))
        else:
            passes = self._kind == b"]" and self._command(string)
        return _ESC + self._kind + string + end if passes else b""

    def _command(self, string: bytes) -> bool:
        """Whether an operating system command may pass; any colour or link it sets is noted."""
        allowed = COMMANDS.fullmatch(string)
        if not allowed:
            return False
        first, *values = string.split(b";")
        if allowed["link"]:
            self._link = bool(values[1])
        elif allowed["palette"] and set(values[1::2]) != {b"?"}:
            self._colours.add(int(first))
        elif allowed["colours"]:
            self._colours |= {int(first) + at for at, value in enumerate(values[:10]) if value != b"?"}
        return True
