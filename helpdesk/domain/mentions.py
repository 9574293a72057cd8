"""Where else an erased person is mentioned: in records of somebody else, or of nobody. Clause: R4."""

from __future__ import annotations

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Mentions:
    """What an erasure leaves because it does not belong to the customer: numbers of some cases of each sort.

    `of_others` are tickets of other customers, `unknown` those of unknown senders, `complaints` and `requests` those
    of people without a file, `breaches` data breaches; `drafts` counts unsaved texts that mention them. For somebody
    without a file there are also `files`, of customers with the same name or contact address, and `disclosures` that
    mention them by name. Some of these may be about a namesake.
    """

    of_others: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    drafts: int = 0
    files: tuple[str, ...] = ()
    disclosures: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        tickets, cases = self.of_others or self.unknown, self.complaints or self.requests
        return bool(tickets or cases or self.files or self.disclosures or self.breaches or self.drafts)
