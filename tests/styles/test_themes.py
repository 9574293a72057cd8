"""The themes in a terminal that has sixteen colours and no more."""

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
