"""Mail: reading it from files and mailboxes, writing it, and handing it on. It knows no store.

What comes in was written by others and may be meant to harm: everything is read in time and memory that grow with its
size alone, within bounds that are said here, and nothing in it raises, is fetched, unpacked or carried out.
"""

MOST_BYTES = 100 * 1024 * 1024
"""Bytes of one mail that are read; three attachments of 25 MB, as they are sent, fit."""
