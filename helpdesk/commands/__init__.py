"""The command line, a module per group of commands. What a command needs is imported when it runs."""
