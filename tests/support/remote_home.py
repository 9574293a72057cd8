"""A home with a customer and a system on a test server, in which the program runs on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from support.command_line import OWNER, add_customer
from support.home import PROGRAM, Home
from support.ssh_keys import KeyFile
from support.ssh_servers import Server
from support.stores import sample
from support.terminal import Terminal

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.remote import Filter, Session
from helpdesk.tasks import files, sessions, systems

T = TypeVar("T")


class RemoteHome:
    """The home; `customer` is Sanne Vos, whose system `web01` is the server.

    Args:
        folder: where the home is made.
        server: the server.
        key: what one signs in with; without it, it is asked for.
    """

    def __init__(self, folder: Path, server: Server, key: KeyFile | None = None) -> None:
        self.home = Home(folder)
        desk = self._desk()
        desk.create(name="Noor de Wit")
        self.customer: CustomerRef = desk.do(files.by_number, add_customer(desk))
        desk.do(files.open_file, self.customer.id, ("G4",))
        raw = {
            "name": "web01", "host": server.host, "port": str(server.port), "user": server.user,
            **({"sign_in": "key-file", "secret_at": str(key.path)} if key else {"sign_in": "ask"}),
        }  # fmt: skip
        desk.do(systems.add, self.customer.id, raw)
        desk.do(files.close_file, self.customer.id)
        desk.shut()

    def _desk(self, later: float = 0.0) -> Desk:
        def clock() -> datetime:
            return datetime.now(UTC) + timedelta(seconds=later)

        return Desk(config.load({"home": self.home.folder}, {}), sample(), login=OWNER, clock=clock)

    def console(self, *arguments: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        """The program on a terminal; without arguments it is the console."""
        env: dict[str, str | None] = {**self.home.environment}
        return Terminal([*PROGRAM, *arguments], size=size, env=env)

    def rows(self, *, later: float = 0.0) -> tuple[Session, ...]:
        """The ledger, newest first, as a console started some seconds later sees it."""
        found: tuple[Session, ...] = self.asked(lambda desk: desk.do(sessions.ledger, Filter()), later=later)
        return found

    def asked(self, what: Callable[[Desk], T], *, later: float = 0.0) -> T:
        """What a desk opened some seconds later answers."""
        desk = self._desk(later)
        desk.open()
        try:
            return what(desk)
        finally:
            desk.shut()
