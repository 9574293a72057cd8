"""Everything the console knows and does. Nothing in here draws on a screen."""
