"""The privacy statement as data, and the guard that decides by it."""
