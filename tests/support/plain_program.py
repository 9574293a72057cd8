"""The program on a store without a key, so that its raw bytes can be read; otherwise it is as a shell starts it."""

import sys

from helpdesk.cli import main
from helpdesk.desk import Desk


class _NoKey:
    def __get__(self, desk: object, kind: type) -> object:
        return lambda passphrase: None


Desk._key = _NoKey()  # type: ignore[assignment]

if __name__ == "__main__":
    sys.exit(main())
