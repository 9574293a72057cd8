"""What an import would do, does and did, in words."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.i18n import _, ngettext, show_number, tell
from helpdesk.tasks.importing.lists import Plan, Result
from helpdesk.tasks.importing.run import ImportResult, Progress
from helpdesk.words.invoices import say_counts
from screens.widgets.prose import Said

HOUR = 3600

ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
"""People's names for encodings, if not Python's name in capitals."""


def counted(planned: Plan, result: Result) -> Iterator[Said]:
    """After the dry run: counts, how the file is written, and the first problems."""
    said = (
        _("Nothing is imported yet. Import would give:")
        if isinstance(result, ImportResult)
        else _("A list of invoices; nothing is imported yet. Import would give:")
    )
    yield Content(said).stylize("bold")
    yield _counts(result)
    sheet = planned.sheet
    delimiter = {"\t": _("tab")}.get(sheet.delimiter, sheet.delimiter)
    left_out = len(planned.mapping.ignored)
    yield _("The file: {encoding}, columns separated by “{delimiter}”. {columns}.").format(
        encoding=ENCODINGS.get(sheet.encoding, sheet.encoding.upper()),
        delimiter=delimiter,
        columns=ngettext("{count} column is not read", "{count} columns are not read", left_out).format(
            count=show_number(left_out)
        ),
    )
    yield from _problems(result)


def done(result: Result) -> Iterator[Said]:
    """After the import: counts, and where the rejected rows are."""
    yield Content(_("The import is done.")).stylize("bold")
    yield _counts(result)
    if result.mended:
        yield _("The rows that were rejected earlier are dealt with; Today stops reminding you.")
    if result.rejects_file:
        yield _("Rejected rows, each with its fault: {file}").format(file=visible(str(result.rejects_file)))
        yield _("Correct them there and import that file. Today reminds you of them.")
    yield from _problems(result)


def under_way(doing: str, progress: Progress, seconds: float) -> str:
    """Progress, speed, and the time left."""
    share = progress.read / progress.size if progress.size else 1.0
    rate = progress.rows / seconds if seconds else 0.0
    left = seconds / share - seconds if share else 0.0
    return _("{doing}: {share} %, {rows} rows, {rate} rows a second, {left} left").format(
        doing=doing,
        share=int(share * 100),
        rows=show_number(progress.rows),
        rate=show_number(int(rate)),
        left=_time(left),
    )


def _counts(result: Result) -> str:
    if not isinstance(result, ImportResult):
        return ", ".join(say_counts(result))
    return _("{imported} imported, {unchanged} already there or repeated, {rejected} rejected").format(
        imported=show_number(result.imported),
        unchanged=show_number(result.unchanged),
        rejected=show_number(result.rejected),
    )


def _problems(result: Result) -> Iterator[Said]:
    if result.problems:
        yield Content(_("The first problems:")).stylize("bold")
    for problem in result.problems:
        place = _("line {line}").format(line=problem.line)
        column = f", {visible(problem.column)}" if problem.column else ""
        yield f"{place}{column}: {tell(problem.reason)}"


def _time(seconds: float) -> str:
    whole = int(seconds)
    if whole >= HOUR:
        return f"{whole // HOUR}:{whole % HOUR // 60:02}:{whole % 60:02}"
    return f"{whole // 60}:{whole % 60:02}"
