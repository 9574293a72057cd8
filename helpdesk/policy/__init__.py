"""The privacy statement as data, and the guard that answers from it."""
