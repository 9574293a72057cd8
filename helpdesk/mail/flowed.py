"""Text in the format of RFC 3676 (`format=flowed`): lines that were only broken to fit are joined again."""

from __future__ import annotations

SIGNATURE = "-- "


def joined(text: str, *, without_space: bool = False) -> str:
    r"""The paragraphs of a flowed text, quoted ones with `> ` for every level.

    Args:
        text: lines separated by `\n`.
        without_space: the space before a soft break was added for it, and is removed (`DelSp=yes`).
    """
    lines: list[str] = []
    flowing: list[str] = []
    level = 0

    def finish() -> None:
        if flowing:
            lines.append(f"{'> ' * level}{''.join(flowing)}".rstrip(" " if level else ""))
            flowing.clear()

    for line in text.split("\n"):
        content = line.lstrip(">")
        if flowing and len(line) - len(content) != level:
            finish()
        level = len(line) - len(content)
        content = content.removeprefix(" ")
        if content == SIGNATURE:
            finish()
            lines.append(f"{'> ' * level}{SIGNATURE}")
        elif content.endswith(" "):
            flowing.append(content[:-1] if without_space else content)
        else:
            flowing.append(content)
            finish()
    finish()
    return "\n".join(lines)
