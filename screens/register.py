"""What a register says of itself: its columns and views, how its rows are read, and what is said of one."""

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
        """What it is known by when it is read again."""
        ...


Row = TypeVar("Row", bound=Registered)


class View(NamedTuple):
    """Some of the rows: `id` names the key that shows them, `key` says what that key does where `name` is too short."""

    id: str
    name: str
    key: str = ""


@dataclass(slots=True)
class Place:
    """Where a technician was in a register: the view, and in each the row under the cursor and how many were read."""

    view: int = 0
    rows: dict[Hashable, int] = field(default_factory=dict)
    read: int = 0


def view_keys(register: str, views: Sequence[View] = ()) -> Iterable[Binding]:
    """The keys that every register has; those that choose a view only where there are several."""
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
    """A subclass has to say what its columns are, how rows are read, what is said of one, and what opens it."""

    VIEWS: ClassVar[Sequence[View]] = ()
    ENTER: ClassVar[str] = ""
    """What Enter does with a row, where that is not to open it."""

    place: Place
    """Where one is in it."""

    more: bool
    """Whether there are other rows after those that were read."""

    @abstractmethod
    def columns(self) -> Sequence[Column[Row]]:
        """What stands in each row."""

    @abstractmethod
    async def read(self, after: Row | None) -> Sequence[Row]:
        """The first rows, or those after one.

        Raises:
            Refused: when this technician may not see them.
        """

    @abstractmethod
    def nothing(self) -> str:
        """What is said of an empty list, and what to do next."""

    @abstractmethod
    def facts(self, row: Row) -> Iterable[Said]:
        """All that is to be known of a row, to stand beside the list."""

    @abstractmethod
    def open(self, row: Row) -> None:
        """Show the row that was chosen."""

    def briefly(self, row: Row) -> str:
        """What of a row finds no place in a narrow list, in at most three lines."""
        return ""

    def customer_of(self, row: Row) -> CustomerRef | None:
        """The customer whose file can be gone to."""
        return None

    def is_shown(self, row: Row) -> bool:
        """Whether a row that was read belongs in the view that is chosen."""
        return True

    @property
    def page(self) -> int | None:
        """How many rows `read` gives at a time; `None` where it gives all, or all that a search finds at once."""
        return None

    @property
    def asked(self) -> Hashable:
        """What decides which rows are read or shown: once that changes, the cursor goes where it was for that."""
        return self.place.view

    def said_above(self, count: int) -> Content:
        """The line above the list: the views, with how many rows the chosen one has."""
        names = [view.name for view in self.VIEWS]
        names[self.place.view] += f" {self.say_many(count)}"
        return tab_line(names, self.place.view, spaced=True)

    def say_many(self, count: int) -> str:
        """A number of rows, marked where there are others."""
        return show_number(count) + ("+" if self.more else "")

    def beneath(self) -> Iterable[Widget]:
        """What stands between the line above and the list."""
        return ()
