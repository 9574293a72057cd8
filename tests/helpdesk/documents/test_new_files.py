"""Files that are written for somebody else: whole and for their owner alone, or not there. Clause: P1, P4."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from support.machine import files_up_to

from helpdesk.documents.new_file import new_file
from helpdesk.documents.sheets import new_sheet
from helpdesk.domain.errors import Invalid
from helpdesk.tasks.new_files import write_new

Write = Callable[[Path, str], None]


def _bytes(path: Path, text: str) -> None:
    with new_file(path) as file:
        file.write(text.encode())


def _rows(path: Path, text: str) -> None:
    with new_sheet(str(path)) as file:
        file.write(text)


@pytest.fixture(params=[_bytes, _rows], ids=["bytes", "rows"])
def write(request: pytest.FixtureRequest) -> Write:
    """Writes a text into a new file, one of the two ways."""
    made: Write = request.param
    return made


def test_what_was_written_is_there_for_its_owner_alone(write: Write, tmp_path: Path) -> None:
    """Clause: P1."""
    write(tmp_path / "a.csv", "één\r\n")
    assert (tmp_path / "a.csv").read_bytes() == "één\r\n".encode()
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_not_written_over(write: Write, tmp_path: Path) -> None:
    """Clause: P4."""
    (tmp_path / "a.csv").write_text("hers")
    with pytest.raises(Invalid) as invalid:
        write(tmp_path / "a.csv", "his")
    assert [fault.field for fault in invalid.value.faults] == ["file"]
    assert "a file of that name already" in str(invalid.value.faults[0].message)
    assert (tmp_path / "a.csv").read_text() == "hers"


@pytest.mark.parametrize("length", [5_000, 500_000], ids=["at the end", "on the way"])
def test_a_disk_that_is_full_leaves_no_half_a_file(write: Write, tmp_path: Path, length: int) -> None:
    """Clause: P4. Half a report would be taken for a whole one."""
    with files_up_to(4_000), pytest.raises(Invalid) as invalid:
        write(tmp_path / "a.csv", "x" * length)
    assert "can't be written" in str(invalid.value.faults[0].message)
    assert "Make room there" in str(invalid.value.todo)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("opened", [new_file, lambda path: new_sheet(str(path))])
def test_what_fails_while_it_is_being_written_leaves_no_file(
    opened: Callable[[Path], AbstractContextManager[object]], tmp_path: Path
) -> None:
    """Clause: P4."""
    with pytest.raises(KeyboardInterrupt), opened(tmp_path / "a.csv"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", ["~nobody-of-that-name/a.csv", "a\0.csv"], ids=["no such home", "no name"])
def test_a_name_that_can_not_be_is_told_as_any_other(typed: str) -> None:
    with pytest.raises(Invalid) as invalid:
        write_new(typed, lambda file: file.write(b"x"))
    assert "can't be written" in str(invalid.value.faults[0].message)
