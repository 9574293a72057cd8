"""A sample company: some forty customers with a history, and as many made-up ones as you like. Nobody in it exists."""
