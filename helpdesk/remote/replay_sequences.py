"""Control characters and sequences for the screen of a recorded session, by the names of its methods."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from helpdesk.remote.escape_rules import ALTERNATE, ANSI_MODES

if TYPE_CHECKING:
    from helpdesk.remote.replay_screen import ReplayScreen

TOKEN = re.compile(
    r"\x1b(?:\[(?P<prefix>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<last>[@-~])"
    r"|(?P<which>[()])(?P<charset>.)|[ -/]+[0-~]|[\]PX^_k][^\x07\x1b]*(?:\x07|\x1b\\)|(?P<escape>[0-~]))?"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x9f])",
    re.DOTALL,
)
"""A control character or a sequence, with its parts."""

_MOST = 9_999
_PRIVATE_MODES = frozenset((5, 6, 7, 25, *ALTERNATE))
_SUB_COLOUR = re.compile(r"([345]8):2:[0-9]*:([0-9]+):([0-9]+):([0-9]+)|([345]8):([0-9:]+)|(4):([0-9]+)")

_CONTROLS = {
    "\b": "backspace", "\t": "tab", "\n": "linefeed", "\v": "linefeed", "\f": "linefeed", "\r": "carriage_return",
    "\x0e": "shift_out", "\x0f": "shift_in",
}  # fmt: skip
_ESCAPES = {
    "7": "save_cursor", "8": "restore_cursor", "c": "reset", "D": "index", "E": "next_line", "H": "set_tab_stop",
    "M": "reverse_index",
}  # fmt: skip
_SEQUENCES = {
    "@": "insert_characters", "A": "cursor_up", "B": "cursor_down", "C": "cursor_forward", "D": "cursor_back",
    "E": "cursor_down1", "F": "cursor_up1", "G": "cursor_to_column", "H": "cursor_position", "J": "erase_in_display",
    "K": "erase_in_line", "L": "insert_lines", "M": "delete_lines", "P": "delete_characters", "S": "scroll_up",
    "T": "scroll_down", "X": "erase_characters", "Z": "back_tab", "`": "cursor_to_column", "a": "cursor_forward",
    "b": "repeat", "d": "cursor_to_line", "e": "cursor_down", "f": "cursor_position", "g": "clear_tab_stop",
    "r": "set_margins", "s": "save_cursor", "u": "restore_cursor",
}  # fmt: skip
_HOW_MANY_NUMBERS = {"H": 2, "f": 2, "r": 2, "s": 0, "u": 0}


def obey(screen: ReplayScreen, token: re.Match[str]) -> None:
    """Have a screen carry out a match of `TOKEN`; unknown ones are ignored."""
    if token["control"]:
        name = _CONTROLS.get(token["control"])
    elif token["charset"]:
        return screen.define_charset(token["charset"], token["which"])
    elif token["escape"]:
        name = _ESCAPES.get(token["escape"])
    else:
        return _obey_sequence(screen, token) if token["last"] and not token["between"] else None
    if name:
        getattr(screen, name)()


def _obey_sequence(screen: ReplayScreen, token: re.Match[str]) -> None:
    prefix, last = token["prefix"], token["last"]
    numbers = _numbers(token["numbers"])
    if last == "m" and not prefix:
        screen.select_graphic_rendition(*numbers)
    elif last in "hl" and prefix in ("", "?"):
        wanted = [number for number in numbers if number in (_PRIVATE_MODES if prefix else ANSI_MODES)]
        (screen.set_mode if last == "h" else screen.reset_mode)(*wanted, private=bool(prefix))
    elif last in _SEQUENCES and (not prefix or (prefix == "?" and last in "JK")):
        getattr(screen, _SEQUENCES[last])(*numbers[: _HOW_MANY_NUMBERS.get(last, 1)])


@lru_cache(maxsize=1_024)
def _numbers(text: str) -> tuple[int, ...]:
    """The numbers of a sequence; for colours also in the newer notation, with colons."""
    if ":" in text:
        text = _SUB_COLOUR.sub(_with_semicolons, text).replace(":", ";")
    return tuple(min(int(number[:5] or 0), _MOST) for number in text.split(";")) if text else ()


def _with_semicolons(found: re.Match[str]) -> str:
    """A colour with colons in the older notation; all kinds of underlining count as one."""
    if found[1]:
        return "" if found[1] == "58" else f"{found[1]};2;{found[2]};{found[3]};{found[4]}"
    if found[5]:
        return "" if found[5] == "58" else f"{found[5]};{found[6].replace(':', ';')}"
    return "24" if found[8] == "0" else "4"
