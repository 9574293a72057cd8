"""What of a remote program's control sequences reaches the terminal, and how the terminal is put back afterwards.

Only what is listed here passes; whatever else there is, or is yet to be invented, is dropped. What passes changes
nothing but this terminal's looks and keys, and every such change is undone at the end. So these do not pass:

- the clipboard (OSC 52), notifications, window titles, working directory, files and pictures (OSC, APC and DCS);
- moving, resizing and reporting the window (`CSI t`), printing (`CSI i`), reading the screen back (DECRQCRA);
- keys that are redefined (DECUDK, KAM), other ways to parse (VT52, 8-bit controls, character set changes by `ESC %`).

Questions that programs need do pass: device attributes and status, modes (DECRQM), settings (DECRQSS), terminfo
(XTGETTCAP), colours. Their answers hold nothing that the asker chose. vim, tmux and htop work with these.
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
"""The private mode in which positions count from the margin; to leave it moves the cursor."""

ALTERNATE = (47, 1047, 1049)
"""The private modes that show the other screen. To leave it when it is not shown would move the cursor."""

UNTOUCHED = (1048,)
"""Private modes that need no undoing: to save the cursor and to go back there."""

ANSI_MODES = (4, 20)
"""Modes (`CSI … h` and `l`), off when nobody wants anything: inserting, and a line feed that also returns."""

PLAIN = b"@ABCDEFGHIJKLMPSXZ`abcdefgmnqrsu"
"""Last bytes of control sequences that pass with any numbers, without a prefix or anything in between."""

WITH_MARKS = frozenset(
    b"?J ?K ?S ?W ?m ?n ?u ?$p >c >q >u =c =u <u !p $p $r $t $v $x $z ${ '} '~ *x #{ #} #p #q #P #Q #R".split()
) | {b" q", b" @", b" A"}
"""The same with a prefix and what stands in between: `CSI ? … J`, `CSI … SP q`."""

KEY_OPTIONS = re.compile(rb"[124](?:;[0-9]*)?")
"""Numbers of `CSI > … m` that pass: how keys with modifiers are sent."""

ESCAPES = b"6789=>DEHMZ\\"
"""Bytes that pass after ESC: cursor, keypad, tabs, scrolling, the end of a string."""

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
"""What may be in an operating system command (OSC): links that a browser opens, and colours."""

QUESTIONS = re.compile(rb'\$q(?:m| q|r|s|t|"p|"q|\*x|\*\||\$\|)|\+q[0-9A-Fa-f;]{2,1024}')
"""What may be in a device control string (DCS): questions for settings and terminfo, without words of one's own."""

STRINGS = b"]PX^_k"
"""Bytes after ESC that begin a string: OSC, DCS, SOS, PM, APC, and the title of `screen`."""

CURSOR = b"\x1b[0 q"
"""Gives the cursor the shape that the technician chose."""

UNFINISHED = re.compile(r"\x1b(?:\[[<=>?]?[0-9;:]*[ -/]*|[ -/]*|[\]PX^_k][^\x07\x1b]*\x1b?)\Z")
"""What of decoded output goes on after its end: a sequence or string that was begun."""

KEYBOARD = b"\x1b[<8u\x1b[=0u"
"""Takes back the kitty keyboard's options on the screen that is shown."""

ABORT = b"\x18\x1b\\"
"""Ends a sequence or string that was cut off in the middle."""


def _restore() -> bytes:
    modes = "".join(f"\x1b[?{mode}{'h' if on else 'l'}" for mode, on in MODES.items())
    ansi = "".join(f"\x1b[{mode}l" for mode in ANSI_MODES)
    margins = "\x1b7\x1b[r\x1b8"  # the cursor stays where it is
    charsets = "\x0f\x1b(B\x1b)B"
    keys = "\x1b[>1m\x1b[>2m\x1b[>4m\x1b>"
    looks = "\x1b[?5W\x1b[0m"  # tab stops, colours
    return KEYBOARD + f"{modes}{ansi}{margins}{charsets}{keys}{looks}".encode()


RESTORE = _restore()
"""Puts back what may have been changed, whether it was or not; it moves nothing and shows nothing."""
