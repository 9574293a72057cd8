"""Where else somebody is named who is erased: in what is another's record, or nobody's. Clause: R4."""

from __future__ import annotations

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Mentions:
    """What an erasure leaves, for it does not hang on the customer: the numbers of at most some cases of each sort.

    `of_others` are tickets of other customers, `unknown` those of unknown senders, `complaints` those of somebody
    without a file; `drafts` is how much that names them was typed and not saved. Of who has a name like theirs there
    may be some among it.
    """

    of_others: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    drafts: int = 0

    def __bool__(self) -> bool:
        return bool(self.of_others or self.unknown or self.complaints or self.drafts)
