"""`scan`: the search of messages for data that nobody asked for. Clause: D9, B6."""

from __future__ import annotations

from helpdesk.commands.arguments import declare
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, say, say_json
from helpdesk.i18n import _, ngettext


def add(commands: Commands) -> None:
    """Declare the command."""
    about = _("search new messages for data that nobody asked for; removes nothing")
    declare(commands, "scan", scan, about, opens=True, lists=True)


def scan(call: Call) -> int:
    """Search what nobody has searched yet, and say how much was found; the console shows where."""
    from helpdesk.tasks import scanning

    with call.desk() as desk:
        result = scanning.scan_waiting(desk.do)
    if call.arguments.json:
        said = {"messages": result.messages, "findings": result.findings, "changed": result.changed}
        say_json(said)
    elif not result.messages:
        say(_("Every message had been searched already."))
    else:
        messages = ngettext("{count} message searched", "{count} messages searched", result.messages)
        findings = ngettext("{count} finding", "{count} findings", result.findings)
        say(f"{messages.format(count=result.messages)}, {findings.format(count=result.findings)}.")
    if result.changed:
        changed = ngettext(
            "{count} message changed meanwhile; run this again.",
            "{count} messages changed meanwhile; run this again.",
            result.changed,
        )
        complain(changed.format(count=result.changed))
        return Exit.FOUND
    return Exit.DONE
