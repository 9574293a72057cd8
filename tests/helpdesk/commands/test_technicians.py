"""Who works here, from the shell. Clause: B1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.command_line import Run

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.errors import Refused
from helpdesk.policy.loader import load


def desk_of(place: Path, login: str) -> Desk:
    return Desk(config.load({"home": str(place)}, {}), load(None), login=login)


def test_whoever_the_owner_adds_may_work_here_in_their_role(helpdesk: Run, place: Path) -> None:
    """Clause: B1. Before that they are refused, and told what to ask for."""
    helpdesk("init", "--yes")
    with pytest.raises(Refused) as refused:
        desk_of(place, "piet").open()
    assert "technicians add" in str(refused.value.decision.remedy)
    added = helpdesk("technicians", "add", "piet", "--name", "Piet Bakker", "--role", "privacy-officer")
    assert added.code == 0 and "Piet Bakker (piet)" in added.out
    desk = desk_of(place, "piet")
    desk.open()
    assert (desk.technician.name, desk.technician.role) == ("Piet Bakker", "privacy-officer")
    desk.shut()
    listed = json.loads(helpdesk("technicians", "list", "--json").out)
    assert {"login": "piet", "name": "Piet Bakker", "role": "privacy-officer"} in listed
    assert "technician added" in helpdesk("audit", "list").out
    assert "privacyfunctionaris (privacy-officer)" in helpdesk("technicians", "list", "--lang", "nl").out


def test_all_that_is_wrong_with_somebody_new_is_said_at_once(helpdesk: Run, place: Path) -> None:
    helpdesk("init", "--yes")
    bad = helpdesk("technicians", "add", " ", "--name", " ", "--role", "chief")
    assert bad.code == 3
    assert all(said in bad.err for said in ("Whose account", "their name", "privacy-officer"))
    helpdesk("technicians", "add", "piet", "--name", "Piet Bakker")
    assert "already" in helpdesk("technicians", "add", "piet", "--name", "Piet").err


def test_there_is_always_somebody_who_may_change_roles(helpdesk: Run, place: Path) -> None:
    """Clause: B1."""
    helpdesk("init", "--yes")
    (me,) = json.loads(helpdesk("technicians", "list", "--json").out)
    assert helpdesk("technicians", "role", me["login"], "technician").code == 3
    assert helpdesk("technicians", "role", "nobody-here", "technician").code != 0
    helpdesk("technicians", "add", "noor", "--name", "Noor", "--role", "owner")
    assert helpdesk("technicians", "role", me["login"], "technician").code == 0
    refused = helpdesk("technicians", "add", "mo", "--name", "Mo")
    assert refused.code != 0, "a technician adds nobody"
