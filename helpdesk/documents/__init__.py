"""Letters and reports: pure functions from values to text in a chosen language."""
