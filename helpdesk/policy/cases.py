"""The policy's parts on complaints, rights requests, data breaches and working days. Clause: C1, R1–R7."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from helpdesk.domain.deadlines import HOURS, WorkingDays, is_known_country
from helpdesk.domain.messages import msg
from helpdesk.domain.rights import Right
from helpdesk.policy.model import Breaches, Cause, Complaints, Requests
from helpdesk.policy.reading import Table

_USUAL = Complaints()
_USUAL_REQUESTS = Requests()


def working_days(table: Table) -> WorkingDays:
    """The part `[working_days]`: which country's holidays are not working days.

    A country without known holidays is a fault. The library that knows them is slow to import, so it is not asked
    about the default country.
    """
    usual = WorkingDays()
    country = table.matching("country", "[A-Z]{2}", msg("two capitals, such as NL"))
    if country and country != usual.country and not is_known_country(country):
        table.note("country", msg("The public holidays of “{country}” are not known.", country=country))
    kinds = table.strings("holidays") if "holidays" in table.data else usual.kinds
    table.close()
    return WorkingDays(country or usual.country, kinds)


def complaints(table: Table, purposes: Collection[str]) -> Complaints:
    """The part `[complaints]`. What is missing gets its default; anything wrong is noted."""
    causes = {one.id: one for one in map(_cause, table.tables("causes"))}
    read = Complaints(
        purposes=table.some_of("purposes", purposes),
        acknowledged=table.integer("acknowledged", _USUAL.acknowledged, 1, 60),
        target=table.period("target", by_the_clock=False) if "target" in table.data else _USUAL.target,
        second_person=table.yes_or_no("second_person", default=_USUAL.second_person),
        causes=MappingProxyType(causes),
        words=table.strings("words", required=False),
    )
    if not causes and table.data.get("causes") == {}:
        table.note("causes", msg("Say what a complaint can be about."))
    table.close()
    return read


def _cause(table: Table) -> Cause:
    target = table.period("target", by_the_clock=False) if "target" in table.data else None
    cause = Cause(table.id, table.text("name"), target)
    table.close()
    return cause


def requests(table: Table) -> Requests:
    """The part `[requests]`. What is missing gets its default; anything wrong is noted."""
    unconfirmed = _USUAL_REQUESTS.unconfirmed
    if "unconfirmed" in table.data:
        unconfirmed = table.period("unconfirmed", by_the_clock=False)
    notices = _USUAL_REQUESTS.notices
    if "notices" in table.data:
        notices = table.period("notices", by_the_clock=False)
    second = _USUAL_REQUESTS.second_person
    if "second_person" in table.data:
        listed = table.strings("second_person", required=False)
        for index, right in enumerate(listed):
            if right not in set(Right):
                problem = msg(
                    "“{value}” is not known. Known are: {known}.", value=right, known=", ".join(Right)
                )
                table.faults.add(f"{table.at('second_person')}[{index}]", problem)
        second = tuple(Right(right) for right in listed if right in set(Right))
    table.close()
    return Requests(unconfirmed, second, notices)


def breaches(table: Table) -> Breaches:
    """The part `[breaches]`. More hours than the law gives are a fault. GDPR art. 33(1)."""
    read = Breaches(table.integer("hours", HOURS, 1, HOURS))
    table.close()
    return read
