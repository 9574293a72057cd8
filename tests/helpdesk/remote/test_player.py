"""Recordings played again: seeking, speeds, searching, and what is left of a recording that was cut off."""

from __future__ import annotations

import random
import zlib

import pytest
from support.recordings import Clock, record

from helpdesk.domain.remote import RecordingPart
from helpdesk.remote import player as module
from helpdesk.remote.player import SPEEDS, Cast, Player, RecordingDamaged

SESSION = [
    (0.5, b"$ "),
    (1.0, b"ls\r\n"),
    (1.2, b"brief.txt  nota.txt\r\n$ "),
    (4.0, b"vim brief.txt\r\n\x1b[?1049h\x1b[2J\x1b[H\x1b[1mGeachte heer\x1b[m"),
    (8.0, b"\x1b[?1049l$ "),
    (9.0, (100, 30)),
    (9.5, b"exit\r\n"),
]


def text(player: Player) -> str:
    rows = ("".join(run.text for run in row).rstrip() for row in player.screen.rows())
    return "\n".join(rows).rstrip()


def player_of(events: list[tuple[float, bytes | tuple[int, int]]]) -> tuple[Player, Clock]:
    clock = Clock()
    return Player(Cast(record(events)), clock), clock


def test_a_recording_knows_when_it_began_how_long_it_lasts_and_that_it_is_whole() -> None:
    parts = record(SESSION)
    cast = Cast(reversed(parts))
    assert (cast.columns, cast.rows, cast.seconds, cast.whole) == (80, 24, 9.5, True)
    assert cast.started.isoformat() == "2026-11-23T09:30:00+00:00"
    assert [event.at for event in cast.events(4.0)] == [8.0, 9.0, 9.5, 9.5]


def test_a_recording_that_was_cut_off_plays_as_far_as_it_goes() -> None:
    parts = record(SESSION)[:-1]
    assert len(parts) > 1
    cast = Cast(parts)
    assert not cast.whole
    player = Player(cast)
    player.seek(100)
    assert player.at == cast.seconds


def test_any_moment_can_be_gone_to() -> None:
    player, _ = player_of(SESSION)
    assert text(player) == ""
    player.seek(1.1)
    assert text(player) == "$ ls"
    player.seek(5)
    assert text(player) == "Geachte heer"
    assert player.screen.rows()[0][0].bold
    player.seek(8.5)
    assert text(player) == "$ ls\nbrief.txt  nota.txt\n$ vim brief.txt\n$"
    player.seek(0.7)
    assert text(player) == "$"
    player.seek(-5)
    assert player.at == 0 and text(player) == ""
    player.seek(1_000)
    assert player.at == 9.5 and text(player).endswith("exit")
    assert (player.screen.columns, player.screen.lines) == (100, 30)
    player.seek(2)
    assert (player.screen.columns, player.screen.lines) == (80, 24)


def test_it_plays_at_any_speed_and_stops_at_the_end() -> None:
    player, clock = player_of(SESSION)
    player.play()
    assert player.due_in() == pytest.approx(0.5)
    clock.now += 1.05
    assert player.tick() and text(player) == "$ ls"
    assert not player.tick()
    player.speed = 4
    clock.now += 1
    assert player.tick() and player.at == pytest.approx(5.05)
    assert text(player) == "Geachte heer"
    assert player.due_in() == pytest.approx((8.0 - 5.05) / 4)
    player.pause()
    clock.now += 100
    assert not player.tick() and player.at == pytest.approx(5.05) and player.due_in() is None
    player.play()
    clock.now += 100
    assert player.tick() and not player.playing and player.at == 9.5
    player.play()
    assert player.at == 0 and player.playing and text(player) == ""


def test_one_can_seek_and_change_speed_while_it_plays() -> None:
    player, clock = player_of(SESSION)
    for speed in SPEEDS:
        player.speed = speed
        player.play()
        player.seek(1.0)
        clock.now += 0.1 / speed
        player.tick()
        assert player.at == pytest.approx(1.1)


def test_a_word_is_found_at_the_moments_it_came_to_be_shown() -> None:
    slowly = [(11.0, b"br"), (11.5, b"i\x1b[31m"), (12.0, b"\x1b[1;"), (12.5, b"4mEF"), (13.0, b".")]
    cast = Cast(record([*SESSION, *slowly]))
    assert cast.find("brief") == (1.2, 4.0, 12.5)
    assert cast.find("BRIEF.TXT") == (1.2, 4.0)
    assert cast.find("geachte heer") == (4.0,)
    assert cast.find("txt\n$ vim") == (4.0,)
    assert cast.find("31") == () and cast.find("nothing") == () and cast.find("") == ()
    assert cast.find("x") == (1.2, 4.0, 9.5)


def test_a_long_recording_is_gone_through_to_and_fro(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen is the same however one gets there, and what is kept to go back to does not grow without end."""
    chance = random.Random(7)
    words = [
        b"\x1b[33m",
        b"\x1b[0;41m",
        b"\r\n",
        b"\x1b[H",
        b"\x1b[2J",
        b"\x1b[5;10r",
        b"\x1b[r",
        b"\x1b[?1049h",
        b"woord ",
    ]
    events = [(at / 10, b"".join(chance.choices(words, k=40)) + b"regel\r\n" * 9) for at in range(200)]
    parts = record(events)
    monkeypatch.setattr(module, "_BETWEEN_STILLS", 500)
    player = Player(Cast(parts))
    player.seek(20)
    assert 10 < len(player._stills) <= module._MOST_STILLS
    for moment in (10.05, 19.8, 0.66, 15.15, 0.0, 8.4):
        player.seek(moment)
        fresh = Player(Cast(parts))
        fresh.seek(moment)
        assert player.screen.rows() == fresh.screen.rows()
        assert player.screen.place() == fresh.screen.place()


@pytest.mark.parametrize(
    "damage",
    [
        lambda parts: [],
        lambda parts: parts[1:],
        lambda parts: [parts[0], *parts[2:]],
        lambda parts: [RecordingPart(1, 0, 0, 1, b"no zlib"), *parts[1:]],
        lambda parts: [RecordingPart(1, 0, 0, 1, zlib.compress(b"no json\n")), *parts[1:]],
        lambda parts: [RecordingPart(1, 0, 0, 1, zlib.compress(b'{"version": 2}\n')), *parts[1:]],
        lambda parts: [RecordingPart(1, 0, 0, 0, zlib.compress(b"")), *parts[1:]],
    ],
)
def test_a_damaged_recording_says_so(damage) -> None:
    parts = record(SESSION)
    assert len(parts) >= 3
    with pytest.raises(RecordingDamaged):
        Cast(damage(parts))


def test_damage_in_the_middle_is_told_when_one_gets_there() -> None:
    parts = record(SESSION)
    parts[1] = RecordingPart(2, parts[1].first, parts[1].last, parts[1].lines, b"no zlib")
    with pytest.raises(RecordingDamaged):
        Player(Cast(parts)).seek(100)
