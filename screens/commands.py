"""The command palette: whatever a key does here, by its name."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from helpdesk.i18n import _
from screens.widgets.bars import commands


class Commands(Provider):
    """The commands that can be done on the screen beneath the palette, and the themes."""

    async def discover(self) -> Hits:
        """All of them."""
        for name, command, key in self._commands():
            yield DiscoveryHit(name, command, help=key)

    async def search(self, query: str) -> Hits:
        """Those that match what was typed."""
        matcher = self.matcher(query)
        for name, command, key in self._commands():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), command, help=key)

    def _commands(self) -> list[tuple[str, IgnoreReturnCallbackType, str]]:
        app = self.app
        found: list[tuple[str, IgnoreReturnCallbackType, str]] = [
            (one.description, partial(app.run_action, one.active.binding.action, one.active.node), one.key)
            for one in commands(self.screen)
            if one.active.binding.action not in ("command_palette", "app.command_palette")
        ]
        for theme in sorted(app.available_themes):
            name = _("Theme: {name}").format(name=theme)
            found.append((name, partial(setattr, app, "theme", theme), ""))
        return found
