"""The program on a store without a key, so that its raw bytes can be read; otherwise as a shell starts it."""

from __future__ import annotations

import sys
from unittest.mock import patch

from helpdesk import desk


class PlainDesk(desk.Desk):
    """A desk whose store is not encrypted."""

    def open(self, passphrase: str | None = None) -> None:
        """Open it without the key that its settings name."""
        with patch.object(desk, "key_of", lambda _config, _passphrase: None):
            super().open(passphrase)


if __name__ == "__main__":
    desk.Desk = PlainDesk  # type: ignore[misc]
    from helpdesk.cli import main

    sys.exit(main())
