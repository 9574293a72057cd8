"""How fast the console is, as ratios against floors measured in the same run. `make bench` prints the table."""
