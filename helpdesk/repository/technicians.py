"""The register of who works here."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert, select, update

from helpdesk.domain.technician import Technician
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import TechnicianRow


class Technicians(Repository):
    """Who may work here, and in which role. Clause: B1."""

    def by_login(self, login: str) -> Technician | None:
        """The technician with an account on the machine, if there is one."""
        row = self.connection.execute(
            select(TechnicianRow.__table__).where(TechnicianRow.login == login)
        ).first()
        return Technician(row.seq, row.login, row.name, row.role) if row else None

    def all(self) -> tuple[Technician, ...]:
        """Everybody who works or worked here, by name."""
        rows = self.connection.execute(select(TechnicianRow.__table__).order_by(TechnicianRow.name))
        return tuple(Technician(row.seq, row.login, row.name, row.role) for row in rows)

    def add(self, login: str, name: str, role: str) -> Technician:
        """Add a technician with a role of the policy."""
        seq = self.connection.execute(
            insert(TechnicianRow).returning(TechnicianRow.seq), {"login": login, "name": name, "role": role}
        ).scalar_one()
        return Technician(seq, login, name, role)

    def set_role(self, technician: Technician, role: str) -> Technician:
        """Give a technician another role of the policy."""
        self.connection.execute(
            update(TechnicianRow).where(TechnicianRow.seq == technician.id).values(role=role)
        )
        return replace(technician, role=role)
