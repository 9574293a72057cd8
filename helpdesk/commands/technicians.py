"""`technicians`: who works here, and in which role. Clause: B1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.commands.arguments import declare, gather, words
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import say, say_json, table
from helpdesk.domain.display import visible
from helpdesk.i18n import _

if TYPE_CHECKING:
    from helpdesk.domain.technician import Technician
    from helpdesk.policy.model import Policy


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "technicians", _("who works here, and in which role"))
    declare(inner, "list", list_technicians, _("list them by name"), opens=True, lists=True)
    adding = declare(inner, "add", add_technician, _("let an account work here"), opens=True)
    adding.add_argument("login", type=words, metavar="LOGIN", help=_("the account's name"))
    adding.add_argument("--name", type=words, required=True, metavar="NAME", help=_("their name"))
    adding.add_argument(
        "--role",
        type=words,
        default="technician",
        metavar="ROLE",
        help=_("a role of the policy"),
    )
    changing = declare(inner, "role", change_role, _("give somebody another role"), opens=True)
    changing.add_argument("login", type=words, metavar="LOGIN", help=_("the account's name"))
    changing.add_argument("role", type=words, metavar="ROLE", help=_("a role of the policy"))


def list_technicians(call: Call) -> int:
    """List everybody who works or has worked here."""
    with call.desk() as desk:
        found = desk.do(lambda work: work.technicians.all())
    if call.arguments.json:
        say_json([{"login": one.login, "name": one.name, "role": one.role} for one in found])
    else:
        from helpdesk.words.ids import say_role

        headers = (_("Login"), _("Name"), _("Role"))
        say(*table(headers, [(one.login, one.name, say_role(desk.policy, one.role)) for one in found]))
    return Exit.DONE


def add_technician(call: Call) -> int:
    """Let an account work here, on record."""
    from helpdesk.tasks import technicians

    arguments = call.arguments
    with call.desk() as desk:
        _tell(desk.policy, desk.do(technicians.add, arguments.login, arguments.name, arguments.role))
    return Exit.DONE


def change_role(call: Call) -> int:
    """Give somebody another role, on record."""
    from helpdesk.tasks import technicians

    with call.desk() as desk:
        _tell(desk.policy, desk.do(technicians.set_role, call.arguments.login, call.arguments.role))
    return Exit.DONE


def _tell(policy: Policy, one: Technician) -> None:
    from helpdesk.words.ids import say_role

    said = _("{name} ({login}) works here as {role}.")
    say(said.format(name=visible(one.name), login=visible(one.login), role=say_role(policy, one.role)))
