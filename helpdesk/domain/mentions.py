"""Where else somebody is named who is erased: in what is another's record, or nobody's. Clause: R4."""

from __future__ import annotations

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Mentions:
    """What an erasure leaves, for it does not hang on the customer: the numbers of at most some cases of each sort.

    `of_others` are tickets of other customers, `unknown` those of unknown senders, `complaints` and `requests` those of
    somebody without a file; `drafts` is how much that names them was typed and not saved. Of somebody without a file
    there are `files` besides, of customers who are reached or called so, and `disclosures` in which they are called by
    name. Of who has a name like theirs there may be some among it.
    """

    of_others: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    drafts: int = 0
    files: tuple[str, ...] = ()
    disclosures: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        tickets, cases = self.of_others or self.unknown, self.complaints or self.requests
        return bool(tickets or cases or self.files or self.disclosures or self.drafts)
