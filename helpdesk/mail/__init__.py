"""Mail: reading it from files and mailboxes, writing it, and sending it. It knows no store.

Incoming mail was written by others and may be meant to harm. Everything is read within stated bounds, in time and
memory that grow only with its size, and nothing in it raises an error, is fetched, unpacked or executed.
"""

MOST_BYTES = 100 * 1024 * 1024
"""The most bytes of one mail that are read; enough for three attachments of 25 MB in transfer encoding."""
