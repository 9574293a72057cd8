"""A terminal's state after the sequences it was sent: how it would behave now.

A model separate from the code under test: it knows the habits of xterm and kitty, and the effect of each sequence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ON_BY_DEFAULT = {7, 25}
_TOKEN = re.compile(
    rb"\x1b\[(?P<prefix>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<last>[@-~])"
    rb"|\x1b(?P<string>[\]PX^_k])(?P<text>[^\x07\x18\x1a\x1b]*)(?:\x07|\x1b\\)"
    rb"|\x1b(?P<charset>[()*+])(?P<which>.)|\x1b(?P<escape>[ -/]*[0-~])|(?P<shift>[\x0e\x0f])",
    re.DOTALL,
)


@dataclass
class TerminalState:
    """`TerminalState.after(raw)` is the state after these bytes."""

    modes: dict[int, bool] = field(default_factory=dict)
    """Private modes that differ from their default."""
    ansi: set[int] = field(default_factory=set)
    alternate: bool = False
    keypad: bool = False
    charsets: dict[bytes, bytes] = field(default_factory=dict)
    shifted: bool = False
    kitty: dict[bool, list[int]] = field(default_factory=lambda: {False: [0], True: [0]})
    key_options: dict[int, int] = field(default_factory=dict)
    margins: bool = False
    looks: bool = False
    cursor_shape: int = 0
    link: bool = False
    colours: set[int] = field(default_factory=set)
    title: str = ""
    clipboard: str = ""
    told: list[bytes] = field(default_factory=list)
    """The strings (OSC, DCS and the like) that it received."""
    asked: list[bytes] = field(default_factory=list)
    """The questions that it answers."""
    windows: list[bytes] = field(default_factory=list)

    @classmethod
    def after(cls, raw: bytes) -> TerminalState:
        state = cls()
        for token in _TOKEN.finditer(raw.replace(b"\xc2\x9d", b"\x1b]").replace(b"\xc2\x9b", b"\x1b[")):
            state._take(token)
        return state

    @property
    def at_rest(self) -> bool:
        """Whether it is back in its default state."""
        return self.disturbed() == {}

    def disturbed(self) -> dict[str, object]:
        """What differs from the default state."""
        left: dict[str, object] = {
            "modes": self.modes, "ansi": self.ansi, "alternate": self.alternate, "keypad": self.keypad,
            "charsets": {set_: which for set_, which in self.charsets.items() if which != b"B"},
            "shifted": self.shifted,
            "kitty": [flags for stack in self.kitty.values() for flags in stack if flags],
            "key options": {what: value for what, value in self.key_options.items() if value},
            "margins": self.margins, "looks": self.looks, "cursor": self.cursor_shape, "link": self.link,
            "colours": self.colours, "title": self.title, "clipboard": self.clipboard, "windows": self.windows,
        }  # fmt: skip
        return {name: value for name, value in left.items() if value}

    def _take(self, token: re.Match[bytes]) -> None:
        if token["string"]:
            self._string(token["string"], token["text"])
        elif token["charset"]:
            self.charsets[token["charset"]] = token["which"]
        elif token["shift"]:
            self.shifted = token["shift"] == b"\x0e"
        elif token["escape"]:
            self._escape(token["escape"])
        else:
            self._sequence(token)

    def _escape(self, escape: bytes) -> None:
        if escape in b"=>":
            self.keypad = escape == b"="
        elif escape == b"c":
            self.__init__()  # type: ignore[misc]  # switched off and on

    def _string(self, kind: bytes, text: bytes) -> None:
        self.told.append(kind + text)
        if kind != b"]":
            return
        number, _, rest = text.partition(b";")
        match int(number) if number.isdigit() else -1:
            case 0 | 1 | 2:
                self.title = rest.decode(errors="replace")
            case 52:
                self.clipboard = rest.decode(errors="replace")
            case 8:
                self.link = bool(rest.partition(b";")[2])
            case 4 | 5 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 as colour:
                values = rest.split(b";")[1::2] if colour < 10 else rest.split(b";")
                for at, value in enumerate(values):
                    if value != b"?":
                        self.colours.add(colour if colour < 10 else colour + at)
            case reset if 100 <= reset <= 119:
                self.colours.discard(reset - 100)

    def _sequence(self, token: re.Match[bytes]) -> None:
        numbers = [int(n) if n.isdigit() else 0 for n in re.split(rb"[;:]", token["numbers"])]
        kind = token["prefix"] + token["between"] + token["last"]
        stack = self.kitty[self.alternate]
        match kind:
            case b"?h" | b"?l":
                for mode in numbers:
                    self._mode(mode, kind == b"?h")
            case b"h" | b"l":
                self.ansi = self.ansi | set(numbers) if kind == b"h" else self.ansi - set(numbers)
            case b">u":
                stack.append(numbers[0])
            case b"<u":
                del stack[max(len(stack) - max(numbers[0], 1), 0) :]
                if not stack:
                    stack.append(0)
            case b"=u":
                stack[-1] = numbers[0]
            case b">m":
                self.key_options[numbers[0]] = numbers[1] if len(numbers) > 1 else 0
            case b"r":
                self.margins = token["numbers"] != b""
            case b"m":
                self.looks = any(numbers)
            case b" q":
                self.cursor_shape = numbers[0]
            case b"t" | b">t" | b"i" | b"?i" | b"*y":
                self.windows.append(token[0])
            case b"c" | b">c" | b"=c" | b"n" | b"?n" | b"?$p" | b">q" | b"?u":
                self.asked.append(token[0])

    def _mode(self, mode: int, on: bool) -> None:
        if mode in (47, 1047, 1049):
            self.alternate = on
        elif on == (mode in ON_BY_DEFAULT):
            self.modes.pop(mode, None)
        elif mode != 1048:
            self.modes[mode] = on
