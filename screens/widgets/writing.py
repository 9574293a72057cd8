"""A box for a text of several lines: pasted text is complete, Tab goes on, and the cursor does not blink."""

from __future__ import annotations

from textual.widgets import TextArea


class TextBlock(TextArea):
    """Several lines of plain text."""

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        hint = f"({placeholder})" if placeholder else ""  # as in a box of one line
        super().__init__(
            text, soft_wrap=True, tab_behavior="focus", show_line_numbers=False, placeholder=hint, id=id,
            classes="editor-text",
        )  # fmt: skip
        self.cursor_blink = False
