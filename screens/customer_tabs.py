"""The names of the tabs of a customer's file, on one line."""

from __future__ import annotations

from helpdesk.i18n import _
from screens.widgets.prose import Words
from screens.widgets.tab_line import tab_line

TABS = ("details", "consents", "services", "systems", "ip-use", "history", "tickets")


class CustomerTabs(Words):
    """The tabs, the chosen one in brackets; names are short if not all would fit."""

    _chosen = TABS[0]

    def choose(self, tab: str) -> None:
        """Show a tab as chosen."""
        self._chosen = tab
        self._write()

    def on_resize(self) -> None:
        """In a narrow window the tabs have shorter names."""
        self.call_later(self._write)

    def _write(self) -> None:
        names = (
            _("Details"), _("Purposes & consents"), _("Services"), _("Systems"), _("IP use"), _("History"),
            _("Tickets"),
        )  # fmt: skip
        chosen = TABS.index(self._chosen)
        line = tab_line(names, chosen, spaced=True)
        if line.cell_length > self.screen.size.width - 2:
            line = tab_line((names[0], _("Consents"), *names[2:4], _("IP"), *names[5:]), chosen)
        if line.cell_length > self.screen.size.width - 2:
            line = tab_line([name if at == chosen else "" for at, name in enumerate(names)], chosen)
        self.update(line)
