"""Questions and messages in front of a screen, each with one typed answer."""
