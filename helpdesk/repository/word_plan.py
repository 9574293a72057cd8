"""What to ask the index of messages for, and what to read of them instead, so that a page is found soonest.

The index has a list of the documents of each word, and of the beginnings of words of some lengths. Lists are walked
along together, which is quick; for a longer beginning a list is put together first, which is slow where words that
begin so are common; a document that is read shows all its words, and takes as long as thousands of steps.

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
"""Letters of the shortest and the longest beginnings that the index has lists of."""

_PAGE = 50
_READ = 2_500
"""How many steps along a list take as long as reading a document (measured)."""

_PUT_TOGETHER = 10
"""How many steps it takes to put one document into a list that is not there (measured)."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A word that is looked for by how it begins: `share` is the part of all documents that have one.

    `head_share` is the part that has a word that begins with the letters that the index has a list of.
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
        """Whether the index has a list of just the documents with the word."""
        return SHORTEST_LISTED <= len(self.word) <= LONGEST_LISTED


@dataclass(frozen=True, slots=True)
class Plan:
    """The terms that the index is asked for, the words that documents are read for, and what it all costs."""

    terms: tuple[str, ...]
    read: tuple[str, ...]
    cost: float = 0.0


class Sample(search_sample.Sample):
    """How common words are, by some documents of a store.

    Of each it knows the beginnings that the index has lists of, and longer words where several documents have them.
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
        """A word with how common it is."""
        share = self.share(self._holding_any(word))
        return Sought(word, share, max(share, self.share(self._holding_any(word[:LONGEST_LISTED]))))

    def _holding_any(self, beginning: str) -> int:
        """The places of the documents with words that begin so, as bits."""
        first = bisect_left(self._words, beginning)
        last = bisect_left(self._words, beginning + "\U0010ffff")
        return reduce(or_, (self._holding[word] for word in self._words[first:last]), 0)


def cheapest(words: Sequence[Sought], documents: int) -> Plan:
    """The plan that takes least until there is a page, among so many documents.

    The index is asked for the rarest words. A common one rules out few documents, and its list is long to walk along.
    Of a longer word it may be asked for the list that it has, of those that begin alike, and documents be read for it.
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
    """The plan that reads nothing in vain: the index is asked for every word that it has any list of, in full."""
    asked = [one.word for one in words if one.is_listed] or [one.word for one in words]
    return Plan(tuple(map(_beginning, asked)), tuple(one.word for one in words if one.word not in asked))


def _plan(asked: Sequence[Sought], by_head: Sequence[Sought], left: Sequence[Sought], documents: int) -> Plan:
    """Ask for some words, some of them by their heads, and read documents for these and those that are left.

    It costs what it does where no word has to do with another.
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
