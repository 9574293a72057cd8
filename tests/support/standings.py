"""Where customers stand, for tests of the guard."""

from __future__ import annotations

from helpdesk.domain.standing import Standing

ORDINARY = Standing()
"""A customer with a contract and nothing special on record."""
