"""What a technician gets done: a module per job, each job a function of a unit of work."""
