"""What a remote program may send to the technician's terminal, and what it may not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.terminal_state import TerminalState

from helpdesk.remote.escape_filter import LONGEST_STRING, EscapeFilter
from helpdesk.remote.escape_rules import ALTERNATE, MODES, RESTORE, SELDOM


def passed(*pieces: bytes) -> bytes:
    sieve = EscapeFilter()
    return b"".join(sieve.feed(piece) for piece in pieces)


HARMLESS = {
    "text": "plain, één, 日本語, 🙂\r\n\ttab\b\a".encode(),
    "binary": bytes(byte for byte in range(256) if byte not in (0x1B, 0xC2)),
    "colours": b"\x1b[1;31mred\x1b[38;5;12mblue\x1b[38;2;1;2;3mtrue\x1b[4:3mcurly\x1b[58:2::1:2:3m\x1b[m",
    "cursor": b"\x1b[2J\x1b[H\x1b[10;20Hx\x1b[A\x1b[3B\x1b[5C\x1b[1D\x1b[s\x1b[u\x1b7\x1b8\x1b[6n\x1b[5 q",
    "vim starts": b"\x1b[?1049h\x1b[22;0;0m\x1b[>4;2m\x1b[?1h\x1b=\x1b[?2004h\x1b[?1004h\x1b[1;24r\x1b[?12h"
    b"\x1b[?25l\x1b[>c\x1b[?25h\x1bP+q436f\x1b\\\x1bP$q q\x1b\\\x1b]10;?\x07\x1b]11;?\x07\x1b[?2026$p",
    "tmux": b"\x1b[?69h\x1b[3;20s\x1b[2S\x1b[1T\x1b[5@\x1b[4P\x1b[2L\x1b[3M\x1b[7X\x1b[2b\x1b(0qqq\x1b(B\x1b)0\x0e\x0f",
    "htop": b"\x1b[?1000h\x1b[?1006h\x1b[?7l\x1b[39;49m\x1b[K\x1b[1K\x1b[4h\x1b[4l\x1b[?1000;1002;1006l",
    "keys": b"\x1b[>1u\x1b[?u\x1b[<u\x1b[=5;1u\x1b[>4;1m\x1b[>4m",
    "links": b"\x1b]8;;https://example.org/a?b=c\x1b\\here\x1b]8;;\x1b\\\x1b]8;id=1;mailto:a@example.org\x07x",
    "palette": b"\x1b]4;1;rgb:ff/00/00;2;#0f0\x07\x1b]104\x07\x1b]12;red\x1b\\\x1b]112\x07",
    "reset": b"\x1bc\x1b[!p\x1b[3J",
}

HARMFUL = {
    "clipboard write": b"\x1b]52;c;cm0gLXJmIH4K\x07",
    "clipboard read": b"\x1b]52;c;?\x1b\\",
    "title": b"\x1b]0;sudo password:\x07",
    "icon and title": b"\x1b]1;a\x1b\\\x1b]2;b\x1b\\\x1b]l;c\x1b\\",
    "title of screen": b"\x1bkmine\x1b\\",
    "title reported": b"\x1b[21t\x1b[20t",
    "window": b"\x1b[8;5;5t\x1b[3;0;0t\x1b[2t\x1b[11t\x1b[13t\x1b[14t\x1b[18t\x1b[19t\x1b[22;0t\x1b[>2t",
    "notification": b"\x1b]9;look\x07\x1b]99;i=1;look\x1b\\\x1b]777;notify;a;b\x07",
    "files": b"\x1b]1337;File=name=eA==;inline=1:AAAA\x07\x1b_Gi=1,t=f;L2V0Yy9wYXNzd2Q=\x1b\\",
    "folder": b"\x1b]7;file://elsewhere/etc\x07",
    "font": b"\x1b]50;?\x07\x1b]50;#3\x07",
    "link to a file": b"\x1b]8;;file:///etc/passwd\x07",
    "link to a program": b"\x1b]8;;javascript:alert(1)\x07",
    "print": b"\x1b[5i\x1b[?4i\x1b[i",
    "screen read back": b"\x1b[1;1;1;1;9;9*y",
    "keys redefined": b"\x1bP0;1|17/726d\x1b\\",
    "answers of one's own": b"\x1bP$qecho hi;\x1b\\\x1bP+qzz\x1b\\",
    "keyboard locked": b"\x1b[2h\x1b[12l",
    "VT52": b"\x1b[?2l",
    "eight bits": b"\x1b G\x1b%@\x1b%G\x1b[62;1\"p",
    "mouse that waits": b"\x1b[1;2;3;4;5T\x1b[?1001h",
    "wider": b"\x1b[?3h\x1b[?40h\x1b[80$|\x1b[40*|",
    "status line": b"\x1b[1$}\x1b[2$~",
    "protected": b"\x1bV\x1bW\x1b[1\"q",
    "saved modes": b"\x1b[?1000s\x1b[?1000r",
    "memory lock": b"\x1bl\x1bm",
    "macro": b"\x1bP0;0;0!zabc\x1b\\\x1b[0*z",
    "privacy message": b"\x1b^hidden\x1b\\\x1bXalso\x1b\\",
    "locator": b"\x1b[1;2'z\x1b[1'{\x1b['|",
}  # fmt: skip


@pytest.mark.parametrize("harmless", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_programs_need_passes_unchanged(harmless: bytes) -> None:
    assert passed(harmless) == harmless


@pytest.mark.parametrize("harmful", HARMFUL.values(), ids=HARMFUL.keys())
def test_what_could_reach_beyond_the_session_is_dropped(harmful: bytes) -> None:
    assert passed(b"a" + harmful + b"b") == b"ab"


@pytest.mark.parametrize("harmful", [*HARMFUL.values(), *HARMLESS.values()])
def test_it_makes_no_difference_where_the_pieces_are_cut(harmful: bytes) -> None:
    whole = passed(harmful + b"end")
    for cut in range(len(harmful)):
        assert passed(harmful[:cut], harmful[cut:] + b"end") == whole
    assert passed(*(bytes([byte]) for byte in harmful), b"end") == whole


@pytest.mark.parametrize(("upper", "letter"), [(0x9D, b"]"), (0x9B, b"["), (0x90, b"P"), (0x9F, b"_")])
def test_controls_of_the_upper_half_are_taken_for_what_they_are(upper: int, letter: bytes) -> None:
    control = b"\xc2" + bytes([upper])
    for harmful in HARMFUL.values():
        assert passed(b"a" + harmful.replace(b"\x1b" + letter, control) + b"b") == b"ab"


def test_letters_that_look_like_controls_stay() -> None:
    text = "é à ° « » ₛ \u20ac".encode()
    assert passed(text) == text
    assert passed(*(bytes([byte]) for byte in text)) == text


def test_nothing_harmful_is_put_together_by_dropping_what_stood_between() -> None:
    title, clipboard = b"\x1b]0;x\x07", b"]52;c;AAAA\x07"
    for lead, rest in [(b"\x1b", clipboard), (b"\xc2", b"\x9d52;c;AAAA\x07"), (b"\xc2\xc2", b"\x9b21t")]:
        for between in (title, title + title, b"\xc2\x9d0;x\x07", b"\x1b[21t"):
            out = passed(lead + between + rest)
            assert b"\x1b]" not in out
            assert not re.search(rb"\xc2[\x80-\x9f]", out)
            assert passed(*(bytes([byte]) for byte in lead + between + rest)) == out


def test_a_passage_through_tmux_leads_nowhere() -> None:
    assert b"52" not in passed(b"\x1bPtmux;\x1b\x1b]52;c;AAAA\x07\x1b\\")


def test_a_string_that_never_ends_takes_no_memory_and_ends_with_the_next_sequence() -> None:
    sieve = EscapeFilter()
    assert sieve.feed(b"\x1b]0;") == b""
    for _ in range(100):
        assert sieve.feed(b"x" * LONGEST_STRING) == b""
    assert len(sieve._string or b"") <= LONGEST_STRING
    assert sieve.feed(b"\x1b[31mred") == b"\x1b[31mred"


def test_a_sequence_that_never_ends_is_text_in_the_end() -> None:
    sieve = EscapeFilter()
    out = b"".join(sieve.feed(piece) for piece in (b"\x1b[", b"1;" * 5_000, b"mend"))
    assert out.endswith(b"mend") and b"\x1b" not in out
    assert len(sieve._held) < 1_000


def test_a_cancelled_string_is_no_string() -> None:
    assert passed(b"\x1b]8;;https://example.org\x18after") == b"after"
    assert passed(b"\x1b]10;red\x1b[31mafter") == b"\x1b[31mafter"


def test_allowed_modes_pass_out_of_a_sequence_with_others() -> None:
    assert passed(b"\x1b[?1049;2;1000;1001h") == b"\x1b[?1049;1000h"
    assert passed(b"\x1b[2;4;12h") == b"\x1b[4h"


WILD = st.lists(
    st.one_of(
        st.sampled_from([*HARMLESS.values(), *HARMFUL.values()]),
        st.sampled_from([b"\x1b", b"[", b"]", b"P", b"\x07", b"\x1b\\", b"\xc2", b"\x9d", b"\x9b", b"\x18", b"52;c;x"]),
        st.binary(max_size=8),
    ),
    max_size=30,
)  # fmt: skip


@given(WILD, st.randoms(use_true_random=False))
def test_any_output_in_any_pieces_leaves_a_terminal_that_can_be_put_back(wild: list[bytes], random) -> None:
    data = b"".join(wild)
    sieve, pieces = EscapeFilter(), []
    while data:
        cut = random.randint(1, len(data))
        pieces.append(sieve.feed(data[:cut]))
        data = data[cut:]
    out = b"".join(pieces)
    assert out == passed(b"".join(wild))
    state = TerminalState.after(out)
    assert (state.title, state.clipboard, state.windows) == ("", "", [])
    left = TerminalState.after(out + sieve.undo() + RESTORE)
    assert left.at_rest, left.disturbed()


@pytest.mark.parametrize("mode", [*MODES, *SELDOM, *ALTERNATE, 6])
def test_every_mode_that_passes_is_put_back(mode: int) -> None:
    sieve = EscapeFilter()
    out = sieve.feed(b"\x1b[?%d%s" % (mode, b"l" if MODES.get(mode) else b"h"))
    assert not TerminalState.after(out).at_rest
    assert TerminalState.after(out + sieve.undo() + RESTORE).at_rest


def test_colours_that_were_only_asked_for_are_left_alone() -> None:
    sieve = EscapeFilter()
    sieve.feed(b"\x1b]10;?\x07\x1b]4;1;?\x07\x1b]11;?;?\x07")
    assert b"]1" not in sieve.undo()
    sieve.feed(b"\x1b]11;?;red\x07")
    assert b"\x1b]112\x1b\\" in sieve.undo() and b"\x1b]111" not in sieve.undo()


def test_the_other_screen_is_left_only_when_it_is_shown() -> None:
    """To leave it twice would move the cursor of the first one."""
    sieve = EscapeFilter()
    sieve.feed(b"\x1b[?1049h vim \x1b[?1049l")
    assert b"1049" not in sieve.undo() + RESTORE
