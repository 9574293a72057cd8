"""A person's rights over their own data. Apart from requests, because the policy is read before anything else."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """What a person may ask about their own data. Clause: R1–R6; GDPR art. 7(3), 15–21."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    WITHDRAWAL = "withdrawal"


OBJECTION_UPHELD = "objection:upheld"
OBJECTION_REJECTED = "objection:rejected"
"""The steps of a request that end an objection: that use stops for good, or it may go on. GDPR art. 21(1)."""
