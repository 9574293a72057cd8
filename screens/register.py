"""What a register's list consists of: columns and views, how rows are read, and what is shown about one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, NamedTuple, Protocol, TypeVar

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from helpdesk.domain.customer import CustomerRef
from helpdesk.i18n import _, show_number
from screens.widgets.columns import Column
from screens.widgets.prose import Said
from screens.widgets.tab_line import tab_line


class Registered(Protocol):
    """A row of a register."""

    @property
    def id(self) -> int:
        """Identifies it when it is read again."""
        ...


Row = TypeVar("Row", bound=Registered)


class View(NamedTuple):
    """Some of the rows: `id` names the key that shows them, `key` describes that key if `name` is too short."""

    id: str
    name: str
    key: str = ""


@dataclass(slots=True)
class Place:
    """Where a technician was in a register: the view, and for each the row under the cursor and how many were read."""

    view: int = 0
    rows: dict[Hashable, int] = field(default_factory=dict)
    read: int = 0


def view_keys(register: str, views: Sequence[View] = ()) -> Iterable[Binding]:
    """The keys of every register; those for views only if there are several."""
    if views:
        yield Binding("f", "filter", _("Filter"), id=f"{register}.filter")
    for place, view in enumerate(views):
        yield Binding(
            str(place + 1), f"view({place})", view.key or view.name, id=f"{register}.{view.id}", show=False
        )
    if views:
        yield Binding("left", "turn(-1)", _("Previous view"), id=f"{register}.previous", show=False)
        yield Binding("right", "turn(1)", _("Next view"), id=f"{register}.next", show=False)
    yield Binding("r", "refresh", _("Refresh"), id=f"{register}.refresh", show=False)


class Register(Generic[Row]):
    """A subclass defines its columns, how rows are read, what is shown about one, and how to open it."""

    VIEWS: ClassVar[Sequence[View]] = ()
    ENTER: ClassVar[str] = ""
    """What Enter does with a row, if it does not open it."""

    place: Place
    """The current place."""

    more: bool
    """Whether there are rows after those that were read."""

    @abstractmethod
    def columns(self) -> Sequence[Column[Row]]:
        """The columns of each row."""

    @abstractmethod
    async def read(self, after: Row | None) -> Sequence[Row]:
        """The first rows, or those after a given one.

        Raises:
            Refused: this technician may not see them.
        """

    @abstractmethod
    def nothing(self) -> str:
        """The text of an empty list, with what to do next."""

    @abstractmethod
    def facts(self, row: Row) -> Iterable[Said]:
        """Everything to know about a row, to show beside the list."""

    @abstractmethod
    def open(self, row: Row) -> None:
        """Open the chosen row."""

    @abstractmethod
    def briefly(self, row: Row) -> str:
        """What does not fit in a narrow list, in at most three lines."""

    def customer_of(self, row: Row) -> CustomerRef | None:
        """The customer whose file can be opened from here."""
        return None

    def is_shown(self, row: Row) -> bool:
        """Whether a row belongs in the current view."""
        return True

    @property
    def page(self) -> int | None:
        """How many rows `read` returns at a time; `None` if it returns all, or all results of a search, at once."""
        return None

    @property
    def asked(self) -> Hashable:
        """What determines the rows; when it changes, the cursor returns to its place for the new value."""
        return self.place.view

    def said_above(self, count: int) -> Content:
        """The line above the list: the views, with the number of rows in the current one."""
        names = [view.name for view in self.VIEWS]
        names[self.place.view] += f" {self.say_many(count)}"
        return tab_line(names, self.place.view, spaced=True)

    def say_many(self, count: int) -> str:
        """A number of rows, marked if there are more."""
        return show_number(count) + ("+" if self.more else "")

    def beneath(self) -> Iterable[Widget]:
        """Widgets between the line above and the list."""
        return ()
