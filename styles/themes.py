"""Two quiet themes. Both keep their contrast if a terminal rounds colours to sixteen, or drops them."""

from __future__ import annotations

from textual.theme import Theme

NIGHT = Theme(
    name="night",
    dark=True,
    primary="#5f87af",
    secondary="#87afaf",
    accent="#d7af5f",
    success="#87af87",
    warning="#d7af5f",
    error="#ff8787",
    foreground="#d0d0d0",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    variables={
        "bar-background": "#262626",
        "bar-foreground": "#d0d0d0",
        "bar-beneath": "#767676",
        "quiet": "#949494",
        "cursor-background": "#303a46",
        "cursor-foreground": "#ffffff",
        "border": "#5f87af",
        "border-blurred": "#6c6c6c",
        "block-cursor-background": "#303a46",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#262626",
        "input-selection-background": "#3a5068",
        "screen-selection-background": "#3a5068",
    },
)
"""The dark theme, and the default."""

PAPER = Theme(
    name="paper",
    dark=False,
    primary="#005f87",
    secondary="#005f5f",
    accent="#875f00",
    success="#005f00",
    warning="#875f00",
    error="#af0000",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#f4f4f4",
    panel="#e4e4e4",
    variables={
        "bar-background": "#d4d4d4",
        "bar-foreground": "#1c1c1c",
        "bar-beneath": "#626262",
        "quiet": "#585858",
        "cursor-background": "#bcd2e8",
        "cursor-foreground": "#000000",
        "border": "#005f87",
        "border-blurred": "#8a8a8a",
        "block-cursor-background": "#bcd2e8",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#e4e4e4",
        "input-selection-background": "#87afd7",
        "screen-selection-background": "#87afd7",
    },
)
"""The light theme."""

THEMES = (NIGHT, PAPER)
"""The themes that can be chosen; the first is the default."""
