"""`breaches list|show|add|decide|close|…`: personal data breaches, and how long there is to tell the authority.

GDPR art. 33, 34.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from helpdesk.commands.arguments import declare, gather, number, some_words, words
from helpdesk.commands.call import Call, Commands, bad_argument
from helpdesk.commands.exits import Exit
from helpdesk.commands.output import complain, labelled, say, say_json, table
from helpdesk.domain.breaches import About, Verdict
from helpdesk.i18n import _, language

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from helpdesk.domain.breaches import Breach, BreachDecision, BreachView
    from helpdesk.repository.unit_of_work import UnitOfWork


def add(commands: Commands) -> None:
    """Declare the group."""
    inner = gather(commands, "breaches", _("data breaches, and until when the authority must be told"))
    listing = declare(
        inner, "list", list_breaches, _("open ones, the longest known first"), opens=True, lists=True
    )
    listing.add_argument("--all", action="store_true", help=_("closed ones too"))
    showing = declare(inner, "show", show, _("all that is known, done and decided"), opens=True, lists=True)
    _add_number(showing)
    adding = declare(inner, "add", note, _("note a data breach; its clock runs"), opens=True)
    adding.add_argument("what", type=some_words, metavar="WHAT", help=_("what happened, without names"))
    aware = _("known since, such as “2026-05-01 9:30”; without this: now")
    adding.add_argument("--aware", type=words, default="", metavar="MOMENT", help=aware)
    adding.add_argument(
        "--happened", type=words, default="", metavar="MOMENT", help=_("when it happened, or since when")
    )
    adding.add_argument(
        "--categories", type=words, default="", metavar="D1[,D3]", help=_("what data, by clause")
    )
    adding.add_argument("--people", type=number, metavar="N", help=_("about how many people"))
    adding.add_argument("--consequences", type=words, default="", metavar="WHAT", help=_("likely ones"))
    adding.add_argument("--measures", type=words, default="", metavar="WHAT", help=_("taken or proposed"))
    _add_changes(inner)
    writing = declare(
        inner, "report", report, _("write what the authority's form asks to a file"), opens=True
    )
    _add_number(writing)
    writing.add_argument("file", type=words, metavar="FILE", help=_("a new file: .pdf, .html or .txt"))


def _add_changes(inner: Commands) -> None:
    """Declare what is done with one that was noted."""
    about = _("decide whether the authority or the people concerned are told")
    deciding = declare(inner, "decide", decide, about, opens=True, lists=True)
    closing = declare(inner, "close", close, _("close one on which both is decided"), opens=True, lists=True)
    about = _("open a closed one again, because more has come to light")
    reopening = declare(inner, "reopen", reopen, about, opens=True, lists=True)
    for parser in (deciding, closing, reopening):
        _add_number(parser)
    deciding.add_argument("about", choices=[str(one) for one in About], help=_("whom to tell, or not"))
    verdicts = [str(one) for one in Verdict]
    deciding.add_argument("verdict", choices=verdicts, help=_("told, or why they are not told"))
    for parser in (deciding, reopening):
        parser.add_argument("--reason", type=words, required=True, metavar="TEXT", help=_("why"))
    told = _("when they were told, such as “2026-05-01 9:30”; without this: now")
    deciding.add_argument("--told", type=words, default="", metavar="MOMENT", help=told)
    reference = _("the authority's, of the report")
    deciding.add_argument("--reference", type=words, default="", metavar="TEXT", help=reference)
    delay = _("why the authority was not told in time")
    deciding.add_argument("--delay", type=words, default="", metavar="TEXT", help=delay)


def _add_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=words, metavar="NUMBER", help=_("such as D2026-0001"))


def list_breaches(call: Call) -> int:
    """List breaches with what is next. GDPR art. 33."""
    from helpdesk.tasks import breaches
    from helpdesk.words.breaches import say_moment, say_standing

    with call.desk() as desk:
        found, now, policy = desk.do(breaches.breaches), desk.clock(), desk.policy
    shown = [one for one in found if call.arguments.all or one.closed is None]
    if call.arguments.json:
        say_json([breach_data(one) for one in shown])
    elif not shown:
        say(_("There is no open data breach.") if not call.arguments.all else _("No data breaches."))
    else:
        headers = (_("Number"), _("Next"), _("To be told by"), _("What happened"))
        rows = [
            (one.number, say_standing(one, now), say_moment(policy, one.tell_by), one.facts.what)
            for one in shown
        ]
        say(*table(headers, rows))
    return Exit.DONE


def show(call: Call) -> int:
    """Show one breach: the clock, what is known, and what was decided. GDPR art. 33, 34."""
    from helpdesk.tasks import breaches
    from helpdesk.words.breaches import say_clock, say_decision, say_facts, say_people
    from helpdesk.words.customers import numbered

    with call.desk() as desk:
        view, now, policy = desk.do(breaches.by_number, call.arguments.number), desk.clock(), desk.policy
    breach = view.breach
    if call.arguments.json:
        customers = [one.number for one in view.customers]
        decisions = [_decision_data(one) for one in view.decisions]
        say_json({**breach_data(breach), "customers": customers, "decisions": decisions})
        return Exit.DONE
    say(f"{breach.number}: {say_clock(policy, breach, now)}", say_people(breach), "")
    say(*labelled(say_facts(policy, breach.facts)))
    say(*labelled([(_("Customers concerned"), ", ".join(map(numbered, view.customers)))]))
    for one in view.decisions:
        say("", *labelled(say_decision(policy, one)))
    return Exit.DONE


def note(call: Call) -> int:
    """Note a breach, as far as it is known. GDPR art. 33(4)."""
    from helpdesk.domain.breaches import BreachFacts
    from helpdesk.tasks import breaches
    from helpdesk.words.breaches import say_clock

    given = call.arguments
    aware, happened = _moment(call, "aware"), _moment(call, "happened")
    categories = tuple(part.strip() for part in given.categories.split(",") if part.strip())

    def job(work: UnitOfWork) -> Breach:
        known = (happened, categories, given.people, given.consequences, given.measures)
        return breaches.note(work, BreachFacts(given.what, aware or work.clock(), *known))

    with call.desk() as desk:
        made, now, policy = desk.do(job), desk.clock(), desk.policy
    say(f"{made.number}: {say_clock(policy, made, now)}")
    return Exit.DONE


def decide(call: Call) -> int:
    """Decide on telling. Errors: `breaches.decide`'s, and `Invalid` for what only goes with told. GDPR art. 33, 34."""
    from helpdesk.domain.breaches import NewDecision
    from helpdesk.domain.messages import msg
    from helpdesk.tasks import breaches

    given, told = call.arguments, _moment(call, "told")
    about, verdict = About(given.about), Verdict(given.verdict)
    for name in ("told", "reference", "delay"):
        if getattr(given, name) and verdict is not Verdict.TOLD:
            raise bad_argument(f"--{name}", msg("This only goes with “told”."))

    def job(work: UnitOfWork, found: Breach) -> BreachView:
        moment = told or work.clock()
        new = NewDecision(about, verdict, given.reason, moment, given.reference, given.delay)
        return breaches.decide(work, found.id, found.version, new)

    return _done(call, job)


def close(call: Call) -> int:
    """Close one. Errors: those of `breaches.close`. GDPR art. 33(5)."""
    from helpdesk.tasks import breaches

    return _done(call, lambda work, found: breaches.close(work, found.id, found.version))


def reopen(call: Call) -> int:
    """Open a closed one again. Errors: those of `breaches.reopen`."""
    from helpdesk.tasks import breaches

    why = call.arguments.reason
    return _done(call, lambda work, found: breaches.reopen(work, found.id, found.version, why))


def _done(call: Call, job: Callable[[UnitOfWork, Breach], BreachView]) -> int:
    """Do a job on the named breach, and say where it stands now."""
    from helpdesk.tasks import breaches
    from helpdesk.words.breaches import say_clock, say_people, say_standing

    number = call.arguments.number
    with call.desk() as desk:
        breach = desk.do(lambda work: job(work, breaches.by_number(work, number).breach)).breach
        now, policy = desk.clock(), desk.policy
    if call.arguments.json:
        say_json(breach_data(breach))
    else:
        say(
            f"{breach.number}: {say_clock(policy, breach, now)}",
            say_people(breach),
            say_standing(breach, now),
        )
    return Exit.DONE


def report(call: Call) -> int:
    """Write the report of a breach to a new file, on record. GDPR art. 33(3), 33(5)."""
    from helpdesk.tasks import breaches
    from helpdesk.tasks.copies import breach_report, save_paper

    def job(work: UnitOfWork) -> BreachView:
        return breaches.report(work, breaches.by_number(work, call.arguments.number).breach.id)

    with call.desk() as desk:
        paper = breach_report(desk.policy, desk.do(job), language(), desk.clock())
    for file in save_paper(paper, call.arguments.file, call.config.letters_folder()):
        complain(_("Written to {file}.").format(file=file))
    return Exit.DONE


def _moment(call: Call, name: str) -> datetime | None:
    """A moment that was given, in the company's time zone. Errors: `Invalid` for one that can't be read."""
    from helpdesk.domain.days import parse_moment
    from helpdesk.domain.messages import msg

    if not (text := getattr(call.arguments, name)):
        return None
    if (moment := parse_moment(text, call.policy.company.time_zone)) is None:
        raise bad_argument(f"--{name}", msg("Write it as 4-5-2026 9:30."))
    return moment


def breach_data(one: Breach) -> dict[str, object]:
    """A breach for programs; its decisions as they hold now."""
    facts = one.facts
    return {
        "number": one.number,
        "what": facts.what,
        "aware": facts.aware,
        "happened": facts.happened,
        "categories": list(facts.categories),
        "people": facts.people,
        "consequences": facts.consequences,
        "measures": facts.measures,
        "tell_by": one.tell_by,
        "authority": str(one.authority.new.verdict) if one.authority else None,
        "people_told": str(one.people.new.verdict) if one.people else None,
        "noted": one.noted,
        "by": one.by,
        "closed": one.closed,
    }


def _decision_data(one: BreachDecision) -> dict[str, object]:
    new = one.new
    return {
        "about": str(new.about),
        "verdict": str(new.verdict),
        "reason": new.reason,
        "told": new.told,
        "reference": new.reference,
        "delay": new.delay,
        "at": one.at,
        "by": one.by,
    }
