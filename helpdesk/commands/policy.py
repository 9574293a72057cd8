"""`policy check`, `print` and `init`: the statement as data, and what is published from it.

Clause: P1–P4, K1; GDPR art. 13, 30.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import declare, gather
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, complain_of, say, say_json
from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import msg
from helpdesk.domain.paths import typed_path
from helpdesk.i18n import _, language, ngettext, show_number

if TYPE_CHECKING:
    from helpdesk.policy.model import Policy

STATEMENT, REGISTER = "statement", "register"


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "policy", _("the privacy statement as data"))
    checking = declare(
        inner, "check", check, _("check a policy file and name every fault"), opens=True, lists=True
    )
    checking.add_argument("file", nargs="?", metavar="FILE", help=_("instead of the policy in use"))
    printing = declare(inner, "print", print_policy, _("print what is to be published"), lists=True)
    printing.add_argument(
        "--what",
        choices=(STATEMENT, REGISTER),
        default=STATEMENT,
        help=_("the readable statement, or the record of processing activities (GDPR art. 30)"),
    )
    printing.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help=_("write it there, as .pdf, .html, .md or .txt; if left out, on the terminal"),
    )
    making = declare(inner, "init", init, _("write a copy of the sample policy to start from"))
    making.add_argument(
        "file", nargs="?", metavar="FILE", help=_("where to; if left out, beside the settings")
    )


def check(call: Call) -> int:
    """Say that a policy can be used, or every fault by key path and exit code 1.

    If there is a store that opens without a question, it also warns about steps in it that the policy no longer has.
    """
    from helpdesk.policy.loader import PolicyFaults, load

    given = call.arguments.file
    try:
        policy = load(typed_path(given) if given else call.config.policy)
    except PolicyFaults as faults:
        if call.arguments.json:
            say_json({"ok": False, "faults": list(faults.faults)})
        else:
            complain_of(faults)
        return Exit.FOUND
    gone = _steps_gone(call, policy)
    if call.arguments.json:
        ok = {"ok": True, "company": policy.company.name, "version": policy.version, "faults": []}
        say_json({**ok, "steps_gone": gone})
    else:
        say(
            _("The policy of {company}, version {version}, is in order.").format(
                company=policy.company.name, version=policy.version
            )
        )
        for step, count in gone.items():
            said = ngettext(
                "Mind: {count} unpaid invoice was at the step “{step}”, which the ladder no longer has. It "
                "now counts by its position; if the step was only renamed, give it its old name.",
                "Mind: {count} unpaid invoices were at the step “{step}”, which the ladder no longer has. "
                "They now count by their position; if the step was only renamed, give it its old name.",
                count,
            )
            complain(said.format(count=show_number(count), step=visible(step)))
    return Exit.DONE


def _steps_gone(call: Call, policy: Policy) -> dict[str, int]:
    """Steps taken about unpaid invoices that a policy no longer has, and for how many. Clause: A1."""
    from helpdesk.desk import Desk

    if not call.config.store_exists:
        return {}
    try:
        if call.arguments.passphrase_file is None and Desk(call.config, call.policy).has_passphrase:
            return {}  # a look at a file is not worth asking for it
        with call.desk() as desk:
            taken = desk.do(lambda work: work.unpaid.taken())
    except HelpdeskError:  # not only those who work with the store may check a policy
        return {}
    return {step: count for step, count in taken.items() if step not in policy.ladder.steps}


def print_policy(call: Call) -> int:
    """Print the statement or the record, in the current language, or write it to a file.

    Clause: K1; GDPR art. 13, 30.
    """
    from datetime import UTC, datetime

    from helpdesk.documents.processing_register import register_data
    from helpdesk.tasks.copies import markdown, processing_register, save_paper, statement

    policy, spoken, arguments = call.policy, language(), call.arguments
    as_register = arguments.what == REGISTER
    document = processing_register if as_register else statement
    paper = document(policy, spoken, datetime.now(UTC))
    if arguments.file:
        for written in save_paper(paper, arguments.file, call.config.letters_folder()):
            complain(_("Written to {file}.").format(file=written))
    elif arguments.json:
        text = {"language": spoken, "text": markdown(paper)}
        say_json(register_data(policy, spoken) if as_register else text)
    else:
        say(markdown(paper).rstrip("\n"))
    return Exit.DONE


def init(call: Call) -> int:
    """Write the sample policy to a new file; an existing one is never overwritten."""
    given = call.arguments.file
    file = typed_path(given) if given else call.config.config_file.with_name("policy.toml")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(files("helpdesk.policy").joinpath("default.toml").read_text("utf-8"))
    except FileExistsError:
        raise HelpdeskError(
            msg("There already is a file: {file}", file=str(file)),
            safe=msg("It was not touched."),
            todo=msg("Choose another name: helpdesk policy init FILE"),
        ) from None
    say(
        _("Written: {file}").format(file=file),
        _("Adapt it, check it with helpdesk policy check, and name it as policy in {file}.").format(
            file=call.config.config_file
        ),
    )
    return Exit.DONE
