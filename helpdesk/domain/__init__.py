"""Values and pure rules: no I/O, nothing of ours imported, heavy libraries imported late."""
