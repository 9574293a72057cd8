"""The sample policy with something wrong in it, and the reported fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from helpdesk.policy.loader import DEFAULT, PolicyFault, PolicyFaults, parse

SAMPLE = DEFAULT.read_text("utf-8")


class Wrong(NamedTuple):
    """A passage of the sample, its replacement, and the resulting fault: its key path, some words."""

    old: str
    new: str
    path: str
    says: str


def faults_of(source: str) -> dict[str, PolicyFault]:
    """The faults of a policy, by key path."""
    try:
        parse(source)
    except PolicyFaults as error:
        return {one.field: one for one in error.faults if isinstance(one, PolicyFault)}
    return {}


def unnamed(table: Iterable[tuple[str, str, str, str]], *, behind: str = "") -> list[Wrong]:
    """Those that are not reported with their key path, a line and the words.

    As many as possible are put into one file, because every fault is reported. One that is not is tried alone, because
    another may be in its way. A passage is looked for `behind` another, which it may begin with.
    """
    left = [one for sheet in _sheets(table, behind) for one in _missed(sheet, behind)]
    return [one for alone in left for one in _missed([alone], behind)]


def _sheets(table: Iterable[tuple[str, str, str, str]], behind: str) -> list[list[Wrong]]:
    sheets: list[list[Wrong]] = []
    for wrong in map(Wrong._make, table):
        for sheet in sheets:
            if not any(_meet(wrong, other, behind) for other in sheet):
                sheet.append(wrong)
                break
        else:
            sheets.append([wrong])
    return sheets


def _meet(one: Wrong, other: Wrong, behind: str) -> bool:
    at, there = _place(one, behind), _place(other, behind)
    return one.path == other.path or (at < there + len(other.old) and there < at + len(one.old))


def _place(wrong: Wrong, behind: str) -> int:
    return SAMPLE.index(wrong.old, SAMPLE.index(behind))


def _missed(sheet: Sequence[Wrong], behind: str) -> list[Wrong]:
    source = SAMPLE
    for one in sorted(sheet, key=lambda each: -_place(each, behind)):
        at = _place(one, behind)
        source = source[:at] + one.new + source[at + len(one.old) :]
    told = faults_of(source)
    return [
        one
        for one in sheet
        if one.path not in told or not told[one.path].line or one.says not in str(told[one.path].message)
    ]
