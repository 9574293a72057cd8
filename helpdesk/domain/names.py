"""People's names, split the Dutch way: given name or initials, prefix (tussenvoegsel), family name.

Nobody is refused because of their name. What can't be split stays together in the family name, so nothing but a form
of address is lost, and joining the parts gives the name as it was written. Clause: D1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from helpdesk.domain.contact import clean


def _listed(text: str) -> frozenset[str]:
    return frozenset(" ".join(entry.split()) for entry in text.split(","))


_PREFIXES = _listed("""
    à, aan, aan de, aan den, aan der, aan het, aan 't, aan't, al, am, auf, auf dem, auf den, auf der, auf
    ter, aus dem, aus der, ben, bij, bij de, bij den, bij het, bij 't, bin, boven d', d', da, dal, dalla,
    das, de, de die, de die le, de l', de la, de las, de le, de los, de van der, degli, dei, del, della,
    den, der, des, di, do, don, dos, du, e, el, 'l, fan, fan de, fan der, fan 'e, fan 't, het, in, in de,
    in den, in der, in het, in 't, in't, l', la, las, le, les, lo, los, onder, onder de, onder den, onder
    het, onder 't, op, op de, op den, op der, op gen, op het, op 't, op't, op ten, over, over de, over
    den, over het, over 't, 's, 't, te, ten, ter, tho, thoe, thor, to, toe, tot, uijt, uijt de, uijt den,
    uijt te de, uijt ten, uit, uit de, uit den, uit het, uit te de, uit ten, uit 't, unter, van, van de,
    van de l', van den, van der, van gen, van het, van la, van 's, van 't, van't, van ter, van van de,
    ver, vom, vom und zum, von, von dem, von den, von der, von und zu, voor, voor de, voor den, voor in
    't, voor 't, vor, vor der, zu, zum, zur
""")
_LONGEST = max(prefix.count(" ") for prefix in _PREFIXES) + 1
# As the first word of a full name these can only be a prefix; "Ben", "Don" and "Le" may be given names there.
_SURE_FIRST = _listed(
    "'s, 't, aan, auf, bij, d', de, den, der, fan, in, op, te, ten, ter, uit, van, van't, vom, von, zum, zur"
)
_TITLES = _listed("""
    dhr, de heer, heer, hr, mevr, mevrouw, mw, mej, fam, familie, mr, mrs, ms, miss, mister, dr, dra, drs,
    ds, ir, prof, herr, frau, ing., sr., jhr, jkvr
""")
_DEGREES = _listed("msc, bsc, mba, phd, ph.d, llm, llb")
_FIRST_WORDS = {prefix.split()[0] for prefix in _PREFIXES}
_TELLING = _FIRST_WORDS | {title.split()[0] for title in _TITLES} | _DEGREES
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018`\u00b4\u02bc", "'"))
_STUCK_INITIALS = re.compile(r"((?:[^\W\d_]{1,3}\.)+)([^\W\d_][^.]+)")
_ELISION = re.compile(r"([dl]')(\w.+)", re.IGNORECASE)


class PersonName(NamedTuple):
    """The three parts, each of which may be empty. In the Netherlands names are sorted by family name."""

    given: str
    prefix: str
    family: str


def split_dutch_name(text: str) -> PersonName:
    """Split a full name: `"Jan van der Berg"`, `"Berg, J. van der"`, `"drs. A.van 't Hof"`, `"Suharto"`.

    Forms of address and titles in front, and degrees behind, are dropped. A single name is a family name.
    """
    text = clean(text)
    words = text.split(" ")
    if all(map(_is_plain, words)):
        return PersonName(" ".join(words[:-1]), "", words[-1])
    parts = [_without_titles(part.split()) for part in text.split(",")]
    parts = [words for words in parts if words]
    if not parts:
        return PersonName("", "", "")
    if len(parts) == 1:
        return _in_reading_order(parts[0])
    return _family_first(parts[0], [word for words in parts[1:] for word in words])


def full_name(given: str | None, prefix: str | None, family: str | None) -> str:
    """The name as it is said: `Jan van der Berg`, `Anne d'Ancona`."""
    prefix, family = prefix or "", family or ""
    tight = prefix.translate(_APOSTROPHES).lower().endswith(("d'", "l'"))
    return " ".join(
        filter(
            None,
            (given, f"{prefix}{family}" if tight else prefix, "" if tight else family),
        )
    )


def _is_plain(word: str) -> bool:
    """Whether a word or initial can only be a name: most can, and need no closer look."""
    return (word.isalpha() and word.lower() not in _TELLING) or (len(word) == 2 and word[1] == ".")


def _fold(words: list[str]) -> str:
    text = " ".join(words).lower()
    return text if text.isascii() and "`" not in text else text.translate(_APOSTROPHES)


def _without_titles(words: list[str]) -> list[str]:
    while len(words) > 1:
        if _is_title(words[:1]):
            words = words[1:]
        elif len(words) > 2 and _fold(words[:2]) in _TITLES:
            words = words[2:]
        else:
            break
    while words and _fold(words[-1:]).rstrip(".") in _DEGREES:
        words = words[:-1]
    return words


def _is_title(words: list[str]) -> bool:
    """Whether a word is a title, also joined ones as in `mr.drs.`; if it may be a name too, the dot decides."""
    text = _fold(words)
    if "." not in text:
        return text in _TITLES
    pieces = [piece for piece in text.split(".") if piece]
    return bool(pieces) and all(p in _TITLES or f"{p}." in _TITLES for p in pieces)


def _prefix_length(words: list[str]) -> int:
    """How many words at the start form a prefix, leaving at least one for the name itself."""
    if len(words) < 2 or _fold(words[:1]) not in _FIRST_WORDS:
        return 0
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        if _fold(words[:length]) in _PREFIXES:
            return length
    return 0


def _in_reading_order(words: list[str]) -> PersonName:
    """A name with the given name first. The family name starts at the first prefix, or is the last word."""
    stuck = _STUCK_INITIALS.fullmatch(words[0])
    if stuck:
        words = [stuck[1], stuck[2], *words[1:]]
    if _fold(words[:1]) in _SURE_FIRST:
        return _with_prefix("", words)
    for index in range(1, len(words)):
        low = _fold(words[index : index + 1])
        if low in _FIRST_WORDS or "'" in low:
            name = _with_prefix(" ".join(words[:index]), words[index:])
            if name.prefix:
                return name
        if _is_double(words[index:]):
            return PersonName(" ".join(words[:index]), "", " ".join(words[index:]))
    return PersonName(" ".join(words[:-1]), "", words[-1])


def _is_double(words: list[str]) -> bool:
    """Does a double family name start here: `Jansen-de Vries`, `Jansen - de Vries`?"""
    if len(words) < 2:
        return False
    if words[1] in {"-", "\u2013"}:
        return True
    head, _, tail = words[0].rpartition("-")
    return bool(head) and (not tail or _fold([tail]) in _PREFIXES)


def _family_first(family: list[str], rest: list[str]) -> PersonName:
    """`Berg, J. van der`; `van der Berg, J.`; `Berg, van der, J.`; `Berg van der, J.`."""
    length = _prefix_length([*rest, ""])
    if length:
        return PersonName(" ".join(rest[length:]), " ".join(rest[:length]), " ".join(family))
    start = _trailing_prefix(rest)
    if start:
        return PersonName(" ".join(rest[:start]), " ".join(rest[start:]), " ".join(family))
    start = _trailing_prefix(family)
    if start:
        return PersonName(" ".join(rest), " ".join(family[start:]), " ".join(family[:start]))
    return _with_prefix(" ".join(rest), family)


def _trailing_prefix(words: list[str]) -> int:
    """Where a prefix at the end begins, as in `J. van der`; 0 if there is none."""
    starts = range(max(1, len(words) - _LONGEST), len(words))
    return next((start for start in starts if _fold(words[start:]) in _PREFIXES), 0)


def _with_prefix(given: str, words: list[str]) -> PersonName:
    """The name whose family part is `words`, its prefix taken off."""
    length = _prefix_length(words)
    elision = None if length else _ELISION.fullmatch(words[0].translate(_APOSTROPHES))
    if elision:
        family = " ".join([words[0][len(elision[1]) :], *words[1:]])
        return PersonName(given, words[0][: len(elision[1])], family)
    return PersonName(given, " ".join(words[:length]), " ".join(words[length:]))
