"""What clicks do in widgets with a cursor. The first puts it there; a second at once does what Enter does."""

from __future__ import annotations

from textual.widget import Widget


def do_own(widget: Widget, key: str) -> None:
    """Do what a widget's own binding of a key does, if that is possible now."""
    for one in widget._bindings.key_to_bindings.get(key, ()):
        widget.app.call_later(widget.app.run_action, one.action, widget)
