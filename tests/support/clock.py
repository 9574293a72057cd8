"""A clock that a test turns by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.stores import BEGIN


class Clock:
    """It stands still at the moment at which the stores of the tests were made, until it is turned."""

    def __init__(self) -> None:
        self.now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Turn the clock forward."""
        self.now += timedelta(**time)
