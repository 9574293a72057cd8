"""One record of the audit, in full. Clause: P1, P2, R1."""

from __future__ import annotations

from collections.abc import Iterator

from helpdesk.domain.display import visible
from helpdesk.i18n import _, language, show_moment
from helpdesk.policy.model import Policy
from helpdesk.tasks.audit import Entry
from helpdesk.words.ids import say_event
from helpdesk.words.records import say_detail
from screens.dialogs.notice import Notice
from screens.widgets.prose import labelled

LABEL = 10


class RecordDetails(Notice):
    """Who did what, when and for which purposes; including what does not fit in a row of the history."""

    def __init__(self, policy: Policy, entry: Entry) -> None:
        """Make it of a record."""
        title = _("Record {seq}").format(seq=entry.record.seq)
        super().__init__(title, *labelled(facts(policy, entry), LABEL))


def facts(policy: Policy, entry: Entry) -> Iterator[tuple[str, str]]:
    """All of a record, each part with its label."""
    record = entry.record
    yield _("When"), show_moment(record.at)
    yield _("Who"), entry.who
    yield _("What"), say_event(record.event)
    yield _("Details"), say_detail(policy, record)
    yield _("For"), say_purposes(policy, entry)


def say_purposes(policy: Policy, entry: Entry) -> str:
    """The purposes for which something was done, by name."""
    known = policy.purposes
    named = (known[one].label(language()) if one in known else one for one in entry.record.purposes)
    return visible(", ".join(named))
