"""A screen on an open rights request, and how things are done to it. Clause: R1–R7."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.domain.letters import LETTERS
from helpdesk.domain.requests import Effect, Request, RequestView, RightAsked
from helpdesk.domain.rights import Right
from helpdesk.i18n import _
from helpdesk.tasks import requests
from screens.case_page import CasePage
from screens.opening import for_what

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row of the list: a right that was asked for, or what it does to one kind of record."""

    asked: RightAsked
    effect: Effect | None = None


class RequestPage(CasePage[RequestView]):
    """Reads, changes and shows a request; a file is only opened if a letter or correction needs it."""

    def __init__(self, desk: Desk, view: RequestView) -> None:
        """Make the screen of a request that was opened."""
        super().__init__(desk, view)
        self._lines: dict[str, str] = {}

    @property
    def request(self) -> Request:
        """The request as it was last read."""
        return self.view.request

    @property
    def stands_for(self) -> str:
        """The request."""
        return f"request:{self.request.id}"

    @property
    def row(self) -> Meaning | None:
        """What the cursor is on."""
        return None

    @property
    def right(self) -> Right | None:
        """The right under the cursor, while it is open."""
        row = self.row
        return row.asked.right if row is not None and row.asked.result is None else None

    def name_of(self, login: str) -> str:
        """The name of whoever took a step of it."""
        return visible(next((one.by_name for one in self.view.steps if one.by == login), login))

    async def opened_for(self, ref: CustomerRef) -> bool:
        """Ask what for, and open a customer's file for that."""
        why = _("The letter or correction uses this customer's data, and the file is not open for it.")
        return await for_what(self.app, self.desk, ref, (LETTERS,), why) is not None

    async def is_as_seen(self) -> bool:
        """Whether it is the version that was seen."""
        seen = self.request
        return (await self.desk.read(lambda work: work.requests.one(seen.id))).version == seen.version

    async def view_now(self) -> RequestView:
        """The request read anew."""
        return await self.desk.run(requests.view, self.request.id)

    async def change(
        self,
        job: Callable[Concatenate[UnitOfWork, int, int, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """Do a job over the version that was seen, and show the result; `None` if it failed."""
        seen = self.request
        done = await self.in_time(lambda: self.desk.run(job, seen.id, seen.version, *args, **kwargs))
        if done is not None and self.is_here:
            self.read_again()
        return done

    async def ask_line(self, title: str, label: str, yes: str, *said: str) -> str:
        """Ask for a line, with any earlier text that did not lead to anything yet.

        `said` is what to know, a line each.
        """
        from screens.dialogs.line import Line

        given: Any = await self.app.push_screen_wait(
            Line(title, label, yes, self._lines.get(title, ""), said=said)
        )
        self._lines[title] = given or self._lines.get(title, "")
        return given or ""

    def line_done(self, title: str) -> None:
        """The text led to something."""
        self._lines.pop(title, None)
