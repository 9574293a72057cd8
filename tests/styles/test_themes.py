"""The themes: what they tell is readable, also in a terminal that has sixteen colours and no more."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.filter import monochrome_style
from textual.theme import Theme

from styles.themes import THEMES


def looks_of(theme: Theme) -> dict[str, str]:
    """The colours of a theme, by name."""
    own = ("foreground", "background", "surface", "panel", "error")
    return {**{name: str(getattr(theme, name)) for name in own}, **theme.variables}


def rounded(colour: str) -> int | None:
    """The one of the sixteen that a terminal shows in place of a colour."""
    return Color.parse(colour).downgrade(ColorSystem.STANDARD).number


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: str(theme.name))
def test_what_is_told_by_colours_is_told_by_sixteen_too(theme: Theme) -> None:
    """The row under the cursor stands out, and nothing is written in the colour of what it stands on."""
    looks = looks_of(theme)
    shown = {name: rounded(looks[name]) for name in looks if looks[name].startswith("#")}
    for text, beneath in (
        ("cursor-background", "background"),
        ("input-selection-background", "panel"),
        ("foreground", "input-selection-background"),
        ("error", "background"),
        ("foreground", "background"),
        ("quiet", "background"),
        ("border", "background"),
        ("bar-foreground", "bar-background"),
        ("bar-beneath", "bar-background"),
        ("cursor-foreground", "cursor-background"),
    ):
        assert shown[text] != shown[beneath], f"{text} on {beneath}"


def luminance(colour: str) -> float:
    """The light of a colour, from 0 to 1, as WCAG counts it."""
    parts = [part / 255 for part in Color.parse(colour).get_truecolor()]
    red, green, blue = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    less, more = sorted((luminance(one), luminance(other)))
    return (more + 0.05) / (less + 0.05)


def without_colour(colour: str) -> str:
    """The grey that a terminal shows in place of a colour when NO_COLOR is set."""
    style = monochrome_style(Style(color=colour))
    assert style.color is not None
    return style.color.name


READ, SEEN, NOTICED = 4.5, 3.0, 1.3
"""Contrast of text that is read, and of lines and boxes and what waits (WCAG 2.2: 1.4.3, 1.4.11); of a background."""


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: str(theme.name))
def test_every_state_can_be_told_by_those_who_see_little_contrast(theme: Theme) -> None:
    looks = looks_of(theme)
    pairs = {
        READ: (
            *(
                (text, behind)
                for text in ("foreground", "quiet")
                for behind in ("background", "surface", "panel")
            ),
            *((text, behind) for text in ("error",) for behind in ("background", "surface")),
            ("bar-foreground", "bar-background"),
            ("cursor-foreground", "cursor-background"),
            ("foreground", "input-selection-background"),
        ),
        SEEN: (
            *(
                (line, behind)
                for line in ("border", "border-blurred")
                for behind in ("background", "surface")
            ),
            ("bar-beneath", "bar-background"),
        ),
        NOTICED: (("cursor-background", "surface"), ("input-selection-background", "panel")),
    }
    for said, seen in (("in colour", str), ("with NO_COLOR", without_colour)):
        low = {
            f"{text} on {behind} {said}": round(ratio, 2)
            for least, some in pairs.items()
            for text, behind in some
            if (ratio := contrast(seen(looks[text]), seen(looks[behind]))) < least
        }
        assert not low
