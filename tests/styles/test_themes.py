"""The themes: what they tell is readable, also in a terminal that has sixteen colours and no more."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem
from textual.theme import Theme

from styles.themes import THEMES


def rounded(colour: str) -> int | None:
    """The one of the sixteen that a terminal shows in place of a colour."""
    return Color.parse(colour).downgrade(ColorSystem.STANDARD).number


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: str(theme.name))
def test_what_is_told_by_colours_is_told_by_sixteen_too(theme: Theme) -> None:
    """The row under the cursor stands out, and nothing is written in the colour of what it stands on."""
    looks = {"foreground": str(theme.foreground), "background": str(theme.background), **theme.variables}
    shown = {name: rounded(looks[name]) for name in looks if looks[name].startswith("#")}
    assert shown["cursor-background"] != shown["background"]
    assert shown["input-selection-background"] != shown["background"]
    for text, beneath in (
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


READ, SEEN, NOTICED = 4.5, 3.0, 1.3
"""Contrast of text that is read, and of lines and boxes and what waits (WCAG 2.2: 1.4.3, 1.4.11); of a background."""


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: str(theme.name))
def test_every_state_can_be_told_by_those_who_see_little_contrast(theme: Theme) -> None:
    looks = {
        **{
            name: str(getattr(theme, name))
            for name in ("foreground", "background", "surface", "panel", "error")
        },
        **theme.variables,
    }
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
    low = {
        f"{text} on {behind}": round(ratio, 2)
        for least, some in pairs.items()
        for text, behind in some
        if (ratio := contrast(looks[text], looks[behind])) < least
    }
    assert not low
