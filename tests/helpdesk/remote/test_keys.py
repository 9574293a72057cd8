"""The console's own keys in a session: `~` at the beginning of a line, as in OpenSSH."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.remote.keys import Command, Keys

LEAVE, HELP = Command.LEAVE, Command.HELP


def typed(*pieces: bytes) -> list[bytes | Command]:
    """What comes of it, neighbouring bytes joined."""
    keys = Keys()
    out: list[bytes | Command] = []
    for piece in pieces:
        for what in keys.feed(piece):
            if out and isinstance(what, bytes) and isinstance(out[-1], bytes):
                out[-1] += what
            else:
                out.append(what)
    return out


@pytest.mark.parametrize(
    ("keys", "meaning"),
    [
        (b"~.", [LEAVE]),
        (b"ls\r~.", [b"ls\r", LEAVE]),
        (b"ls\n~.", [b"ls\n", LEAVE]),
        (b"~?", [HELP]),
        (b"~?~.", [HELP, LEAVE]),
        (b"~~", [b"~"]),
        (b"~~.", [b"~."]),
        (b"cd ~.", [b"cd ~."]),
        (b"cd ~\r~.", [b"cd ~\r", LEAVE]),
        (b"~x", [b"~x"]),
        (b"~\r~.", [b"~\r", LEAVE]),
        (b"a~.", [b"a~."]),
        (b"\x1b[15~.", [b"\x1b[15~."]),
        (b"~", []),
        (b"", []),
    ],
)
def test_a_tilde_is_ours_only_at_the_beginning_of_a_line(keys: bytes, meaning: list[bytes | Command]) -> None:
    assert typed(keys) == meaning
    assert typed(*(bytes([byte]) for byte in keys)) == meaning


def test_nothing_in_a_paste_is_ours() -> None:
    paste = b"\x1b[200~\r~.\r~?\r~~\r\x1b[201~"
    assert typed(paste) == [paste]
    assert typed(*(bytes([byte]) for byte in paste), b"\r~.") == [paste + b"\r", LEAVE]


@given(st.binary(max_size=200))
def test_bytes_without_a_tilde_go_through_as_they_are(data: bytes) -> None:
    data = data.replace(b"~", b"-")
    assert b"".join(what for what in typed(data) if isinstance(what, bytes)) == data


@given(
    st.lists(st.sampled_from([b"~", b".", b"?", b"\r", b"a", b"\x1b[200~", b"\x1b[201~"]), max_size=30),
    st.data(),
)
def test_it_makes_no_difference_how_fast_one_types(keys: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(keys)
    cut = data.draw(st.integers(0, len(whole)))
    assert typed(whole) == typed(whole[:cut], whole[cut:])
