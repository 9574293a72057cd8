"""A letter that waited longer than it is true does not go out, and is written anew. Clause: G8, C1, R1, R5, R7."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.rights import anna_in, ask_for

from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid
from helpdesk.domain.letters import KeptLetter
from helpdesk.domain.rights import Right
from helpdesk.i18n import reader
from helpdesk.tasks import (
    complaint_letters,
    complaints,
    letter_mail,
    letter_renewal,
    letters,
    request_letters,
)
from helpdesk.tasks.letter_renewal import Outdated

LATE = "had u antwoord van ons moeten hebben"
Write = Callable[[Any, Any], object]


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


def complained(workplace: Any, anna: CustomerRef) -> KeptLetter:
    """The acknowledgement of a complaint of hers."""
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G5",))
        said = NewComplaint("email", workplace.clock.now, "delay", "Traag.", customer=anna.id)
        view = complaints.register(work, said)
        complaint_letters.acknowledge(work, view.id, view.version)
        (kept,) = complaint_letters.of_complaint(work, view)
    return kept


def requested(workplace: Any, anna: CustomerRef, write: Write) -> KeptLetter:
    """A letter in a request of hers."""
    made = ask_for(workplace, anna, Right.ACCESS, received=workplace.clock.now)
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G8",))
        write(work, made)
        (kept,) = request_letters.of_request(work, work.requests.one(made.id))
    return kept


def acknowledged(work: Any, made: Any) -> None:
    request_letters.acknowledge(work, made.id)


def identity_asked(work: Any, made: Any) -> None:
    request_letters.ask_identity(work, made.id, made.version)


def extended(work: Any, made: Any) -> None:
    request_letters.extend(work, made.id, made.version, "Er is veel.")


def to_be_lifted(work: Any, made: Any) -> None:
    work.standings.restrict(made.subject, "juistheid betwist")
    request_letters.announce_lifting(work, made.id, "Het klopt nu.")


def is_renewed(workplace: Any, anna: CustomerRef, kept: KeptLetter, untrue: str, true: str) -> None:
    """Once its last day is over it does not go; written anew it does, and says what is true then."""
    last = kept.letter.good_until
    assert last is not None and untrue in letters.text(kept.letter)
    while workplace.policy.today(workplace.clock.now) <= last:
        workplace.clock.pass_by(days=1)
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G5", "G8"))
        with pytest.raises(Outdated):
            letter_mail.open_for_mail(work, kept.id)
        anew = letter_renewal.renew(work, kept.id)
        assert letter_mail.open_for_mail(work, kept.id).addresses
    text = letters.text(anew.letter)
    assert (anew.letter.number, anew.id) == (kept.letter.number, kept.id)
    assert anew.letter.day == workplace.policy.today(workplace.clock.now)
    assert untrue not in text and true in text


def test_a_letter_whose_day_has_gone_by_is_not_sent_and_written_anew_it_is_true(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: G8, C1, R1, R5, R7. It keeps its number; of a promise that was missed it says that we are late."""
    is_renewed(workplace, anna, complained(workplace, anna), "Uiterlijk 1 juni 2026 hoort u van ons.", LATE)
    is_renewed(
        workplace,
        anna,
        requested(workplace, anna, acknowledged),
        "Uiterlijk 2 juli 2026 hoort u van ons.",
        LATE,
    )
    longer = requested(workplace, anna, extended)
    is_renewed(workplace, anna, longer, "U krijgt het nu uiterlijk", LATE)
    asked = requested(workplace, anna, identity_asked)
    is_renewed(workplace, anna, asked, "Horen wij vóór", "Stuur ons een bericht vanaf het e-mailadres")
    lifted = requested(workplace, anna, to_be_lifted)
    day = show_long_day(workplace)
    is_renewed(workplace, anna, lifted, f"Vanaf {day} heffen wij", "heffen wij die beperking op")


def show_long_day(workplace: Any) -> str:
    return reader("nl").long_day(workplace.policy.today(workplace.clock.now))


def test_on_its_last_day_a_letter_still_goes_and_what_was_sent_is_not_written_anew(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: G8."""
    kept = complained(workplace, anna)
    workplace.clock.pass_by(days=28)
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G5",))
        assert work.policy.today(work.clock()) == kept.letter.good_until
        assert letter_renewal.renew(work, kept.id) == kept
        assert letter_mail.open_for_mail(work, kept.id).addresses
        letters.sent(work, kept.id, "letter")
        with pytest.raises(Invalid):
            work.letters.renew(kept, kept.letter)
