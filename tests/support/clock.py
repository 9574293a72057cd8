"""A clock that a test moves by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.stores import BEGIN


class Clock:
    """It stays at the moment at which the tests' stores were made, until it is moved."""

    def __init__(self) -> None:
        self.now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Move the clock forward."""
        self.now += timedelta(**time)
