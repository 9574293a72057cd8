"""`measures`: what keeps personal data safe, and when it was reviewed. Clause: B3, B5."""

from __future__ import annotations

from helpdesk.commands.arguments import declare, gather, words
from helpdesk.commands.call import Call, Commands
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import say, say_json, table
from helpdesk.i18n import _, language, show_date


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "measures", _("what keeps personal data safe, reviewed at set times"))
    declare(
        inner,
        "list",
        list_measures,
        _("list measures, and when each is reviewed next"),
        opens=True,
        lists=True,
    )
    checking = declare(inner, "check", check, _("record that a measure was reviewed"), opens=True)
    checking.add_argument("measure", type=words, metavar="MEASURE", help=_("its id in the policy"))
    checking.add_argument(
        "--not-in-order",
        dest="wanting",
        action="store_true",
        help=_("it needs fixing; without this: in order"),
    )


def list_measures(call: Call) -> int:
    """List the measures with their last review. Clause: B3."""
    from helpdesk.tasks import measures

    with call.desk() as desk:
        found, known = desk.do(measures.measures), desk.policy.measures
    if call.arguments.json:
        say_json(
            [
                {
                    "measure": one.measure,
                    "clause": known[one.measure].clause,
                    "due": one.due.isoformat(),
                    "checks": [
                        {"at": check.at.isoformat(), "by": check.by, "in_order": check.is_good}
                        for check in one.checks
                    ],
                }
                for one in found
            ]
        )
        return Exit.DONE
    headers = (_("Measure"), _("Name"), _("Every"), _("Reviewed"), _("In order"), _("By"), _("Again"))
    rows = [
        (
            one.measure,
            known[one.measure].name.say(language()),
            known[one.measure].every.say(language()),
            show_date(one.last.at) if one.last else "",
            (_("yes") if one.last.is_good else _("no")) if one.last else "",
            one.last.by_name if one.last else "",
            show_date(one.due),
        )
        for one in found
    ]
    say(*table(headers, rows))
    return Exit.DONE


def check(call: Call) -> int:
    """Record that a measure was reviewed. Clause: B3, B5."""
    from helpdesk.tasks import measures

    with call.desk() as desk:
        now = desk.do(measures.gone_over, call.arguments.measure, is_good=not call.arguments.wanting)
    said = _("Recorded; next review by {day}.").format(day=show_date(now.due))
    say(_("Recorded. It stays on Today until it is in order.") if now.is_wanting else said)
    return Exit.DONE
