"""A screen on an open rights request, and how things are done to it. Clause: R1–R7."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError, NotFound
from helpdesk.domain.letters import LETTERS
from helpdesk.domain.requests import Effect, Request, RequestView, RightAsked
from helpdesk.i18n import _
from helpdesk.tasks import requests
from screens.case_page import CasePage
from screens.opening import for_what
from screens.owned import latest

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


class RequestPage(CasePage):
    """Reads, changes and shows a request; a file is opened only where a letter or a correction needs it."""

    def __init__(self, desk: Desk, view: RequestView) -> None:
        """Make the screen of a request that was opened."""
        super().__init__(desk)
        self.view = view
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

    def name_of(self, login: str) -> str:
        """Who took a step of it, by their name."""
        return visible(next((one.by_name for one in self.view.steps if one.by == login), login))

    async def opened_for(self, ref: CustomerRef) -> bool:
        """Ask what for, and open a customer's file for that."""
        why = _(
            "The letter or the correction is made of this customer's data, and the file is not open for it."
        )
        return await for_what(self.app, self.desk, ref, (LETTERS,), why) is not None

    def show(self, view: RequestView) -> None:
        """Show a request as it is now."""
        self.view = view

    def read_again(self, *, always: bool = True) -> None:
        """Read the request again; with `always=False` only where it is another one than was seen."""
        self.due = self.due or always
        latest(self.app, "request-read", self._read_again)

    async def _read_again(self) -> None:
        seen = self.request
        try:
            if not self.due:
                now = await self.desk.read(lambda work: work.requests.one(seen.id))
                if now.version == seen.version:
                    return
            view = await self.desk.run(requests.view, seen.id)
        except NotFound as gone:
            if self.is_here:
                self.dismiss()
            raise gone
        except HelpdeskError as error:
            self.told(error)
            return
        if self.is_here:
            self.due = False
            self.show(view)

    async def change(
        self,
        job: Callable[Concatenate[UnitOfWork, int, int, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """Do a job over the version that was seen, and show what comes of it; `None` where it was not done."""
        seen = self.request
        done = await self.in_time(lambda: self.desk.run(job, seen.id, seen.version, *args, **kwargs))
        if done is not None and self.is_here:
            self.read_again()
        return done

    async def ask_line(self, title: str, label: str, yes: str, *said: str) -> str:
        """Ask for a line; what was typed there before, and did not lead to anything yet, stands in it again.

        `said` is what one should know, a line each.
        """
        from screens.dialogs.line import Line

        given: Any = await self.app.push_screen_wait(
            Line(title, label, yes, self._lines.get(title, ""), said=said)
        )
        self._lines[title] = given or self._lines.get(title, "")
        return given or ""

    def line_done(self, title: str) -> None:
        """What was typed led to something."""
        self._lines.pop(title, None)
