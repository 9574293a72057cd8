"""The stores that every repository is held to: the embedded encrypted one, and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.clock import Clock
from support.postgres import Postgres
from support.stores import KEY, EmbeddedStore, ServerStore, sample

from helpdesk.domain.technician import Technician
from helpdesk.policy.model import Policy
from helpdesk.repository.store import NOBODY, Store
from helpdesk.repository.unit_of_work import UnitOfWork


class Workplace:
    """A store with technicians of every role; `as_` begins a unit of work of one."""

    def __init__(self, store: Store, policy: Policy, clock: Clock) -> None:
        self.store = store
        self.policy = policy
        self.clock = clock
        self.people: dict[str, Technician] = {}
        with store.unit_of_work(NOBODY, policy, clock) as work:
            for role in policy.roles:
                self.people[role] = work.technicians.add(f"{role}-login", f"The {role}", role)

    def as_(self, role: str = "technician", *, read_only: bool = False) -> UnitOfWork:
        """A unit of work of the technician with a role."""
        return self.store.unit_of_work(self.people[role], self.policy, self.clock, read_only=read_only)

    def doing(self, role: str = "technician") -> Callable[[Callable[[UnitOfWork], Any]], Any]:
        """What `Desk.do` is to the technician with a role."""

        def do(job: Callable[[UnitOfWork], Any]) -> Any:
            with self.as_(role) as work:
                return job(work)

        return do


@pytest.fixture
def clock() -> Clock:
    return Clock()


KINDS = {"embedded": "embedded", "postgresql": pytest.param("postgresql", marks=pytest.mark.slow)}


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on the stores that are marked, where some are: a job is shown on one kind once its SQL is shown on both."""
    marked = metafunc.definition.get_closest_marker("stores")
    if marked is not None and "store" in metafunc.fixturenames:
        kinds = [KINDS[kind] for kind in marked.args]
        metafunc.definition.add_marker(pytest.mark.parametrize("store", kinds, indirect=True))


@pytest.fixture(params=KINDS.values())
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store without anybody in it."""
    if request.param == "embedded":
        embedded: EmbeddedStore = request.getfixturevalue("embedded_store")
        made = embedded.open_copy(tmp_path / "helpdesk.db")
    else:
        on_a_server: ServerStore = request.getfixturevalue("server_store")
        made = on_a_server.open()
    yield made
    made.close()


@pytest.fixture(scope="session")
def embedded_store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    return EmbeddedStore(tmp_path_factory.mktemp("embedded"), KEY)


@pytest.fixture(scope="session")
def server_store(postgres: Postgres) -> Iterator[ServerStore]:
    made = ServerStore(postgres)
    yield made
    made.close()


@pytest.fixture
def workplace(store: Store, clock: Clock) -> Workplace:
    return Workplace(store, sample(), clock)


@pytest.fixture
def plain_workplace(tmp_path: Path, plain_store: EmbeddedStore, clock: Clock) -> Iterator[Workplace]:
    """A workplace on a store without a key, of which every byte can be read."""
    made = plain_store.open_copy(tmp_path / "plain.db")
    yield Workplace(made, sample(), clock)
    made.close()
