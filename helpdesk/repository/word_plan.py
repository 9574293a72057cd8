"""What to ask the index of messages for, and what to look up in the messages instead, to find a page soonest.

The index has a list of the documents for each word, and for word prefixes of some lengths. Walking along lists
together is fast. For a longer prefix a list must first be put together, which is slow if such words are common.
Reading a document shows all its words, and takes as long as thousands of steps.

Pure rules; nothing here knows a database.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from helpdesk.domain.records import dataclass
from helpdesk.repository import search_sample

SHORTEST_LISTED, LONGEST_LISTED = 2, 6
"""The shortest and longest prefixes that the index has lists of."""

_PAGE = 50
_READ = 2_500
"""How many steps along a list take as long as reading a document (measured)."""

_PUT_TOGETHER = 10
"""How many steps it takes to add one document to a list that does not exist (measured)."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A word that is looked for by its beginning: `share` is the part of all documents that have one.

    `head_share` is the part with a word that begins with the prefix that the index has a list of.
    """

    word: str
    share: float
    head_share: float

    @property
    def is_listed(self) -> bool:
        """Whether the index has a list for it; for a single letter it has none."""
        return len(self.word) >= SHORTEST_LISTED

    @property
    def is_whole(self) -> bool:
        """Whether the index has a list of exactly the documents with the word."""
        return SHORTEST_LISTED <= len(self.word) <= LONGEST_LISTED


@dataclass(frozen=True, slots=True)
class Plan:
    """The terms to ask the index for, the words to read documents for, and the total cost."""

    terms: tuple[str, ...]
    read: tuple[str, ...]
    cost: float = 0.0


class Sample(search_sample.Sample):
    """How common words are, estimated from some documents of a store.

    It knows the prefixes that the index has lists of, and longer words if several documents have them.
    """

    def __init__(self, documents: Collection[str], newest: int) -> None:
        super().__init__(documents, newest)
        holding: dict[str, int] = defaultdict(int)
        for place, text in enumerate(documents):
            for word in text.split():
                holding[word[:LONGEST_LISTED]] |= 1 << place
                if len(word) > LONGEST_LISTED:
                    holding[word] |= 1 << place
        self._holding = {
            word: places
            for word, places in holding.items()
            if len(word) <= LONGEST_LISTED or places.bit_count() > 1
        }
        self._words = sorted(self._holding)

    def sought(self, word: str) -> Sought:
        """A word, and how common it is."""
        share = self.share(self._holding_any(word))
        return Sought(word, share, max(share, self.share(self._holding_any(word[:LONGEST_LISTED]))))

    def _holding_any(self, beginning: str) -> int:
        """The positions of the documents with words that begin like this, as bits."""
        first = bisect_left(self._words, beginning)
        last = bisect_left(self._words, beginning + "\U0010ffff")
        return reduce(or_, (self._holding[word] for word in self._words[first:last]), 0)


def cheapest(words: Sequence[Sought], documents: int) -> Plan:
    """The cheapest plan to fill a page, among that many documents.

    The index is asked for the rarest words. A common one rules out few documents, and its list is long. For a longer
    word, the index may be asked for the list of its prefix, and documents read for the rest.
    """
    listed = sorted((one for one in words if one.is_listed), key=lambda one: one.share)
    plans = []
    for count in range(min(1, len(listed)), len(listed) + 1):
        asked, left = listed[:count], [one for one in words if one not in listed[:count]]
        longer = sorted(
            (one for one in asked if not one.is_whole), key=lambda one: one.share / one.head_share
        )
        plans += [_plan(asked, longer[most:], left, documents) for most in range(len(longer) + 1)]
    return min(plans, key=lambda plan: plan.cost)


def thorough(words: Sequence[Sought]) -> Plan:
    """The plan that reads nothing unnecessarily: the index is asked for every word it has a list of, in full."""
    asked = [one.word for one in words if one.is_listed] or [one.word for one in words]
    return Plan(tuple(map(_beginning, asked)), tuple(one.word for one in words if one.word not in asked))


def _plan(asked: Sequence[Sought], by_head: Sequence[Sought], left: Sequence[Sought], documents: int) -> Plan:
    """Ask for some words, some of them by prefix, and read documents for those and the remaining words.

    The cost assumes that the words are independent.
    """
    terms: list[str] = []
    named = wanted = 1.0
    steps = 0.0
    for one in asked:
        head = one in by_head
        terms.append(_beginning(one.word[:LONGEST_LISTED] if head else one.word))
        share = one.head_share if head else one.share
        named *= share
        steps += share
    for one in by_head:
        wanted *= one.share / one.head_share
    for one in left:
        wanted *= one.share
    put_together = sum(one.share for one in asked if not one.is_whole and one not in by_head)
    read = (*by_head, *left)
    looked_at = min(named * documents, _PAGE / wanted)
    walked = steps * documents * min(1.0, looked_at / max(named * documents, 1.0))
    cost = walked + put_together * documents * _PUT_TOGETHER + looked_at * _READ * bool(read)
    return Plan(tuple(terms), tuple(one.word for one in read), cost)


def _beginning(word: str) -> str:
    return f'"{word}"*'
