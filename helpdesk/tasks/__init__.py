"""What a technician does: a module per subject, each job a function of a unit of work."""
