"""Which control sequences of a remote program reach the terminal, and how it is restored afterwards.

Only what is listed here passes; everything else, including what is yet to be invented, is dropped. What passes changes
only this terminal's appearance and keys, and every such change is undone at the end. So these do not pass:

- the clipboard (OSC 52), notifications, window titles, working directory, files and pictures (OSC, APC and DCS);
- moving, resizing and reporting the window (`CSI t`), printing (`CSI i`), reading the screen back (DECRQCRA);
- keys that are redefined (DECUDK, KAM), other ways to parse (VT52, 8-bit controls, character set changes by `ESC %`).

Questions that programs need do pass: device attributes and status, modes (DECRQM), settings (DECRQSS), terminfo
(XTGETTCAP), colours. The asker can't choose anything in their answers. vim, tmux and htop work with these.
"""

from __future__ import annotations

import re

MODES = {
    1: False, 7: True, 9: False, 25: True, 1000: False, 1002: False, 1003: False, 1004: False, 1005: False,
    1006: False, 1015: False, 1016: False, 2004: False, 2026: False,
}  # fmt: skip
"""Private modes (`CSI ? … h` and `l`) that every full-screen program uses, and how they stand when nobody wants
anything: cursor keys, wrapping, cursor, mouse, focus, bracketed paste, synchronized output. Always put back."""

SELDOM = (5, 12, 66, 69, 2031, 2048)
"""Private modes that are off when nobody wants anything, unless a technician set up their terminal otherwise: colours
swapped, blinking cursor, keypad, margins at the sides, reports of colour scheme and size. Put back when touched."""

ORIGIN = 6
"""The private mode in which positions count from the margin; leaving it moves the cursor."""

ALTERNATE = (47, 1047, 1049)
"""The private modes that show the other screen. Leaving it when it is not shown would move the cursor."""

UNTOUCHED = (1048,)
"""Private modes that need no undoing: saving and restoring the cursor."""

ANSI_MODES = (4, 20)
"""Modes (`CSI … h` and `l`) that are off by default: inserting, and a line feed that also returns."""

PLAIN = b"@ABCDEFGHIJKLMPSXZ`abcdefgmnqrsu"
"""Final bytes of control sequences that pass with any numbers, without a prefix or intermediates."""

WITH_MARKS = frozenset(
    b"?J ?K ?S ?W ?m ?n ?u ?$p >c >q >u =c =u <u !p $p $r $t $v $x $z ${ '} '~ *x #{ #} #p #q #P #Q #R".split()
) | {b" q", b" @", b" A"}
"""The same with a prefix and intermediates: `CSI ? … J`, `CSI … SP q`."""

KEY_OPTIONS = re.compile(rb"[124](?:;[0-9]*)?")
"""The numbers of `CSI > … m` that pass: how keys with modifiers are sent."""

ESCAPES = b"6789=>DEHMZ\\"
"""Bytes that may follow ESC: cursor, keypad, tabs, scrolling, the end of a string."""

RESET = b"c"

CHARSETS = b"()"
"""Bytes after ESC that choose a set of characters, such as the one that lines are drawn with. Of four there are two
that programs use, and terminals that know no others would print what puts those back."""

_COLOUR = rb"(?:\?|[0-9A-Za-z#:/., -]{1,64})"
COMMANDS = re.compile(
    rb"(?P<link>8;[!-:<-~]*;(?:(?:https?|mailto):[!-~]*)?)"
    rb"|(?P<palette>[45](?:;[0-9]{1,3};%s)+)"
    rb"|(?P<colours>1[0-9](?:;%s)+)"
    rb"|10[45](?:;[0-9]{1,3})*|11[0-9]" % (_COLOUR, _COLOUR)
)
"""What an operating system command (OSC) may contain: links for a browser, and colours."""

QUESTIONS = re.compile(rb'\$q(?:m| q|r|s|t|"p|"q|\*x|\*\||\$\|)|\+q[0-9A-Fa-f;]{2,1024}')
"""What a device control string (DCS) may contain: questions for settings and terminfo, without free text."""

STRINGS = b"]PX^_k"
"""Bytes after ESC that begin a string: OSC, DCS, SOS, PM, APC, and the title of `screen`."""

CURSOR = b"\x1b[0 q"
"""Restores the technician's cursor shape."""

UNFINISHED = re.compile(r"\x1b(?:\[[<=>?]?[0-9;:]*[ -/]*|[ -/]*|[\]PX^_k][^\x07\x1b]*\x1b?)\Z")
"""The incomplete end of decoded output: a sequence or string that was begun."""

KEYBOARD = b"\x1b[<8u\x1b[=0u"
"""Resets the kitty keyboard's options on the current screen."""

ABORT = b"\x18\x1b\\"
"""Ends a sequence or string that was cut off."""


def _restore() -> bytes:
    modes = "".join(f"\x1b[?{mode}{'h' if on else 'l'}" for mode, on in MODES.items())
    ansi = "".join(f"\x1b[{mode}l" for mode in ANSI_MODES)
    margins = "\x1b7\x1b[r\x1b8"  # the cursor stays where it is
    charsets = "\x0f\x1b(B\x1b)B"
    keys = "\x1b[>1m\x1b[>2m\x1b[>4m\x1b>"
    looks = "\x1b[?5W\x1b[0m"  # tab stops, colours
    return KEYBOARD + f"{modes}{ansi}{margins}{charsets}{keys}{looks}".encode()


RESTORE = _restore()
"""Undoes every possible change, whether it was made or not; it moves nothing and shows nothing."""
