"""The policy's part on unsolicited data. Clause: D9, P3."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.policy.loader import DEFAULT, PolicyFaults, load

SAMPLE = DEFAULT.read_text("utf-8")


def written(folder: Path, text: str) -> Path:
    file = folder / "policy.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_sample_names_the_places_where_copies_may_lie() -> None:
    """Clause: D9."""
    policy = load(None)
    assert list(policy.unsolicited.places) == ["mailbox", "telephone", "accounting", "backup"]
    assert policy.retention_of("unsolicited").period.years == 2


def test_a_policy_without_these_parts_still_holds(tmp_path: Path) -> None:
    """Then there is no checklist, and proof is kept as cases are. Clause: P3."""
    before, _, rest = SAMPLE.partition("[unsolicited.places]")
    text = before + rest[rest.index("\n\n") :]
    before, _, rest = text.partition("[retention.unsolicited]")
    policy = load(written(tmp_path, before + rest[rest.index("\n\n") :]))
    assert policy.unsolicited.places == {}
    assert policy.retention_of("unsolicited") == policy.retention["cases"]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ("Mailbox = { nl = 'a', en = 'b' }", "unsolicited.places.Mailbox"),
        ("attic = { nl = 'zolder' }", "unsolicited.places.attic"),
        ("attic = 7", "unsolicited.places.attic"),
    ],
)
def test_every_fault_is_named_by_its_key(tmp_path: Path, wrong: str, path: str) -> None:
    text = SAMPLE.replace("[unsolicited.places]\n", f"[unsolicited.places]\n{wrong}\n")
    with pytest.raises(PolicyFaults) as faults:
        load(written(tmp_path, text))
    assert any(path in str(fault) for fault in faults.value.faults)
