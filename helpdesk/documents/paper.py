"""A document of chapters, as one value: printed as plain text, HTML and PDF.

Whatever it contains stays text: no chapter can add markup, scripts or links. Clause: P1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from itertools import chain
from math import ceil
from pathlib import Path

from helpdesk.documents.typesetting import typeset_each
from helpdesk.domain.letters import Sender
from helpdesk.domain.records import dataclass
from helpdesk.policy.words import words

VOLUME = 250_000
"""How many characters of entries go in one PDF, counting `_ENTRY` extra for each.

Typst takes some 0.2 kB for each, 50 MB in all, and a third of a second; anything more becomes further volumes.
"""

_LONG = 90
_LONGEST_BAR = 30
_ENTRY = 100  # the position and tags of an entry weigh as much as this many characters
_SHORT = 600  # characters of a record that is kept on one page
_LITTLE = 1_600  # characters of a chapter that is, and how many lines it may have
_FEW = 24
_MANY = 500

_PAGE = words("pagina", "page")
_OF = words("van", "of")
_VOLUME = words("deel", "part")

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 Georgia, "Times New Roman", serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; font-weight: normal; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 0.2rem; } header, footer, dt { color: GrayText; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: 0.1rem 1rem; margin: 0; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; } p { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; } th { text-align: left; font-weight: normal; color: GrayText; }
th, td { padding: 0.1rem 0.8rem 0.1rem 0; } td:nth-child(2) { width: 55%; }
td span { display: block; height: 0.8rem; background: currentColor; opacity: 0.6; print-color-adjust: exact; }
footer { border-top: 1px solid GrayText; margin-top: 3rem; font-size: 0.85rem; }
@media print { body { margin: 0; max-width: none; } section, article { break-inside: avoid-page; } }
""".strip()
_HEAD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
"""

Facts = tuple[tuple[str, str], ...]
"""Labels and values, in reading order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: its name, its facts, and a text before them if it has one."""

    title: str
    facts: Facts
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a figure: what is counted, how many, and the count in words."""

    label: str
    count: int
    said: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with paragraphs, facts, a list, records, and a bar chart.

    Any of them may be empty.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    facts: Facts = ()
    items: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    bars: tuple[Bar, ...] = ()

    @property
    def most(self) -> int:
        """The count of the longest bar, or 1."""
        return max((bar.count for bar in self.bars), default=0) or 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document in one language, from the company (K1). `made` is aware; `facts` are below the title."""

    title: str
    language: str
    made: datetime
    sender: Sender
    facts: Facts
    chapters: tuple[Chapter, ...]


def paper_text(paper: Paper) -> str:
    """The document as plain text."""
    lines = [paper.title, "=" * len(paper.title), "", *_fact_lines(paper.facts)]
    for chapter in paper.chapters:
        lines += ["", chapter.title, "-" * len(chapter.title)]
        lines += [*chain.from_iterable(("", one) for one in chapter.paragraphs)]
        items = [f"- {item}" for item in chapter.items]
        for part in (_fact_lines(chapter.facts), items, _bar_lines(chapter)):
            lines += ["", *part] if part else []
        for entry in chapter.entries:
            lines += ["", *filter(None, [entry.title, entry.text]), *_fact_lines(entry.facts)]
    return "\n".join((*lines, "", _foot(paper.sender))) + "\n"


def paper_markdown(paper: Paper) -> str:
    """The document as Markdown that also reads as plain text; for documents without bars."""
    lines = [f"# {paper.title}", "", *(f"- {line}" for line in _fact_lines(paper.facts))]
    for chapter in paper.chapters:
        lines += ["", "", f"## {chapter.title}"]
        lines += [*chain.from_iterable(("", one) for one in chapter.paragraphs)]
        listed = [f"- {one}" for one in (*_fact_lines(chapter.facts), *chapter.items)]
        for entry in chapter.entries:
            listed.append(f"- **{entry.title}**" + (f" — {entry.text}" if entry.text else ""))
            listed += [f"  - {line}" for line in _fact_lines(entry.facts)]
        lines += ["", *listed] if listed else []
    return "\n".join(lines) + "\n"


def paper_html(paper: Paper) -> Iterator[str]:
    """The document as a self-contained HTML page: no scripts, no pictures, nothing fetched. Piece by piece."""
    yield _HEAD.format(language=escape(paper.language), title=escape(paper.title), style=_STYLE)
    yield f"<header>{escape(paper.sender.name)}</header>\n<main>\n<h1>{escape(paper.title)}</h1>\n"
    yield _facts_html(paper.facts)
    for chapter in paper.chapters:
        yield f"<section>\n<h2>{escape(chapter.title)}</h2>\n"
        for paragraph in chapter.paragraphs:
            yield f"<p>{escape(paragraph)}</p>\n"
        yield _facts_html(chapter.facts)
        if chapter.items:
            yield "<ul>\n" + "".join(f"<li>{escape(item)}</li>\n" for item in chapter.items) + "</ul>\n"
        yield _bars_html(chapter)
        for entry in chapter.entries:
            title = f"<h3>{escape(entry.title)}</h3>\n" if entry.title else ""
            text = f"<p>{escape(entry.text)}</p>\n" if entry.text else ""
            yield f"<article>\n{title}{text}{_facts_html(entry.facts)}</article>\n"
        yield "</section>\n"
    yield f"</main>\n<footer><p>{escape(_foot(paper.sender))}</p></footer>\n</body>\n</html>\n"


def paper_pdfs(paper: Paper, folder: Path | None = None) -> Iterator[bytes]:
    """The document as PDF/A, in as many volumes as needed: one, except with thousands of entries.

    They are made one by one. `folder` has the company's own templates. Errors: `TypesetterMissing`,
    `TypesettingFailed`.
    """
    return typeset_each("report", _volume_data(paper), paper.language, paper.made, folder)


def _volume_data(paper: Paper) -> Iterator[dict[str, object]]:
    volumes = tuple(_volumes(paper.chapters))
    for number, chapters in enumerate(volumes, 1):
        several = f"{_VOLUME.say(paper.language)} {number} {_OF.say(paper.language)} {len(volumes)}"
        yield {
            "title": paper.title,
            "language": paper.language,
            "day": (paper.made.year, paper.made.month, paper.made.day),
            "sender": {"name": paper.sender.name, "foot": _foot_parts(paper.sender)},
            "volume": several if len(volumes) > 1 else "",
            "facts": paper.facts,
            "chapters": [_as_data(chapter) for chapter in chapters],
            "words": {"page": _PAGE.say(paper.language), "of": _OF.say(paper.language)},
        }


def _volumes(chapters: Sequence[Chapter]) -> Iterator[tuple[Chapter, ...]]:
    """The chapters, split so that no part's entries weigh more than `VOLUME`; one entry is never split."""
    volume: list[Chapter] = []
    room = VOLUME
    for chapter in chapters:
        first = 0
        for place, entry in enumerate(chapter.entries):
            weight = _weight(entry)
            if weight > room and (volume or place > first):
                if place > first:
                    volume.append(_part(chapter, first, place))
                yield tuple(volume)
                volume, room, first = [], VOLUME, place
            room -= weight
        volume.append(_part(chapter, first, len(chapter.entries)))
    yield tuple(volume)


def _weight(entry: Entry) -> int:
    return (
        _ENTRY
        + len(entry.title)
        + len(entry.text)
        + sum(len(label) + len(value) for label, value in entry.facts)
    )


def _part(chapter: Chapter, first: int, behind: int) -> Chapter:
    """Some of a chapter's entries; what precedes them goes with the first."""
    entries = chapter.entries[first:behind]
    return Chapter(chapter.title, entries=entries) if first else replace(chapter, entries=entries)


def _as_data(chapter: Chapter) -> dict[str, object]:
    many = len(chapter.entries) > _MANY
    lines = (*chapter.paragraphs, *chapter.items, *chain.from_iterable(chapter.facts))
    little = sum(map(len, lines)) < _LITTLE and len(lines) + len(chapter.bars) < _FEW
    return {
        "title": chapter.title,
        "whole": little and not chapter.entries,
        "paragraphs": chapter.paragraphs,
        "facts": chapter.facts,
        "items": chapter.items,
        "bars": [(bar.label, bar.count / chapter.most, bar.said) for bar in chapter.bars],
        # One text per record: a grid takes three times as long, and keeping it together half as long again.
        "entries": [
            (entry.title, told := _running(entry), not many and len(told) < _SHORT)
            for entry in chapter.entries
        ],
    }


def _running(entry: Entry) -> str:
    """Its facts one after the other; below a text, or if they are long, on lines of their own."""
    told, alone = entry.text, True
    for label, value in entry.facts:
        after_such, alone = alone, bool(entry.text) or "\n" in value or len(value) > _LONG
        told += ("\n" if alone or after_such else " · ") * bool(told) + f"{label}: {value}"
    return told


def _fact_lines(facts: Facts) -> list[str]:
    return [f"{label}: {value}" for label, value in facts]


def _bar_lines(chapter: Chapter) -> list[str]:
    """The figure as text: anything above zero is visible."""
    label = max((len(bar.label) for bar in chapter.bars), default=0)
    return [
        f"{bar.label:<{label}}  {'█' * ceil(_LONGEST_BAR * bar.count / chapter.most)} {bar.said}".rstrip()
        for bar in chapter.bars
    ]


def _bars_html(chapter: Chapter) -> str:
    if not chapter.bars:
        return ""
    rows = (
        f'<tr><th scope="row">{escape(bar.label)}</th><td><span style="width:{100 * bar.count / chapter.most:.0f}%">'
        f"</span></td><td>{escape(bar.said)}</td></tr>\n"
        for bar in chapter.bars
    )
    return f"<table>\n{''.join(rows)}</table>\n"


def _facts_html(facts: Facts) -> str:
    if not facts:
        return ""
    rows = (f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>\n" for label, value in facts)
    return f"<dl>\n{''.join(rows)}</dl>\n"


def _foot(sender: Sender) -> str:
    return " · ".join(_foot_parts(sender))


def _foot_parts(sender: Sender) -> tuple[str, ...]:
    details = (f"{label} {value}" for label, value in sender.details)
    return (sender.name, ", ".join(sender.address), *details)
