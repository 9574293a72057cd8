"""How well and how fast personal data is spotted, on the labelled messages of the tests.

`python -m benchmarks.spotting` prints this part only.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

from benchmarks.table import Figure, markdown, percentile, ratio
from helpdesk.domain.spotting import Kind, spot
from tests.support.labelled import Labelled, messages, score

SIZE = 5_000
ROUNDS = 5
AIM = "recall >= 0.97, precision >= 0.93"


def figures() -> Iterator[Figure]:
    """Recall and precision, overall and by kind, and the time for a text of 5 kB."""
    corpus = messages()
    yield _well("spotting, all kinds", corpus, tuple(Kind), AIM)
    unseen = [one for one in corpus if one.unseen]
    yield _well("spotting, messages it was never mended for", unseen, tuple(Kind), AIM)
    for kind in Kind:
        yield _well(f"spotting, {kind.says}", corpus, (kind,), "")
    yield from _fast(corpus)


def _well(
    what: str, corpus: tuple[Labelled, ...] | list[Labelled], kinds: tuple[Kind, ...], aim: str
) -> Figure:
    total = score(corpus)
    marked = sum(total.right[kind] + total.missed[kind] for kind in kinds)
    measured = f"recall {total.recall(kinds):.3f}, precision {total.precision(kinds):.3f} ({marked})"
    return Figure(what, measured, "", "", aim)


def _fast(corpus: tuple[Labelled, ...]) -> Iterator[Figure]:
    """5 kB of mixed and of clean messages, against the telephone library's own search of the same text."""
    context = corpus[0].context
    for what, chosen in (
        ("5 kB of messages", corpus),
        ("5 kB of clean messages", [one for one in corpus if not one.marked]),
    ):
        texts = _chunks([one.text for one in chosen])
        ours = _median(texts, lambda text: spot(text, context))
        floor = _median(texts, _telephone_numbers_alone)
        yield Figure(
            f"spotting, {what}, p50", f"{ours:.1f} ms", f"{floor:.1f} ms", ratio(ours, floor), "<= 15 ms"
        )


def _chunks(texts: list[str]) -> list[str]:
    random.Random(4).shuffle(texts)
    whole = "\n\n".join(texts)
    return [whole[start : start + SIZE] for start in range(0, len(whole) - SIZE, SIZE)]


def _telephone_numbers_alone(text: str) -> object:
    from phonenumbers import PhoneNumberMatcher

    return list(PhoneNumberMatcher(text, "NL"))


def _median(texts: list[str], work: Callable[[str], object]) -> float:
    work(texts[0])
    return percentile([min(_milliseconds(work, text) for _ in range(ROUNDS)) for text in texts], 0.5)


def _milliseconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    print(markdown(figures()))
