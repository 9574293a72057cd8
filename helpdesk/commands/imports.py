"""`import`: a customer list as an office has it. Good rows are imported, bad rows go to a file of their own.

Clause: D1–D7, P4.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from helpdesk.commands.arguments import declare
from helpdesk.commands.call import Call, Commands, ask
from helpdesk.commands.exits import Exit, NoTerminal
from helpdesk.commands.output import complain, say, say_json, table
from helpdesk.commands.progress_line import ProgressLine
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import msg
from helpdesk.domain.paths import typed_path
from helpdesk.i18n import _, ngettext, show_number, tell

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.tasks.importing.run import ImportPlan, ImportResult, Problem, Progress

Result = TypeVar("Result")

SHOWN = 10
"""How many problems are printed; the file of rejected rows has all of them."""


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = declare(
        commands, "import", import_file, _("import a customer list (CSV)"), opens=True, lists=True
    )
    parser.epilog = _(
        "Missing cells at the end of a row count as empty. A row with more cells than columns is rejected, "
        "because nobody knows which value was split. Rejected rows are not a failure: the exit code is 0 if "
        "at least one row could be used, and 1 if none could."
    )
    parser.add_argument("file", metavar="FILE", help=_("a CSV file, as your office has it"))
    parser.add_argument("--dry-run", action="store_true", help=_("only count, change nothing"))
    parser.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="HEADER=FIELD",
        help=_("what a column becomes, instead of the guess; HEADER= leaves it out"),
    )
    parser.add_argument("--yes", action="store_true", help=_("accept the guessed columns without asking"))
    parser.add_argument("--rejects", metavar="FILE", help=_("where rejected rows go"))


def import_file(call: Call) -> int:
    """Import a list: show what each column becomes, ask, and say what became of the rows."""
    from helpdesk.tasks.importing.lists import plan_customers
    from helpdesk.tasks.importing.run import run

    arguments = call.arguments
    planned = plan_customers(typed_path(arguments.file), arguments.map)
    planned.mapping.check()
    if not arguments.json:
        say(*_columns(planned), "")
    if not arguments.yes and not arguments.dry_run and not _agreed():
        complain(_("Nothing was imported."))
        return Exit.DONE
    with call.desk() as desk:
        result = carried_out(call, desk, run, planned)
    if arguments.json:
        say_json(_as_data(planned, result, dry=arguments.dry_run))
    else:
        say(*_outcome(result))
        if arguments.dry_run:
            say(_("This was a trial: nothing was changed."))
    return Exit.FOUND if result.rejected and not result.imported + result.unchanged else Exit.DONE


def carried_out(call: Call, desk: Desk, job: Callable[..., Result], planned: object) -> Result:
    """Take over a list, with a line that says how far it is; then files of rejected rows that served their time go."""
    from helpdesk.tasks.importing.rejects import tidy
    from helpdesk.tasks.importing.run import How

    line, pace, dry = ProgressLine(), _Pace(), call.arguments.dry_run
    try:
        how = How(dry, lambda progress: line.write(pace.say(progress)), tell=tell)
        return desk.do(job, planned, rejects_of(call, desk), how)
    finally:
        line.clear()
        if not dry:
            with suppress(HelpdeskError):  # what went wrong before it says more
                desk.do(tidy, desk.config.rejects_folder)


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise NoTerminal(
            msg("The import asks whether the columns are right, but this is not a terminal."),
            safe=msg("Nothing was imported."),
            todo=msg("Check them with --dry-run, then use --yes."),
        )
    answer = ask(_("Are these columns right? [y/N] ")).strip().lower()
    return answer in {"y", "yes", _("yes"), _("yes")[:1]}


def rejects_of(call: Call, desk: Desk) -> Path:
    """Where rejected rows go; an existing file is never overwritten."""
    from helpdesk.tasks.importing.rejects import rejects_in

    if call.arguments.rejects:
        return typed_path(call.arguments.rejects).absolute()
    return rejects_in(desk.config.rejects_folder, Path(call.arguments.file))


def _columns(planned: ImportPlan) -> list[str]:
    """What each column becomes, as a table."""
    from helpdesk.tasks.importing.mapping import FIELDS

    rows = []
    for column in planned.mapping.columns:
        became = tell(FIELDS[column.field]) if column.field else _("(not read)")
        rows.append((column.name, f"{became}: {column.label}" if column.label else became))
    return table((_("Column"), _("Becomes")), rows)


def _outcome(result: ImportResult) -> list[str]:
    counted = (
        (_("imported {count}"), result.imported),
        (_("unchanged {count}"), result.unchanged),
        (_("rejected {count}"), result.rejected),
    )
    lines = [said.format(count=show_number(count)) for said, count in counted]
    return lines + problem_lines(result.problems, result.rejects_file)


def problem_lines(problems: Sequence[Problem], rejects_file: Path | None) -> list[str]:
    """The first problems of a list that was read, and where the others are; scripts read `--json`."""
    lines = [problem_line(problem) for problem in problems[:SHOWN]]
    if rejects_file:
        lines.append(_("Rejected rows, to be corrected and imported again: {file}").format(file=rejects_file))
    return lines


def problem_line(problem: Problem) -> str:
    """Why a row was rejected, on one line."""
    place = _("line {line}").format(line=problem.line)
    where = f"{place}, {problem.column}" if problem.column else place
    return f"  {where}: {tell(problem.reason)}"


def _as_data(planned: ImportPlan, result: ImportResult, *, dry: bool) -> dict[str, object]:
    return {
        "dry_run": dry,
        "imported": result.imported,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "rejects_file": str(result.rejects_file) if result.rejects_file else None,
        "columns": [
            {"header": column.name, "field": column.field, "label": column.label}
            for column in planned.mapping.columns
        ],
        "problems": list(result.problems),
    }


class _Pace:
    """The progress of a run: rows, share, rate, time left."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, progress: Progress) -> str:
        """The line that shows it."""
        passed = max(time.monotonic() - self._began, 0.001)
        share = progress.read / progress.size if progress.size else 1.0
        left = round(passed * (1 - share) / share) if share else 0
        return _("{rows} rows, {percent} %, {rate} rows a second, {left} left").format(
            rows=show_number(progress.rows),
            percent=round(share * 100),
            rate=show_number(round(progress.rows / passed)),
            left=ngettext("{count} second", "{count} seconds", left).format(count=left),
        )
