"""The log says where something failed, never what about. Clause: P1."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk import faultlog


def fail(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ValueError(f"no such customer: {name}") from error


def logged(log: Path) -> str:
    with pytest.raises(ValueError, match="no such customer") as failure:
        fail("Sanne Vos")
    assert faultlog.record(failure.value, log)
    return log.read_text(encoding="utf-8")


def test_kinds_and_lines_are_kept_and_no_words(tmp_path: Path) -> None:
    """Clause: P1."""
    text = logged(tmp_path / "new" / "helpdesk.log")
    assert text.index("builtins.KeyError") < text.index("builtins.ValueError")
    assert " fail\n" in text
    assert "Sanne" not in text
    assert "customer" not in text


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    log = tmp_path / "helpdesk.log"
    logged(log)
    assert log.stat().st_mode & 0o077 == 0


def test_entries_are_added_and_a_long_log_starts_anew(tmp_path: Path) -> None:
    log = tmp_path / "helpdesk.log"
    logged(log)
    assert logged(log).count("unexpected") == 2
    log.write_text("x" * (faultlog.LARGEST + 1))
    assert logged(log).count("unexpected") == 1
    assert (tmp_path / "helpdesk.1.log").exists()


def test_several_failures_at_once_are_all_kept(tmp_path: Path) -> None:
    log = tmp_path / "helpdesk.log"
    faultlog.record(ExceptionGroup("Sanne", [OSError("Vos"), TypeError("Kees")]), log)
    text = log.read_text()
    assert "OSError" in text
    assert "TypeError" in text
    assert "Vos" not in text


def test_a_log_that_can_not_be_written_is_no_second_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not faultlog.record(ValueError(), tmp_path / "file" / "helpdesk.log")
