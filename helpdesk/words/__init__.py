"""Wording that the console and the commands share, in the reader's language; nothing here draws."""
