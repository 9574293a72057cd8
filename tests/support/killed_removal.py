"""Removes unsolicited data again and again, each time killed at another statement that the store is asked.

Near the end, where it is committed and its bytes are overwritten, that is every statement; before, some of them.
Run as a program in a folder of its own. It prints how often it was killed, and how often the data was wholly there
and wholly gone afterwards; it fails where it was neither, or where bytes are left after the next start.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import Engine

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.tickets import BSN, Lying, lay, spotted, text_of

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.policy.loader import load
from helpdesk.repository.store import Store
from helpdesk.tasks import unsolicited

POLICY = load(None)
NEAR = 40
SOME = 40


class PlainDesk(Desk):
    """A desk on a store without a key, so that its bytes can be read."""

    def _key(self, passphrase: str | None) -> bytes | None:
        return None


def desk_at(home: Path) -> PlainDesk:
    desk = PlainDesk(config.load({"home": str(home)}, {}), POLICY, login="kim")
    desk.open()
    return desk


def furnish(home: Path) -> tuple[Lying, int, int]:
    """A store with an item to be deleted; where its data lies, its id and version."""
    settings = config.load({"home": str(home)}, {})
    from helpdesk.desk import now
    from helpdesk.repository.store import NOBODY

    def begin(store: Store) -> None:
        with store.unit_of_work(NOBODY, POLICY, now) as work:
            work.technicians.add("kim", "Kim", "owner")

    Store.create(settings.database, None, begin).close()
    desk = desk_at(home)
    lying = desk.do(lay)
    found = desk.do(spotted, lying.message)
    item = desk.do(unsolicited.note_findings, found)
    desk.traces.scrub()
    desk.shut()
    return lying, item.id, item.version


def remove(home: Path, item: int, version: int, kill_at: int = 0) -> int:
    """Delete and finish; killed before the `kill_at`th statement, if any. Returns how many there were."""
    desk = desk_at(home)
    asked = 0

    def before(_statement: str) -> None:
        nonlocal asked
        asked += 1
        if asked == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def trace(driver: Any, *_ignored: object) -> None:
        driver.set_trace_callback(before)

    event.listen(desk._store.engine, "checkout", trace)  # type: ignore[union-attr]
    desk.do(unsolicited.delete, item, version, also_elsewhere=True)
    desk.traces.finish()
    desk.shut()
    return asked


def kill(home: Path, item: int, version: int, at: int) -> None:
    """Be killed at a statement, in a process of its own."""
    child = os.fork()
    if not child:
        remove(home, item, version, at)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was done before it could be killed"


def left(home: Path) -> bool:
    files = (home / "data").glob("helpdesk.db*")
    return any(BSN.encode() in file.read_bytes() for file in files)


def look(home: Path) -> str:
    """`there` or `gone` as the file is now, before anybody has finished anything."""
    from helpdesk.repository.engine import open_engine

    engine: Engine = open_engine(f"sqlite:///{home / 'data' / 'helpdesk.db'}", None, create=False)
    with engine.connect() as connection:
        said = [
            *connection.execute(text("select text || subject from ticket_messages")).scalars(),
            *connection.execute(text("select folded from message_search")).scalars(),
        ]
        outcome = connection.execute(text("select outcome from unsolicited")).scalar_one()
    engine.dispose()
    there = {BSN in one for one in said} | {outcome is None}
    assert len(there) == 1, "half of it is gone"
    return "there" if there == {True} else "gone"


def main(folder: Path) -> None:
    first, home = folder / "first", folder / "again"
    lying, item, version = furnish(first)

    def anew() -> None:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(first, home)

    anew()
    last = remove(home, item, version)
    assert not left(home)
    killed = there = gone = 0
    for at in (*range(1, last - NEAR, SOME), *range(last - NEAR, last + 1)):
        anew()
        kill(home, item, version, at)
        killed += 1
        state = look(home)
        desk = desk_at(home)  # the next start finishes what it finds
        found = desk.do(unsolicited.item, item)
        assert not found.is_pending
        if state == "there":
            there += 1
            assert found.outcome is None
            assert BSN in desk.do(text_of, lying.message).text
        else:
            gone += 1
            assert found.gone is not None
            assert not left(home), "bytes are left after the next start"
        desk.shut()
    print(killed, there, gone)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
