"""The mark in the place of what was removed, `[removed: BSN]`, as it is known again in any language. Clause: D9.

Scanned once more, also where somebody quotes it, it is no finding. It has no digits, and nothing can hide in it.
"""

from __future__ import annotations

import re

MARK = re.compile(r"\[(?:removed|verwijderd): (?:[^\W\d_]|[ ,-])+\]")
