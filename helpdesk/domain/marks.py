"""The mark that replaces removed text, `[removed: BSN]`, recognised again in any language. Clause: D9.

When it is scanned again, also in a quotation, it is not a finding. It has no digits, and nothing can hide in it.
"""

from __future__ import annotations

import re

MARK = re.compile(r"\[(?:removed|verwijderd): (?:[^\W\d_]|[ ,-])+\]")
