"""Recordings of sessions: asciicasts, version 2, of what was shown and of nothing else (clauses B6, P3)."""

from __future__ import annotations

import io
import json
import threading
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.recordings import STARTED, Clock

from helpdesk.domain.remote import RecordingPart
from helpdesk.remote.player import Cast, export
from helpdesk.remote.recorder import END, LARGEST_PART, LONGEST_WAIT, Recorder, RecordingFailed


def recorder(sink: Callable[[RecordingPart], None], **options: Any) -> Recorder:
    options = {
        "columns": 80,
        "rows": 24,
        "term": "xterm-256color",
        "started": STARTED,
        "required": True,
    } | options
    return Recorder(sink, **options)


def recorded(*output: bytes, **options: Any) -> list[RecordingPart]:
    parts: list[RecordingPart] = []
    with recorder(parts.append, **options) as running:
        for data in output:
            running.output(data)
    return parts


def cast_of(parts: list[RecordingPart]) -> tuple[dict[str, Any], list[list[Any]]]:
    """Header and events of the exported file, read as asciinema reads it: a line of JSON each."""
    file = io.BytesIO()
    export(parts, file)
    header, *events = [json.loads(line) for line in file.getvalue().decode().splitlines()]
    return header, events


def test_the_file_is_an_asciicast_of_version_2() -> None:
    clock = Clock()
    parts: list[RecordingPart] = []
    with recorder(parts.append, clock=clock) as running:
        clock.now += 0.25
        running.output(b"one\r\n")
        clock.now += 1.5
        running.resized(100, 30)
        clock.now += 0.25
        running.output("twee é\x1b[1m".encode())
        clock.now += 1
    header, events = cast_of(parts)
    assert header == {
        "version": 2, "width": 80, "height": 24, "timestamp": int(STARTED.timestamp()),
        "env": {"TERM": "xterm-256color"},
    }  # fmt: skip
    assert events == [
        [0.25, "o", "one\r\n"], [1.75, "r", "100x30"], [2.0, "o", "twee é\x1b[1m"], [3.0, "m", END]
    ]  # fmt: skip


def test_nothing_says_who_where_or_what(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clause P3: the header holds no name, host, command, title, or shell."""
    monkeypatch.setenv("SHELL", "/people/ans/bin/sh")
    monkeypatch.setenv("USER", "ans")
    header, _ = cast_of(recorded(b"x"))
    assert set(header) == {"version", "width", "height", "timestamp", "env"}
    assert set(header["env"]) == {"TERM"}


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_all_output_is_there_in_order_with_rising_times(output: list[bytes]) -> None:
    _, events = cast_of(recorded(*output))
    text = "".join(event[2] for event in events if event[1] == "o")
    assert text == b"".join(output).decode("utf-8", "replace")
    times = [event[0] for event in events]
    assert times == sorted(times)
    assert all(len(event) == 3 and isinstance(event[2], str) and event[1] in "om" for event in events)
    assert events[-1][1:] == ["m", END]


def test_a_letter_cut_in_two_is_one_letter() -> None:
    _, events = cast_of(recorded(b"caf\xc3", b"\xa9", b"\xff", b"\xe2\x82"))
    assert "".join(event[2] for event in events if event[1] == "o") == "café��"


def test_parts_are_small_numbered_and_whole_lines() -> None:
    worst = b"\x1b" * 100_000 + "€".encode() * 50_000 + b"plain text\r\n" * 20_000
    parts = recorded(worst)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    for part in parts:
        text = zlib.decompress(part.content)
        assert len(text) <= LARGEST_PART
        assert text.endswith(b"\n") and text.count(b"\n") == part.lines
        assert part.first <= part.last
    _, events = cast_of(parts)
    assert "".join(event[2] for event in events if event[1] == "o").encode() == worst


def test_the_first_part_is_kept_before_anything_is_shown() -> None:
    parts: list[RecordingPart] = []
    with recorder(parts.append):
        assert [part.number for part in parts] == [1]
        assert json.loads(zlib.decompress(parts[0].content))["version"] == 2


def test_what_was_shown_is_kept_within_two_seconds() -> None:
    parts: list[RecordingPart] = []
    kept = threading.Event()

    def sink(part: RecordingPart) -> None:
        parts.append(part)
        if b"hello" in zlib.decompress(part.content):
            kept.set()

    with recorder(sink) as running:
        begin = time.monotonic()
        running.output(b"hello")
        assert kept.wait(LONGEST_WAIT + 2)
        assert time.monotonic() - begin >= LONGEST_WAIT / 2
        assert not Cast(parts).whole
    assert Cast(parts).whole


def test_a_recording_is_whole_even_when_the_session_breaks() -> None:
    parts: list[RecordingPart] = []
    with pytest.raises(ZeroDivisionError), recorder(parts.append) as running:
        running.output(b"before")
        raise ZeroDivisionError
    assert Cast(parts).whole


def full_after(count: int) -> Callable[[RecordingPart], None]:
    def sink(part: RecordingPart) -> None:
        if part.number > count:
            raise OSError(28, "No space left on device")

    return sink


@pytest.mark.parametrize("required", [True, False])
def test_a_session_does_not_begin_when_it_can_t_be_recorded(required: bool) -> None:
    with pytest.raises(RecordingFailed), recorder(full_after(0), required=required):
        pytest.fail("it began")


def test_a_session_that_must_be_recorded_hears_that_it_is_not() -> None:
    with recorder(full_after(1)) as running:
        with pytest.raises(RecordingFailed) as caught:
            for _ in range(200):
                running.output(b"x" * 100_000)
                time.sleep(0.01)
    assert running.failed is caught.value
    assert "can't be recorded" in str(caught.value.what)


def test_a_session_that_need_not_be_recorded_goes_on_without() -> None:
    with recorder(full_after(1), required=False) as running:
        for _ in range(50):
            running.output(b"x" * 100_000)
    assert running.failed is not None


def test_a_slow_store_holds_up_the_session_rather_than_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from helpdesk.remote import recorder as module

    monkeypatch.setattr(module, "MOST_WAITING", 100_000)
    go_on = threading.Event()

    def slow(part: RecordingPart) -> None:
        if part.number > 1:
            go_on.wait(10)

    with recorder(slow) as running:
        done = threading.Event()
        thread = threading.Thread(
            target=lambda: [running.output(b"x" * 50_000) for _ in range(10)] and done.set()
        )
        thread.start()
        assert not done.wait(0.3)
        go_on.set()
        assert done.wait(10)
        thread.join()
